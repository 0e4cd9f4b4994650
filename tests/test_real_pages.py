"""Real pages go through analyse and the store; the two seed documents reach the digest whole."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.analyse import analyse
from monitor.articles.urls import canonical
from monitor.config.deployment import Deployment, Settings, load_settings
from monitor.errors import ExtractError
from monitor.mail.folder import FolderMailer
from monitor.model import Analysis, Hint, Page
from monitor.ports import Clock, Mailer
from monitor.runs.deliver import preview
from monitor.store.articles import save_article
from monitor.store.database import open_store
from monitor.store.stories import place_article
from tests.corpus import SHARED, corpus
from tests.fakes.clock import FakeClock

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.corpus


@dataclass(kw_only=True)
class Desk:
    """What storing and composing need of the world."""

    clock: Clock
    mailer: Mailer
    db: Database
    deployment: Deployment
    settings: Settings


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(Deployment(ROOT))


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Iterator[Desk]:
    db = open_store(tmp_path / "monitor.db")
    yield Desk(
        clock=FakeClock(),
        mailer=FolderMailer(tmp_path / "mail"),
        db=db,
        deployment=Deployment(ROOT),
        settings=settings,
    )
    db.close()


def page_of(url: str, body: bytes, now: datetime) -> Page:
    return Page(url=url, final_url=url, body=body, fetched_at=now, headers={"content-type": "text/html"})


def keep(desk: Desk, page: Page, analysis: Analysis) -> int:
    now = desk.clock.now()
    with desk.db.atomic():
        recorded = save_article(
            desk.db, analysis, identity=canonical(page.url), source=None, page=page, now=now
        )
        if analysis.hits:
            article, judgement = analysis.article, analysis.judgement
            place_article(desk.db, recorded.article_id, analysis.signature, article, judgement, now)
    return recorded.article_id


def real_pages(every: int) -> list[dict[str, str]]:
    pages: list[dict[str, str]] = json.loads((corpus("pages") / "manifest.json").read_text())["pages"]
    return sorted(pages, key=lambda page: page["id"])[::every]


def read_real_pages(desk: Desk, every: int) -> None:
    folder, wanted, unread = corpus("pages"), real_pages(every), []
    for entry in wanted:
        page = page_of(entry["url"], gzip.decompress((folder / entry["file"]).read_bytes()), desk.clock.now())
        try:
            analysis = analyse(page, Hint(), desk.settings.watch)
        except ExtractError:
            unread.append(entry["id"])
            continue
        article_id = keep(desk, page, analysis)
        assert keep(desk, page, analysis) == article_id
        stored = next(iter(desk.db.query("SELECT title, text FROM articles WHERE id = ?", [article_id])))
        assert stored["text"] == analysis.article.text
        for mention in desk.db.query("SELECT * FROM mentions WHERE article_id = ?", [article_id]):
            found = stored[mention["field"]][mention["start"] : mention["end"]]
            assert found.strip(), (entry["id"], mention)
            assert mention["sentence_start"] <= mention["start"] < mention["end"] <= mention["sentence_end"]
    assert len(unread) <= len(wanted) // 10, unread
    count = desk.db.execute("SELECT count(*) FROM articles").fetchone()[0]
    assert count == len({canonical(entry["url"]) for entry in wanted if entry["id"] not in unread})
    assert desk.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_sample_of_real_pages(desk: Desk) -> None:
    read_real_pages(desk, every=70)


@pytest.mark.slow
def test_more_real_pages(desk: Desk) -> None:
    read_real_pages(desk, every=9)


@dataclass(frozen=True)
class Seed:
    """One of the two documents: its file, and what the page around it says."""

    file: str
    title: str
    published: date
    opening: str


SEEDS = {
    "statement": Seed("000_1892675b6b1ce812.txt", "", date(2021, 11, 22), "Mr. President,"),
    "newspaper": Seed(
        "003_ff431a56786067d8.txt",
        "Pakistan reaffirms commitment to combat trafficking in persons",
        date(2025, 7, 31),
        "ISLAMABAD: Pakistan reaffirmed its commitment",
    ),
}


def paragraphs(seed: Seed) -> list[str]:
    path = SHARED / "seeds" / seed.file
    if not path.exists():
        pytest.skip(f"no seeds beside the repository ({path})")
    text = path.read_text().strip().removeprefix(f"date {seed.published} ")
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def plain_page(title: str, published: date, body: list[str]) -> bytes:
    shown = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in body)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta property="article:published_time" content="{published}T08:00:00+00:00"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{html.escape(title)}</h1>{shown}</article>"
        f"<footer>Contact</footer></body></html>"
    ).encode()


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_document_reaches_the_digest(name: str, desk: Desk) -> None:
    seed = SEEDS[name]
    text = paragraphs(seed)
    title, body = (seed.title, text) if seed.title else (text[0], text[1:])
    page = page_of(
        f"https://outlet.example/{name}", plain_page(title, seed.published, body), desk.clock.now()
    )
    analysis = analyse(page, Hint(outlet="The Outlet"), desk.settings.watch)
    assert analysis.judgement.verdict == "relevant"
    assert analysis.article.published_on == seed.published
    keep(desk, page, analysis)
    alerts = tuple(replace(alert, include="full") for alert in desk.settings.watch.alerts)
    desk.settings = replace(desk.settings, watch=replace(desk.settings.watch, alerts=alerts))
    (draft,) = preview(desk)
    (entry,) = draft.digest.stories
    assert entry.headline == title
    for form in (draft.rendered.text, draft.rendered.html):
        told = run_together(form)
        missing = [part for part in body if run_together(part.removeprefix("ISLAMABAD:")) not in told]
        assert not missing
    assert run_together(seed.opening) in run_together(draft.rendered.text)


def run_together(text: str) -> str:
    """`text` without markup, marks of terms and white space."""
    return "".join(html.unescape(re.sub(r"<[^>]+>", "", text)).replace("*", "").split())
