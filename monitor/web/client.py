"""The one way to the web: every fetch of the program goes through `GuardedWeb.get`, within every bound.

A fetch is checked (`guard`), waits for its host's turn (`hosts`), asks robots.txt when it is for a page
(`robots`), sends no cookie, credential or header to another origin, follows at most five redirects
without reading their bodies, and decodes what comes within a cap of bytes (`decode`) and a deadline.
httpx is used below its `Client`: that adds cookies, a redirect loop and decoding, each of them unbounded.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpcore
import httpx

from monitor.errors import (
    BadStatus,
    FetchError,
    RateLimited,
    TimedOut,
    TooLarge,
    Unreachable,
    UnsafeAddress,
)
from monitor.model import Page, Request
from monitor.ports import Clock
from monitor.web import headers as lore
from monitor.web.decode import decoded
from monitor.web.guard import GuardedBackend, MeteredStream, Resolve, Resolver, safe_url
from monitor.web.hosts import Hosts, host_of
from monitor.web.robots import BYTES as ROBOTS_BYTES
from monitor.web.robots import Robots
from monitor.web.sockets import Connections

MB = 1024 * 1024
ACCEPT = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, text/xml;q=0.9, */*;q=0.8",
    "page": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.8",
    "robots": "text/plain, */*;q=0.8",
    "discovery": "text/html, application/atom+xml, application/rss+xml, */*;q=0.8",
}
PERMANENT, REDIRECTS = frozenset({301, 308}), frozenset({301, 302, 303, 307, 308})
GOOD = frozenset({200, 203})
UNKNOWN_WAIT = 60.0
"""Seconds for which a host is left alone when it says 429 and not for how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a fetch may cost: seconds, bytes, hops, and how many run at once."""

    deadline: float = 28.0
    connect: float = 5.0
    read: float = 10.0
    resolve: float = 5.0
    pause: float = 1.0
    at_once: int = 20
    hops: int = 5
    ports: frozenset[int] = frozenset({80, 443})
    feed: int = 10 * MB
    page: int = 5 * MB
    pdf: int = 20 * MB


@dataclass(slots=True)
class Budget:
    """The seconds that one fetch may still spend, over all its hops; waiting for a turn costs nothing."""

    left: float

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Count the time spent inside; raise TimeoutError when it is used up."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(max(self.left, 0.0)):
                yield
        finally:
            self.left -= loop.time() - begun


@dataclass(frozen=True, slots=True)
class Answer:
    """One hop's answer: its status, the headers kept, the body (b"" of a redirect)."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over connections whose network backend is the guarded one."""

    def __init__(self, backend: GuardedBackend, tls: ssl.SSLContext, at_once: int) -> None:
        self._pool: Connections = Connections(tls, at_once, backend)  # type: ignore[assignment]


@dataclass(slots=True)
class GuardedWeb:
    """Fulfils `ports.Web`. Use it as an async context manager.

    Args:
        user_agent: says who asks; its product token is looked up in robots.txt.
        clock: the time a page is stamped with.
        bounds: tightened by tests; loosening them is the operator's decision.
        resolve: names to addresses, for tests of rebinding.
        tls: another trust store, for tests against servers of their own.
        tcp: what opens connections to checked addresses, for tests that must not reach the internet.
    """

    user_agent: str
    clock: Clock
    bounds: Bounds = field(default_factory=Bounds)
    resolve: Resolve | None = None
    tls: ssl.SSLContext | None = None
    tcp: httpcore.AsyncNetworkBackend | None = None
    _hosts: Hosts = field(init=False)
    _robots: dict[frozenset[str], Robots] = field(init=False, default_factory=dict)
    _transports: dict[frozenset[str], GuardedTransport] = field(init=False, default_factory=dict)
    _resolver: Resolver = field(init=False, default_factory=Resolver)

    def __post_init__(self) -> None:
        self._hosts = Hosts(self.bounds.pause, self.bounds.at_once)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._transports:
            await self._transports.popitem()[1].aclose()
        self._resolver.close()

    async def get(self, request: Request) -> Page:
        """Fetch one address.

        Raises:
            FetchError: one of its kinds; nothing else leaves this call.
        """
        exempt = frozenset(name.lower() for name in request.allow_hosts)
        conditions = lore.validators(request.etag, request.last_modified)
        own = {name.lower(): value for name, value in request.headers.items()} | conditions
        answer, url, moved = await self._follow(request, exempt, own)
        if answer.status == 304 and not conditions:
            raise BadStatus(request.url, 304, "answers 304 (not modified) although nothing was compared")
        if answer.status != 304 and not answer.body:
            raise BadStatus(request.url, answer.status, f"HTTP status {answer.status} with an empty body")
        return Page(
            url=request.url,
            body=answer.body,
            final_url=str(url),
            fetched_at=self.clock.now(),
            status=answer.status,
            headers=answer.headers,
            moved_to=str(url) if moved else None,
        )

    async def _follow(
        self, request: Request, exempt: frozenset[str], own: Mapping[str, str]
    ) -> tuple[Answer, httpx.URL, bool]:
        """Walk the redirects to the end; the bool says that every one of them was permanent."""
        budget = Budget(self.bounds.deadline)
        first = url = safe_url(request.url, exempt, self.bounds.ports)
        permanent = 0
        for hop in range(self.bounds.hops + 1):
            if request.purpose == "page":
                await self._robots_for(exempt).check(url)
            sent = own if _same_origin(first, url) else {}
            answer = await self._hop(request, url, exempt, sent, budget)
            if answer.status not in REDIRECTS:
                return answer, url, 0 < hop == permanent
            permanent += answer.status in PERMANENT
            url = _next(url, answer, exempt, self.bounds.ports)
        raise Unreachable(request.url, f"more than {self.bounds.hops} redirects")

    async def _hop(
        self,
        request: Request,
        url: httpx.URL,
        exempt: frozenset[str],
        own: Mapping[str, str],
        budget: Budget,
    ) -> Answer:
        host = host_of(url)
        if (silence := self._hosts.silent_for(host)) > 0:
            raise RateLimited(request.url, 429, lore.seconds(silence))
        wire = httpx.Request(
            "GET",
            url,
            headers={
                "user-agent": self.user_agent,
                "accept": ACCEPT[request.purpose],
                **own,
                "accept-encoding": "gzip",
            },
            extensions={"timeout": self._timeouts()},
        )
        async with self._hosts.turn(host):
            try:
                async with budget.spend():
                    return await self._exchange(request, wire, self._transport(exempt))
            except (TimeoutError, httpx.TimeoutException) as error:
                raise TimedOut(
                    request.url, str(error) or f"not done in {self.bounds.deadline:g} s"
                ) from error
            except UnsafeAddress as error:
                raise UnsafeAddress(request.url, error.detail) from error
            except RateLimited as error:
                wait = error.retry_after.total_seconds() if error.retry_after is not None else UNKNOWN_WAIT
                self._hosts.silence(host, wait)
                raise
            except (httpx.HTTPError, httpx.StreamError, OSError) as error:
                raise Unreachable(request.url, str(error) or type(error).__name__) from error

    async def _exchange(self, request: Request, wire: httpx.Request, transport: GuardedTransport) -> Answer:
        try:
            response = await transport.handle_async_request(wire)
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            # A kept connection may have been closed, a reset may be passing: once more, on a new one.
            response = await transport.handle_async_request(wire)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        try:
            stream = response.extensions.get("network_stream")
            if isinstance(stream, MeteredStream):
                stream.head_is_complete()
            headers = lore.kept(response.headers.raw)
            self._judge(request, response.status_code, headers)
            if response.status_code == 304:
                # There is no body by definition; read to its end, so that the connection can be kept.
                async for _ in response.stream:
                    break
            if response.status_code not in GOOD:
                return Answer(response.status_code, headers)
            return Answer(response.status_code, headers, await self._body(request, response.stream, headers))
        finally:
            await response.aclose()

    def _judge(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        """Let pass what carries a document, a redirect or "not modified"; raise for the rest."""
        if status in GOOD or status == 304:
            return
        if status in REDIRECTS and headers.get("location"):
            return
        wait = lore.retry_after(headers, self.clock.now())
        if status == 429 or (status == 503 and wait is not None):
            raise RateLimited(request.url, status, wait)
        raise BadStatus(request.url, status)

    async def _body(
        self, request: Request, stream: httpx.AsyncByteStream, headers: Mapping[str, str]
    ) -> bytes:
        cap = self._cap(request, headers)
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced[:18]) > cap and request.purpose != "robots":
            raise TooLarge(request.url, f"announces {announced[:18]} bytes, more than {cap}")
        body = bytearray()
        try:
            async for piece in decoded(request.url, stream, headers.get("content-encoding", ""), cap):
                body += piece
        except TooLarge:
            if request.purpose != "robots":
                raise
        return bytes(body)

    def _cap(self, request: Request, headers: Mapping[str, str]) -> int:
        if request.purpose == "robots":
            return ROBOTS_BYTES
        if request.purpose == "feed":
            return self.bounds.feed
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return self.bounds.pdf if kind == "application/pdf" else self.bounds.page

    def _timeouts(self) -> dict[str, float]:
        return {
            "connect": self.bounds.connect,
            "read": self.bounds.read,
            "write": self.bounds.read,
            "pool": self.bounds.deadline,
        }

    def _transport(self, exempt: frozenset[str]) -> GuardedTransport:
        """One pool for each set of exemptions: a connection made under one is not used under another."""
        if exempt not in self._transports:
            if self.tls is None:
                self.tls = httpx.create_ssl_context(trust_env=False)
            backend = GuardedBackend(self.resolve or self._resolver, exempt, self.bounds.resolve, self.tcp)
            self._transports[exempt] = GuardedTransport(backend, self.tls, self.bounds.at_once)
        return self._transports[exempt]

    def _robots_for(self, exempt: frozenset[str]) -> Robots:
        if exempt not in self._robots:

            async def fetch(url: httpx.URL) -> bytes:
                request = Request(url=str(url), purpose="robots", allow_hosts=tuple(exempt))
                answer, _, _ = await self._follow(request, exempt, {})
                return answer.body

            self._robots[exempt] = Robots(self.user_agent, fetch, self._hosts)
        return self._robots[exempt]


def _same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return (one.scheme, one.raw_host, one.port) == (other.scheme, other.raw_host, other.port)


def _next(url: httpx.URL, answer: Answer, exempt: frozenset[str], ports: frozenset[int]) -> httpx.URL:
    """Where a redirect leads, judged like any other address.

    Raises:
        FetchError: it leads somewhere that is not fetched, or from https down to http.
    """
    location = answer.headers["location"]
    try:
        target = safe_url(str(url.join(location)), exempt, ports)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise UnsafeAddress(str(url), f"redirects to something that is no address: {error}") from error
    except FetchError as error:
        raise UnsafeAddress(str(url), f"redirects to {location[:200]!r}: {error.args[0]}"[:500]) from error
    if url.scheme == "https" and target.scheme == "http":
        raise UnsafeAddress(str(url), "redirects from https down to http")
    return target
