"""TCP and TLS on asyncio's own transports, and one kept connection for each origin.

httpcore brings both, for any event loop and for many requests at once; a poll that is answered
"not modified" then costs more in locks, scopes and bookkeeping than in talking. Here one request at a
time goes to a host (`hosts`), so one connection for each origin is all there is to keep.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import httpcore

BUFFER = 64 * 1024
"""Bytes that may wait to be read before the sender is held up."""

LONGEST_READ = 64 * 1024
KEPT_SECONDS = 10.0
"""How long an idle connection is kept open."""

Key = tuple[bytes, bytes, int]


class Sockets(httpcore.AsyncNetworkBackend):
    """Opens TCP connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: nobody answers.
        """
        with _told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                loop = asyncio.get_running_loop()
                transport, incoming = await loop.create_connection(Incoming, host, port)
        return Stream(transport, incoming)

    async def sleep(self, seconds: float) -> None:
        """Wait, between httpcore's own attempts."""
        await asyncio.sleep(seconds)


class Incoming(asyncio.Protocol):
    """What has arrived and was not read yet; the sender is held up when it is too much."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self._transport: asyncio.Transport | None = None
        self._held_up = False
        self._waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data
        if len(self.data) > BUFFER and self._transport is not None and not self._held_up:
            self._transport.pause_reading()
            self._held_up = True
        self._wake()

    def eof_received(self) -> bool:
        self.ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended, self.error = True, exc
        self._wake()

    async def take(self, most: int) -> bytes:
        """Up to `most` bytes as soon as there are any; b"" at the end.

        Raises:
            OSError: the connection broke.
        """
        while not self.data:
            if self.error is not None:
                raise self.error
            if self.ended:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        taken = bytes(self.data[:most])
        del self.data[:most]
        if self._held_up and len(self.data) <= BUFFER and self._transport is not None:
            self._transport.resume_reading()
            self._held_up = False
        return taken

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


class Stream(httpcore.AsyncNetworkStream):
    """A connection, as httpcore wants one."""

    def __init__(self, transport: asyncio.Transport, incoming: Incoming) -> None:
        self._transport, self._incoming = transport, incoming

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """What has arrived; b"" once the other side has closed."""
        most = min(max_bytes, LONGEST_READ)
        with _told_as(httpcore.ReadTimeout, httpcore.ReadError):
            if self._incoming.data:
                return await self._incoming.take(most)
            async with asyncio.timeout(timeout):
                return await self._incoming.take(most)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Send; a request is small, so nobody waits until it has left."""
        if self._incoming.error is not None or self._transport.is_closing():
            raise httpcore.WriteError("the connection is closed")
        if buffer:
            self._transport.write(buffer)

    async def aclose(self) -> None:
        """Close at once: a server that does not close its side keeps nobody waiting."""
        self._transport.abort()
        await asyncio.sleep(0)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
    ) -> httpcore.AsyncNetworkStream:
        """Speak TLS from here on.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: no agreement; the connection is closed.
        """
        loop, incoming = asyncio.get_running_loop(), Incoming()
        async with AsyncExitStack() as unless_agreed:
            unless_agreed.push_async_callback(self.aclose)
            if self._incoming.data or self._incoming.ended:
                raise httpcore.ConnectError("the server spoke, or hung up, before the TLS handshake")
            with _told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    transport = await loop.start_tls(
                        self._transport, incoming, ssl_context, server_hostname=server_hostname
                    )
            if transport is None:
                raise httpcore.ConnectError("the server hung up during the TLS handshake")
            unless_agreed.pop_all()
        incoming.connection_made(transport)
        return Stream(transport, incoming)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection; "is_readable" of an idle one says that it is of no more use."""
        if info == "is_readable":
            return bool(self._incoming.data) or self._incoming.ended or self._transport.is_closing()
        return self._transport.get_extra_info(info)


class Connections(httpcore.AsyncConnectionInterface):
    """Stands in for httpcore's pool: an origin's connection is kept until its next request.

    Args:
        tls: for https.
        idle: how many connections are kept at most.
        backend: opens them.
    """

    def __init__(self, tls: ssl.SSLContext, idle: int, backend: httpcore.AsyncNetworkBackend) -> None:
        self._tls, self._idle, self._backend = tls, idle, backend
        self._kept: dict[Key, httpcore.AsyncHTTPConnection] = {}

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send on the origin's connection, or on a new one."""
        url = request.url
        key = (url.scheme, url.host, url.port or (443 if url.scheme == b"https" else 80))
        connection = self._kept.pop(key, None)
        if connection is None or not connection.is_available() or connection.has_expired():
            if connection is not None:
                await connection.aclose()
            await self._tidy()
            connection = httpcore.AsyncHTTPConnection(
                url.origin,
                ssl_context=self._tls,
                keepalive_expiry=KEPT_SECONDS,
                network_backend=self._backend,
            )
        self._kept[key] = connection
        return await connection.handle_async_request(request)

    async def aclose(self) -> None:
        """Close what is kept."""
        while self._kept:
            await self._kept.popitem()[1].aclose()

    async def _tidy(self) -> None:
        """Forget what is closed or was idle for too long, and the oldest of what is idle beyond the bound."""
        over = len(self._kept) + 1 - self._idle
        for key, connection in list(self._kept.items()):
            if connection.is_closed() or (connection.is_idle() and (over > 0 or connection.has_expired())):
                over -= 1
                del self._kept[key]
                await connection.aclose()


@contextmanager
def _told_as(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Errors of the system in httpcore's words."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        # asyncio's own words for a refused connection are a number and a tuple.
        of_the_system = bool(error.errno) and not isinstance(error, ssl.SSLError)
        raise broken(os.strerror(error.errno or 0) if of_the_system else str(error)) from error
