"""Sources: what `sources.toml` says of them, and what polling has taught (their standing)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.model import Source, Standing
from monitor.store.database import moment, saving, stamp

_FIELDS = tuple(f.name for f in fields(Standing))
_TIMES = frozenset(
    name for name in _FIELDS if name.endswith(("_at", "_since")) or name in ("state_since", "failing_since")
)
_SPANS = frozenset({"interval", "trust"})
_COLUMNS = {name: f"{name}_seconds" if name in _SPANS else name for name in _FIELDS}
_SAVE = f"UPDATE sources SET {', '.join(f'{column} = ?' for column in _COLUMNS.values())} WHERE name = ?"
_LOAD = f"SELECT name, {', '.join(_COLUMNS.values())} FROM sources"

_DEFINED = (
    "SELECT name, title, kind, url, country, language, tags, pack, enabled, expected_per_week FROM sources"
)


def sync_sources(db: Database, sources: Iterable[Source]) -> None:
    """Make the table say what `sources.toml` says; a source that is gone is switched off, never deleted.

    A source whose address changed begins anew with that address: validators, redirects and failures of
    the old one mean nothing there. What it listed stays known, so nothing is told twice.
    """
    wanted = {source.name: _definition(source) for source in sources}
    known = {row["name"]: row for row in db.query(_DEFINED)}
    gone = [name for name, row in known.items() if name not in wanted and row["enabled"]]
    changed = [row for name, row in wanted.items() if known.get(name) != row]
    if not changed and not gone:
        return
    with saving(db):
        for row in changed:
            before = known.get(row["name"])
            marks = ", ".join(f":{column}" for column in row)
            sets = ", ".join(f"{column} = excluded.{column}" for column in row if column != "name")
            db.execute(
                f"INSERT INTO sources ({', '.join(row)}) VALUES ({marks})"
                f" ON CONFLICT (name) DO UPDATE SET {sets}",
                row,
            )
            if before is not None and before["url"] != row["url"]:
                _begin_anew(db, row["name"])
        db.execute(
            "UPDATE sources SET enabled = 0 WHERE name IN (SELECT value FROM json_each(?))",
            [json.dumps(gone)],
        )


def _begin_anew(db: Database, name: str) -> None:
    db.execute(
        "UPDATE sources SET etag = NULL, last_modified = NULL, body_hash = NULL, moved_to = NULL,"
        " moved_since = NULL, failures = 0, failing_since = NULL, next_poll_at = NULL, state = 'new',"
        " trust_seconds = 3600,"
        " state_since = NULL, state_detail = '' WHERE name = ?",
        [name],
    )


def due_sources(db: Database, now: datetime) -> list[str]:
    """The names of the sources whose time has come, the longest waiting first.

    A clock that jumped must not silence a source: one that was polled "in the future" is due, and so is
    one whose next poll lies further ahead than any wait that is ever given.
    """
    return [
        row["name"]
        for row in db.query(
            "SELECT name FROM sources WHERE enabled = 1 AND (next_poll_at IS NULL OR next_poll_at <= :now"
            " OR last_polled_at > :now OR next_poll_at > :far) ORDER BY next_poll_at, name",
            {"now": stamp(now), "far": stamp(_later(now, timedelta(days=2)))},
        )
    ]


def next_due(db: Database) -> datetime | None:
    """When the next source is due; None when no source is switched on."""
    row = db.execute(
        "SELECT min(coalesce(next_poll_at, '1970-01-01T00:00:00Z')) FROM sources WHERE enabled = 1"
    )
    found = row.fetchone()[0]
    return moment(found) if found else None


def load_standings(db: Database, names: Sequence[str]) -> dict[str, Standing]:
    """What is remembered of each of these sources."""
    rows = db.query(f"{_LOAD} WHERE name IN (SELECT value FROM json_each(?))", [json.dumps(list(names))])
    return {row["name"]: _standing(row) for row in rows}


def save_standing(db: Database, name: str, standing: Standing) -> None:
    """Remember a source's standing; inside the transaction that saves what the poll brought."""
    db.execute(_SAVE, [*(_stored(name, getattr(standing, name)) for name in _FIELDS), name])


def _definition(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "title": source.title,
        "kind": source.kind,
        "url": source.shown_url,
        "country": source.country,
        "language": source.language,
        "tags": json.dumps(source.tags, ensure_ascii=False) if source.tags else "[]",
        "pack": source.pack,
        "enabled": int(source.enabled),
        "expected_per_week": source.weekly,
    }


def _stored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return stamp(value)
    return round(value.total_seconds()) if name in _SPANS else value


def _standing(row: dict[str, Any]) -> Standing:
    found: dict[str, Any] = {}
    for name, column in _COLUMNS.items():
        value = row[column]
        if value is not None and name in _TIMES:
            value = moment(value)
        elif value is not None and name in _SPANS:
            value = timedelta(seconds=value)
        found[name] = value
    return Standing(**found)


def _later(now: datetime, wait: timedelta) -> datetime:
    """`now` and `wait`, or the last moment there is."""
    return min(now, datetime.max.replace(tzinfo=UTC) - wait) + wait
