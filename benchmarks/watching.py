"""A simulated month of watching: is everything stored once, and at what pace?

    python -m benchmarks.watching [--sources 1000] [--days 30] [--seed 3] [--keep FILE] [--json FILE]

The polling, the store, the pace and the health are the real ones; the web, the clock and the parser are
simulated (`benchmarks.simulated`). An item counts that could be seen for 30 minutes without a break.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import psutil
from sqlite_utils import Database

from benchmarks.simulated import DAY, START, Simulated, SimulatedClock, SimulatedEngine, SimulatedWeb, draw
from monitor.model import Source
from monitor.ports import Engine
from monitor.runs.poll import poll_sources
from monitor.store.database import moment, open_store

TICK = timedelta(minutes=2)
VISIBLE = timedelta(minutes=30)
LAST_HOURS = timedelta(hours=3)
"""What is published in the last hours may still be waiting for its poll and is not counted."""


@dataclass
class Settings:
    """The sources that the simulation polls."""

    sources: tuple[Source, ...]


@dataclass
class Desk:
    """The simulated world."""

    clock: SimulatedClock
    web: SimulatedWeb
    engine: Engine
    db: Database
    settings: Settings


@dataclass
class Report:
    """What came of it."""

    sources: int
    days: int
    items: int = 0
    stored: int = 0
    twice: int = 0
    strangers: int = 0
    share: float = 0.0
    polls: int = 0
    polls_per_source_and_day: float = 0.0
    share_of_quarter_hourly: float = 0.0
    unchanged: float = 0.0
    overlaps: int = 0
    delay_minutes_median: float = 0.0
    delay_minutes_p95: float = 0.0
    rolled_over: int = 0
    megabytes_after_a_day: float = 0.0
    megabytes_at_the_end: float = 0.0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)


async def simulate(count: int, days: int, seed: int, file: Path) -> Report:
    """Run the month, then compare the store with what there was to see."""
    begun = time.perf_counter()
    sources = draw(count, days, seed)
    clock = SimulatedClock()
    engine = SimulatedEngine(clock, {one.source.name: one for one in sources})
    db = open_store(file)
    db.execute("PRAGMA synchronous = OFF")  # a simulated month need not survive a power cut
    # The store's page cache fills to its 64 MB within the month; kept small, what grows is the program.
    db.execute("PRAGMA cache_size = -2000")
    desk = Desk(
        clock,
        SimulatedWeb(clock, sources),
        cast(Engine, engine),
        db,
        Settings(tuple(o.source for o in sources)),
    )
    report = Report(sources=count, days=days)
    process = psutil.Process()
    end = START + days * DAY
    while clock.at < end:
        await poll_sources(desk)
        clock.at += TICK
        if clock.at == START + DAY:
            report.megabytes_after_a_day = process.memory_info().rss / 2**20
    report.megabytes_at_the_end = process.memory_info().rss / 2**20
    _compare(report, desk, sources, end)
    report.seconds = time.perf_counter() - begun
    return report


def _compare(report: Report, desk: Desk, sources: list[Simulated], end: datetime) -> None:
    delays: list[float] = []
    for one in sources:
        due = one.due(end - LAST_HOURS, VISIBLE)
        rows = desk.db.execute(
            "SELECT title, first_seen_at FROM entries WHERE source = ?", [one.source.name]
        ).fetchall()
        stored = Counter(int(title.removeprefix("Item ")) for title, _ in rows)
        report.items += len(due)
        report.stored += sum(1 for number in due if stored[number])
        report.twice += sum(1 for number in stored if stored[number] > 1)
        report.strangers += sum(1 for number in stored if number >= len(one.times))
        lost = sorted(number for number in due if not stored[number])
        if lost:
            troubles = ", ".join(f"{t.kind} {t.ends - t.begins}" for t in one.troubles)
            report.lost.append(
                f"{one.source.name}: {len(lost)} of {len(due)}, window {one.window},"
                f" {len(one.times) * 7 / (report.days + 30):.0f} a week,"
                f" first at {one.times[lost[0]]:%m-%d %H:%M} {one.lies} {troubles} {one.moves_at or ''}"
            )
        for title, seen in rows:
            published = one.times[int(title.removeprefix("Item "))]
            if published >= START:
                delays.append((moment(seen) - published) / timedelta(minutes=1))
    report.share = report.stored / report.items
    report.polls = desk.web.requests
    report.polls_per_source_and_day = report.polls / report.sources / report.days
    report.share_of_quarter_hourly = report.polls_per_source_and_day / 96
    report.overlaps = desk.web.overlaps
    report.delay_minutes_median = statistics.median(delays)
    report.delay_minutes_p95 = statistics.quantiles(delays, n=20)[-1]
    outcomes = dict(desk.db.execute("SELECT outcome, count(*) FROM polls GROUP BY outcome").fetchall())
    report.unchanged = outcomes.get("unchanged", 0) / report.polls
    report.rolled_over = desk.db.execute("SELECT sum(window_rolled) FROM polls").fetchone()[0]
    report.states = dict(desk.db.execute("SELECT state, count(*) FROM sources GROUP BY state").fetchall())


def main() -> int:
    """Print the report; 1 if a target is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.keep or Path(folder) / "monitor.db"
        report = asyncio.run(simulate(arguments.sources, arguments.days, arguments.seed, file))
    for name, value in asdict(report).items():
        if name != "lost":
            print(f"{name.replace('_', ' ')}: {round(value, 5) if isinstance(value, float) else value}")
    for line in report.lost:
        print(f"  lost {line}")
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(report), indent=1), "utf-8")
    grown = report.megabytes_at_the_end - report.megabytes_after_a_day
    met = (
        report.share >= 0.999
        and not report.twice
        and not report.overlaps
        and report.share_of_quarter_hourly <= 0.5
        and grown <= 20
    )
    print("every target is met" if met else "a target is missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
