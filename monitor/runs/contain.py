"""The one broad `except` of the program: an error at one place becomes a value, and the rest goes on."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Literal, TypeVar

from monitor.errors import MonitorError, RateLimited, SourceError, StoreError
from monitor.model import Failure
from monitor.ports import Clock
from monitor.store.faults import DatabaseError, fault_of, is_fault

T = TypeVar("T")
Stage = Literal["poll", "read", "judge", "store", "compose", "send", "config"]


async def contain(stage: Stage, where: str, clock: Clock, work: Awaitable[T]) -> T | Failure:
    """The result of `work`, or the `Failure` that its error is.

    A `StoreError` is not contained: when nothing can be saved, the run stops. Cancellation passes.
    """
    try:
        return await work
    except StoreError:
        raise
    except MonitorError as error:
        return failure_of(stage, where, clock, error)
    except DatabaseError as error:
        if is_fault(error):
            raise fault_of(error) from error
        return _bug_at(stage, where, clock, error)
    except Exception as error:  # noqa: BLE001  (a bug in one place must not stop the others)
        return _bug_at(stage, where, clock, error)


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """Tasks side by side; a `StoreError` in any of them stops the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except ExceptionGroup as errors:
        stopped, others = errors.split(StoreError)
        if stopped is not None and others is None:
            raise stopped.exceptions[0] from errors
        raise


def failure_of(stage: Stage, where: str, clock: Clock, error: MonitorError) -> Failure:
    """The `Failure` that an expected error is; `retry_at` where the server asked to wait until then."""
    detail = error.detail if isinstance(error, SourceError) else str(error)
    now = clock.now()
    wait = error.retry_after if isinstance(error, RateLimited) else None
    return Failure(
        stage=stage,
        where=where,
        kind=type(error).__name__,
        detail=_one_line(detail),
        at=now,
        retry_at=now + wait if wait is not None else None,
    )


def _bug_at(stage: Stage, where: str, clock: Clock, error: BaseException) -> Failure:
    return Failure(stage=stage, where=where, kind="bug", detail=_bug(error), at=clock.now())


def _bug(error: BaseException) -> str:
    """Class, message and innermost line: enough to find the bug, nothing of the article."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return _one_line(f"{type(error).__name__}: {error}{place}")


def _one_line(text: str) -> str:
    """`text` without control characters, so that one failure is one line of a log."""
    return "".join(c if c.isprintable() else " " for c in text)[:500]
