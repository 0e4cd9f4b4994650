"""A round of telling that is killed at its n-th step, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.config.templates import load_stationery
from monitor.digests import compose, render
from monitor.errors import Deferred, Uncertain
from monitor.model import MailSettings, Message, Watch
from monitor.runs.deliver import deliver
from monitor.store.database import open_store
from tests.fakes.clock import FakeClock
from tests.fakes.telling import ALERT, ALERTS, NOON, Settings, World

ROOT = Path(__file__).parents[2]


class Fuse:
    """Kills this process at its n-th step; 0 never."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def __call__(self, *_: object) -> None:
        self.steps -= 1
        if self.steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Pigeonholes:
    """A post office on disk: what it has taken outlives the process that brought it."""

    def __init__(self, folder: Path, fuse: Fuse, faults: tuple[str, ...]) -> None:
        self._folder, self._fuse, self._faults = folder, fuse, list(faults)

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        self._fuse()
        fault = self._faults.pop(0) if self._faults else ""
        if fault == "451":
            raise Deferred("451 later")
        before_dot()
        self._fuse()
        if fault != "drop before":
            (self._folder / secrets.token_hex(8)).write_text(f"{message.recipient}\n{message.message_id}")
        self._fuse()
        if fault.startswith("drop"):
            raise Uncertain("the connection is gone")
        return "250 taken"


@dataclass(frozen=True)
class Round:
    """One round of telling: where, when, under which policy, with which faults, and when to die.

    Steps are the SQL statements, begin and commit among them, and those of the post office.
    """

    database: str
    folder: str
    policy: str
    now: str
    die_at: int = 0
    faults: tuple[str, ...] = ()


class Nursery:
    """A process of one thread that forks a child for every round, ready to work at once."""

    def __enter__(self) -> Nursery:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def tell(self, round_: Round) -> bool:
        """Let a child play the round; whether it was killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(round_)) + "\n")
        self._process.stdin.flush()
        signalled = int(self._process.stdout.readline())
        assert signalled in (0, signal.SIGKILL), f"the child ended with {signalled}"
        return signalled == signal.SIGKILL


def play(round_: Round) -> None:
    """The round itself."""
    fuse = Fuse(round_.die_at)
    db = open_store(Path(round_.database))
    db.conn.set_trace_callback(fuse)
    policy: Any = round_.policy
    world = World(
        db=db,
        clock=FakeClock(datetime.fromisoformat(round_.now)),
        mailer=Pigeonholes(Path(round_.folder), fuse, tuple(round_.faults)),
        settings=Settings(Watch(alerts=(ALERT,), lexicons=()), mail=MailSettings(when_uncertain=policy)),
    )
    asyncio.run(deliver(world))
    db.conn.set_trace_callback(None)
    db.close()


def main() -> None:
    """Fork a child for every line of standard input and print how it ended."""
    stationery = load_stationery(ALERTS)
    digest = compose(ALERT, (), kind="now", slot="warm", now=NOON)
    render(digest, stationery.furniture["en"], stationery.templates, subject="warm")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                play(Round(**json.loads(line)))
                os._exit(0)
            finally:
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status), flush=True)


if __name__ == "__main__":
    main()
