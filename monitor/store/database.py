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
from monitor.store.faults import DatabaseError, fault_of, is_fault
from monitor.store.migrations import MIGRATIONS, STEPS
from monitor.store.signatures import refile_signatures

FILE_NAME = "monitor.db"
"""The name of the database inside a deployment's `db/`."""

RESTORING = "-restoring-"
"""Stands in the name of the copy that a restore has made and not put in its place yet."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 10000",
    # 64 MB: what lies within the days being written stays at hand (2 MB made grouping twice as slow).
    "PRAGMA cache_size = -65536",
)


STATEMENTS = 1000
"""Statements kept ready by a connection. pysqlite3 keeps the first 128 it met and prepares all others anew
each time; the migrations of a new store are more than that."""


def open_store(path: Path) -> Database:
    """Open (or make) the database at `path` and bring its schema up to date.

    Raises:
        StoreError: the file is no database, is damaged, is newer than this program, or cannot be written.
    """
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent}: no such folder; run `monitor init` there")
    _refuse_remains(path)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.close(descriptor)
        db = Database(sqlite3.connect(str(path), cached_statements=STATEMENTS))
        for pragma in PRAGMAS:
            db.execute(pragma)
        _refuse_newer(db, path)
        bring_up_to_date(db)
    except DatabaseError as error:
        raise fault_of(error, str(path)) from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
    return db


def cut_short(path: Path) -> Path | None:
    """The copy that a restore left which was stopped before its end, if there is one."""
    return next(iter(sorted(path.parent.glob(f"{path.name}{RESTORING}*"))), None)


def _refuse_remains(path: Path) -> None:
    """Make no new store, and open no half one, where there was another."""
    if left := cut_short(path):
        keep = f", or remove {left} to keep what is there" if path.exists() else ""
        raise StoreError(f"{path}: a restore was cut short; run `monitor restore` again{keep}")
    if path.exists():
        if path.stat().st_size == 0:
            raise StoreError(f"{path}: the file is empty; `monitor restore` puts a backup in its place")
        return
    remains = [path.with_name(f"{path.name}-wal"), *sorted(path.parent.glob("backups/monitor-*.db"))]
    if found := [each for each in remains if each.exists()]:
        raise StoreError(
            f"{path}: is gone, but {found[-1]} is there; `monitor restore` puts the newest backup in its"
            " place (to begin anew, move what is left elsewhere)"
        )


def bring_up_to_date(db: Database) -> None:
    """Apply the migrations that are missing: all of them or, when anything stops them, none."""
    if not MIGRATIONS.pending(db):
        return
    with immediate(db):  # whoever waited here finds nothing left to do
        MIGRATIONS.apply(db)
        if not db.execute("SELECT EXISTS (SELECT 1 FROM signature_bands)").fetchone()[0]:
            refile_signatures(db)


@contextmanager
def immediate(db: Database) -> Iterator[None]:
    """One transaction that waits for its turn at the beginning; inside another one, a part of that.

    A transaction that reads first and writes later fails at once if somebody wrote in between, however
    long it would have waited.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    finally:
        db.rollback()  # after a commit there is nothing to take back


@contextmanager
def saving(db: Database) -> Iterator[None]:
    """One transaction, of which all is kept or nothing.

    Raises:
        StoreError: the disk is full, the file damaged or held by somebody else; nothing was written.
    """
    try:
        with immediate(db):
            yield
    except DatabaseError as error:
        if is_fault(error):
            raise fault_of(error, "nothing was saved") from error
        raise


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
