"""An error at one place becomes a value; only a broken store stops the run."""

from __future__ import annotations

import asyncio
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import BadStatus, ConfigError, MonitorError, RateLimited, StoreError, TimedOut
from monitor.model import Failure
from monitor.runs.contain import contain


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC)


async def fail(error: BaseException) -> int:
    raise error


async def succeed() -> int:
    return 7


async def test_a_result_passes() -> None:
    assert await contain("read", "x", FixedClock(), succeed()) == 7


async def test_an_expected_error_becomes_a_failure() -> None:
    failure = await contain(
        "poll", "un-news", FixedClock(), fail(TimedOut("https://a.example/", "after 30 s"))
    )
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.where, failure.kind, failure.detail) == (
        "poll",
        "un-news",
        "TimedOut",
        "after 30 s",
    )


async def test_a_bug_is_named_on_one_line() -> None:
    failure = await contain("read", "x", FixedClock(), fail(ValueError("bad\n\x1b[31mthing")))
    assert isinstance(failure, Failure)
    assert failure.kind == "bug"
    assert "ValueError: bad" in failure.detail
    assert failure.detail.isprintable()


@pytest.mark.parametrize("error", [StoreError("full"), asyncio.CancelledError(), KeyboardInterrupt()])
async def test_what_must_stop_the_run_is_not_contained(error: BaseException) -> None:
    with pytest.raises(type(error)):
        await contain("store", "x", FixedClock(), fail(error))


@pytest.mark.parametrize(
    "error",
    [
        BadStatus("https://a.example/", 404),
        RateLimited("https://a.example/", 429, timedelta(seconds=9)),
        ConfigError("is missing", path="sources.toml", line=3, key="url"),
    ],
)
def test_errors_cross_a_process_boundary_whole(error: MonitorError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert copy.__dict__ == error.__dict__
