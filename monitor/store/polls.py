"""Polls: one row for each, so that what was checked can be proved afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.store.database import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One visit to one source. `outcome` is "new", "seen", "unchanged", or the error's kind."""

    source: str
    started_at: datetime
    outcome: str
    seconds: float = 0.0
    status: int | None = None
    bytes: int = 0
    listed: int = 0
    new: int = 0
    revised: int = 0
    window_rolled: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollCounts:
    """What a stretch of time saw of polling: the figures of a digest's last section."""

    polls: int
    sources: int
    failed_polls: int
    new: int
    revised: int
    rolled: tuple[str, ...]


def record_poll(db: Database, poll: Poll) -> None:
    """Add a poll; inside the transaction that saves what it brought."""
    db.execute(
        "INSERT INTO polls (source, started_at, seconds, outcome, status, bytes, listed, new, revised,"
        " window_rolled, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            poll.source,
            stamp(poll.started_at),
            round(poll.seconds, 3),
            poll.outcome,
            poll.status,
            poll.bytes,
            poll.listed,
            poll.new,
            poll.revised,
            int(poll.window_rolled),
            poll.detail,
        ],
    )


def count_polls(db: Database, since: datetime, until: datetime) -> PollCounts:
    """What was polled from `since` up to, and without, `until`."""
    span = [stamp(since), stamp(until)]
    row = db.execute(
        "SELECT count(*), count(DISTINCT source), count(*) FILTER (WHERE outcome NOT IN"
        " ('new', 'seen', 'unchanged')), coalesce(sum(new), 0), coalesce(sum(revised), 0)"
        " FROM polls WHERE started_at >= ? AND started_at < ?",
        span,
    ).fetchone()
    rolled = db.execute(
        "SELECT DISTINCT source FROM polls WHERE started_at >= ? AND started_at < ? AND window_rolled = 1"
        " ORDER BY source",
        span,
    ).fetchall()
    return PollCounts(
        polls=row[0],
        sources=row[1],
        failed_polls=row[2],
        new=row[3],
        revised=row[4],
        rolled=tuple(name for (name,) in rolled),
    )


def forget_polls(db: Database, before: datetime) -> int:
    """Drop the polls of long ago; returns how many."""
    return int(db.execute("DELETE FROM polls WHERE started_at < ?", [stamp(before)]).rowcount)
