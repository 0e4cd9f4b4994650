"""Turns: the shortest first, nobody waits for ever, and a turn that nobody takes is passed on."""

from __future__ import annotations

import asyncio

from monitor.runs import turns
from monitor.runs.turns import STEP, Turns


async def _take(line: Turns, size: int, order: list[int], seconds: float = 0.0) -> None:
    async with line.turn(size):
        order.append(size)
        await asyncio.sleep(seconds)


async def test_the_shortest_that_waits_comes_next() -> None:
    line, order = Turns(1), list[int]()
    sizes = [5 * STEP, 9 * STEP, 10, 3 * STEP, 20]
    await asyncio.gather(*(_take(line, size, order) for size in sizes))
    assert order == [5 * STEP, 10, 20, 3 * STEP, 9 * STEP]


async def test_a_large_one_does_not_wait_for_ever() -> None:
    line, order = Turns(1), list[int]()
    first = asyncio.create_task(_take(line, 1, order, turns.PATIENCE + 0.1))
    await asyncio.sleep(0)
    large = asyncio.create_task(_take(line, 99 * STEP, order))
    await asyncio.sleep(0)
    small = [asyncio.create_task(_take(line, 2, order)) for _ in range(3)]
    await asyncio.gather(first, large, *small)
    assert order == [1, 99 * STEP, 2, 2, 2]


async def test_who_is_cancelled_takes_no_turn_with_him() -> None:
    line, order = Turns(1), list[int]()
    first = asyncio.create_task(_take(line, 1, order, 0.05))
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(_take(line, size, order)) for size in (2, 3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.gather(first, *waiting, return_exceptions=True)
    await _take(line, 4, order)
    assert order == [1, 3, 4]
