"""Whatever arrives, crashes and whatever the clock does: each story is told to each recipient once."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.digests.completeness import wrong_sums
from monitor.errors import Deferred, Uncertain
from monitor.model import Completeness, Message, Trouble, Urgent, Watch
from monitor.runs.deliver import deliver, queue_due, queue_now
from monitor.store.database import open_store
from tests.fakes.clock import FakeClock
from tests.fakes.telling import ALERT, NOON, Settings, World, add_article, add_entry, add_source, article

URGENT = Urgent(rule="trafficking", cap=2, quiet_from=time(22, 0), quiet_until=time(6, 0))
DESK = replace(ALERT, urgent=URGENT)


class Crash(BaseException):
    """The process is gone: nothing after this line runs."""


class Post:
    """A post office that fails as it is told, one word for each message that is brought."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.faults: list[str] = []

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        fault = self.faults.pop() if self.faults else ""
        if fault == "later":
            raise Deferred("451 later")
        if fault == "crash before the dot":
            raise Crash
        before_dot()
        if fault == "crash at the dot":
            raise Crash
        self.taken.append(message)
        if fault == "crash after the dot":
            raise Crash
        if fault == "silence":
            raise Uncertain("silence")
        return "250 taken"


FAULTS = ["later", "crash before the dot", "crash at the dot", "crash after the dot", "silence"]
STEPS = st.one_of(
    st.tuples(st.just("article"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("irrelevant"), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("entry"), st.sampled_from(["pending", "unreadable"]), st.booleans()),
    st.tuples(st.just("clock"), st.sampled_from([-9, -1, 1, 5, 11, 24, 80]), st.booleans()),
    st.tuples(st.just("run"), st.lists(st.sampled_from(FAULTS), max_size=2), st.booleans()),
    st.tuples(st.just("compose and crash"), st.none(), st.booleans()),
    st.tuples(st.just("digest now"), st.none(), st.booleans()),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a source that was polled."""
    path = tmp_path_factory.mktemp("template") / "monitor.db"
    db = open_store(path)
    add_source(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=18))
def test_each_story_is_told_to_each_recipient_once(
    template: Path, steps: list[tuple[str, object, bool]]
) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / "monitor.db"
        shutil.copy(template, path)
        life = Life(path)
        for number, step in enumerate(steps):
            life.live(number, step)
        life.calm_down()
        life.verify()


class Life:
    """A monitor whose process may end at any time; the store and the post office stay."""

    def __init__(self, path: Path) -> None:
        self.path, self.post, self.clock = path, Post(), FakeClock(NOON)
        self.stories: set[str] = set()
        self.world = self._start()

    def _start(self) -> World:
        return World(
            db=open_store(self.path),
            clock=self.clock,
            mailer=self.post,
            settings=Settings(Watch(alerts=(DESK,), lexicons=())),
        )

    def live(self, number: int, step: tuple[str, object, bool]) -> None:
        """One thing happens."""
        kind, value, flag = step
        db, now = self.world.db, self.clock.now()
        if kind == "article":
            story = f"STORY-{value}"
            self.stories.add(story)
            found = article(number, title=f"{story} in the news", outlet=f"Outlet {number}")
            add_article(db, found, now, story=story, urgent=("trafficking",) if flag else ())
        elif kind == "irrelevant":
            add_article(db, article(number), now, alerts=())
        elif kind == "entry":
            add_entry(db, f"https://news.example/e{number}", now, state=str(value))
        elif kind == "clock":
            assert isinstance(value, int)
            self.clock.move(hours=value)
        else:
            self._tell(kind, value if isinstance(value, list) else [])

    def _tell(self, kind: str, faults: list[str]) -> None:
        self.post.faults = list(faults)
        try:
            if kind == "run":
                asyncio.run(deliver(self.world))
            elif kind == "digest now":
                queue_now(self.world)
            else:
                asyncio.run(queue_due(self.world))
                raise Crash
        except Crash:
            self.world.db.close()
            self.world = self._start()

    def calm_down(self) -> None:
        """Two quiet days without faults."""
        for _ in range(12):
            self.clock.move(hours=7)
            self._tell("run", [])

    def verify(self) -> None:
        """Once each, or held for a person to decide; and every digest's numbers add up."""
        db = self.world.db
        held = {
            row["message_id"]
            for row in db.query("SELECT message_id FROM outbox WHERE state IN ('uncertain', 'dot')")
        }
        assert not list(db.query("SELECT 1 FROM outbox WHERE state IN ('pending', 'sending')"))
        came: Counter[tuple[str, str]] = Counter()
        for message in self.post.taken:
            came.update((message.recipient, story) for story in stories_in(message.content))
        missing = Counter(
            (row["recipient"], story)
            for row in db.query("SELECT recipient, message_id, content FROM outbox")
            if row["message_id"] in held - {m.message_id for m in self.post.taken}
            for story in stories_in(bytes(row["content"]))
        )
        assert came + missing == Counter((r, story) for r in DESK.recipients for story in self.stories)
        for row in db.query("SELECT counts FROM digests"):
            assert not wrong_sums(_completeness(json.loads(row["counts"]))), row
        db.close()


def stories_in(content: bytes) -> list[str]:
    """The stories that a mail tells, read from its text."""
    body = message_from_bytes(content, policy=default).get_body(("plain",))
    assert body is not None
    return re.findall(r"^\d+\. +(STORY-\d)", body.get_content(), re.MULTILINE)


def _completeness(counts: dict[str, list[str] | int]) -> Completeness:
    """The numbers as they stand in the store, where a source in trouble is a name."""
    values = {
        name: tuple(Trouble(source=s, title=s, since=None) for s in value)
        if isinstance(value, list)
        else value
        for name, value in counts.items()
    }
    return Completeness(**values)  # type: ignore[arg-type]
