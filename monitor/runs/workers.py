"""Child processes that read what strangers wrote: bounded memory, time, files and environment.

A forkserver is started once with an emptied environment and loads the parsers; it never touches a
page itself. Children fork from it (no import to pay), take one document at a time and are replaced
after `documents_per_child`, so that a leak or a fragmented heap never grows for long. What a child may
use: its own size plus `memory` of address space, a wall limit per document, the same in CPU seconds,
no file it could write to, no core dump.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import resource
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from monitor.errors import TookTooLong
from monitor.model import Page
from monitor.runs.turns import Turns

P = ParamSpec("P")
T = TypeVar("T")

MEGABYTE = 1024 * 1024
# What a warm parent holds, so that a child starts in milliseconds; unknown names are skipped by Python.
PRELOADED = ["monitor.runs.workers", "monitor.articles.read", "monitor.analyse"]

STOPPING = timedelta(seconds=10)
"""How long the end of a run waits for its children."""


class Workers:
    """An `Engine`: runs pure functions in child processes, as an async context manager.

    Args:
        count: children at a time; by default one for every two cores, since the parent works too.
        wall: how long one document may take.
        memory: bytes of address space that a child may add to what it starts with.
        documents_per_child: after so many documents a child is replaced.
        largest_result: bytes of a pickled result; more is refused as a runaway.
    """

    def __init__(
        self,
        *,
        count: int | None = None,
        wall: timedelta = timedelta(seconds=10),
        memory: int = 384 * MEGABYTE,
        documents_per_child: int = 200,
        largest_result: int = 8 * MEGABYTE,
    ) -> None:
        self._count = count or max(1, (os.cpu_count() or 1) // 2)
        self._wall = wall
        self._memory = memory
        self._documents_per_child = documents_per_child
        self._largest_result = largest_result
        self._pool: ProcessPool | None = None
        # One more than there are children, so that none waits for this process between two documents.
        self._turns = Turns(self._count + 1)

    async def __aenter__(self) -> Self:
        """Start the warm parent; children come with the first document."""
        self._pool = self._new_pool()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what runs and wait until every child is gone; shielded, even when the run is cancelled."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.shield(asyncio.to_thread(_stop, pool))

    async def run(self, where: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call `function` in a child; `where` is the address it works on, for the error.

        Raises:
            TookTooLong: the child passed its limit of time or memory, or died.
            MonitorError: what the function raised; any other exception of its comes whole too.
        """
        size = sum(len(argument.body) for argument in args if isinstance(argument, Page))
        async with self._turns.turn(size):
            answer = await self._answer(where, function, args, kwargs)
        result: T = pickle.loads(answer)  # noqa: S301 - our own child wrote it
        return result

    async def _answer(
        self,
        where: str,
        function: Callable[..., object],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> bytes:
        """The pickled result of a call in a child."""
        pool = self._pool
        if pool is None:
            raise RuntimeError("Workers.run() outside `async with`")
        future = pool.schedule(
            _bounded,
            args=(self._largest_result, self._wall.total_seconds(), function, args, kwargs),
            timeout=self._wall.total_seconds(),
        )
        try:
            answer: bytes = await asyncio.wrap_future(future)
        except TimeoutError:
            raise TookTooLong(where, f"stopped after {self._wall.total_seconds():g} s") from None
        except MemoryError:
            raise TookTooLong(where, f"stopped at {self._memory // MEGABYTE} MB") from None
        except ProcessExpired as death:
            raise TookTooLong(where, f"the reading process died (exit code {death.exitcode})") from None
        except _TooMuch as excess:
            raise TookTooLong(where, str(excess)) from None
        except BrokenProcessPool:
            # All children died at once, for instance by the system's out-of-memory killer.
            await self._replace_pool(pool)
            raise TookTooLong(where, "the reading processes died together") from None
        return answer

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        _start_warm_parent(context)
        return ProcessPool(
            max_workers=self._count,
            max_tasks=self._documents_per_child,
            initializer=_confine,
            initargs=(self._memory,),
            context=context,
        )

    async def _replace_pool(self, broken: ProcessPool) -> None:
        # Every document that waited hears of the break; the first of them replaces the pool.
        if self._pool is broken:
            self._pool = self._new_pool()
            await asyncio.to_thread(_stop, broken)


class _TooMuch(Exception):
    """A result over the cap."""


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    # A pool whose children die before they begin never comes to its end by itself; its threads are
    # daemons and go with the process.
    with suppress(TimeoutError):
        pool.join(timeout=STOPPING.total_seconds())


def _start_warm_parent(context: ForkServerContext) -> None:
    from multiprocessing import forkserver

    context.set_forkserver_preload(PRELOADED)
    with _emptied_environment():
        forkserver.ensure_running()


@contextmanager
def _emptied_environment() -> Iterator[None]:
    """Hide the environment, with whatever password it holds, from the process started meanwhile."""
    kept = dict(os.environ)
    os.environ.clear()
    # numpy's linear algebra would otherwise reserve address space for a thread per core.
    os.environ.update(
        {
            "OPENBLAS_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_TRIM_THRESHOLD_": "131072",
            "MALLOC_MMAP_THRESHOLD_": "65536",
            "PATH": os.defpath,
        }
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _confine(memory: int) -> None:
    """Bound this child before it sees its first document."""
    os.environ.clear()
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    ceiling = pages * resource.getpagesize() + memory
    for what, limit in (
        (resource.RLIMIT_AS, ceiling),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        ceiling_allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (ceiling_allowed, ceiling_allowed))


def _bounded(
    largest: int,
    seconds: float,
    function: Callable[..., T],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> bytes:
    """Run in the child: the call under its own CPU limit, and the size of its answer checked here."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    # The wall limit kills a child that waits; this one kills a child that spins while its parent is busy.
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))
    answer = pickle.dumps(function(*args, **kwargs), protocol=pickle.HIGHEST_PROTOCOL)
    if len(answer) > largest:
        raise _TooMuch(f"its result has {len(answer)} bytes, more than {largest}")
    return answer
