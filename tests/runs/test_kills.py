"""kill -9 at every step of compose, queue and send: nothing lost, and under `hold` nothing twice."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.store.database import open_store
from tests.fakes.dying import Nursery, Round
from tests.fakes.telling import ALERT, NOON, add_article, add_source, article

MORNING = NOON + timedelta(hours=20)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with two stories to tell."""
    path = tmp_path_factory.mktemp("template") / "monitor.db"
    db = open_store(path)
    add_source(db)
    for number in (1, 2):
        add_article(db, article(number), NOON, story=f"s{number}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process leaves the same bytes there, sooner."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


class Case:
    """A copy of the template, and a post office of its own."""

    def __init__(self, template: Path, folder: Path) -> None:
        folder.mkdir()
        self.database, self.mailbox = folder / "monitor.db", folder / "mail"
        self.mailbox.mkdir()
        shutil.copy(template, self.database)

    def round(self, policy: str, now: datetime, die_at: int = 0, faults: tuple[str, ...] = ()) -> Round:
        """A round of telling from this database to this post office."""
        return Round(str(self.database), str(self.mailbox), policy, now.isoformat(), die_at, faults)

    def states(self) -> list[str]:
        """The states in the outbox as a killed process left them."""
        db = open_store(self.database)
        rows = [row["state"] for row in db.query("SELECT state FROM outbox")]
        db.close()
        return rows

    def delivered(self) -> Counter[tuple[str, str]]:
        """How often each recipient got each Message-ID."""
        pairs = (path.read_text().split("\n") for path in self.mailbox.iterdir())
        return Counter((recipient, message_id) for recipient, message_id in pairs)

    def verify(self, policy: str, *, ambiguous: bool) -> None:
        """Nothing is lost; nothing came twice, but under `resend` after an ambiguous end."""
        db = open_store(self.database)
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        rows = list(db.query("SELECT recipient, message_id, state FROM outbox"))
        told = db.execute("SELECT count(*) FROM told").fetchone()[0]
        db.close()
        assert told == 2
        assert sorted(row["recipient"] for row in rows) == sorted(ALERT.recipients)
        delivered = self.delivered()
        for row in rows:
            times = delivered.pop((row["recipient"], row["message_id"]), 0)
            if policy == "hold":
                assert times <= 1
                assert row["state"] == "sent" or ambiguous
                assert row["state"] in ("sent", "uncertain")
                assert times == 1 or row["state"] == "uncertain", "lost without a word"
            else:
                assert row["state"] == "sent"
                assert times >= 1
                assert times == 1 or ambiguous, "sent twice without need"
        assert not delivered, "a second Message-ID for one digest"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Where the processes that are killed come from."""
    with Nursery() as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["hold", "resend"])
def test_a_kill_at_any_step_loses_nothing(nursery: Nursery, template: Path, room: Path, policy: str) -> None:
    step, killed = 0, True
    while killed:
        step += 1
        case = Case(template, room / str(step))
        killed = nursery.tell(case.round(policy, MORNING, die_at=step))
        before = case.states()
        nursery.tell(case.round(policy, MORNING + HOUR))
        ambiguous = "dot" in before
        assert before.count("dot") <= 1, "one message at most stands at the dot"
        case.verify(policy, ambiguous=ambiguous)
    assert step > 60, "the steps of compose, queue and send"


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["hold", "resend"])
def test_chains_of_kills_and_faults_lose_nothing(
    nursery: Nursery, template: Path, room: Path, policy: str
) -> None:
    dice = random.Random(7)
    for number in range(10):
        case = Case(template, room / str(number))
        now = MORNING
        for _ in range(4):
            faults = tuple(dice.choice(["", "451", "drop before", "drop after"]) for _ in range(2))
            nursery.tell(case.round(policy, now, die_at=dice.randint(1, 90), faults=faults))
            now += timedelta(minutes=dice.randint(1, 40))
        nursery.tell(case.round(policy, now + timedelta(hours=7)))
        case.verify(policy, ambiguous=True)
