"""What stands between a URL and a connection: the address is checked, and the checked one is used.

`safe_url` judges the URL by the very parser that the client uses, so that the two cannot disagree.
`GuardedBackend` resolves a name once, refuses it when any of its addresses is not public, and connects
to an address it has checked: a name that answers differently the second time is never asked again.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpcore
import httpx

from monitor.errors import UnsafeAddress
from monitor.web.addresses import is_public
from monitor.web.sockets import Sockets

PORTS = {"http": 80, "https": 443}
HEAD_BYTES = 96 * 1024
"""The most that a server may send before its answer's headers are complete, 1xx answers included."""

HEAD_SLICE = 4 * 1024
"""Read so much of a head at a time: thousands of 1xx answers fit into what is read of a body at once."""

_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\.?$")
_ODD = re.compile(r"[\x00-\x20\x7f\\]")

Resolve = Callable[[str, int], Awaitable[list[str]]]


@lru_cache(maxsize=2048)
def safe_url(text: str, exempt: frozenset[str], ports: frozenset[int] = frozenset({80, 443})) -> httpx.URL:
    """Parse an address and refuse what is never fetched.

    Raises:
        UnsafeAddress: scheme, port, credentials, a host that is no name, or a private address.
    """
    shown = text[:200]
    if len(text) > 8192 or _ODD.search(text):
        raise UnsafeAddress(shown, "not a clean address: white space, a backslash, or too long")
    try:
        url = httpx.URL(text.partition("#")[0])
        host, port = url.raw_host.decode("ascii").lower(), url.port
        _ = url.host  # decodes the name: a malformed xn-- label shows here only
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise UnsafeAddress(shown, f"not an address: {error}") from error
    if url.scheme not in PORTS:
        raise UnsafeAddress(shown, f"scheme {url.scheme!r} is not fetched, only http and https")
    if url.userinfo:
        raise UnsafeAddress(str(url.copy_with(userinfo=None))[:200], "credentials in the address")
    if not host or "%" in host or any(not 0 < len(part) < 64 for part in host.rstrip(".").split(".")):
        raise UnsafeAddress(shown, "no usable host name")
    if not is_exempt(host, port or PORTS[url.scheme], exempt):
        if port is not None and port not in ports:
            raise UnsafeAddress(shown, f"port {port} is not fetched, only {sorted(ports)}")
        _refuse_private(host, shown)
    return url


def is_exempt(host: str, port: int, exempt: frozenset[str]) -> bool:
    """Whether the operator named "host" or "host:port" for this source."""
    return host in exempt or f"{host}:{port}" in exempt


def _refuse_private(host: str, text: str) -> None:
    """Judge a host that is an IP address; refuse numbers that only a resolver would read as one."""
    try:
        address = ip_address(host)
    except ValueError:
        if _NUMERIC.search(host.rpartition(".")[2] or host.rstrip(".").rpartition(".")[2]):
            raise UnsafeAddress(text, "an IP address in an unusual spelling") from None
        return
    if not is_public(address):
        raise UnsafeAddress(text, f"{host} is not a public address")


class Resolver:
    """Resolves names in threads of its own: the default pool is small, and slow DNS would stop it."""

    def __init__(self, threads: int = 64) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> list[str]:
        """All addresses of `host`, in the system's order of preference.

        Raises:
            OSError: the name does not resolve.
        """
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port)
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Let the threads go; one that still waits for a name server ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects only to addresses it has checked; the name stays for Host and for TLS."""

    def __init__(
        self,
        resolve: Resolve,
        exempt: frozenset[str],
        resolve_seconds: float = 5.0,
        tcp: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._resolve, self._exempt, self._resolve_seconds = resolve, exempt, resolve_seconds
        self._tcp = tcp or Sockets()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of `host`'s checked addresses that answers.

        Raises:
            UnsafeAddress: one of its addresses is not public; nothing was contacted.
            httpcore.ConnectError: no such name, or no address answers.
        """
        addresses = (await self._addresses(host, port))[:4]
        share = None if timeout is None else timeout / len(addresses)
        for place, address in enumerate(addresses):
            try:
                stream = await self._tcp.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place + 1 == len(addresses):
                    raise
            else:
                return MeteredStream(stream)
        raise httpcore.ConnectError(f"no address for {host}")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: a socket file is never a source."""
        raise UnsafeAddress(path, "sockets of this machine are not fetched")

    async def sleep(self, seconds: float) -> None:
        """Wait, between httpcore's own attempts."""
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[IPv4Address | IPv6Address]:
        try:
            found: list[IPv4Address | IPv6Address] = [ip_address(host)]
        except ValueError:
            try:
                async with asyncio.timeout(self._resolve_seconds):
                    found = [ip_address(text) for text in await self._resolve(host, port)]
            except TimeoutError as error:
                raise httpcore.ConnectTimeout(f"DNS: no answer for {host}") from error
            except (OSError, UnicodeError, ValueError) as error:
                raise httpcore.ConnectError(f"DNS: {host} does not resolve ({error})") from error
        if not found:
            raise httpcore.ConnectError(f"DNS: {host} has no address")
        if not is_exempt(host.lower(), port, self._exempt):
            for address in found:
                if not is_public(address):
                    raise UnsafeAddress(host, f"{host} resolves to {address}, which is not a public address")
        return found


class MeteredStream(httpcore.AsyncNetworkStream):
    """Counts what arrives before the headers are complete: endless 1xx answers would spin for ever."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._left, self._in_head = HEAD_BYTES, True

    def head_is_complete(self) -> None:
        """From here on the reader of the body counts."""
        self._in_head = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Read, unless the answer's head has grown beyond its bound; long heads take turns with others."""
        if not self._in_head:
            return await self._stream.read(max_bytes, timeout)
        if self._left < HEAD_BYTES:
            await asyncio.sleep(0)
        data = await self._stream.read(min(max_bytes, HEAD_SLICE), timeout)
        self._left -= len(data)
        if self._left < 0:
            raise httpcore.RemoteProtocolError(f"more than {HEAD_BYTES} bytes before the end of the headers")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Write a request; what comes next is a head."""
        self._left, self._in_head = HEAD_BYTES, True
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
    ) -> httpcore.AsyncNetworkStream:
        """Speak TLS from here on, under the same count."""
        return MeteredStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection."""
        return self._stream.get_extra_info(info)
