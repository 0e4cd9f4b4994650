"""One process holds the place; the next is told who."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.runs.place import hold_place

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_the_second_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    lock = tmp_path / "db" / "monitor.lock"
    refused = pytest.raises(StoreError, match=rf"process {os.getpid()} .*`monitor run` since 2026-11-21")
    with hold_place(lock, "run", NOW), refused, hold_place(lock, "crawl", NOW):
        pass
    with hold_place(lock, "crawl", NOW):
        pass


def test_a_killed_holder_gives_the_place_up(tmp_path: Path) -> None:
    lock = tmp_path / "monitor.lock"
    script = (
        "import os, pathlib, datetime, monitor.runs.place as p\n"
        f"with p.hold_place(pathlib.Path({str(lock)!r}), 'run', datetime.datetime.now(datetime.UTC)):\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -9
    with hold_place(lock, "run", NOW):
        assert str(os.getpid()) in lock.read_text()
