"""Connections on asyncio's transports: kept between requests, bounded, closed when of no more use."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack

import httpcore
import pytest

from monitor.model import Request
from monitor.web.client import Bounds, GuardedWeb
from monitor.web.sockets import BUFFER, Connections, Incoming, Sockets
from tests.fakes.clock import FakeClock
from tests.servers.replay import Replayed, replay, response

QUICK = Bounds(pause=0, deadline=2, connect=1, read=1)


def ask(server: Replayed) -> Request:
    return Request(url=server.url(), purpose="feed", allow_hosts=("127.0.0.1",))


async def test_one_connection_serves_one_host_after_the_other_request() -> None:
    async with replay(response(b"one")) as server, GuardedWeb("t/1", FakeClock(), QUICK) as web:
        for _ in range(5):
            assert (await web.get(ask(server))).body == b"one"
        assert (server.connections, len(server.requests)) == (1, 5)


async def test_idle_connections_are_bounded() -> None:
    async with AsyncExitStack() as stack:
        connections = Connections(ssl.create_default_context(), 2, Sockets())
        servers = [await stack.enter_async_context(replay(response(b"one"))) for _ in range(5)]
        for server in servers:
            answer = await connections.handle_async_request(
                httpcore.Request("GET", server.url(), headers=[("Host", server.host)])
            )
            assert await answer.aread() == b"one"
            await answer.aclose()
        assert len(connections._kept) == 2
        await connections.aclose()
        assert not connections._kept


async def test_who_sends_faster_than_is_read_is_held_up() -> None:
    sent = 40 * BUFFER
    async with replay(response(b"x" * sent)) as server:
        stream = await Sockets().connect_tcp("127.0.0.1", server.port, timeout=1)
        await stream.write(b"GET / HTTP/1.1\r\n\r\n")
        await asyncio.sleep(0.2)
        incoming: Incoming = stream._incoming  # type: ignore[attr-defined]
        assert BUFFER < len(incoming.data) < sent / 4
        seen = 0
        while seen < sent:
            seen += len(await stream.read(1 << 20, timeout=1))
        await stream.aclose()


async def test_what_a_server_says_before_tls_is_never_read_as_its_answer() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        stream = await Sockets().connect_tcp("127.0.0.1", server.sockets[0].getsockname()[1], timeout=1)
        await asyncio.sleep(0.1)
        with pytest.raises(httpcore.ConnectError, match="before the TLS handshake"):
            await stream.start_tls(ssl.create_default_context(), "x.example", timeout=1)


async def test_a_silent_server_and_a_closed_port_are_told_apart() -> None:
    async with replay([{"end": "hold"}]) as server:
        stream = await Sockets().connect_tcp("127.0.0.1", server.port, timeout=1)
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(100, timeout=0.05)
        await stream.aclose()
        with pytest.raises(httpcore.WriteError):
            await stream.write(b"too late")
    with pytest.raises(httpcore.ConnectError, match=r"^Connection refused$"):
        await Sockets().connect_tcp("127.0.0.1", server.port, timeout=1)
