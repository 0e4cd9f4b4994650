"""Freeze a store's schema with rows in it, for the test that brings every earlier one up to date.

At a release: `python -m tests.schemas 1.2.0` writes `tests/data/schemas/1.2.0.sql`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.model import Article
from monitor.store.migrations import MIGRATIONS, STEPS
from monitor.store.signatures import refile_signatures
from monitor.stories import sign

FOLDER = Path(__file__).parent / "data" / "schemas"
NAMES = [step.__name__.rpartition(".")[2] for step in STEPS]

TEXT = (
    "Officers freed twelve workers from a locked brick kiln in the harbour city on Tuesday after a neighbour"
    " had called a hotline; two brokers who held the passports of the men were arrested. Case 26CR1009."
)
SIGNATURE = sign(Article(url="https://news.example/1", title="", text=TEXT))
assert SIGNATURE is not None
DAY = 739575  # 20 November 2025, counted from the year 1

ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sources", {"name": "wire", "title": "The Wire", "kind": "feed", "url": "https://news.example/feed"}),
    ("polls", {"source": "wire", "started_at": "2025-11-20T06:00:00Z", "outcome": "news", "new": 1}),
    (
        "articles",
        {
            "id": 1, "identity": "https://news.example/1", "url": "https://news.example/1", "source": "wire",
            "title": "Twelve freed", "text": TEXT, "language": "en", "day": "2025-11-20",
            "first_seen_at": "2025-11-20T06:00:00Z", "verdict": "relevant", "countries": '["PK"]',
            "story_id": "abcdefghij",
        },
    ),
    (
        "entries",
        {
            "id": 1, "source": "wire", "key": "k1", "url": "https://news.example/1", "identity": "i1",
            "first_seen_at": "2025-11-20T06:00:00Z", "last_seen_at": "2025-11-20T06:00:00Z", "state": "done",
        },
    ),
    (
        "entry_revisions",
        {
            "entry_id": 1, "revision": 0, "replaced_at": "2025-11-20T07:00:00Z", "title": "Freed",
            "summary": "Ten.", "content": "",
        },
    ),
    ("failures", {"stage": "poll", "place": "wire", "kind": "TimedOut", "detail": "slow", "at": "2025"}),
    (
        "mentions",
        {
            "article_id": 1, "concept": "bonded_labour", "term": "brick kiln", "language": "en",
            "field": "text", "start": 44, "end": 54, "sentence_start": 0, "sentence_end": 150,
            "strength": "sufficient", "position": "lead",
        },
    ),
    ("hits", {"article_id": 1, "alert": "desk", "verdict": "relevant", "score": 0.9, "matched_at": "2025"}),
    (
        "stories",
        {
            "id": "abcdefghij", "title": "Twelve freed", "first_seen_at": "2025-11-20T06:00:00Z",
            "last_seen_at": "2025-11-20T06:00:00Z", "day": "2025-11-20",
        },
    ),
    ("story_redirects", {"old": "bbbbbbbbbb", "new": "abcdefghij"}),
    (
        "signatures",
        {"article_id": 1, "scheme": SIGNATURE.scheme, "day": DAY, "digest": SIGNATURE.digest},
    ),
    ("case_marks", {"mark": 4711, "article_id": 1}),
    ("digests", {"id": 1, "alert": "desk", "slot": "2025-11-20", "composed_at": "2025-11-20T07:00:00Z"}),
    (
        "digest_pages",
        {
            "digest_id": 1, "alert": "desk", "composed_at": "2025-11-20T07:00:00Z", "title": "Digest",
            "stories": 1, "html": "<p>Twelve freed</p>", "atom": "<feed/>",
        },
    ),
    ("told", {"alert": "desk", "story_id": "abcdefghij", "article_id": 1, "digest_id": 1}),
    ("told_stories", {"alert": "desk", "story_id": "abcdefghij", "digest_id": 1}),
    (
        "outbox",
        {
            "digest_id": 1, "recipient": "a@example.org", "message_id": "<1@example.org>", "subject": "One",
            "content": b"mail", "queued_at": "2025", "next_try_at": "2025",
        },
    ),
    ("subscriptions", {"token": "t", "alert": "desk", "recipient": "a@example.org", "since": "2025"}),
)  # fmt: skip
"""Rows as the first program wrote them, in an order in which each refers to what is there."""


def make_store(path: Path, upto: str) -> None:
    """Make a store as the program left it whose last migration was `upto`, with a row in each table."""
    db = Database(str(path))
    later = NAMES[NAMES.index(upto) + 1 :]
    MIGRATIONS.apply(db, stop_before=later[0] if later else None)
    with db.atomic():
        for table, row in ROWS:
            if not db[table].exists():
                continue
            known = {column.name for column in db[table].columns}
            more = {"day": DAY} if table == "case_marks" and "day" in known else {}
            marks = ", ".join(f":{name}" for name in row | more)
            db.execute(f"INSERT INTO {table} ({', '.join(row | more)}) VALUES ({marks})", row | more)
        if upto == NAMES[-1]:
            refile_signatures(db)
    db.close()


def freeze(path: Path) -> str:
    """The store at `path` as SQL: what was made, in its order, then the rows of the ordinary tables."""
    db = Database(str(path))
    made = [
        sql
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master ORDER BY rowid").fetchall()
        if sql is not None and not name.startswith(("search_index_", "sqlite_"))
    ]
    triggers = [sql for sql in made if sql.startswith("CREATE TRIGGER")]
    tables = [name for name in db.table_names() if not name.startswith(("search_index", "sqlite_"))]
    rows = [_insert(db, name) for name in tables]
    db.close()
    said = [*(sql for sql in made if sql not in triggers), *(r for r in rows if r), *triggers]
    return "PRAGMA foreign_keys = OFF;\n" + "".join(f"{each};\n" for each in said)


def _insert(db: Database, table: str) -> str:
    columns = ", ".join(f"quote({column.name})" for column in db[table].columns)
    rows = db.execute(f"SELECT {columns} FROM {table}").fetchall()
    values = ",\n".join(f"({', '.join(row)})" for row in rows)
    return f"INSERT INTO {table} VALUES\n{values}" if rows else ""


def main(version: str) -> None:
    """Write the fixture of the schema as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.db"
        make_store(path, NAMES[-1])
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{version}.sql").write_text(freeze(path))


if __name__ == "__main__":
    main(sys.argv[1])
