"""A backup is whole while others write, proves what it holds, and comes back as it was."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.matching.names import Name
from monitor.store.backup import list_backups, make_backup, read_backup, remove_old_backups, restore_backup
from monitor.store.database import open_store
from monitor.store.doctor import examine, mend
from monitor.store.names import files_that_hold, strike_name
from monitor.store.purge import finish_purge, purge_articles, purge_before
from monitor.store.search import index_pending
from tests.browse.newsroom import seed

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    db = seed(folder, TODAY)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    return folder / "monitor.db"


@pytest.fixture
def file(template: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "monitor.db"
    copy.write_bytes(template.read_bytes())
    copy.chmod(0o600)
    return copy


@pytest.fixture
def db(file: Path) -> Iterator[Database]:
    db = open_store(file)
    yield db
    db.close()


def texts(file: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(file) as connection:
        return connection.execute("SELECT url, text FROM articles ORDER BY url").fetchall()


def test_a_backup_holds_what_still_lies_in_the_log(db: Database, file: Path, tmp_path: Path) -> None:
    with db.atomic():
        db.execute("UPDATE articles SET title = 'only in the log' WHERE id = 1")
        index_pending(db)
    backup = make_backup(file, tmp_path / "b", NOW)
    restored = tmp_path / "restored" / "monitor.db"
    restored.parent.mkdir()
    restore_backup(read_backup(backup.path), restored, NOW)
    assert texts(restored) == texts(file)
    again = open_store(restored)
    assert again.execute("SELECT title FROM articles WHERE id = 1").fetchone() == ("only in the log",)
    assert backup.rows["articles"] == again.execute("SELECT count(*) FROM articles").fetchone()[0]
    assert not [f for f in examine(again, restored) if f.outcome == "bad"]
    again.close()


def test_backups_are_private_and_old_ones_go(db: Database, file: Path, tmp_path: Path) -> None:
    for hours in range(3):
        backup = make_backup(file, tmp_path / "b", NOW + timedelta(hours=hours))
        assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    remove_old_backups(tmp_path / "b", 1, backup.path)
    assert list_backups(tmp_path / "b") == [backup.path]
    assert len(list((tmp_path / "b").iterdir())) == 2


def test_the_backup_just_made_stays_though_the_clock_was_set_back(file: Path, tmp_path: Path) -> None:
    make_backup(file, tmp_path / "b", NOW)
    made = make_backup(file, tmp_path / "b", NOW - timedelta(days=1))
    remove_old_backups(tmp_path / "b", 1, made.path)
    assert list_backups(tmp_path / "b") == [made.path]


def test_a_changed_backup_is_refused_and_the_store_is_not_touched(file: Path, tmp_path: Path) -> None:
    before = texts(file)
    backup = make_backup(file, tmp_path / "b", NOW)
    damaged = bytearray(backup.path.read_bytes())
    damaged[5000] ^= 0xFF
    backup.path.write_bytes(bytes(damaged))
    with pytest.raises(StoreError, match="SHA-256"):
        read_backup(backup.path)
    assert texts(file) == before


def test_what_was_there_lies_beside_a_restored_store(file: Path, tmp_path: Path) -> None:
    backup = make_backup(file, tmp_path / "b", NOW)
    db = open_store(file)
    with db.atomic():
        purge_articles(db, [1, 2, 3])
    db.close()
    aside = restore_backup(backup, file, NOW)
    assert aside is not None
    assert len(texts(file)) == len(texts(aside)) + 3


def test_a_name_is_gone_from_text_index_log_and_mail(db: Database, file: Path, tmp_path: Path) -> None:
    make_backup(file, tmp_path / "b", NOW)
    with db.atomic():
        article = db.execute("SELECT id FROM articles WHERE text LIKE '%Marek Holub%'").fetchone()[0]
        _told(db, article)
        purged = strike_name(db, Name("holub, marek"))
    finish_purge(db)
    assert purged.rows["articles"] == 2
    assert purged.mails == 1
    state, content = db.execute("SELECT state, content FROM outbox").fetchone()
    assert (state, content) == ("failed", b"")
    held = file.read_bytes() + file.with_name("monitor.db-wal").read_bytes()
    for name in (b"Holub", b"holub"):
        assert name not in held
    text = db.execute("SELECT text FROM articles WHERE id = ?", [article]).fetchone()[0]
    assert "█████ █████, 47" in text
    assert files_that_hold(list_backups(tmp_path / "b"), Name("Marek Holub")) == list_backups(tmp_path / "b")
    later = make_backup(file, tmp_path / "b", NOW + timedelta(days=1))
    assert b"Holub" not in later.path.read_bytes()


def _told(db: Database, article: int) -> None:
    db.execute("INSERT INTO digests (id, alert, slot, composed_at) VALUES (1, 'desk', 's', 'x')")
    db.execute("INSERT INTO told SELECT 'desk', story_id, id, 1 FROM articles WHERE id = ?", [article])
    db.execute(
        "INSERT INTO outbox (digest_id, recipient, message_id, subject, content, queued_at, next_try_at)"
        " VALUES (1, 'a@example.org', 'm', 's', CAST('TWFyZWsgSG9sdWI=' AS BLOB), 'x', 'x')"
    )


def test_what_is_old_goes_and_what_is_relevant_stays_unless_asked(db: Database) -> None:
    before = TODAY - timedelta(days=10)
    kept = "SELECT count(*) FROM articles WHERE verdict = 'relevant'"
    relevant = db.execute(kept).fetchone()[0]
    with db.atomic():
        purge_before(db, before, ("not_relevant", "passing"))
    assert db.execute("SELECT count(*) FROM articles WHERE verdict = 'passing'").fetchone() == (0,)
    assert db.execute(kept).fetchone()[0] == relevant
    with db.atomic():
        purge_before(db, before, ("not_relevant", "passing", "relevant"))
    assert db.execute("SELECT min(day) FROM articles").fetchone()[0] >= before.isoformat()
    empty = "SELECT count(*) FROM stories WHERE id NOT IN (SELECT story_id FROM articles)"
    assert db.execute(empty).fetchone() == (0,)
    both = "SELECT (SELECT count(*) FROM search_facets), (SELECT count(*) FROM articles)"
    indexed, articles = db.execute(both).fetchone()
    assert indexed == articles


def test_the_doctor_finds_what_is_wrong_and_mends_it(db: Database, file: Path) -> None:
    assert {f.outcome for f in examine(db, file)} <= {"good", "warning"}
    with db.atomic():
        db.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        db.execute("UPDATE archive_counts SET articles = articles + 1")
        db.execute(
            "INSERT INTO stories (id, title, first_seen_at, last_seen_at) VALUES ('orphan', '', '', '')"
        )
    file.chmod(0o644)
    wrong = {f.check for f in examine(db, file) if f.outcome != "good"}
    assert {"file", "orphans", "index against text", "counts"} <= wrong
    counts = _counts(db)
    with db.atomic():
        mend(db)
        while index_pending(db):
            pass
    file.chmod(0o600)
    assert not [f for f in examine(db, file) if f.check in wrong and f.outcome != "good"]
    assert _counts(db) != counts


def _counts(db: Database) -> list[tuple[object, ...]]:
    return db.execute("SELECT * FROM archive_counts WHERE articles > 0 ORDER BY 1, 2, 3, 4").fetchall()


def test_counting_anew_gives_what_the_triggers_counted(db: Database) -> None:
    counted = _counts(db)
    with db.atomic():
        mend(db)
    assert _counts(db) == counted


def test_a_damaged_store_is_named_with_the_next_step(file: Path, tmp_path: Path) -> None:
    data = bytearray(file.read_bytes())
    data[:100] = bytes(100)
    file.write_bytes(bytes(data))
    with pytest.raises(StoreError, match="restore"):
        open_store(file)
    with pytest.raises(StoreError):
        make_backup(file, tmp_path / "b", NOW)
    assert list((tmp_path / "b").iterdir()) == []
