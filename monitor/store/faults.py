"""What SQLite's errors mean to the person who runs the monitor, and what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import StoreError

# The same choice as sqlite-utils makes, without its weight: the command line names these errors too.
if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

DatabaseError = sqlite3.DatabaseError
"""What SQLite raises, whether a file, a disk, another program or we are at fault (`is_fault`)."""

BUSY = "another program has been writing for long; see who holds the file, then run again"
OWNER = "see who owns the file and its folder, and whether the disk is mounted to be written"
RESTORE = "`monitor restore` puts the newest backup in the file's place"

_REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on the disk, then run again",
    sqlite3.SQLITE_IOERR: "see whether the disk is full or failing, then run again",
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: OWNER,
    sqlite3.SQLITE_CANTOPEN: OWNER,
    sqlite3.SQLITE_PERM: OWNER,
}


def is_fault(error: sqlite3.DatabaseError) -> bool:
    """Whether the file, the disk or another program is at fault, and not a statement of ours."""
    ours = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)
    return not isinstance(error, ours) and _code(error) != sqlite3.SQLITE_ERROR


def fault_of(error: sqlite3.DatabaseError, what: str = "the store cannot be used") -> StoreError:
    """The error that says what went wrong and what to do."""
    return StoreError(f"{what}: {error}; {_REMEDIES.get(_code(error), RESTORE)}")


def _code(error: sqlite3.DatabaseError) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF
