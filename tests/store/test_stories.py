"""Stories in the store: one for all copies, whatever the order; addresses live on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

from sqlite_utils import Database

from monitor.model import Analysis, Article, Figure, Judgement, Tags
from monitor.store.articles import save_article
from monitor.store.database import open_store
from monitor.store.stories import find_story, place_article
from monitor.stories import sign

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
TEXT = (
    "police in the harbour city freed twelve workers from a locked brick kiln on tuesday after a neighbour"
    " called a hotline and officers arrested two brokers who had taken the passports of the men"
    " a court will hear the case next week while a shelter gives the workers food and a place to sleep"
)
WORDS = TEXT.split()


def text(start: int, end: int) -> str:
    return " ".join(WORDS[start:end])


def place(db: Database, url: str, body: str, day: date = date(2026, 11, 20), tags: Tags | None = None) -> str:
    article = Article(url=url, title=url, text=body, published_on=day)
    judgement = Judgement(verdict="relevant", score=0.9, tags=tags or Tags())
    analysis = Analysis(article=article, judgement=judgement, hits=(), signature=sign(article))
    with db.atomic():
        stored = save_article(db, analysis, identity=url, source=None, page=None, now=NOW)
        return place_article(db, stored.article_id, analysis.signature, article, judgement, NOW)


def test_stories_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    # The first and the last share too little; the middle one is a copy of both.
    articles = {"http://a/": text(0, 30), "http://b/": text(8, 46), "http://c/": text(24, 54)}
    seen = set()
    for number, order in enumerate(permutations(articles)):
        db = open_store(tmp_path / f"{number}.db")
        for url in order:
            place(db, url, articles[url])
        rows = db.execute("SELECT url, story_id FROM articles ORDER BY url").fetchall()
        seen.add(tuple(rows))
        assert db.execute("SELECT count(*) FROM stories").fetchone()[0] == len({s for _, s in rows})
    assert len(seen) == 1
    assert len({story for _, story in seen.pop()}) == 1


def test_another_day_is_another_story(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    one = place(db, "http://a/", text(0, 40))
    assert place(db, "http://b/", text(0, 38), date(2026, 11, 24)) != one


def test_an_address_that_was_told_never_changes_and_others_lead_on(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    first = place(db, "http://a/", text(0, 30))
    last = place(db, "http://c/", text(24, 54))
    assert first != last
    with db.atomic():
        db.execute(
            "INSERT INTO digests (id, alert, slot, composed_at, covers_from, subject)"
            " VALUES (1, 'desk', '', '', '', '')"
        )
        told = max(first, last)
        db.execute("INSERT INTO told SELECT 'desk', story_id, id, 1 FROM articles WHERE story_id = ?", [told])
        db.execute("INSERT INTO told_stories (alert, story_id, digest_id) VALUES ('desk', ?, 1)", [told])
    assert place(db, "http://b/", text(8, 46)) == told
    assert {find_story(db, first), find_story(db, last)} == {told}


def test_placing_again_changes_nothing(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    for _ in range(2):
        place(db, "http://a/", text(0, 40))
        place(db, "http://b/", text(2, 42))
    assert db.execute("SELECT articles FROM stories").fetchall() == [(2,)]


def test_a_text_too_short_to_compare_is_a_story_of_its_own(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    assert place(db, "http://a/", "Two held.") != place(db, "http://b/", "Two held.")


RAID = (
    "Officers raided a nail bar on Monday and took away two women who slept behind it. Joel Darby, 41, was"
    " arrested at his home, the police said, and a safe with papers was carried out of the cellar."
)
VERDICT = (
    "A jury needed a single afternoon to convict the owner of three salons of forced labour. Joel Darby, 42,"
    " will be sentenced in January; his lawyer announced an appeal against the finding of the court."
)


def test_further_reports_of_a_case_are_linked_and_not_merged(tmp_path: Path) -> None:
    for number, order in enumerate(((RAID, VERDICT), (VERDICT, RAID))):
        db = open_store(tmp_path / f"{number}.db")
        days = {RAID: date(2026, 2, 3), VERDICT: date(2026, 11, 20)}
        stories = {body: place(db, f"http://{body[:9].strip()}/", body, days[body]) for body in order}
        assert db.execute("SELECT story_id, earlier_id, why FROM story_developments").fetchall() == [
            (stories[VERDICT], stories[RAID], "the same person accused")
        ]


def test_reports_in_several_languages_are_linked_by_figures_country_and_day(tmp_path: Path) -> None:
    db = open_store(tmp_path / "monitor.db")
    tags = Tags(
        countries=("PK",),
        figures=(
            Figure(kind="rescued", count=14, start=0, end=1),
            Figure(kind="arrested", count=2, start=0, end=1),
        ),
    )
    english = place(db, "http://en/", text(0, 40), tags=tags)
    urdu = place(
        db, "http://ur/", "پولیس نے بھٹے سے چودہ مزدور بازیاب کرا لیے اور دو ملزم گرفتار کیے", tags=tags
    )
    place(db, "http://in/", text(10, 54)[::-1], tags=replace(tags, countries=("IN",)))
    later = place(db, "http://later/", "x y z " * 9, date(2026, 11, 9), tags)
    links = db.execute("SELECT story_id, earlier_id FROM story_developments").fetchall()
    assert [set(link) for link in links] == [{english, urdu}]
    assert later not in {s for link in links for s in link}
