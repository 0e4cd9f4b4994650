"""Backups of the store: whole while others write, checked before they count, put back with care.

A backup is one file, mode 0600, made by `VACUUM INTO`: a snapshot without the remains of what was
deleted. Beside it lies a note with its checksum and the number of rows of each table. Copying the live
file with `cp` gives a file without what still lies in the log: 0 of 100 rows, measured.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils.utils import sqlite3

from monitor.errors import StoreError
from monitor.store.database import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup: where it lies, when it was made, the rows of each table."""

    path: Path
    made_at: str
    sha256: str
    rows: dict[str, int]


def make_backup(database: Path, folder: Path, now: datetime) -> Backup:
    """Write a checked backup of `database` into `folder`.

    Raises:
        StoreError: it could not be made or is not sound; nothing half-made stays.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"monitor-{stamp(now).replace(':', '')}.db"
    if path.exists():
        raise StoreError(f"{path}: is there already; wait a second")
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _opened(database) as source:
            source.execute("VACUUM INTO ?", [str(partial)])
        backup = Backup(path=path, made_at=stamp(now), sha256=_checksum(partial), rows=check_file(partial))
        _note(path).write_text(
            json.dumps({"made_at": backup.made_at, "sha256": backup.sha256, "rows": backup.rows}, indent=1)
            + "\n"
        )
        _note(path).chmod(0o600)
        partial.rename(path)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: no backup was made: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return backup


def read_backup(path: Path) -> Backup:
    """What a backup's note says of it, once the file is found to be the one that was written.

    Raises:
        StoreError: the file is missing, was changed, or is damaged.
    """
    if not path.is_file():
        raise StoreError(f"{path}: no such backup; `monitor backup --list` names those there are")
    try:
        stated = json.loads(_note(path).read_text())
        backup = Backup(path=path, made_at=stated["made_at"], sha256=stated["sha256"], rows=stated["rows"])
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(
            f"{_note(path)}: cannot be read; a backup is a .db file and the .json beside it"
        ) from error
    if _checksum(path) != backup.sha256:
        raise StoreError(f"{path}: is not what was written (its SHA-256 differs); take another backup")
    if check_file(path) != backup.rows:
        raise StoreError(f"{path}: holds other numbers of rows than its note; take another backup")
    return backup


def restore_backup(backup: Backup, database: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the database; nobody else may hold it.

    Returns:
        where the database that was there lies now, if there was one.
    """
    fresh = database.with_suffix(".restoring")
    shutil.copyfile(backup.path, fresh)
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    aside = None
    if database.exists():
        aside = database.with_name(f"{database.name}-before-{stamp(now).replace(':', '')}")
        for suffix in ("-wal", "-shm", ""):
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    fresh.rename(database)
    return aside


def list_backups(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    return sorted(folder.glob("monitor-*.db"), reverse=True)


def remove_old_backups(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups; returns what was removed."""
    old = list_backups(folder)[keep:]
    for path in old:
        path.unlink()
        _note(path).unlink(missing_ok=True)
    return old


def check_file(path: Path) -> dict[str, int]:
    """The number of rows of each table of a database file that is sound.

    Raises:
        StoreError: it is damaged.
    """
    try:
        with _opened(path) as db:
            verdict = [row[0] for row in db.execute("PRAGMA integrity_check(5)").fetchall()]
            if verdict != ["ok"]:
                raise StoreError(f"{path}: is damaged: {'; '.join(verdict)}")
            tables = db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall()
            names = [name for (name,) in tables if not name.startswith(("sqlite_", "search_index"))]
            return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def _note(path: Path) -> Path:
    return path.with_suffix(".json")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
