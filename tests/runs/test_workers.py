"""Child processes: limits hold, errors arrive whole, nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from monitor.errors import BadStatus, TookTooLong
from monitor.runs.workers import Workers


def double(number: int) -> int:
    return 2 * number


def spin() -> None:
    while True:
        pass


def eat_memory() -> int:
    return len(bytearray(2_000_000_000))


def die() -> None:
    os._exit(9)


def complain() -> None:
    raise BadStatus("https://example.org/", 503)


def say_too_much() -> bytes:
    return b"x" * 3_000_000


def show_environment() -> tuple[dict[str, str], bytes, int]:
    return dict(os.environ), Path("/proc/self/environ").read_bytes(), os.getpid()


def write_file(path: str) -> None:
    Path(path).write_text("a" * 100)


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(count=1, wall=timedelta(seconds=1), largest_result=1_000_000) as running:
        yield running


async def test_results_and_errors_arrive_whole(workers: Workers) -> None:
    assert await asyncio.gather(*(workers.run("here", double, n) for n in range(20))) == [
        2 * n for n in range(20)
    ]
    with pytest.raises(BadStatus) as caught:
        await workers.run("here", complain)
    assert caught.value.status == 503


@pytest.mark.parametrize("function", [spin, eat_memory, die, say_too_much])
async def test_a_child_over_its_limit_costs_one_document(workers: Workers, function: object) -> None:
    began = time.monotonic()
    with pytest.raises(TookTooLong) as caught:
        await workers.run("https://example.org/hostile", function)  # type: ignore[arg-type]
    assert caught.value.url == "https://example.org/hostile"
    assert time.monotonic() - began < 4
    assert await workers.run("here", double, 4) == 8


async def test_a_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "canary-secret")
    async with Workers(count=1) as workers:
        environment, raw, _ = await workers.run("here", show_environment)
    assert environment == {}
    assert b"canary" not in raw
    assert os.environ["MONITOR_SMTP_PASSWORD"] == "canary-secret"


async def test_a_child_writes_no_file(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises((OSError, TookTooLong)):
        await workers.run("here", write_file, str(tmp_path / "f"))
    assert not (tmp_path / "f").exists() or (tmp_path / "f").stat().st_size == 0


async def test_children_are_replaced_and_none_is_left() -> None:
    async with Workers(count=1, documents_per_child=2) as workers:
        pids = {(await workers.run("here", show_environment))[2] for _ in range(5)}
    assert len(pids) >= 2
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_cancelling_stops_the_child() -> None:
    async with Workers(count=1, wall=timedelta(seconds=60)) as workers:
        _, _, pid = await workers.run("here", show_environment)
        task = asyncio.create_task(workers.run("here", spin))
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await workers.run("here", double, 1) == 2
    assert not psutil.pid_exists(pid)
