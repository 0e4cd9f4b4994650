"""Open the one SQLite file, with the settings that keep what is acknowledged."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from monitor.errors import StoreError
from monitor.store.migrations import MIGRATIONS, STEPS

FILE_NAME = "monitor.db"
"""The name of the database inside a deployment's `db/`."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 10000",
    # 64 MB: what lies within the days being written stays at hand (2 MB made grouping twice as slow).
    "PRAGMA cache_size = -65536",
)


def open_store(path: Path) -> Database:
    """Open (or make) the database at `path` and bring its schema up to date.

    Raises:
        StoreError: the file is no database, is damaged, is newer than this program, or cannot be written.
    """
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent}: no such folder; run `monitor init` there")
    if path.exists() and path.stat().st_size == 0:
        raise StoreError(f"{path}: the file is empty; restore a backup, or remove it to begin anew")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.close(descriptor)
        db = Database(str(path))
        for pragma in PRAGMAS:
            db.execute(pragma)
        _refuse_newer(db, path)
        MIGRATIONS.apply(db)
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path}: {error}; `monitor doctor` says more, `monitor restore` puts a backup in its place"
        ) from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    return db


@contextmanager
def saving(db: Database) -> Iterator[None]:
    """One transaction, of which all is kept or nothing.

    Raises:
        StoreError: the disk is full, the file damaged or held by somebody else; nothing was written.
    """
    try:
        with db.atomic():
            yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # a bug of ours, not a fault of the disk
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"nothing was saved: {error}; see that the disk has room and nobody else writes, then run again"
        ) from error


def _refuse_newer(db: Database, path: Path) -> None:
    """A database that a newer program has migrated is not to be written by this one."""
    if "_sqlite_migrations" not in db.table_names():
        return
    known = {step.__name__.rpartition(".")[2] for step in STEPS}
    applied = {
        row["name"] for row in db.query("SELECT name FROM _sqlite_migrations WHERE migration_set = 'monitor'")
    }
    if unknown := applied - known:
        raise StoreError(
            f"{path}: made by a newer version (it has {', '.join(sorted(unknown))}); update tip-monitor"
        )


def stamp(moment: datetime) -> str:
    """A moment as it is stored: ISO 8601 in UTC to the second, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stored: str) -> datetime:
    """The moment that `stamp` stored."""
    return datetime.fromisoformat(stored)
