"""A disk that is full, locked, not ours or damaged: said clearly, nothing lost, resumed by itself."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.model import Watch
from monitor.runs.crawl import crawl
from monitor.runs.deliver import deliver
from monitor.runs.wire import World
from monitor.store.backup import list_backups, make_backup, read_backup, restore_backup
from monitor.store.database import open_store, saving
from monitor.store.doctor import examine
from monitor.store.purge import finish_purge
from tests.browse.newsroom import seed
from tests.fakes.clock import FakeClock
from tests.fakes.telling import (
    ALERT,
    NOON,
    CountingMailer,
    Settings,
    add_article,
    add_source,
    article,
)  # fmt: skip
from tests.fakes.telling import World as Telling
from tests.fakes.web import FakeWeb
from tests.fakes.world import make_world
from tests.runs.test_crawl import FOUNTAIN, GARDEN, RAID, RAIDED, SITE, feed, page
from tests.schemas import make_store

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
PLENTY = 1 << 30
LONG = RAID + "".join(f"\n\nWitness {n} told the court how the day went on board." for n in range(300))
FAILED = "INSERT INTO failures (stage, place, kind, detail, at) VALUES ('a', 'b', 'c', 'd', 'e')"
FOUND = (
    "SELECT identity, title, text, verdict, story_id FROM articles ORDER BY identity",
    "SELECT key, state, tries FROM entries ORDER BY key",
    "SELECT h.alert, a.identity FROM hits h JOIN articles a ON a.id = h.article_id ORDER BY 1, 2",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    db = seed(folder, NOW.date())
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    return folder / "monitor.db"


@pytest.fixture
def file(template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "monitor.db"
    shutil.copy(template, path)
    path.chmod(0o600)
    return path


def world(folder: Path) -> World:
    folder.mkdir()
    made = make_world(folder)
    assert isinstance(made.web, FakeWeb)
    made.web.replies[f"{SITE}/feed"] = feed(RAIDED, FOUNTAIN)
    made.web.replies[f"{SITE}/raid"] = page(RAIDED[1], LONG)
    made.web.replies[f"{SITE}/garden"] = page(FOUNTAIN[1], GARDEN)
    return made


def rows(db: Database) -> list[Any]:
    return [db.execute(sql).fetchall() for sql in FOUND]


async def test_a_crawl_on_a_full_disk_stops_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    untouched = world(tmp_path / "untouched")
    await crawl(untouched)
    stopped = []
    for room in (0, 2):
        there = world(tmp_path / str(room))
        pages = there.db.execute("PRAGMA page_count").fetchone()[0]
        there.db.execute(f"PRAGMA max_page_count = {pages + room}")
        try:
            await crawl(there)
        except StoreError as error:
            stopped.append(str(error))
        assert there.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        there.db.execute(f"PRAGMA max_page_count = {PLENTY}")
        assert isinstance(there.clock, FakeClock)
        there.clock.move(hours=1)
        await crawl(there)
        assert rows(there.db) == rows(untouched.db)
        there.db.close()
    assert len(stopped) == 2
    assert all("make room on the disk" in said for said in stopped)
    untouched.db.close()


async def test_a_digest_on_a_full_disk_is_told_once_when_there_is_room(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    add_source(db)
    for number in (1, 2):
        add_article(db, article(number), NOON, story=f"s{number}")
    mailer = CountingMailer()
    there = Telling(
        db, FakeClock(NOON + timedelta(hours=20)), mailer, Settings(Watch(alerts=(ALERT,), lexicons=()))
    )
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="room"):
        await deliver(there)
    assert mailer.delivered == []
    db.execute(f"PRAGMA max_page_count = {PLENTY}")
    for _ in range(2):
        await deliver(there)
    assert len(mailer.delivered) == 2
    db.close()


def bounded(most: int, work: Callable[[], Any]) -> str:
    """Let a child that may write files of `most` bytes do `work`; what its StoreError says, or ""."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            work()
        except StoreError as error:
            os.write(writing, str(error).encode())
        except Exception as error:  # noqa: BLE001  (told to the parent)
            os.write(writing, f"BUG {error!r}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        text = said.read().decode()
    os.waitpid(child, 0)
    return text


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_a_backup_without_room_leaves_nothing_half_made(file: Path, tmp_path: Path, part: float) -> None:
    folder = tmp_path / "backups"
    said = bounded(int(file.stat().st_size * part), lambda: make_backup(file, folder, NOW))
    assert "no backup was made" in said
    assert not folder.exists() or list(folder.iterdir()) == []
    make_backup(file, folder, NOW)


@pytest.mark.parametrize("part", [0.0, 0.5])
def test_a_restore_without_room_changes_nothing(file: Path, tmp_path: Path, part: float) -> None:
    backup = make_backup(file, tmp_path / "backups", NOW)
    before = file.read_bytes()
    said = bounded(int(file.stat().st_size * part), lambda: restore_backup(backup, file, NOW))
    assert "nothing was changed" in said
    assert file.read_bytes() == before
    open_store(file).close()


@pytest.mark.parametrize("most", [0, 40_000, 80_000, 120_000])
def test_a_migration_without_room_leaves_the_old_schema(tmp_path: Path, most: int) -> None:
    path = tmp_path / "monitor.db"
    make_store(path, "m0003_stories")
    said = bounded(most, lambda: open_store(path))
    assert not said or "disk" in said, said
    db = open_store(path)
    assert db.execute("SELECT title FROM articles").fetchall() == [("Twelve freed",)]
    db.close()


def test_a_purge_without_room_to_write_the_file_anew_says_so(file: Path) -> None:
    def purge() -> None:
        db = open_store(file)
        with saving(db):
            db.execute("DELETE FROM failures")
        finish_purge(db)

    said = bounded(file.stat().st_size // 2, purge)
    assert "BUG" not in said
    assert said
    db = open_store(file)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finish_purge(db)
    db.close()


def test_a_writer_waits_for_another_and_then_says_who_is_in_the_way(file: Path) -> None:
    one, other = open_store(file), open_store(file)
    other.execute("PRAGMA busy_timeout = 100")
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program"), saving(other):
        pass
    other.execute("PRAGMA busy_timeout = 10000")
    timer = threading.Timer(0.3, lambda: None)
    timer.start()
    timer.join()
    one.execute("COMMIT")
    with saving(other):
        other.execute("DELETE FROM failures")
    one.close()
    other.close()


def test_two_that_read_and_write_at_once_lose_nothing(file: Path) -> None:
    """Each reads before it writes: without a turn taken at the beginning one of them would fail at once."""
    db = open_store(file)
    db.execute("CREATE TABLE counted (n INTEGER) STRICT")
    db.execute("INSERT INTO counted VALUES (0)")
    errors: list[StoreError] = []

    def count() -> None:
        try:
            mine = open_store(file)
            for _ in range(100):
                with saving(mine):
                    n = mine.execute("SELECT n FROM counted").fetchone()[0]
                    mine.execute("UPDATE counted SET n = ?", [n + 1])
            mine.close()
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert db.execute("SELECT n FROM counted").fetchone() == (200,)
    db.close()


@pytest.fixture
def theirs() -> Iterator[Path]:
    """A folder that everybody may enter and nobody but root may write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("made", [False, True])
def test_what_is_not_ours_to_write_is_said_at_the_start(theirs: Path, template: Path, made: bool) -> None:
    if made:
        shutil.copy(template, theirs / "monitor.db")
        (theirs / "monitor.db").chmod(0o644)

    def open_as_nobody() -> None:
        os.setuid(65534)
        open_store(theirs / "monitor.db")

    said = bounded(PLENTY, open_as_nobody)
    assert "cannot be written: Permission denied" in said


def test_a_truncated_file_is_refused_and_left_alone(file: Path) -> None:
    data = file.read_bytes()[: file.stat().st_size // 2]
    file.write_bytes(data)
    with pytest.raises(StoreError, match="monitor restore"):
        open_store(file)
    assert file.read_bytes() == data


def test_a_zeroed_page_is_found_and_the_way_back_named(file: Path) -> None:
    db = open_store(file)
    page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles_by_day'").fetchone()[0]
    db.close()
    data = bytearray(file.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = bytes(4096)
    file.write_bytes(bytes(data))
    db = open_store(file)
    found = {f.check: f for f in examine(db, file)}
    db.close()
    assert found["integrity"].outcome == "bad"
    assert "monitor restore" in found["integrity"].detail


def test_a_store_that_is_gone_is_not_made_anew_beside_its_backups(file: Path) -> None:
    backup = make_backup(file, file.parent / "backups", NOW)
    file.unlink()
    with pytest.raises(StoreError, match="monitor restore"):
        open_store(file)
    assert not file.exists()
    restore_backup(backup, file, NOW)
    open_store(file).close()


def test_a_stale_index_of_the_log_is_made_anew(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    shutil.copy(file, other)
    held = open_store(other)
    with saving(held):
        held.execute("UPDATE articles SET title = 'of the other file'")
    shutil.copy(f"{other}-shm", f"{file}-shm")
    held.close()
    db = open_store(file)
    assert not [f for f in examine(db, file) if f.outcome == "bad"]
    assert db.execute("SELECT count(*) FROM articles WHERE title = 'of the other file'").fetchone() == (0,)
    db.close()


def test_what_was_acknowledged_survives_a_log_that_is_cut_behind_it(file: Path, tmp_path: Path) -> None:
    """A power cut loses a tail of the log, never the part that was acknowledged."""
    db = open_store(file)
    with saving(db):
        db.execute("UPDATE sources SET title = 'acknowledged'")
    log = Path(f"{file}-wal")
    acknowledged = log.stat().st_size
    with saving(db):
        db.execute("UPDATE sources SET title = 'under way'")
    for cut in range(acknowledged, log.stat().st_size, 1777):
        copy = tmp_path / "copy.db"
        shutil.copy(file, copy)
        Path(f"{copy}-wal").write_bytes(log.read_bytes()[:cut])
        after = open_store(copy)
        assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert after.execute("SELECT DISTINCT title FROM sources").fetchall() == [("acknowledged",)]
        after.close()
    db.close()


def test_a_backup_is_whole_while_others_write(file: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        mine = open_store(file)
        while not stop.is_set():
            with saving(mine):
                mine.execute(
                    "INSERT INTO failures (stage, place, kind, detail, at) VALUES ('a', 'b', 'c', 'd', 'e')"
                )
                mine.execute(
                    "INSERT INTO failures (stage, place, kind, detail, at) VALUES ('a', 'b', 'c', 'd', 'f')"
                )
        mine.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        backups = [make_backup(file, tmp_path / "b", NOW + timedelta(hours=n)) for n in range(3)]
    finally:
        stop.set()
        thread.join()
    for backup in backups:
        assert read_backup(backup.path) == backup
        assert backup.rows["failures"] % 2 == 0
    assert list_backups(tmp_path / "b") == [b.path for b in reversed(backups)]
