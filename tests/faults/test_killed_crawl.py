"""A crawl that is killed anywhere and run again ends as if nothing had happened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.deployment import make_deployment
from demo.newsroom import Newsroom
from demo.outlets import load_outlets
from tests.faults.service import Killer, is_sound, killed, reading, rows, run, start

pytestmark = pytest.mark.slow

CHOSEN = {"sindh-wire", "karachi-courier", "delta-mission", "awaz-e-sahil", "gulf-ledger"}
FOUND = (
    "SELECT url, verdict, story_id, title, text FROM articles ORDER BY url",
    "SELECT source, key, state FROM entries ORDER BY source, key",
    "SELECT a.url, h.alert, h.verdict FROM hits h JOIN articles a ON a.id = h.article_id ORDER BY 1, 2",
    "SELECT a.url, m.field, m.start, m.end, m.term FROM mentions m JOIN articles a ON a.id = m.article_id"
    " ORDER BY 1, 2, 3, 4, 5",
)


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    chosen = tuple(outlet for outlet in load_outlets() if outlet.name in CHOSEN)
    with Newsroom(chosen, datetime.now(UTC)) as served:
        yield served


def found(deployment: Path) -> list[list[tuple[object, ...]]]:
    return [rows(deployment, query) for query in FOUND]


@pytest.fixture(scope="module")
def undisturbed(
    newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory
) -> list[list[tuple[object, ...]]]:
    deployment = tmp_path_factory.mktemp("calm") / "d"
    make_deployment(deployment, newsroom, pause=0.02)
    run(deployment, "crawl")
    return found(deployment)


def test_killed_at_requests(
    newsroom: Newsroom, undisturbed: list[list[tuple[object, ...]]], tmp_path: Path
) -> None:
    deployment = tmp_path / "d"
    make_deployment(deployment, newsroom, pause=0.02)
    killer = Killer()
    newsroom.called = killer.step
    kills = 0
    for at in (1, 4, 9, 14, 19):
        process = start(deployment, "crawl")
        killer.aim(process, at)
        kills += killed(process)
    killer.rest()
    assert kills >= 3
    run(deployment, "crawl")
    assert is_sound(deployment)
    assert found(deployment) == undisturbed


def test_killed_between_writes(
    newsroom: Newsroom, undisturbed: list[list[tuple[object, ...]]], tmp_path: Path
) -> None:
    deployment = tmp_path / "d"
    make_deployment(deployment, newsroom, pause=0.02)
    kills = 0
    for articles in (1, 8, 16):
        process = start(deployment, "crawl")
        while process.poll() is None:
            if _articles(deployment) >= articles:
                process.kill()
                break
            time.sleep(0.002)
        kills += killed(process)
    assert kills >= 2
    run(deployment, "crawl")
    assert is_sound(deployment)
    assert found(deployment) == undisturbed


def _articles(deployment: Path) -> int:
    if not (deployment / "db" / "monitor.db").exists():
        return 0
    with reading(deployment) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return 0
        number: int = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        return number
