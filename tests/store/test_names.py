"""A name is struck out of every table, in every spelling, and out of mails and pages of evidence."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.archive.forget import evidence_that_names
from monitor.matching.names import Name
from monitor.model import Analysis, Article, Judgement
from monitor.store.articles import save_article
from monitor.store.backup import make_backup
from monitor.store.database import open_store, saving
from monitor.store.names import find_mails, find_name, strike_name
from monitor.store.purge import finish_purge, purge_articles
from monitor.store.search import index_pending
from monitor.store.stories import place_article
from monitor.stories import sign

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
NAME = Name("Peña, José")
JUDGED = Judgement(verdict="relevant", score=0.9)
TEXTS = {
    "https://one.example/1": "JOSE PEÑA, 41, was held with two others in the harbour, police said.",
    "https://two.example/jose-pena": "A man was held in the harbour. The man, Pena, Jose, denies everything.",
    "https://three.example/3": "José Ortega spoke about the harbour, and Peña Blanca voted for him.",
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_store(tmp_path / "monitor.db")
    with saving(db):
        db.execute("INSERT INTO sources (name, title, kind, url) VALUES ('w', 'Wire', 'feed', 'u')")
        for number, (url, text) in enumerate(TEXTS.items(), 1):
            article = Article(
                url=url, title=f"Report {number}", text=text, authors=("José Peña",)[number % 2 :]
            )
            analysis = Analysis(article=article, judgement=JUDGED, hits=(), signature=None)
            stored = save_article(db, analysis, identity=url, source="w", page=None, now=NOW)
            place_article(db, stored.article_id, sign(article), article, JUDGED, NOW)
            db.execute(
                "INSERT INTO entries (source, key, url, identity, first_seen_at, last_seen_at, article_id)"
                " VALUES ('w', ?, ?, ?, 'x', 'x', ?)",
                [f"k{number}", url, url, number],
            )
        db.execute("INSERT INTO entry_revisions VALUES (1, 0, 'x', 'Jose Pena held', '', '')")
        db.execute("INSERT INTO digests (id, alert, slot, composed_at) VALUES (1, 'desk', 's', 'x')")
        db.execute("INSERT INTO digest_pages VALUES (1, 'desk', 'x', 'D', 1, '<p>José Peña</p>', '<feed/>')")
        mail = EmailMessage()
        mail["Subject"] = "Digest"
        mail.set_content("Among them José Peña, 41.")
        db.execute(
            "INSERT INTO outbox (digest_id, recipient, message_id, subject, content, queued_at, next_try_at)"
            " VALUES (1, 'a@example.org', 'm', 's', ?, 'x', 'x')",
            [mail.as_bytes()],
        )
        index_pending(db)
    yield db
    db.close()


def test_what_would_go_is_found_without_touching_it(db: Database) -> None:
    before = db.execute("SELECT text FROM articles ORDER BY id").fetchall()
    found = list(find_name(db, NAME))
    assert {(place.table, *place.key) for place in found} == {
        ("articles", 1), ("articles", 2), ("entries", 2), ("entry_revisions", 1, 0), ("digest_pages", 1),
    }  # fmt: skip
    assert find_mails(db, NAME) == [1]
    assert db.execute("SELECT text FROM articles ORDER BY id").fetchall() == before


def test_no_spelling_of_the_name_is_left(db: Database, tmp_path: Path) -> None:
    with saving(db):
        purged = strike_name(db, NAME)
    finish_purge(db)
    assert (purged.rows["articles"], purged.mails) == (2, 1)
    assert list(find_name(db, NAME)) == []
    assert db.execute("SELECT state, content FROM outbox").fetchone() == ("failed", b"")
    texts = [row[0] for row in db.execute("SELECT text FROM articles ORDER BY id").fetchall()]
    assert texts[0].startswith("████ ████, 41, was held")
    assert texts[2] == TEXTS["https://three.example/3"]
    words = "SELECT count(*) FROM search_index WHERE search_index MATCH ?"
    assert db.execute(words, ["jose AND pena"]).fetchone() == (1,)  # the mayor, and Peña Blanca
    backup = make_backup(tmp_path / "monitor.db", tmp_path / "backups", NOW)
    for file in (tmp_path / "monitor.db", backup.path):
        assert b"jose-pena" not in file.read_bytes()


def test_a_purged_article_leaves_no_earlier_version(db: Database) -> None:
    with saving(db):
        purge_articles(db, [1])
    assert db.execute("SELECT count(*) FROM entry_revisions").fetchone() == (0,)


def test_a_page_of_evidence_that_names_the_person_is_found(tmp_path: Path) -> None:
    month = tmp_path / "2026-11"
    month.mkdir()
    for digest, body in (("a", "<p><b>Jos&eacute;</b> Pe&ntilde;a was"), ("b", "<p>nobody")):
        (month / f"{digest * 64}.warc.gz").write_bytes(gzip.compress(body.encode()))
    (month / f"{'c' * 64}.warc.gz").write_bytes(b"damaged")
    assert list(evidence_that_names(tmp_path, NAME.stands_in)) == ["a" * 64]
