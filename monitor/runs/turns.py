"""Who is read next: short documents first, so that a few enormous ones do not hold up many ordinary ones."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

STEP = 64 * 1024
"""Documents within the same step of size keep the order of their coming."""

PATIENCE = 2.0
"""Seconds after which a document is next, however large it is."""


@dataclass(order=True, slots=True)
class _Waiting:
    size: int
    number: int
    since: float = field(compare=False)
    turn: asyncio.Future[None] = field(compare=False)


class Turns:
    """So many documents at a time; the shortest of those that wait comes next. Times are the loop's."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: list[_Waiting] = []
        self._numbers = count()

    @asynccontextmanager
    async def turn(self, size: int) -> AsyncIterator[None]:
        """Wait for the turn of a document of so many bytes."""
        if self._free > 0:
            self._free -= 1
        else:
            await self._wait(size)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, size: int) -> None:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(size // STEP, next(self._numbers), loop.time(), loop.create_future())
        heapq.heappush(self._waiting, waiting)
        try:
            await waiting.turn
        except asyncio.CancelledError:
            if waiting.turn.done() and not waiting.turn.cancelled():
                self._pass_on()  # the turn came together with the end
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            following = self._take()
            if not following.turn.done():
                following.turn.set_result(None)
                return
        self._free += 1

    def _take(self) -> _Waiting:
        """The oldest, if it has waited long enough; else the shortest."""
        oldest = min(self._waiting, key=lambda waiting: waiting.number)
        if asyncio.get_running_loop().time() - oldest.since <= PATIENCE:
            return heapq.heappop(self._waiting)
        self._waiting.remove(oldest)
        heapq.heapify(self._waiting)
        return oldest
