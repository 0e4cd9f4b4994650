"""A send that is killed at any step and run again tells everybody, and nobody twice."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.deployment import make_deployment
from demo.newsroom import Newsroom
from demo.outlets import load_outlets
from tests.faults.postoffice import Door, PostOffice
from tests.faults.service import Killer, is_sound, killed, rows, run, start

pytestmark = pytest.mark.slow

READERS = ("first@example.org", "second@example.org")
STEPS = 3 * len(READERS)
"""MAIL, RCPT and the final dot of each message."""

MAIL = """way = "smtp"
from = "TIP Monitor <monitor@example.org>"
host = "127.0.0.1"
port = {port}
security = "tls"
ca_file = "{ca_file}"
when_uncertain = "{policy}"
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment that has something to tell, and has told nothing."""
    deployment = tmp_path_factory.mktemp("crawled") / "d"
    chosen = tuple(outlet for outlet in load_outlets() if outlet.name in ("sindh-wire", "karachi-courier"))
    with Newsroom(chosen, datetime.now(UTC)) as newsroom:
        make_deployment(deployment, newsroom, pause=0)
        run(deployment, "crawl")
    readers = ", ".join(f'"{reader}"' for reader in READERS)
    (deployment / "alerts" / "recipients.toml").write_text(f"[lists]\nanalysts = [{readers}]\n")
    return deployment


@pytest.fixture(scope="module")
def killer() -> Killer:
    return Killer()


@pytest.fixture(scope="module")
def door(killer: Killer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with Door(PostOffice(step=killer.step), tmp_path_factory.mktemp("post")) as opened:
        yield opened


def deployment_for(crawled: Path, door: Door, folder: Path, policy: str) -> Path:
    deployment = folder / "d"
    shutil.copytree(crawled, deployment)
    (deployment / "alerts" / "mail.toml").write_text(
        MAIL.format(port=door.port, ca_file=door.ca_file, policy=policy)
    )
    return deployment


@pytest.mark.parametrize("at", range(1, STEPS + 1))
def test_nobody_is_told_twice(at: int, crawled: Path, door: Door, killer: Killer, tmp_path: Path) -> None:
    deployment = deployment_for(crawled, door, tmp_path, "hold")
    door.office.accepted.clear()
    process = start(deployment, "digest", "--send")
    killer.aim(process, at)
    assert killed(process)
    killer.rest()
    run(deployment, "digest", "--send")
    accepted = Counter(door.office.accepted)
    held = {row[0] for row in rows(deployment, "SELECT recipient FROM outbox WHERE state = 'uncertain'")}
    assert max(accepted.values()) == 1, accepted
    first = {recipient for identity, recipient in accepted if identity in _first_identities(deployment)}
    assert first | held == set(READERS)
    assert len(held) <= 1
    assert is_sound(deployment)
    if held:
        assert "uncertain" in run(deployment, "status").lower()


@pytest.mark.parametrize("at", [3])
def test_a_mail_that_is_sent_again_keeps_its_identity(
    at: int, crawled: Path, door: Door, killer: Killer, tmp_path: Path
) -> None:
    deployment = deployment_for(crawled, door, tmp_path, "resend")
    door.office.accepted.clear()
    process = start(deployment, "digest", "--send")
    killer.aim(process, at)
    assert killed(process)
    killer.rest()
    run(deployment, "digest", "--send")
    run(deployment, "digest", "--send")
    told = {r for identity, r in door.office.accepted if identity in _first_identities(deployment)}
    assert told == set(READERS)
    assert rows(deployment, "SELECT count(*) FROM outbox WHERE state NOT IN ('sent')") == [(0,)]


def _first_identities(deployment: Path) -> set[str]:
    """The Message-IDs of the digest that tells of the articles (a later one finds nothing new)."""
    return {
        str(row[0])
        for row in rows(
            deployment,
            "SELECT message_id FROM outbox WHERE digest_id = (SELECT min(digest_id) FROM told)",
        )
    }
