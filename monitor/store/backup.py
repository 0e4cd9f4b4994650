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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils.utils import sqlite3

from monitor.errors import StoreError
from monitor.store.database import RESTORING, cut_short, stamp
from monitor.store.faults import fault_of

PARTIAL = ".partial"
BEFORE = "-before-"


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
    path = folder / f"monitor-{stamp(now).replace(':', '')}.db"
    partial = path.with_suffix(f".{os.getpid()}{PARTIAL}")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove_leftovers(folder)
        if path.exists():
            raise StoreError(f"{path}: is there already; wait a second")
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with _opened(database) as source:
            source.execute("VACUUM INTO ?", [str(partial)])
        _sync(partial)
        backup = Backup(path=path, made_at=stamp(now), sha256=_checksum(partial), rows=check_file(partial))
        _write_note(backup)
        partial.rename(path)
        _sync(folder)
    except sqlite3.DatabaseError as error:
        raise fault_of(error, f"{path}: no backup was made") from error
    except OSError as error:
        raise StoreError(f"{path}: no backup was made: {error.strerror}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return backup


def _write_note(backup: Backup) -> None:
    said = {"made_at": backup.made_at, "sha256": backup.sha256, "rows": backup.rows}
    note = _note(backup.path)
    note.touch(mode=0o600)
    note.write_text(json.dumps(said, indent=1) + "\n")
    _sync(note)


def _remove_leftovers(folder: Path) -> None:
    """Remove what processes left behind that were killed while they wrote a backup."""
    for partial in folder.glob(f"monitor-*{PARTIAL}"):
        try:
            os.kill(int(partial.suffixes[-2][1:]), 0)
        except ProcessLookupError:
            partial.unlink(missing_ok=True)
        except PermissionError:
            continue  # somebody else's, and alive


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

    The copy lies beside the database until all else is done, and `open_store` opens nothing as long as
    it is there: whoever was stopped on the way runs this again, with any backup.

    Returns:
        where the database that was there lies now, if there was one.

    Raises:
        StoreError: there is no room, or the folder cannot be written; what was there is there.
    """
    begun = cut_short(database)
    moment = begun.name.rpartition("-")[2] if begun else stamp(now).replace(":", "").replace("-", "")
    fresh = database.with_name(f"{database.name}{RESTORING}{moment}")
    aside = database.with_name(f"{database.name}{BEFORE}{moment}")
    try:
        _copy(backup.path, fresh)
    except OSError as error:
        if begun is None:
            fresh.unlink(missing_ok=True)
        raise StoreError(f"{fresh}: could not be written: {error.strerror}; nothing was changed") from error
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    _sync(database.parent)
    fresh.rename(database)
    _sync(database.parent)
    return aside if aside.exists() else None


def _copy(path: Path, to: Path) -> None:
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, path.open("rb") as source:
        shutil.copyfileobj(source, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())


def kept_files(database: Path) -> list[Path]:
    """The files that hold an earlier state of a database: backups, begun or whole, and what was put aside."""
    backups = database.parent / "backups"
    aside = [
        path for path in database.parent.glob(f"{database.name}{BEFORE}*")
        if not path.name.endswith(("-wal", "-shm"))
    ]  # fmt: skip
    return [*list_backups(backups), *sorted(backups.glob(f"*{PARTIAL}")), *sorted(aside)]


def list_backups(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    return sorted(folder.glob("monitor-*.db"), reverse=True)


def remove_old_backups(folder: Path, keep: int, newest: Path) -> list[Path]:
    """Remove all but `keep` backups, `newest` and those before it; returns what was removed.

    The one that was just made stays even if the clock was set back and others seem newer.
    """
    old = [path for path in list_backups(folder) if path != newest][keep - 1 :]
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


def _sync(path: Path) -> None:
    """Wait until a file, or what a folder lists, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _note(path: Path) -> Path:
    return path.with_suffix(".json")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
