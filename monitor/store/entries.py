"""Entries: what the sources listed, which of it waits to be read, and what became of the rest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.model import Entry, KnownEntry, Sighting
from monitor.store.database import moment, stamp

REREADS = 3
"""An entry edited more often than this keeps its revisions, and its page is not fetched again for them."""

_INSERT = (
    "INSERT INTO entries (source, key, url, title, summary, content, authors, language, published_at,"
    " updated_at, guid, identity, content_hash, state, first_seen_at, last_seen_at, next_try_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) DO NOTHING"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An entry that waits to be read: how often that was tried, how often the entry was edited."""

    id: int
    entry: Entry
    tries: int
    revision: int
    first_seen_at: datetime
    article_id: int | None = None


def known_entries(db: Database, source: str, sightings: Sequence[Sighting]) -> list[KnownEntry]:
    """What is remembered under the keys and the identities of these sightings."""
    rows = db.query(
        "SELECT id, key, identity, content_hash, title FROM entries WHERE source = :source"
        " AND key IN (SELECT value FROM json_each(:keys)) UNION"
        " SELECT id, key, identity, content_hash, title FROM entries WHERE source = :source"
        " AND identity IN (SELECT value FROM json_each(:identities))",
        {
            "source": source,
            "keys": json.dumps([sighting.entry.key for sighting in sightings]),
            "identities": json.dumps([sighting.identity for sighting in sightings]),
        },
    )
    return [KnownEntry(**row) for row in rows]


def count_entries(db: Database, source: str) -> int:
    """How many entries this source has ever listed."""
    return int(db.execute("SELECT count(*) FROM entries WHERE source = ?", [source]).fetchone()[0])


def latest_urls(db: Database, source: str, limit: int = 200) -> list[str]:
    """The addresses of the entries that this source listed last."""
    rows = db.execute("SELECT url FROM entries WHERE source = ? ORDER BY id DESC LIMIT ?", [source, limit])
    return [url for (url,) in rows]


def save_entries(db: Database, sightings: Sequence[Sighting], now: datetime) -> int:
    """Add new entries, pending; returns how many were not there yet."""
    return _insert(db, sightings, "pending", now)


def leave_out_entries(db: Database, sightings: Sequence[Sighting], now: datetime) -> int:
    """Remember entries that are too old to be read when a source is first met, so that they stay known."""
    return _insert(db, sightings, "left_out", now)


def see_entries(db: Database, ids: Sequence[int], now: datetime) -> None:
    """Note that these entries are still listed."""
    db.execute(
        "UPDATE entries SET last_seen_at = ? WHERE id IN (SELECT value FROM json_each(?))",
        [stamp(now), json.dumps(list(ids))],
    )


def revise_entry(db: Database, entry_id: int, sighting: Sighting, now: datetime) -> None:
    """Put an entry's edited words in place of the old ones, which are kept, and let it be read again."""
    entry = sighting.entry
    db.execute(
        "INSERT INTO entry_revisions (entry_id, revision, replaced_at, title, summary, content)"
        " SELECT id, revision, ?, title, summary, content FROM entries WHERE id = ? AND content_hash <> ?",
        [stamp(now), entry_id, sighting.content_hash],
    )
    db.execute(
        "UPDATE entries SET title = ?, summary = ?, content = ?, authors = ?, updated_at = ?,"
        " last_seen_at = ?,"
        " content_hash = ?, revision = revision + 1, tries = 0, next_try_at = ?,"
        " state = CASE WHEN state <> 'left_out' AND revision < ? THEN 'pending' ELSE state END"
        " WHERE id = ? AND content_hash <> ?",
        [
            entry.title,
            entry.summary,
            entry.content,
            json.dumps(entry.authors, ensure_ascii=False),
            _stamped(entry.updated),
            stamp(now),
            sighting.content_hash,
            stamp(now),
            REREADS,
            entry_id,
            sighting.content_hash,
        ],
    )


def pending_entries(
    db: Database, now: datetime, limit: int, *, sources: frozenset[str] | None = None
) -> list[Pending]:
    """Entries that wait to be read and whose time has come, left-overs of earlier runs included.

    `sources` leaves out what others listed; None leaves out nothing.

    Every source gets its turn before any gets its second, newest entries first: a source that lists
    thousands at once delays nobody else. A clock that was set back does not silence an entry.
    """
    rows = db.query(
        "WITH waiting AS (SELECT id, row_number() OVER (PARTITION BY source"
        " ORDER BY coalesce(published_at, first_seen_at) DESC, id DESC) AS place FROM entries"
        " WHERE state = 'pending' AND (next_try_at <= :now OR next_try_at > :far)"
        " AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources))))"
        " SELECT entries.* FROM waiting JOIN entries USING (id) ORDER BY place, id LIMIT :limit",
        {
            "now": stamp(now),
            "far": stamp(now + timedelta(days=4)),
            "limit": limit,
            "sources": json.dumps(sorted(sources)) if sources is not None else None,
        },
    )
    return [
        Pending(
            id=row["id"],
            entry=entry_of(row),
            tries=row["tries"],
            revision=row["revision"],
            first_seen_at=moment(row["first_seen_at"]),
            article_id=row["article_id"],
        )
        for row in rows
    ]


def mark_entry_done(db: Database, entry_id: int, article_id: int | None) -> None:
    """The entry was read; `article_id` is the article it led to, None when there is none to keep."""
    db.execute(
        "UPDATE entries SET state = 'done', article_id = ?, failure = '' WHERE id = ?", [article_id, entry_id]
    )


def mark_entry_unreadable(db: Database, entry_id: int, failure: str, article_id: int | None = None) -> None:
    """The page is given up for good; `article_id` is what was made of the feed's own words."""
    db.execute(
        "UPDATE entries SET state = 'unreadable', tries = tries + 1, failure = ?, article_id = ?"
        " WHERE id = ?",
        [failure, article_id, entry_id],
    )


def mark_entry_retry(db: Database, entry_id: int, failure: str, at: datetime) -> None:
    """The page could not be read this time; it is tried again at `at`."""
    db.execute(
        "UPDATE entries SET state = 'pending', tries = tries + 1, failure = ?, next_try_at = ? WHERE id = ?",
        [failure, stamp(at), entry_id],
    )


def find_article_of_url(db: Database, url: str) -> int | None:
    """The id of the article that another entry with this very address led to, if there is one.

    Its own identity may differ from the address: that of a redirect's end is kept.
    """
    row = db.execute(
        "SELECT article_id FROM entries WHERE url = ? AND url <> '' AND state = 'done'"
        " AND article_id IS NOT NULL LIMIT 1",
        [url],
    ).fetchone()
    return row[0] if row else None


def entry_of(row: dict[str, Any]) -> Entry:
    """The entry that a row of the table holds."""
    return Entry(
        source=row["source"],
        key=row["key"],
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        content=row["content"],
        authors=tuple(json.loads(row["authors"])),
        published=moment(row["published_at"]) if row["published_at"] else None,
        updated=moment(row["updated_at"]) if row["updated_at"] else None,
        language=row["language"],
        guid=row["guid"],
    )


def _insert(db: Database, sightings: Sequence[Sighting], state: str, now: datetime) -> int:
    seen = stamp(now)
    rows = [
        [
            sighting.entry.source,
            sighting.entry.key,
            sighting.entry.url,
            sighting.entry.title,
            sighting.entry.summary,
            sighting.entry.content,
            json.dumps(sighting.entry.authors, ensure_ascii=False),
            sighting.entry.language,
            _stamped(sighting.entry.published),
            _stamped(sighting.entry.updated),
            sighting.entry.guid,
            sighting.identity,
            sighting.content_hash,
            state,
            seen,
            seen,
            seen,
        ]
        for sighting in sightings
    ]
    before = db.conn.total_changes
    db.conn.executemany(_INSERT, rows)
    return int(db.conn.total_changes - before)


def _stamped(at: datetime | None) -> str | None:
    return stamp(at) if at else None
