"""The store opens, refuses what it must, and keeps time in an order that text has too."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from monitor.errors import StoreError
from monitor.model import Analysis, Article, Figure, Judgement, Tags
from monitor.store.articles import get_article, save_article
from monitor.store.database import moment, open_store, saving, stamp
from monitor.store.search import index_pending
from monitor.store.stories import place_article
from monitor.stories import sign


def test_a_new_store_is_private_and_safe(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    db = open_store(path)
    try:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert {"sources", "entries", "articles", "hits", "outbox"} <= set(db.table_names())
    finally:
        db.close()
    open_store(path).close()


def test_every_table_is_strict(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    try:
        loose = [
            table.name
            for table in db.tables
            if not table.strict and not table.virtual_table_using and "_fts" not in table.name
            and not table.name.startswith(("_", "sqlite_", "search"))
        ]  # fmt: skip
        assert loose == []
    finally:
        db.close()


@pytest.mark.parametrize("content", [b"", b"this is no database, it is a letter " * 40])
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"monitor\.db"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    db = open_store(path)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('monitor', 'm9999_future', '2030')"
    )
    db.conn.commit()
    db.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="monitor init"):
        open_store(tmp_path / "none" / "monitor.db")


def test_what_refers_to_nothing_or_comes_twice_is_refused(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    entry = (
        "INSERT INTO entries (source, key, url, identity, first_seen_at, last_seen_at)"
        " VALUES (?, 'k', 'u', 'i', 'x', 'x')"
    )
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"), saving(db):
        db.execute(entry, ["nobody"])
    with saving(db):
        db.execute("INSERT INTO sources (name, title, kind, url) VALUES ('w', 'W', 'feed', 'u')")
        db.execute(entry, ["w"])
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), saving(db):
        db.execute(entry, ["w"])
    db.close()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("👩\u200d👩\u200d👧 rescued 🚨 " * 20, 2),
        ("a\0b c\0 " * 20, 2),
        ("kiln " * 2_000_000, 2),
        ("w " * 40, 2**63),
    ],
    ids=["emoji", "NUL", "10 MB", "beyond 64 bits"],
)
def test_odd_values_are_stored_and_found(tmp_path: Path, text: str, count: int) -> None:
    db = open_store(tmp_path / "monitor.db")
    article = Article(url="https://news.example/1", title=text[:80], text=text)
    figures = (Figure(kind="rescued", count=count, start=0, end=4),)
    judged = Judgement(verdict="relevant", score=0.9, tags=Tags(figures=figures))
    analysis = Analysis(article=article, judgement=judged, hits=(), signature=sign(article))
    now = datetime(2026, 11, 21, tzinfo=UTC)
    with saving(db):
        stored = save_article(db, analysis, identity="i", source=None, page=None, now=now)
        place_article(db, stored.article_id, analysis.signature, article, judged, now)
        index_pending(db)
    known = get_article(db, stored.article_id)
    assert known is not None
    assert (known[0].text, known[1].tags.figures) == (text, figures)
    db.close()


def test_text_order_is_time_order() -> None:
    early = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=5)))
    late = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
    assert stamp(early) < stamp(late)
    assert moment(stamp(early)) == early
