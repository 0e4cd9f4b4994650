"""Is the store sound? Each check says what it looked at, how it went, and what to do."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from monitor.store.search import FACETS, row_of
from monitor.store.signatures import refile_signatures
from monitor.stories.signature import BANDS
from monitor.stories.words import tokens

SAFE_SQLITE = (3, 51, 3)
"""Before it, two connections that reset the log at once could lose a commit."""

SAMPLE = 200
"""Articles whose words are looked up in the index."""

Outcome = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found."""

    check: str
    outcome: Outcome
    detail: str


def examine(db: Database, path: Path) -> Iterator[Finding]:
    """Examine the store at `path`, one finding a check; each is made when it is asked for."""
    yield _library()
    yield _file(path)
    for check in (_settings, _integrity, _references, _orphans, _index, _words, _counts):
        yield check(db)


def _found(check: str, problems: list[str], good: str, step: str, outcome: Outcome = "bad") -> Finding:
    if problems:
        return Finding(check=check, outcome=outcome, detail=f"{'; '.join(problems)} — {step}")
    return Finding(check=check, outcome="good", detail=good)


def _library() -> Finding:
    old = sqlite3.sqlite_version_info < SAFE_SQLITE
    problems = (
        [f"SQLite {sqlite3.sqlite_version} can lose a commit when two connections reset the log"]
        if old
        else []
    )
    step = "keep to one writing process, or install pysqlite3 with SQLite 3.51.3 or newer"
    return _found("SQLite", problems, sqlite3.sqlite_version, step, "warning")


def _file(path: Path) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    problems = [f"others may read it (mode {mode:o})"] if mode & 0o077 else []
    return _found("file", problems, f"{path.stat().st_size / 1e6:.1f} MB, mode {mode:o}", f"chmod 600 {path}")


def _settings(db: Database) -> Finding:
    mode = db.execute("PRAGMA journal_mode").fetchone()[0]
    keys = db.execute("PRAGMA foreign_keys").fetchone()[0]
    problems = ([f"journal mode is {mode}"] if mode != "wal" else []) + (
        [] if keys else ["foreign keys are off"]
    )
    return _found("settings", problems, "write-ahead log, foreign keys on", "open it with this program")


def _integrity(db: Database) -> Finding:
    try:
        said = [row[0] for row in db.execute("PRAGMA integrity_check(10)").fetchall()]
        db.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    problems = [s for s in said if s != "ok"]
    return _found(
        "integrity", problems, "every page is sound", "`monitor restore` puts a backup in its place"
    )


def _references(db: Database) -> Finding:
    rows = db.execute("PRAGMA foreign_key_check").fetchall()
    problems = [f"{len(rows)} rows refer to what is not there ({rows[0][0]} to {rows[0][2]})"] if rows else []
    return _found("references", problems, "all lead somewhere", "`monitor restore` an earlier backup")


_ORPHANS = {
    "stories without articles": "SELECT count(*) FROM stories s WHERE NOT EXISTS"
    " (SELECT 1 FROM articles a WHERE a.story_id = s.id)",
    "articles whose story is not there": "SELECT count(*) FROM articles a WHERE story_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = a.story_id)",
    "bands of articles that are gone": "SELECT count(*) FROM signature_bands b WHERE NOT EXISTS"
    " (SELECT 1 FROM signatures s WHERE s.article_id = b.article_id)",
    "bands that are missing": f"SELECT max(0, count(*) * {BANDS} - (SELECT count(*) FROM signature_bands))"
    " FROM signatures",
    "entries that are done without an article": "SELECT count(*) FROM entries WHERE state = 'done'"
    " AND article_id IS NOT NULL AND article_id NOT IN (SELECT id FROM articles)",
}


def _orphans(db: Database) -> Finding:
    counts = {name: db.execute(sql).fetchone()[0] for name, sql in _ORPHANS.items()}
    problems = [f"{n} {name}" for name, n in counts.items() if n]
    return _found("orphans", problems, "none", "`monitor doctor --mend` puts them in order", "warning")


def _index(db: Database) -> Finding:
    pending = db.execute("SELECT count(*) FROM search_pending").fetchone()[0]
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    indexed = db.execute("SELECT count(*) FROM search_facets").fetchone()[0]
    problems = [f"{pending} articles wait to be indexed"] if pending else []
    problems += [f"{articles} articles, {indexed} in the index"] if indexed + pending != articles else []
    return _found("index", problems, f"holds all {articles} articles", "`monitor doctor --mend` indexes them")


def _words(db: Database) -> Finding:
    """The words of some articles must be found in the index, in the row of the article."""
    rows = db.execute(
        "SELECT id, day, title, text FROM articles WHERE id NOT IN (SELECT article_id FROM search_pending)"
        f" ORDER BY (id * 2654435761) % 4294967296 LIMIT {SAMPLE}"
    ).fetchall()
    lost = 0
    for article_id, day, title, text in rows:
        words = list(dict.fromkeys(tokens(title + " " + text)))[:8]
        match = " AND ".join(f'"{word}"' for word in words)
        sql = "SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?"
        lost += bool(words) and not db.execute(sql, [match, row_of(day, article_id)]).fetchone()
    problems = [f"{lost} of {len(rows)} articles are not found by their words"] if lost else []
    good = f"{len(rows)} articles are found by their words"
    return _found("index against text", problems, good, "`monitor doctor --mend` indexes all anew")


def _counts(db: Database) -> Finding:
    counted = db.execute(
        "SELECT coalesce(sum(articles), 0) FROM archive_counts WHERE facet = 'verdict' AND day = ''"
    ).fetchone()[0]
    articles = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    problems = [f"counts say {counted} articles, there are {articles}"] if counted != articles else []
    return _found("counts", problems, "agree with the articles", "`monitor doctor --mend` counts anew")


def mend(db: Database) -> int:
    """Queue everything to be indexed anew, count anew, drop orphans; inside the caller's transaction.

    Returns:
        the number of articles that wait to be indexed (`monitor.store.search.index_pending`).
    """
    db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    db.execute("DELETE FROM search_facets")
    db.execute("INSERT OR IGNORE INTO search_pending SELECT id FROM articles")
    db.execute("DELETE FROM archive_counts")
    for day in ("day", "''"):
        for facet in ("source", "language", "verdict"):
            _recount(db, facet, facet, day, "articles")
        for facet, column in FACETS.items():
            _recount(db, facet, "value", day, f"articles, json_each({column})")
    refile_signatures(db)
    for sql in _MENDED:
        db.execute(sql)
    return int(db.execute("SELECT count(*) FROM search_pending").fetchone()[0])


def _recount(db: Database, facet: str, value: str, day: str, rows: str) -> None:
    db.execute(
        "INSERT INTO archive_counts (facet, value, verdict, day, articles)"
        f" SELECT ?, {value}, verdict, {day}, count(*) FROM {rows} WHERE {value} != ''"
        " GROUP BY 2, 3, 4",
        [facet],
    )


_MENDED = (
    "UPDATE articles SET story_id = NULL WHERE story_id NOT IN (SELECT id FROM stories)",
    "DELETE FROM story_redirects WHERE new NOT IN (SELECT story_id FROM articles WHERE story_id > '')",
    "DELETE FROM stories WHERE id NOT IN (SELECT story_id FROM articles WHERE story_id > '')",
)
