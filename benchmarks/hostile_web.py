"""The groups of the hostile corpus that come over the web: HTTP scripts and feeds.

Scripts and feeds are served on loopback and polled through everything: the guarded client with its
default bounds, the parsing child, the store. Fifty good sources are polled beside them.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from benchmarks.hostile_outcome import Outcome, Result, Row
from benchmarks.hostile_server import GOOD, GOOD_ITEMS, served
from monitor.model import Source, Standing
from monitor.runs.poll import poll_sources
from monitor.runs.workers import Workers
from monitor.store.database import open_store
from monitor.store.polls import Poll
from monitor.store.sources import load_standings, save_standing, sync_sources
from monitor.web.client import Bounds, GuardedWeb
from tests.servers.replay import Replayed

AT_ONCE = 10
MUST_FAIL = {"feeds/html-login.xml", "feeds/empty.xml", "feeds/whitespace.xml", "feeds/json.xml"}


class Now:
    """The real time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


@dataclass
class Settings:
    """The sources that a run polls."""

    sources: tuple[Source, ...] = ()


@dataclass
class Desk:
    """A world for polling: real web, real children, a store of its own."""

    db: Database
    web: GuardedWeb
    engine: Workers
    clock: Now = field(default_factory=Now)
    settings: Settings = field(default_factory=Settings)


@dataclass
class Case:
    """One hostile input and the source that it is polled as."""

    row: Row
    source: Source


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """A world with the default bounds, apart from the pause between requests to one host."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Now()
        async with GuardedWeb("tip-monitor/bench", clock, Bounds(pause=0)) as web, Workers() as engine:
            yield Desk(open_store(Path(folder) / "monitor.db"), web, engine, clock)


async def run_http(folder: Path, rows: Sequence[Row]) -> Outcome:
    """Replay each script to a poll (twice, where the second one is the point)."""
    async with served(folder, "http") as servers:
        return await _poll_all(rows, servers, _judge_http)


async def run_feeds(folder: Path, rows: Sequence[Row]) -> Outcome:
    """Serve each feed and poll it."""
    async with served(folder, "feeds") as servers:
        return await _poll_all(rows, servers, _judge_feed)


def _source(name: str, server: Replayed) -> Source:
    name = name.replace("/", "-").replace(".", "-")
    return Source(name=name, title=name, url=server.url(), allow_hosts=(server.host,))


Judge = Callable[[Desk, Case, Poll, float], Result]


async def _poll_all(rows: Sequence[Row], servers: Mapping[str, Replayed], judge: Judge) -> Outcome:
    """The good sources alone, then beside the hostile ones, ten of those at a time."""
    outcome = Outcome()
    cases = [Case(row, _source(row["id"], servers[row["id"]])) for row in rows]
    good = [_source(name, server) for name, server in servers.items() if name.startswith("good-")]
    names = [source.name for source in good]
    async with desk() as alone:
        alone.settings = Settings(tuple(good))
        await poll_sources(alone, names[:1])  # the first child is being started
        faultless = await _timed(alone, names[1:])
    async with desk() as shared:
        shared.settings = Settings((*good, *(case.source for case in cases)))
        await poll_sources(shared, names[:1])
        seconds, polled = await asyncio.gather(_timed(shared, names[1:]), _hostile(shared, cases))
        outcome.notes |= {"good alone s": round(faultless, 2), "good beside s": round(seconds, 2)}
        stored = shared.db.execute("SELECT count(*) FROM entries WHERE source LIKE 'good-%'").fetchone()[0]
        if stored != GOOD * GOOD_ITEMS:
            outcome.faults.append(f"{GOOD * GOOD_ITEMS - stored} items of good sources are missing")
        if seconds > 2 * faultless:
            outcome.faults.append(f"the good sources took {seconds / faultless:.1f} times as long")
        polls = {poll.source: (poll, spent) for poll, spent in polled}
        for case in cases:
            outcome.results.append(judge(shared, case, *polls[case.source.name]))
    return outcome


async def _timed(world: Desk, names: Sequence[str]) -> float:
    begun = time.perf_counter()
    await poll_sources(world, names)
    return time.perf_counter() - begun


async def _hostile(world: Desk, cases: Sequence[Case]) -> list[tuple[Poll, float]]:
    found: list[tuple[Poll, float]] = []
    for start in range(0, len(cases), AT_ONCE):
        chunk = cases[start : start + AT_ONCE]
        names = [case.source.name for case in chunk]
        for case in chunk:
            if "304" in case.row["id"]:
                standing = Standing(
                    etag='"a"', last_verified_at=world.clock.now(), last_success_at=world.clock.now()
                )
                sync_sources(world.db, world.settings.sources)
                save_standing(world.db, case.source.name, standing)
        begun = time.perf_counter()
        first: dict[str, tuple[Poll, float]] = {}

        def note(poll: Poll, begun: float = begun, first: dict[str, tuple[Poll, float]] = first) -> None:
            first[poll.source] = (poll, time.perf_counter() - begun)

        await poll_sources(world, names, on_poll=note)
        found += [first[name] for name in names]
        twice = [case.source.name for case in chunk if "etag" in case.row["id"]]
        found += [(poll, 0.0) for poll in (await poll_sources(world, twice)).polls]
    return found


def _judge_http(world: Desk, case: Case, poll: Poll, spent: float) -> Result:
    row = case.row
    failed = poll.status is None
    missing = _missing(world, case)
    standing = load_standings(world.db, [case.source.name])[case.source.name]
    kept = failed and (standing.etag, standing.last_modified, standing.body_hash) != (None, None, None)
    met = (failed if row["expect"] == "reject" else not failed or row["expect"] == "degrade") and not missing
    in_time = spent <= row["limits"]["s"]
    faults = [
        *(f"no {text!r}" for text in missing),
        *(["validators kept of a failure"] if kept else []),
        *([f"over its {row['limits']['s']} s"] if not in_time else []),
    ]
    words = f"{poll.outcome}: {poll.detail}" + ("; " + "; ".join(faults) if faults else "")
    return Result(
        id=row["id"],
        expected=row["expect"],
        met=met and not kept and in_time and poll.outcome != "bug",
        what=words,
        seconds=spent,
    )


def _judge_feed(world: Desk, case: Case, poll: Poll, spent: float) -> Result:
    row = case.row
    failed = poll.status is None
    text = _text(world, case)
    faults = [f"no {wanted!r}" for wanted in row.get("must_find", ()) if wanted not in text]
    faults += [f"has {banned!r}" for banned in row.get("must_not_find", ()) if banned in text]
    if "tracker.example" in row.get("must_not_find", ()):
        faults = []  # of the digest, not of the store
    if "entries" in row and poll.listed != row["entries"]:
        faults.append(f"{poll.listed} entries, not {row['entries']}")
    if spent > row["limits"]["s"]:
        faults.append(f"over its {row['limits']['s']} s")
    if poll.outcome == "bug":
        faults.append("a bug")
    if row["expect"] == "ok" and failed:
        faults.append("refused")
    if row["id"] in MUST_FAIL and not failed:
        faults.append("taken for a feed")
    if row["expect"] == "partial" and failed and row.get("must_find"):
        faults.append("refused")
    return Result(
        id=row["id"],
        expected=row["expect"],
        met=not faults,
        bettered=row["expect"] == "reject" and not failed,
        what=f"{poll.outcome}: {poll.detail}; " + "; ".join(faults),
        seconds=spent,
    )


def _missing(world: Desk, case: Case) -> list[str]:
    text = _text(world, case)
    return [wanted for wanted in case.row.get("must_find", ()) if wanted not in text]


def _text(world: Desk, case: Case) -> str:
    rows = world.db.query(
        "SELECT title, summary, content, authors, url FROM entries WHERE source = ?", [case.source.name]
    )
    return "\n".join(" ".join(map(str, row.values())) for row in rows)
