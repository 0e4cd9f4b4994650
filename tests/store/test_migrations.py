"""Every earlier schema, with rows in it, comes up to date without loss, wherever the process is killed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from monitor.store.database import bring_up_to_date, open_store
from monitor.store.doctor import examine
from monitor.store.search import index_pending
from tests.faults.killing import kill_at
from tests.schemas import FOLDER, NAMES, ROWS, make_store

RELEASED = sorted(FOLDER.glob("*.sql"))


def schema(path: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(path)
    try:
        return sorted(connection.execute("SELECT name, sql FROM sqlite_master").fetchall())
    finally:
        connection.close()


def assert_whole(path: Path, upto: str) -> None:
    """Everything that was put in is there, and the store is sound."""
    db = open_store(path)
    try:
        make_store(path.with_suffix(".old"), upto)
        last = Database(str(path.with_suffix(".old")))
        for table, row in ROWS:
            if last[table].exists():
                found = db.execute(
                    f"SELECT count(*) FROM {table} WHERE {' AND '.join(f'{name} = :{name}' for name in row)}",
                    row,
                ).fetchone()[0]
                assert found == 1, table
        if last["signatures"].exists():
            assert db.execute("SELECT count(*) FROM signature_bands").fetchone()[0] == 24
            assert db.execute("SELECT day FROM case_marks").fetchone()[0] == 739575
        last.close()
        path.with_suffix(".old").unlink()
        with db.atomic():
            db.execute("INSERT OR IGNORE INTO search_pending SELECT id FROM articles")
            index_pending(db)
        path.chmod(0o600)
        wrong = [f for f in examine(db, path) if f.outcome == "bad" and f.check != "counts"]
        assert not wrong
    finally:
        db.close()


@pytest.mark.parametrize("upto", NAMES)
def test_every_earlier_schema_comes_up_to_date_without_loss(tmp_path: Path, upto: str) -> None:
    path = tmp_path / "monitor.db"
    make_store(path, upto)
    open_store(path).close()
    new = tmp_path / "new.db"
    open_store(new).close()
    assert schema(path) == schema(new)
    assert_whole(path, upto)


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_a_frozen_store_comes_up_to_date_without_loss(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "monitor.db"
    connection = sqlite3.connect(path)
    connection.executescript(file.read_text())
    connection.close()
    assert_whole(path, file.stem.partition("-")[2] or NAMES[-1])


def test_a_migration_that_is_killed_anywhere_leaves_the_old_schema_or_the_new(tmp_path: Path) -> None:
    template, new = tmp_path / "template.db", tmp_path / "new.db"
    make_store(template, "m0003_stories")
    open_store(new).close()
    old, step, ends = schema(template), 1, set()
    while True:
        path = tmp_path / "monitor.db"
        shutil.copy(template, path)

        def migrate(fuse: Any, path: Path = path) -> None:
            db = Database(str(path))
            db.conn.set_trace_callback(fuse)
            bring_up_to_date(db)
            db.close()

        killed = kill_at(step, migrate)
        at = schema(path)
        assert at in (old, schema(new))
        ends.add(at == old)
        open_store(path).close()
        assert schema(path) == schema(new)
        if not killed:
            break
        step += 5
    assert step > 30
    assert ends == {True, False}
    assert_whole(path, "m0003_stories")
