"""Backup, restore and purge that are killed at any step: what was there is there, and a rerun completes."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.archive.forget import forget_evidence
from monitor.errors import StoreError
from monitor.matching.names import Name
from monitor.store.backup import kept_files, list_backups, make_backup, read_backup, restore_backup
from monitor.store.database import cut_short, open_store, saving
from monitor.store.doctor import examine
from monitor.store.names import find_name, strike_name
from monitor.store.purge import finish_purge
from tests.browse.newsroom import seed
from tests.faults.killing import kill_at

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
NAME = Name("Marek Holub")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    db = seed(folder, NOW.date())
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    return folder / "monitor.db"


def fresh(template: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(template, folder / "monitor.db")
    (folder / "monitor.db").chmod(0o600)
    return folder / "monitor.db"


def articles(path: Path) -> int:
    db = open_store(path)
    try:
        assert not [f for f in examine(db, path) if f.outcome == "bad"]
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        db.close()


def test_a_backup_that_is_killed_counts_whole_or_not_at_all(template: Path, tmp_path: Path) -> None:
    step = 0
    while True:
        step += 1
        path = fresh(template, tmp_path / str(step))
        backups = path.parent / "backups"

        def work(_: Any, path: Path = path, backups: Path = backups) -> None:
            make_backup(path, backups, NOW)

        if not kill_at(step, work):
            break
        for each in list_backups(backups):
            read_backup(each)
        later = make_backup(path, backups, NOW + timedelta(hours=1))
        assert not list(backups.glob("*.partial"))
        assert later.rows["articles"] == articles(path)
    assert step > 5


def test_a_restore_that_is_killed_is_named_and_run_again(template: Path, tmp_path: Path) -> None:
    step, half = 0, 0
    while True:
        step += 1
        path = fresh(template, tmp_path / str(step))
        backup = make_backup(path, tmp_path / f"backups{step}", NOW)
        had = articles(path)
        db = open_store(path)
        with saving(db):
            db.execute("DELETE FROM failures")
            db.execute("UPDATE articles SET title = 'since the backup'")
        shutil.copy(f"{path}-wal", tmp_path / "wal")
        db.close()
        shutil.copy(tmp_path / "wal", f"{path}-wal")

        def work(_: Any, backup: Any = backup, path: Path = path) -> None:
            restore_backup(backup, path, NOW)

        killed = kill_at(step, work)
        if killed and cut_short(path):
            half += 1
            with pytest.raises(StoreError, match="run `monitor restore` again"):
                open_store(path)
        if killed:
            restore_backup(backup, path, NOW + timedelta(hours=1))
        assert articles(path) == had
        db = open_store(path)
        assert db.execute("SELECT count(*) FROM articles WHERE title = 'since the backup'").fetchone() == (0,)
        db.close()
        aside = next(each for each in kept_files(path) if "-before-" in each.name)
        assert Path(f"{aside}-wal").exists()
        if not killed:
            break
    assert half >= 3


def test_a_purge_that_is_killed_is_completed_by_running_it_again(template: Path, tmp_path: Path) -> None:
    step, unstruck, struck = 1, 0, 0
    while True:
        path = fresh(template, tmp_path / str(step))
        page = path.parent / "evidence" / "2026-11" / f"{'a' * 64}.warc.gz"
        page.parent.mkdir(parents=True)
        page.write_bytes(b"Marek Holub")
        db = open_store(path)
        with saving(db):
            db.execute("UPDATE articles SET body_hash = ? WHERE text LIKE '%Marek Holub%'", ["a" * 64])
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.close()
        had = articles(path)

        def work(fuse: Any, path: Path = path) -> None:
            db = open_store(path)
            db.conn.set_trace_callback(fuse)
            with saving(db):
                for digest in strike_name(db, NAME).evidence:
                    forget_evidence(path.parent / "evidence", digest)
            finish_purge(db)
            db.close()

        killed = kill_at(step, work)
        assert articles(path) == had
        db = open_store(path)
        if next(find_name(db, NAME), None):
            unstruck += 1
        else:
            struck += 1
            assert not page.exists()
        db.close()
        if not killed:
            break
        kill_at(1 << 30, work)
        remains = path.read_bytes() + (
            Path(f"{path}-wal").read_bytes() if Path(f"{path}-wal").exists() else b""
        )
        assert b"Holub" not in remains
        assert not page.exists()
        step += 12
    assert unstruck
    assert struck >= 2
