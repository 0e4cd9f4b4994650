"""Failures: what went wrong, where, and when it is tried again."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.model import Failure
from monitor.store.database import moment, stamp


def record_failure(db: Database, failure: Failure) -> None:
    """Add a failure."""
    db.execute(
        "INSERT INTO failures (stage, place, kind, detail, at, retry_at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            failure.stage,
            failure.where,
            failure.kind,
            failure.detail,
            stamp(failure.at),
            stamp(failure.retry_at) if failure.retry_at else None,
        ],
    )


def recent_failures(db: Database, since: datetime, limit: int = 100) -> list[Failure]:
    """The failures since then, the latest first."""
    rows = db.query(
        "SELECT stage, place, kind, detail, at, retry_at FROM failures WHERE at >= ?"
        " ORDER BY at DESC, id DESC LIMIT ?",
        [stamp(since), limit],
    )
    return [
        Failure(
            stage=row["stage"],
            where=row["place"],
            kind=row["kind"],
            detail=row["detail"],
            at=moment(row["at"]),
            retry_at=moment(row["retry_at"]) if row["retry_at"] else None,
        )
        for row in rows
    ]


def forget_failures(db: Database, before: datetime) -> int:
    """Drop the failures of long ago; returns how many."""
    return int(db.execute("DELETE FROM failures WHERE at < ?", [stamp(before)]).rowcount)
