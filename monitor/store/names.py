"""Strike a person's name out of everything stored, however it is spelled.

Each letter becomes a block, so that offsets keep their meaning and an article stays what it was evidence
for. What would be struck out can be seen first: both ways go by `find_name`.
"""

from __future__ import annotations

import email
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from monitor.matching.names import Name
from monitor.store.developments import forget_marks
from monitor.store.purge import Purged, withdraw, withdraw_mails
from monitor.store.search import Reads, index_pending

STRUCK: dict[str, tuple[str, ...]] = {
    "articles": (
        "identity", "url", "canonical_url", "outlet", "title", "text", "place", "authors", "evidence",
        "warnings", "reasons",
    ),
    "stories": ("title",),
    "mentions": ("term",),
    "hits": ("reasons",),
    "entries": ("url", "guid", "identity", "title", "summary", "content", "authors", "failure"),
    "entry_revisions": ("title", "summary", "content"),
    "failures": ("place", "detail"),
    "polls": ("detail",),
    "digests": ("subject", "counts"),
    "digest_pages": ("title", "html", "atom"),
    "story_developments": ("why",),
}  # fmt: skip
"""The columns in which a name can stand; an address that holds it is emptied of it as well.

An entry's key is a hash: by it what a source lists stays known, and does not come back as new."""

KEYS = {"entry_revisions": ("entry_id", "revision")}
"""What tells rows apart where it is not the row's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row in which a name stands: its key, and the struck columns as they are."""

    table: str
    key: tuple[Any, ...]
    values: tuple[str | None, ...]


def find_name(db: Reads, name: Name) -> Iterator[Place]:
    """Every row of the tables in which a name stands."""
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    for table, columns in STRUCK.items():
        if table not in tables:  # an old backup
            continue
        keys = KEYS.get(table, ("rowid",))
        for row in db.execute(f"SELECT {', '.join(keys + columns)} FROM {table}"):
            key, values = tuple(row[: len(keys)]), tuple(row[len(keys) :])
            if any(name.stands_in(value) for value in values if value):
                yield Place(table=table, key=key, values=values)


def find_mails(db: Reads, name: Name) -> list[int]:
    """The rows of the outbox whose mail holds a name."""
    rows = db.execute("SELECT id, subject, content FROM outbox WHERE length(content) > 0 OR subject <> ''")
    return [row[0] for row in rows if name.stands_in(row[1]) or any(map(name.stands_in, _said(row[2])))]


def _said(mail: bytes) -> Iterator[str]:
    message = email.message_from_bytes(bytes(mail), policy=policy.default)
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield part.get_content()


def strike_name(db: Database, name: Name) -> Purged:
    """Strike a name out wherever it stands; inside the caller's transaction.

    The mails that told of an article with the name are withdrawn, the pages behind it are to be removed.
    """
    purged = Purged()
    for place in list(find_name(db, name)):
        sets = ", ".join(f"{column} = ?" for column in STRUCK[place.table])
        where = " AND ".join(f"{column} = ?" for column in KEYS.get(place.table, ("rowid",)))
        struck = [name.strike(value) if value else value for value in place.values]
        db.execute(f"UPDATE {place.table} SET {sets} WHERE {where}", [*struck, *place.key])
        purged.rows[place.table] = purged.rows.get(place.table, 0) + 1
        if place.table == "articles":
            _withdraw(db, place.key[0], purged)
    purged.mails += withdraw(db, find_mails(db, name))
    while index_pending(db):
        pass
    return purged


def _withdraw(db: Database, article_id: int, purged: Purged) -> None:
    forget_marks(db, article_id)
    purged.mails += withdraw_mails(db, article_id)
    body_hash = db.execute("SELECT body_hash FROM articles WHERE id = ?", [article_id]).fetchone()[0]
    if body_hash:
        purged.evidence.append(body_hash)


def files_that_hold(files: Sequence[Path], name: Name) -> list[Path]:
    """Those database files (backups, stores put aside) in which a name still stands."""
    holding = []
    for path in files:
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            if next(find_name(connection, name), None) is not None:
                holding.append(path)
        except sqlite3.DatabaseError:
            holding.append(path)  # who cannot read it cannot say that it does not
        finally:
            connection.close()
    return holding
