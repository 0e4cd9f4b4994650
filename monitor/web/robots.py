"""robots.txt (RFC 9309), for the pages that are crawled; a feed is a subscription and is not asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
from protego import Protego

from monitor.errors import BadStatus, Disallowed, FetchError
from monitor.web.hosts import Hosts, host_of

BYTES = 500 * 1024
"""Read so much of the file (RFC 9309, 2.5); the rest is let go."""

KEPT_SECONDS = 24 * 3600.0
RETRY_SECONDS = 1800.0
REMEMBERED = 2048
LONGEST_DELAY = 30.0
"""A Crawl-delay beyond this many seconds is taken for this."""

Fetch = Callable[[httpx.URL], Awaitable[bytes]]


@dataclass(slots=True)
class Rules:
    """One origin's rules, and until when (by the event loop's time) they hold."""

    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    parsed: Protego | None = None
    closed: str = ""
    until: float = 0.0


class Robots:
    """Asks each origin once a day what its robots.txt says.

    A 4xx answer allows everything; a 5xx one, or none, forbids everything for half an hour (RFC 9309,
    2.3.1.3 and 2.3.1.4).
    """

    def __init__(self, user_agent: str, fetch: Fetch, hosts: Hosts) -> None:
        self._agent, self._fetch, self._hosts = user_agent, fetch, hosts
        self._rules: dict[str, Rules] = {}

    async def check(self, url: httpx.URL) -> None:
        """Return if `url` may be fetched.

        Raises:
            Disallowed: the rules forbid it, or cannot be had.
        """
        origin = f"{url.scheme}://{_place(url)}"
        rules = self._remember(origin)
        loop = asyncio.get_running_loop()
        async with rules.asking:
            if loop.time() >= rules.until:
                await self._ask(url.copy_with(raw_path=b"/robots.txt"), rules)
        if rules.closed:
            raise Disallowed(str(url), rules.closed)
        if rules.parsed is not None and not rules.parsed.can_fetch(str(url), self._agent):
            raise Disallowed(
                str(url),
                f"robots.txt of {_place(url)} asks robots to stay away from this page",
            )

    async def _ask(self, url: httpx.URL, rules: Rules) -> None:
        now = asyncio.get_running_loop().time()
        rules.parsed, rules.closed, rules.until = None, "", now + KEPT_SECONDS
        try:
            text = (await self._fetch(url)).decode("utf-8-sig", errors="replace")
            rules.parsed = Protego.parse(text)
        except BadStatus as error:
            if error.status >= 500 or error.status == 429:
                rules.closed = f"robots.txt of {_place(url)} cannot be had: {error.detail}"
        except ValueError as error:
            rules.closed = f"robots.txt of {_place(url)} cannot be read: {error}"
        except FetchError as error:
            rules.closed = f"robots.txt of {_place(url)} cannot be had: {error.detail}"
        if rules.closed:
            rules.until = now + RETRY_SECONDS
        elif rules.parsed is not None and (delay := rules.parsed.crawl_delay(self._agent)):
            self._hosts.slow_down(host_of(url), min(float(delay), LONGEST_DELAY))

    def _remember(self, origin: str) -> Rules:
        if origin not in self._rules:
            if len(self._rules) >= REMEMBERED:
                del self._rules[next(iter(self._rules))]
            self._rules[origin] = Rules()
        return self._rules[origin]


def _place(url: httpx.URL) -> str:
    """Host and port, as robots.txt is one for each."""
    return url.netloc.decode("ascii")
