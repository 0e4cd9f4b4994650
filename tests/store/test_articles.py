"""Articles are stored once, revised in place, and come back as they went in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.model import Analysis, Article, Figure, Hit, Judgement, Mention, Page, Reason, Tags
from monitor.store.articles import find_article, get_article, save_article
from monitor.store.database import open_store

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
TEXT = "Police rescued 12 people.\n\nThey had been held by traffickers."
ANALYSIS = Analysis(
    article=Article(
        url="https://a.example/1",
        title="Twelve rescued",
        text=TEXT,
        language="en",
        published_on=date(2026, 11, 20),
        place="KARACHI",
        authors=("A. Writer",),
        evidence={"date": "json-ld"},
        warnings=("short text",),
    ),
    judgement=Judgement(
        verdict="relevant",
        score=0.93,
        mentions=(
            Mention(
                concept="trafficking_in_persons",
                term="traffickers",
                language="en",
                field="text",
                start=49,
                end=60,
                sentence_start=27,
                sentence_end=61,
                strength="sufficient",
                position="body",
            ),
        ),
        reasons=(Reason(kind="term", text="“traffickers” in the text", weight=1.5),),
        tags=Tags(
            forms=("forced_labour",),
            countries=("PK",),
            figures=(Figure(kind="rescued", count=12, start=0, end=25),),
        ),
        version="v1",
    ),
    hits=(Hit(alert="desk", verdict="relevant", score=0.93, reasons=("rule",)),),
    signature=None,
)
PAGE = Page(url="https://a.example/1", final_url="https://a.example/1", body=b"<p>", fetched_at=NOW)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_store(tmp_path / "monitor.db")
    yield db
    db.close()


def save(db: Database, analysis: Analysis, now: datetime = NOW) -> tuple[int, str]:
    with db.atomic():
        recorded = save_article(db, analysis, identity="https://a.example/1", source=None, page=PAGE, now=now)
    return recorded.article_id, recorded.change


def test_it_comes_back_as_it_went_in(db: Database) -> None:
    article_id, change = save(db, ANALYSIS)
    assert change == "new"
    assert find_article(db, "https://a.example/1") == article_id
    assert get_article(db, article_id) == (ANALYSIS.article, ANALYSIS.judgement)


def test_the_same_again_changes_nothing(db: Database) -> None:
    first, _ = save(db, ANALYSIS)
    before = list(db.query("SELECT * FROM hits"))
    again, change = save(db, ANALYSIS, NOW + timedelta(days=1))
    assert (again, change) == (first, "same")
    assert list(db.query("SELECT * FROM hits")) == before


def test_a_changed_text_is_a_revision_and_keeps_when_it_was_matched(db: Database) -> None:
    first, _ = save(db, ANALYSIS)
    edited = replace(ANALYSIS, article=replace(ANALYSIS.article, text=TEXT + "\n\nMore."))
    assert save(db, edited, NOW + timedelta(days=1)) == (first, "revised")
    row = next(db.query("SELECT revision, day FROM articles"))
    assert row == {"revision": 1, "day": "2026-11-20"}
    assert [r["matched_at"] for r in db.query("SELECT matched_at FROM hits")] == ["2026-11-21T06:00:00Z"]


def test_a_hit_that_is_none_any_more_goes(db: Database) -> None:
    save(db, ANALYSIS)
    save(db, replace(ANALYSIS, hits=(), judgement=replace(ANALYSIS.judgement, version="v2")))
    assert db.execute("SELECT count(*) FROM hits").fetchone()[0] == 0


def test_a_date_in_the_future_does_not_pin_it_to_the_top(db: Database) -> None:
    save(db, replace(ANALYSIS, article=replace(ANALYSIS.article, published_on=date(2031, 1, 1))))
    assert next(db.query("SELECT day FROM articles"))["day"] == "2026-11-21"
