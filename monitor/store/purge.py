"""Forgetting: by age, by address, by name; from tables, index, log and what waits to be mailed.

A name is struck out where it stands, each letter by a block, so that offsets keep their meaning and an
article stays what it was evidence for. Deleted pages are overwritten (`secure_delete`), the index is
merged anew, the log is emptied: `finish_purge` does that, outside of any transaction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from monitor.store.developments import forget_marks
from monitor.store.search import index_pending
from monitor.store.signatures import unfile_signature

BLOCK = "█"

STRUCK: dict[str, tuple[str, ...]] = {
    "articles": (
        "identity",
        "url",
        "canonical_url",
        "title",
        "text",
        "place",
        "authors",
        "evidence",
        "warnings",
        "reasons",
    ),
    "stories": ("title",),
    "mentions": ("term",),
    "hits": ("reasons",),
    "entries": ("url", "title", "summary", "content", "authors", "failure"),
    "failures": ("place", "detail"),
    "digests": ("subject",),
    "story_developments": ("why",),
}
"""The columns in which a name can stand; an address that holds it is emptied of it as well."""


@dataclass(slots=True, kw_only=True)
class Purged:
    """What was forgotten: rows by table, pages of evidence by hash, mails withdrawn."""

    rows: dict[str, int] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)
    mails: int = 0


def purge_before(db: Database, day: date, verdicts: Sequence[str]) -> Purged:
    """Forget articles of these verdicts from before a day; inside the caller's transaction.

    What a source listed stays known by its key, without its text, so that it does not come back as new.
    """
    marks = ", ".join("?" * len(verdicts))
    found = db.execute(
        f"SELECT id FROM articles WHERE day < ? AND verdict IN ({marks})", [day.isoformat(), *verdicts]
    ).fetchall()
    purged = purge_articles(db, [row[0] for row in found])
    purged.rows["entries"] = db.execute(
        "UPDATE entries SET title = '', summary = '', content = '', authors = '[]' WHERE first_seen_at < ?"
        " AND state <> 'pending' AND (title || summary || content) <> ''",
        [day.isoformat()],
    ).rowcount
    for table, column in (("polls", "started_at"), ("failures", "at")):
        purged.rows[table] = db.execute(f"DELETE FROM {table} WHERE {column} < ?", [day.isoformat()]).rowcount
    return purged


def purge_articles(db: Database, ids: Sequence[int]) -> Purged:
    """Forget these articles, the stories that are empty without them, and the mails that told of them."""
    purged = Purged()
    for article_id in ids:
        row = db.execute("SELECT story_id, body_hash FROM articles WHERE id = ?", [article_id]).fetchone()
        if row is None:
            continue
        purged.mails += _withdraw_mails(db, article_id)
        db.execute(
            "UPDATE entries SET title = '', summary = '', content = '', authors = '[]' WHERE article_id = ?",
            [article_id],
        )
        unfile_signature(db, article_id)
        db.execute("DELETE FROM articles WHERE id = ?", [article_id])
        if row[1]:
            purged.evidence.append(row[1])
        if row[0]:
            _shrink_story(db, row[0])
    purged.rows["articles"] = len(ids)
    return purged


def _shrink_story(db: Database, story: str) -> None:
    left = db.execute("SELECT count(*) FROM articles WHERE story_id = ?", [story]).fetchone()[0]
    if left:
        db.execute(
            "UPDATE stories SET articles = :left, title = coalesce((SELECT title FROM articles"
            " WHERE story_id = :story AND title != '' ORDER BY day, url LIMIT 1), '') WHERE id = :story",
            {"left": left, "story": story},
        )
    else:
        db.execute("DELETE FROM story_redirects WHERE new = ?", [story])
        db.execute("DELETE FROM stories WHERE id = ?", [story])


def _withdraw_mails(db: Database, article_id: int) -> int:
    """Empty the mails that told of an article; those not sent yet are not sent. Their pages go too."""
    db.execute(
        "DELETE FROM digest_pages WHERE digest_id IN (SELECT digest_id FROM told WHERE article_id = ?)",
        [article_id],
    )
    return int(
        db.execute(
            "UPDATE outbox SET content = x'', subject = '', detail = 'withdrawn: what it told was purged',"
            " state = CASE WHEN state = 'sent' THEN 'sent' ELSE 'failed' END"
            " WHERE digest_id IN (SELECT digest_id FROM told WHERE article_id = ?) AND length(content) > 0",
            [article_id],
        ).rowcount
    )


def strike_name(db: Database, name: str) -> Purged:
    """Strike a name out wherever it stands, whatever its case; inside the caller's transaction."""
    purged = Purged()
    pattern = re.compile(r"[\s\-_+.]+".join(map(re.escape, name.split())), re.IGNORECASE)
    told: set[int] = set()
    for table, columns in STRUCK.items():
        first = re.split(r"\s", name.strip())[0]
        found = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns)
        like = "%" + re.sub(r"([%_\\])", r"\\\1", first) + "%"
        rows = db.execute(
            f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE {found}", [like] * len(columns)
        ).fetchall()
        struck = 0
        for rowid, *values in rows:
            new = [_struck(pattern, value) for value in values]
            if new == values:
                continue
            struck += 1
            sets = ", ".join(f"{column} = ?" for column in columns)
            db.execute(f"UPDATE {table} SET {sets} WHERE rowid = ?", [*new, rowid])
            if table == "articles":
                told.add(rowid)
        purged.rows[table] = struck
    for article_id in told:
        forget_marks(db, article_id)
        purged.mails += _withdraw_mails(db, article_id)
        row = db.execute("SELECT body_hash FROM articles WHERE id = ?", [article_id]).fetchone()
        if row and row[0]:
            purged.evidence.append(row[0])
    while index_pending(db):
        pass
    return purged


def _struck(pattern: re.Pattern[str], value: str | None) -> str | None:
    return pattern.sub(lambda m: re.sub(r"\S", BLOCK, m[0]), value) if value else value


def finish_purge(db: Database) -> None:
    """Let nothing of what was purged stay in the file or its log; outside of any transaction."""
    db.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
    db.conn.commit()
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def backups_that_hold(backups: Sequence[Path], name: str) -> list[Path]:
    """Those backups in whose articles or entries a name still stands."""
    holding = []
    for path in backups:
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            like = f"%{name}%"
            row = connection.execute(
                "SELECT EXISTS (SELECT 1 FROM articles WHERE text LIKE ? OR title LIKE ? OR authors LIKE ?)"
                " OR EXISTS (SELECT 1 FROM entries WHERE title LIKE ? OR summary LIKE ? OR content LIKE ?)",
                [like] * 6,
            ).fetchone()
        finally:
            connection.close()
        if row[0]:
            holding.append(path)
    return holding
