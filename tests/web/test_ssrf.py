"""No spelling, redirect or second answer of a name server leads to a private address.

An internal server listens on loopback and counts connections, not answers: a guard that connects first
and checks afterwards is a port scanner.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import quote

import httpcore
import pytest

from monitor.errors import FetchError, UnsafeAddress
from monitor.model import Purpose, Request
from monitor.web.addresses import is_public
from monitor.web.client import Bounds, GuardedWeb
from monitor.web.guard import safe_url
from tests.corpus import corpus
from tests.fakes.clock import FakeClock
from tests.servers.replay import replay, response

SPELLINGS = [
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
    "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://0.0.0.0/", "http://127.0.0.1./",
    "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://localhost/", "http://LOCALHOST./",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/",
    "http://[fd00::1]/", "http://[ff02::1]/", "http://[5f00::1]/", "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/", "http://100.100.100.200/", "http://100.64.0.1/", "http://10.0.0.1/",
    "http://172.16.0.1/", "http://192.168.1.1/", "http://192.0.0.8/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://240.0.0.1/", "http://255.255.255.255/", "http://example.org@127.0.0.1/", "http://a:b@example.org/",
    "http://127.0.0.1\\@example.org/", "http://example.org\\@127.0.0.1/", "http://127.0.0.1\t/",
    "http://127.0.0.1%2f@example.org/", "http://example.org:22/", "http://example.org:6379/",
    "http://example.org:8001/", "http://example.org:99999/", "file:///etc/passwd", "ftp://127.0.0.1/",
    "gopher://127.0.0.1/", "data:text/html,x", "unix:///run/docker.sock", "javascript:alert(1)",
    "http://mixed.example/", "http://turns.example/", "http:///", "http://", "//127.0.0.1/", "http://xn--/",
    f"http://{'a' * 64}.example/", "http://a..b.example/",
]  # fmt: skip
NAMES = {
    "localhost": ["127.0.0.1"],
    "localhost.": ["::1"],
    "metadata.google.internal": ["169.254.169.254"],
    "mixed.example": ["93.184.216.34", "127.0.0.1"],
}
WAYS = ("feed", "page", "pdf", "redirect", "robots", "discovery")


@dataclass
class Network(httpcore.AsyncNetworkBackend):
    """Resolves from a table, connects to this machine for real, and to nobody else."""

    names: dict[str, list[str]] = field(default_factory=dict)
    contacted: list[str] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)

    async def resolve(self, host: str, port: int) -> list[str]:
        """The table's answer; `turns.example` answers differently the second time."""
        self.asked[host] = self.asked.get(host, 0) + 1
        if host == "turns.example":
            return ["93.184.216.34"] if self.asked[host] == 1 else ["127.0.0.1"]
        try:  # what the C library makes of "127.1" or "2130706433"
            return [
                str(info[4][0]) for info in await asyncio.get_running_loop().getaddrinfo(host, port, flags=4)
            ]
        except OSError:
            return self.names.get(host.lower(), [])

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect within this machine; note and refuse the rest."""
        self.contacted.append(host)
        if not ip_address(host).is_loopback:
            raise httpcore.ConnectError("not from here")
        return await httpcore.AnyIOBackend().connect_tcp(host, port, timeout)


@dataclass
class Internal:
    """The internal server: its port, and how many connections it accepted."""

    port: int = 0
    accepted: int = 0


@asynccontextmanager
async def internal() -> AsyncIterator[Internal]:
    """Listen on every address of this machine, on both families where there are two."""
    counted = Internal()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        counted.accepted += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nSECRET")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(accept, "0.0.0.0", 0)
    counted.port = server.sockets[0].getsockname()[1]
    try:
        six = await asyncio.start_server(accept, "::", counted.port)
    except OSError:
        six = None
    try:
        yield counted
    finally:
        for each in (server, six):
            if each is not None:
                each.close()


def at_port(url: str, port: int) -> str:
    """The same spelling, at the internal server's port where it names none."""
    scheme, slashes, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    named = host.rpartition("]")[2].rpartition("@")[2].rpartition(":")[1]
    return url if scheme != "http" or named or not host else f"{scheme}{slashes}{host}:{port}{slash}{path}"


async def attempt(client: GuardedWeb, way: str, url: str) -> None:
    """Lead the client to `url` on one of the ways that a stranger has."""
    purposes: dict[str, Purpose] = {"feed": "feed", "page": "page", "pdf": "page", "discovery": "discovery"}
    if way in purposes:
        await client.get(Request(url=url + ("a.pdf" if way == "pdf" else ""), purpose=purposes[way]))
        return
    location = quote(url, safe=":/?#[]@!$&'()*+,;=%\\")
    away = response(status="302 Found", location=location)
    async with replay(away) as server:
        purpose: Purpose = "page" if way == "robots" else "feed"
        await client.get(Request(url=server.url("/start"), purpose=purpose, allow_hosts=(server.host,)))


async def check(urls: Sequence[str], way: str, names: dict[str, list[str]]) -> None:
    """Every URL is refused, and the internal server never hears of it."""
    network = Network(names=names)
    async with internal() as inside:
        bounds = Bounds(pause=0, deadline=5, ports=frozenset({80, 443, inside.port}))
        async with GuardedWeb(
            "tip-monitor/test", FakeClock(), bounds, resolve=network.resolve, tcp=network
        ) as client:
            for url in urls:
                network.asked.clear()
                with pytest.raises(FetchError):
                    await attempt(client, way, at_port(url, inside.port))
            assert inside.accepted == 0
            allowed = Request(
                url=f"http://127.0.0.1:{inside.port}/",
                purpose="feed",
                allow_hosts=(f"127.0.0.1:{inside.port}",),
            )
            assert (await client.get(allowed)).body == b"SECRET"  # the server was there all the time
    strangers = {host for host in network.contacted if not ip_address(host).is_loopback}
    assert strangers <= {"93.184.216.34"}


@pytest.mark.parametrize("way", WAYS)
async def test_no_spelling_reaches_the_inside(way: str) -> None:
    await check(SPELLINGS, way, NAMES)


@pytest.mark.corpus
@pytest.mark.parametrize("way", WAYS)
async def test_no_spelling_of_the_corpus_reaches_the_inside(way: str) -> None:
    lines = (corpus("hostile") / "lists" / "ssrf-urls.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    names = {safe_host(row["url"]): row["resolves_to"] for row in rows if row["resolves_to"]}
    await check([row["url"] for row in rows if row["block"]], way, NAMES | names)


@pytest.mark.corpus
async def test_good_addresses_of_the_corpus_are_contacted() -> None:
    lines = (corpus("hostile") / "lists" / "ssrf-urls.jsonl").read_text("utf-8").splitlines()
    for row in map(json.loads, lines):
        if not row["block"]:
            network = Network(names={safe_host(row["url"]): row["resolves_to"]})
            async with GuardedWeb(
                "t/1", FakeClock(), Bounds(pause=0), resolve=network.resolve, tcp=network
            ) as client:
                with pytest.raises(FetchError, match="not from here"):
                    await client.get(Request(url=row["url"], purpose="feed"))
            assert network.contacted == row["resolves_to"]


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    network = Network()
    async with GuardedWeb(
        "t/1", FakeClock(), Bounds(pause=0), resolve=network.resolve, tcp=network
    ) as client:
        with pytest.raises(FetchError, match="not from here"):
            await client.get(Request(url="http://turns.example/", purpose="feed"))
        assert network.contacted == ["93.184.216.34"]
        with pytest.raises(UnsafeAddress, match=r"127\.0\.0\.1"):
            await client.get(Request(url="http://turns.example/", purpose="feed"))
        assert network.contacted == ["93.184.216.34"]


async def test_an_exemption_is_for_its_source_alone() -> None:
    async with internal() as inside, GuardedWeb("t/1", FakeClock(), Bounds(pause=0)) as client:
        url = f"http://127.0.0.1:{inside.port}/"
        await client.get(Request(url=url, purpose="feed", allow_hosts=("127.0.0.1",)))
        with pytest.raises(UnsafeAddress):
            await client.get(Request(url=url, purpose="feed"))
        with pytest.raises(UnsafeAddress):
            await client.get(Request(url=url, purpose="feed", allow_hosts=(f"127.0.0.1:{inside.port + 1}",)))
        assert inside.accepted == 1


def test_public_addresses_are_public() -> None:
    for text in (
        "93.184.216.34",
        "2606:2800:220:1::1",
        "64:ff9b::5db8:d822",
        "::ffff:93.184.216.34",
        "192.0.1.1",
    ):
        assert is_public(ip_address(text)), text


def test_credentials_are_not_repeated_in_the_message() -> None:
    with pytest.raises(UnsafeAddress) as caught:
        safe_url("https://user:hunter2@example.org/", frozenset())
    assert "hunter2" not in str(caught.value)


def safe_host(url: str) -> str:
    """The host that a list's row names."""
    return (
        url.partition("://")[2].partition("/")[0].rpartition(":")[0]
        or url.partition("://")[2].partition("/")[0]
    )
