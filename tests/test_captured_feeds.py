"""Real feeds, captured, served from loopback and polled by the real code: each entry is stored once."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from sqlite_utils import Database

from monitor.errors import SourceError
from monitor.feeds import read_feed
from monitor.model import Page, Source
from monitor.ports import Clock, Engine
from monitor.runs.poll import poll_sources
from monitor.runs.workers import Workers
from monitor.store.database import open_store
from monitor.web.client import Bounds, GuardedWeb
from tests.corpus import corpus
from tests.fakes.clock import FakeClock

P = ParamSpec("P")
T = TypeVar("T")

pytestmark = pytest.mark.corpus


@dataclass(frozen=True)
class Captured:
    """A document of the corpus, and the source that a loopback server makes of it."""

    source: Source
    body: bytes


@dataclass(frozen=True)
class Settings:
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class World:
    clock: Clock
    web: GuardedWeb
    engine: Engine
    db: Database
    settings: Settings


class Here:
    """An engine without child processes: for a quick round."""

    async def run(self, where: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)


@contextmanager
def served(bodies: dict[str, bytes]) -> Iterator[int]:
    """Serve each body at its path; every answer says that robots and validators are unknown here."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def captured(every: int) -> dict[str, bytes]:
    """Every n-th captured feed of the corpus, by its path on the server."""
    folder = corpus("feeds")
    manifest = json.loads((folder / "manifest.json").read_text())
    named = sorted(d["file"] for d in manifest["documents"] if d["class"].startswith("captured real"))
    assert len(named) > 100
    return {f"/{number}": (folder / name).read_bytes() for number, name in enumerate(named[::every])}


async def nowhere(host: str, port: int) -> list[str]:
    """No name resolves: a captured feed's further pages are on the internet, and are not asked for."""
    raise OSError(f"{host} is not asked in a test")


def sources_at(port: int, bodies: dict[str, bytes]) -> tuple[Source, ...]:
    return tuple(
        Source(
            name=path[1:],
            title=path,
            url=f"http://127.0.0.1:{port}{path}",
            allow_hosts=(f"127.0.0.1:{port}",),
        )
        for path in bodies
    )


def yielded(source: Source, body: bytes, clock: Clock) -> set[str] | None:
    """The keys of the entries that the parser yields; None where it refuses the document."""
    page = Page(url=source.url, final_url=source.url, body=body, fetched_at=clock.now())
    try:
        return {entry.key for entry in read_feed(page, source).entries}
    except SourceError:
        return None


async def poll_twice(bodies: dict[str, bytes], engine: Engine, store: Path) -> None:
    clock = FakeClock()
    db = open_store(store)
    with served(bodies) as port:
        sources = sources_at(port, bodies)
        web = GuardedWeb("tip-monitor-test", clock, bounds=Bounds(pause=0), resolve=nowhere)
        async with web:
            world = World(clock, web, engine, db, Settings(sources))
            first = await poll_sources(world)
            rows = stored(db)
            clock.move(days=2)
            second = await poll_sources(world, [source.name for source in sources])
    assert [failure for failure in first.failures if failure.kind == "bug"] == []
    assert {poll.source for poll in first.polls} == {source.name for source in sources}
    expected = {source.name: yielded(source, bodies[f"/{source.name}"], clock) for source in sources}
    refused = {name for name, keys in expected.items() if keys is None}
    assert {failure.where for failure in first.failures} == refused
    for name, keys in expected.items():
        assert rows.get(name, Counter()) == Counter(keys or ()), name
    assert second.new == 0
    assert stored(db) == rows
    db.close()


def stored(db: Database) -> dict[str, Counter[str]]:
    """How often each key is stored, by source."""
    found: dict[str, Counter[str]] = {}
    for row in db.query("SELECT source, key FROM entries"):
        found.setdefault(row["source"], Counter())[row["key"]] += 1
    return found


async def test_a_sample_of_real_feeds_is_stored_once(tmp_path: Path) -> None:
    await poll_twice(captured(every=8), Here(), tmp_path / "monitor.db")


@pytest.mark.slow
async def test_every_real_feed_is_stored_once(tmp_path: Path) -> None:
    async with Workers() as engine:
        await poll_twice(captured(every=1), engine, tmp_path / "monitor.db")
