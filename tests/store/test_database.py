"""The store opens, refuses what it must, and keeps time in an order that text has too."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.store.database import moment, open_store, stamp


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


def test_text_order_is_time_order() -> None:
    early = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=5)))
    late = datetime(2026, 3, 1, 19, 0, tzinfo=UTC)
    assert stamp(early) < stamp(late)
    assert moment(stamp(early)) == early
