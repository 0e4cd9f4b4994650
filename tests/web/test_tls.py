"""TLS: the name stays for the certificate though the connection goes to a checked address."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trustme

from monitor.errors import FetchError, TimedOut, Unreachable, UnsafeAddress
from monitor.model import Request
from monitor.web.client import Bounds, GuardedWeb
from tests.fakes.clock import FakeClock

BOUNDS = Bounds(pause=0, deadline=3, connect=1, read=1)


async def local(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


@asynccontextmanager
async def secure(context: ssl.SSLContext | None, answer: bytes) -> AsyncIterator[int]:
    """A server that says `answer`, over TLS where there is a context; yields its port."""
    writers = []

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await reader.read(100)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.close()


def certificate(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


async def fetch(port: int, authority: trustme.CA, name: str = "news.example") -> bytes:
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    async with GuardedWeb("t/1", FakeClock(), BOUNDS, resolve=local, tls=trust) as web:
        request = Request(url=f"https://{name}:{port}/", purpose="feed", allow_hosts=(f"{name}:{port}",))
        return (await web.get(request)).body


GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_the_certificate_is_checked_against_the_name() -> None:
    authority = trustme.CA()
    async with secure(certificate(authority, "news.example"), GOOD) as port:
        assert await fetch(port, authority) == b"ok"
        with pytest.raises(Unreachable, match="certificate"):
            await fetch(port, authority, "other.example")
        with pytest.raises(Unreachable, match="certificate"):
            await fetch(port, trustme.CA())


async def test_a_redirect_down_to_http_is_refused() -> None:
    authority = trustme.CA()
    down = b"HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n"
    async with secure(certificate(authority, "news.example"), down) as port:
        with pytest.raises(UnsafeAddress, match="down to http"):
            await fetch(port, authority)


async def test_what_is_no_tls_is_an_error() -> None:
    async with secure(None, b"SSH-2.0-OpenSSH\r\n") as port:
        with pytest.raises((Unreachable, TimedOut)):
            await fetch(port, trustme.CA())


async def test_a_name_server_that_does_not_answer_holds_up_nobody_else() -> None:
    async def slow(host: str, port: int) -> list[str]:
        if host.startswith("slow"):
            await asyncio.sleep(60)
        return ["127.0.0.1"]

    async with secure(None, GOOD) as port:
        bounds = Bounds(pause=0, resolve=0.5)
        async with GuardedWeb("t/1", FakeClock(), bounds, resolve=slow) as web:

            async def ask(name: str) -> object:
                try:
                    request = Request(url=f"http://{name}:{port}/", purpose="feed", allow_hosts=(name,))
                    return (await web.get(request)).body
                except FetchError as error:
                    return type(error)

            names = [*(f"slow{number}.example" for number in range(12)), "quick.example"]
            found = await asyncio.gather(*map(ask, names))
    assert found == [TimedOut] * 12 + [b"ok"]
