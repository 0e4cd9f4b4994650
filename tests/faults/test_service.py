"""The service ends when it is asked to, and there is only one of it."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.deployment import make_deployment
from demo.newsroom import Newsroom
from demo.outlets import load_outlets
from tests.faults.service import alive, is_sound, killed, rows, run, start, wait_for

pytestmark = pytest.mark.slow


def polled(deployment: Path) -> bool:
    database = deployment / "db" / "monitor.db"
    return database.exists() and bool(
        rows(deployment, "SELECT 1 FROM sqlite_master WHERE name = 'polls'")
        and rows(deployment, "SELECT 1 FROM polls LIMIT 1")
    )


def test_the_service_polls_ends_on_sigterm_and_is_alone(tmp_path: Path) -> None:
    deployment = tmp_path / "d"
    chosen = tuple(outlet for outlet in load_outlets() if outlet.name in ("sindh-wire", "awaz-e-sahil"))
    with Newsroom(chosen, datetime.now(UTC)) as newsroom:
        make_deployment(deployment, newsroom, pause=0.05)
        service = start(deployment, "run")
        try:
            wait_for(lambda: polled(deployment))
            second = start(deployment, "run")
            _, said = second.communicate(timeout=30)
            assert second.returncode == 3
            assert str(service.pid) in said
            assert "monitor run" in said
            began = time.monotonic()
            service.send_signal(signal.SIGTERM)
            service.communicate(timeout=15)
            assert time.monotonic() - began < 10
            assert service.returncode == 0
        finally:
            service.kill()
            service.communicate()
        assert is_sound(deployment)
        run(deployment, "crawl")
        assert rows(deployment, "SELECT count(*) FROM entries WHERE state = 'pending'") == [(0,)]


def test_a_killed_service_leaves_no_child_and_gives_up_its_place(tmp_path: Path) -> None:
    import psutil

    deployment = tmp_path / "d"
    chosen = tuple(outlet for outlet in load_outlets() if outlet.name == "sindh-wire")
    with Newsroom(chosen, datetime.now(UTC)) as newsroom:
        make_deployment(deployment, newsroom, pause=0.05)
        service = start(deployment, "run")
        wait_for(lambda: polled(deployment))
        children = [child.pid for child in psutil.Process(service.pid).children(recursive=True)]
        os.kill(service.pid, signal.SIGKILL)
        assert killed(service)
        run(deployment, "crawl")
        wait_for(lambda: not any(alive(pid) for pid in children))
