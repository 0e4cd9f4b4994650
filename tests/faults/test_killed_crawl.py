"""A crawl that is killed anywhere and run again ends as if nothing had happened."""

from __future__ import annotations

import time
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


def found(deployment: Path) -> list[list[tuple[object, ...]]]:
    return [rows(deployment, query) for query in FOUND]


def test_a_crawl_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    chosen = tuple(outlet for outlet in load_outlets() if outlet.name in CHOSEN)
    calm, shaken = tmp_path / "calm", tmp_path / "shaken"
    killer = Killer()
    with Newsroom(chosen, datetime.now(UTC)) as newsroom:
        for deployment in (calm, shaken):
            make_deployment(deployment, newsroom, pause=0.02)
        run(calm, "crawl")
        newsroom.called = killer.step
        # At a request, then between two writes, and so on; the first is killed while it polls.
        kills = kill_at_request(shaken, killer, 3)
        kills += kill_at_article(shaken, 2)
        kills += kill_at_request(shaken, killer, 12)
        kills += kill_at_article(shaken, 16)
        assert kills >= 3
        assert is_sound(shaken)
        run(shaken, "crawl")
    assert is_sound(shaken)
    assert found(shaken) == found(calm)


def kill_at_request(deployment: Path, killer: Killer, number: int) -> int:
    """Crawl until the newsroom is asked for the n-th document; 1 if that killed the crawl."""
    process = start(deployment, "crawl")
    killer.aim(process, number)
    done = killed(process)
    killer.rest()
    return int(done)


def kill_at_article(deployment: Path, number: int) -> int:
    """Crawl until so many articles are stored; 1 if that killed the crawl."""
    process = start(deployment, "crawl")
    while process.poll() is None:
        if articles(deployment) >= number:
            process.kill()
            break
        time.sleep(0.002)
    return int(killed(process))


def articles(deployment: Path) -> int:
    if not (deployment / "db" / "monitor.db").exists():
        return 0
    with reading(deployment) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return 0
        number: int = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        return number
