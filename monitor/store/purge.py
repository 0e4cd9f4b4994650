"""Forgetting: by age or by address; from tables, index, log and what waits to be mailed.

Deleted pages are overwritten (`secure_delete`), the index is merged anew, the log is emptied:
`finish_purge` does that, outside of any transaction. A person's name is struck out by `monitor.store.names`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database

from monitor.store.database import stamp
from monitor.store.faults import DatabaseError, fault_of
from monitor.store.signatures import unfile_signature

PURGES = "purged.txt"


@dataclass(slots=True, kw_only=True)
class Purged:
    """What was forgotten: rows by table, pages of evidence by hash, mails withdrawn."""

    rows: dict[str, int] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)
    mails: int = 0


def old_articles(db: Database, day: date, verdicts: Sequence[str]) -> list[int]:
    """The articles of these verdicts from before a day."""
    marks = ", ".join("?" * len(verdicts))
    found = db.execute(
        f"SELECT id FROM articles WHERE day < ? AND verdict IN ({marks})", [day.isoformat(), *verdicts]
    )
    return [row[0] for row in found.fetchall()]


def articles_at(db: Database, url: str) -> list[int]:
    """The articles of an address."""
    found = db.execute("SELECT id FROM articles WHERE ? IN (identity, url, canonical_url)", [url])
    return [row[0] for row in found.fetchall()]


def purge_before(db: Database, day: date, verdicts: Sequence[str]) -> Purged:
    """Forget articles of these verdicts from before a day; inside the caller's transaction.

    What a source listed stays known by its key, without its text, so that it does not come back as new.
    """
    purged = purge_articles(db, old_articles(db, day, verdicts))
    where = "first_seen_at < ? AND state <> 'pending' AND (title || summary || content) <> ''"
    purged.rows["entries"] = _empty_entries(db, where, day.isoformat())
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
        purged.mails += withdraw_mails(db, article_id)
        _empty_entries(db, "article_id = ?", article_id)
        unfile_signature(db, article_id)
        db.execute("DELETE FROM articles WHERE id = ?", [article_id])
        if row[1]:
            purged.evidence.append(row[1])
        if row[0]:
            _shrink_story(db, row[0])
    purged.rows["articles"] = len(ids)
    return purged


def _empty_entries(db: Database, where: str, value: object) -> int:
    """Forget what these entries said, now and in earlier versions; they stay known by their keys."""
    db.execute(
        f"DELETE FROM entry_revisions WHERE entry_id IN (SELECT id FROM entries WHERE {where})", [value]
    )
    emptied = "title = '', summary = '', content = '', authors = '[]'"
    return int(db.execute(f"UPDATE entries SET {emptied} WHERE {where}", [value]).rowcount)


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


def withdraw_mails(db: Database, article_id: int) -> int:
    """Empty the mails that told of an article; those not sent yet are not sent. Their pages go too."""
    db.execute(
        "DELETE FROM digest_pages WHERE digest_id IN (SELECT digest_id FROM told WHERE article_id = ?)",
        [article_id],
    )
    rows = db.execute(
        "SELECT id FROM outbox WHERE digest_id IN (SELECT digest_id FROM told WHERE article_id = ?)"
        " AND length(content) > 0",
        [article_id],
    ).fetchall()
    return withdraw(db, [row[0] for row in rows])


def withdraw(db: Database, mails: Sequence[int]) -> int:
    """Empty these rows of the outbox; returns how many they are."""
    db.conn.executemany(
        "UPDATE outbox SET content = x'', subject = '', detail = 'withdrawn: what it told was purged',"
        " state = CASE WHEN state = 'sent' THEN 'sent' ELSE 'failed' END WHERE id = ?",
        [(row,) for row in mails],
    )
    return len(mails)


def note_purge(folder: Path, what: str, now: datetime) -> None:
    """Note beside the store that something was purged (never what), for who restores an earlier backup."""
    path = folder / PURGES
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{stamp(now)} {what}\n")


def purges_since(folder: Path, moment: str) -> list[str]:
    """The purges noted after a moment (as stored): when, and by what they went."""
    path = folder / PURGES
    noted = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line for line in noted if line > moment]


def finish_purge(db: Database) -> None:
    """Let nothing of what was purged stay in the file or its log; outside of any transaction.

    Raises:
        StoreError: the disk has no room for the file to be written anew.
    """
    try:
        db.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        db.conn.commit()
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except DatabaseError as error:
        db.rollback()
        raise fault_of(error, "purged, but the free pages of the file were not emptied") from error
