"""The monitor as a process that can be killed, and what its deployment holds afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(deployment: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command of the monitor on a deployment."""
    return subprocess.Popen(
        [sys.executable, "-m", "monitor", "--at", str(deployment), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def run(deployment: Path, *arguments: str, expect: tuple[int, ...] = (0, 1)) -> str:
    """Run a command to its end; its exit code must be one of `expect`."""
    process = start(deployment, *arguments)
    out, err = process.communicate(timeout=120)
    assert process.returncode in expect, f"exit {process.returncode}\n{out}\n{err}"
    return out


class Killer:
    """Kills a process, without warning, at the n-th step that is reported to it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.steps = 0
        self.at = 0
        self._lock = threading.Lock()

    def aim(self, process: subprocess.Popen[str], at: int) -> None:
        """Kill `process` at its step number `at`, counted from 1."""
        with self._lock:
            self.process, self.steps, self.at = process, 0, at

    def step(self, _name: str) -> None:
        """Count a step; kill when it is the one."""
        with self._lock:
            self.steps += 1
            if self.process is not None and self.steps == self.at:
                self.process.send_signal(signal.SIGKILL)

    def rest(self) -> None:
        """Kill nobody from now on."""
        with self._lock:
            self.process = None


def killed(process: subprocess.Popen[str]) -> bool:
    """Wait for the end of a process; was it killed?"""
    process.communicate(timeout=120)
    return process.returncode == -signal.SIGKILL


@contextmanager
def reading(deployment: Path) -> Iterator[sqlite3.Connection]:
    """The deployment's database, opened by somebody else."""
    with closing(sqlite3.connect(deployment / "db" / "monitor.db", timeout=10)) as db:
        yield db


def rows(deployment: Path, query: str) -> list[tuple[object, ...]]:
    """What a query finds."""
    with reading(deployment) as db:
        return [tuple(row) for row in db.execute(query)]


def is_sound(deployment: Path) -> bool:
    """SQLite's own check of the whole file, and of its foreign keys."""
    sound = rows(deployment, "PRAGMA integrity_check") == [("ok",)]
    return sound and rows(deployment, "PRAGMA foreign_key_check") == []


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until `condition` holds.

    Raises:
        AssertionError: it did not come true in time.
    """
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError("waited in vain")


def alive(pid: int) -> bool:
    """Is there a process of this number?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
