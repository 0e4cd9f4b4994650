"""An archive to look at: a month of plausible finds, stored by the store's own functions."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from monitor.model import Analysis, Article, Figure, Hit, Judgement, Mention, Reason, Tags, Verdict
from monitor.store.articles import save_article
from monitor.store.database import open_store, stamp
from monitor.store.search import index_pending
from monitor.store.stories import place_article
from monitor.stories import sign

ROOT = Path(__file__).parents[2]


REPORTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "newsroom.json").read_text(encoding="utf-8")
)


TOWNS = (
    ("Khulna", "BD"), ("Surat", "IN"), ("Cebu", "PH"), ("Tirana", "AL"), ("Recife", "BR"), ("Lille", "FR")
)  # fmt: skip


def seed(folder: Path, today: date) -> Database:
    """Make a configuration directory with a database in `folder`; returns the open store."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("metadata.yaml", "settings.json"):
        shutil.copy(ROOT / "db" / name, folder / name)
    db = open_store(folder / "monitor.db")
    with db.atomic():
        _sources(db, today)
        for number, report in enumerate(REPORTS):
            for copy, outlet in enumerate(report["outlets"]):
                _store(db, report, f"https://news.example/{number}/{copy}", outlet, copy, today)
        for ago in range(2, 30):  # the quieter days
            for nth in range((ago * 7) % 4):
                _brief(db, ago, nth, today)
    return db


def _store(db: Database, report: dict[str, Any], url: str, outlet: str, copy: int, today: date) -> None:
    day = today - timedelta(days=report["ago"])
    text = "\n\n".join(report["text"])
    figures = [tuple(f) for f in report.get("figures", ())]
    if copy and (other := report.get("other_figure")):
        text = text.replace(*other)
        figures[0] = (figures[0][0], figures[0][1] - 2)
    article = Article(
        url=url,
        title=report["title"] if copy == 0 else f"{report['title']} – {outlet}",
        text=text,
        language=report["language"],
        published_on=day,
        place=report["place"],
        outlet=outlet,
        authors=("Desk",),
        method="trafilatura",
    )
    tags = Tags(
        topics=tuple(report["topics"]),
        forms=tuple(report.get("forms", ())),
        stages=tuple(report.get("stages", ())),
        countries=tuple(report["countries"]),
        figures=tuple(Figure(kind=kind, count=n, start=0, end=20) for kind, n in figures),
    )
    now = datetime.combine(day, datetime.min.time(), UTC)
    _save(db, article, tags, report["verdict"], report["terms"], now)


def _brief(db: Database, ago: int, nth: int, today: date) -> None:
    day = today - timedelta(days=ago)
    town, country = TOWNS[(ago + nth * 5) % len(TOWNS)]
    article = Article(
        url=f"https://brief.example/{ago}/{nth}",
        title=f"{town}: trafficking hearing, day {ago}",
        text=f"A court in {town} heard case {ago}{nth}A{ago * 37 + nth} on human trafficking. The hearing"
        f" goes on with witness number {ago * 3 + nth} on the next working day, the registrar said.",
        language="en",
        published_on=day,
        outlet=f"{town} Gazette",
    )
    tags = Tags(topics=("trafficking_in_persons",), stages=("trial",), countries=(country,))
    now = datetime.combine(day, datetime.min.time(), UTC)
    _save(db, article, tags, "relevant", ("human trafficking",), now)


def _save(
    db: Database, article: Article, tags: Tags, verdict: Verdict, terms: Sequence[str], now: datetime
) -> None:
    mentions = tuple(_mention(article, term) for term in terms if term in article.text)
    judgement = Judgement(
        verdict=verdict, score=0.94 if verdict == "relevant" else 0.35, mentions=mentions, tags=tags,
        reasons=tuple(Reason(kind="term", text=f"“{t}” in the text", weight=1.5) for t in terms),
    )  # fmt: skip
    hits = (Hit(alert="desk", verdict=verdict, score=judgement.score),) if verdict == "relevant" else ()
    analysis = Analysis(article=article, judgement=judgement, hits=hits, signature=sign(article))
    stored = save_article(db, analysis, identity=article.url, source="wire", page=None, now=now)
    place_article(db, stored.article_id, analysis.signature, article, judgement, now)
    index_pending(db)


def _mention(article: Article, term: str) -> Mention:
    start = article.text.index(term)
    before = [m.end() for m in re.finditer(r"[.。۔]\s*|\n\n", article.text) if m.end() <= start]
    after = re.search(r"[.。۔]|\n\n|$", article.text[start:])
    return Mention(
        concept="trafficking_in_persons", term=term, language=article.language or "en", field="text",
        start=start, end=start + len(term), sentence_start=max(before, default=0),
        sentence_end=start + (after.end() if after else len(term)), strength="sufficient", position="body",
    )  # fmt: skip


def _sources(db: Database, today: date) -> None:
    now = stamp(datetime.combine(today, datetime.min.time(), UTC))
    rows = (
        ("wire", "Wire Pakistan", "healthy", ""),
        ("indus", "Indus Courier", "healthy", ""),
        ("delta", "Delta Post", "failing", "the server has a fault (HTTP 503); 6 failed tries"),
        ("andaman", "ข่าวอันดามัน", "quiet", "nothing new since 1 November; usually 12 a week"),
        ("ravi", "روزنامہ راوی", "healthy", ""),
    )
    for name, title, state, detail in rows:
        db.execute(
            "INSERT INTO sources (name, title, kind, url, country, language, state, state_detail,"
            " last_success_at, last_new_at, next_poll_at, items_per_week, expected_per_week)"
            " VALUES (?, ?, 'feed', ?, 'PK', 'en', ?, ?, ?, ?, ?, 21.5, 20)",
            [name, title, f"https://{name}.example/rss", state, detail, now, now, now],
        )
