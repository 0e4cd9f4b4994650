"""One process writes: the place is a lock on a file beside the database, and says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from monitor.errors import StoreError


@contextmanager
def hold_place(lock_file: Path, verb: str, now: datetime) -> Iterator[None]:
    """Hold the place of the writer; the kernel gives it up even when the process is killed.

    Args:
        lock_file: the deployment's lock file.
        verb: what the holder does ("run", "crawl"), for whoever is turned away.
        now: since when.

    Raises:
        StoreError: another process holds it (the message names its PID, verb and since when), or the
            folder cannot be written.
    """
    try:
        lock_file.parent.mkdir(exist_ok=True)
        descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"{lock_file}: cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{lock_file.parent}: {_holder(lock_file)}") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(
            descriptor,
            json.dumps(
                {"pid": os.getpid(), "verb": verb, "since": now.isoformat(timespec="seconds")}
            ).encode(),
            0,
        )
        yield
    finally:
        os.close(descriptor)


def _holder(lock_file: Path) -> str:
    try:
        holder = json.loads(lock_file.read_text())
        return (
            f"process {holder['pid']} holds the place (`monitor {holder['verb']}` since {holder['since']});"
            " wait for it, or stop it first"
        )
    except (ValueError, KeyError, OSError):
        return "another monitor holds the place; wait for it, or stop it first"
