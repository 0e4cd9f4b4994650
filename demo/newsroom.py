"""Serve the outlets on loopback: one small HTTP server an outlet, each on a port of its own.

A port of its own makes each outlet a host of its own, as in the world, so that politeness towards one
host does not slow down the others. Ports can be given, so that addresses stay the same between runs.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from demo.outlets import Outlet
from demo.press import FEED_PATHS, Document, print_outlet

HOST = "127.0.0.1"

DEAD = "night-desk"
"""A source at whose port nobody answers."""

CLOSED = "closed-gazette"
"""A source that answers every request with 404."""


class Newsroom:
    """All outlets, served while the `with` block runs.

    Attributes:
        ports: the port of each source, the dead and the closed one included.
        requests: how often each "METHOD source path status" was answered.
        busiest: the most requests that any one outlet had to answer at the same time.
        called: what is called with the address of every request, before it is answered.
    """

    def __init__(
        self, outlets: tuple[Outlet, ...], now: datetime, ports: Mapping[str, int] | None = None
    ) -> None:
        self.outlets, self.now = outlets, now
        self.called: Callable[[str], None] = lambda _address: None
        self.requests: Counter[str] = Counter()
        self.busiest = 0
        self.lock = threading.Lock()
        given = ports or {}
        # Bound and never listening: nobody answers, and nobody else can take the port.
        self._dead = socket.socket()
        self._dead.bind((HOST, given.get(DEAD, 0)))
        names = [*(outlet.name for outlet in outlets), CLOSED]
        self._servers = {name: _Server(self, name, given.get(name, 0)) for name in names}
        self.ports = {name: server.server_port for name, server in self._servers.items()}
        self.ports[DEAD] = self._dead.getsockname()[1]
        for outlet in outlets:
            self.publish(outlet)

    def __enter__(self) -> Self:
        for server in self._servers.values():
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        self._dead.close()

    def publish(self, outlet: Outlet) -> None:
        """Print an outlet's feed and pages, in the place of what it published before."""
        self._servers[outlet.name].documents = print_outlet(outlet, self.origin(outlet.name), self.now)

    def origin(self, name: str) -> str:
        """The scheme, host and port of a source."""
        return f"http://{HOST}:{self.ports[name]}"

    def feed_url(self, outlet: Outlet) -> str:
        """The address that `sources.toml` gives for an outlet."""
        return self.origin(outlet.name) + FEED_PATHS[outlet.kind]


class _Server(ThreadingHTTPServer):
    """The server of one outlet."""

    daemon_threads = True
    # Closing must not wait for keep-alive connections of a client that was killed.
    block_on_close = False

    def __init__(self, newsroom: Newsroom, name: str, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.newsroom, self.name = newsroom, name
        self.documents: dict[str, Document] = {}
        self.busy = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of an answer is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Answers from the printed documents, with validators (RFC 9110, 13.1)."""

    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        newsroom = self.server.newsroom
        with newsroom.lock:
            self.server.busy += 1
            newsroom.busiest = max(newsroom.busiest, self.server.busy)
        try:
            path = self.path.partition("?")[0]
            newsroom.called(newsroom.origin(self.server.name) + path)
            status = self.answer(self.server.documents.get(path, Document(b"Not found", status=404)))
            with newsroom.lock:
                newsroom.requests[f"GET {self.server.name} {path} {status}"] += 1
        finally:
            with newsroom.lock:
                self.server.busy -= 1

    def answer(self, document: Document) -> int:
        tag = '"' + hashlib.sha256(document.body).hexdigest()[:16] + '"'
        same = document.status == 200 and self.headers.get("If-None-Match") == tag
        status = 304 if same else document.status
        body = b"" if same else document.body
        self.send_response(status)
        if document.location:
            self.send_header("Location", document.location)
        if document.status == 200:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", format_datetime(self.server.newsroom.now, usegmt=True))
        if not same:
            self.send_header("Content-Type", document.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return status

    def log_message(self, *args: Any) -> None:
        """Keep the terminal for the demonstration."""


def find_ports(names: Sequence[str], first: int) -> dict[str, int]:
    """A free port for each name, from `first` on, below the ports that systems lend to outgoing connections.

    A lent port may be taken by any program at the time of the second run, and then the addresses that
    the monitor has stored would no longer be those of the newsroom.

    Raises:
        OSError: none are free.
    """
    free = [port for port in range(first, first + 20 * len(names)) if _is_free(port)]
    if len(free) < len(names):
        raise OSError(f"no {len(names)} free ports from {first} on")
    return dict(zip(names, free, strict=False))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
