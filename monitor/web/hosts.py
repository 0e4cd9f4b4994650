"""Pace: one request at a time to a host, a pause between two, twenty in all, silence when asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

REMEMBERED = 4096
"""Hosts kept in mind at once; idle ones beyond that are forgotten."""


@dataclass(slots=True)
class Host:
    """What is known of one host: who has the turn, when the next may begin, how long the pause is."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    silent_until: float = 0.0
    pause: float = 0.0


class Hosts:
    """Hands out turns, host by host, in the order of asking. Times are the event loop's."""

    def __init__(self, pause: float, total: int) -> None:
        self._pause = pause
        self._slots = asyncio.Semaphore(total)
        self._hosts: dict[str, Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for this host's turn and for a free slot, in that order: a slow host holds no slot."""
        host = self._host(name)
        loop = asyncio.get_running_loop()
        async with host.turn:
            if (wait := host.free_at - loop.time()) > 0:
                await asyncio.sleep(wait)
            async with self._slots:
                try:
                    yield
                finally:
                    host.free_at = loop.time() + max(self._pause, host.pause)

    def silence(self, name: str, seconds: float) -> None:
        """Leave this host alone for so long (it answered 429 or 503)."""
        self._host(name).silent_until = asyncio.get_running_loop().time() + seconds

    def silent_for(self, name: str) -> float:
        """Seconds for which this host wants to be left alone; 0 when it may be asked."""
        host = self._hosts.get(name)
        return max(0.0, host.silent_until - asyncio.get_running_loop().time()) if host else 0.0

    def slow_down(self, name: str, pause: float) -> None:
        """Pause at least so long between two requests (Crawl-delay)."""
        self._host(name).pause = pause

    def _host(self, name: str) -> Host:
        if name not in self._hosts:
            if len(self._hosts) >= REMEMBERED:
                now = asyncio.get_running_loop().time()
                self._hosts = {
                    known: host
                    for known, host in self._hosts.items()
                    if host.turn.locked() or max(host.free_at, host.silent_until) > now
                }
            self._hosts[name] = Host()
        return self._hosts[name]


def host_of(url: httpx.URL) -> str:
    """The name under which a host's pace is kept: both usual ports are one host."""
    name = url.raw_host.decode("ascii").lower().rstrip(".")
    return name if url.port in (None, 80, 443) else f"{name}:{url.port}"
