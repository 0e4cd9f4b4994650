"""Articles, with the verdict on each, the mentions found in it and the hits of every alert."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from monitor.model import Analysis, Article, Figure, Hit, Judgement, Mention, Page, Reason, Tags
from monitor.store.database import moment, stamp

Change = Literal["new", "revised", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of an analysis in the store."""

    article_id: int
    change: Change


def save_article(
    db: Database, analysis: Analysis, *, identity: str, source: str | None, page: Page | None, now: datetime
) -> Recorded:
    """Write an article with all that was found in it; inside the caller's transaction.

    `identity` is the canonical address under which the article is kept once, however many feeds list
    it; the address that readers follow is stored as it was. Writing the same analysis again changes
    nothing; a changed text is a revision of the same article, and what was told of it stays told.
    """
    article = analysis.article
    # Not `db.query`: its savepoint would have the search index write out what it holds, article by article.
    known = db.execute(
        "SELECT id, title, text, rules_version FROM articles WHERE identity = ?", [identity]
    ).fetchone()
    row = {
        **_article_row(article),
        **judgement_row(analysis.judgement),
        "source": source,
        "looked": analysis.looked,
        "body_hash": hashlib.sha256(page.body).hexdigest() if page else None,
        "fetched_at": stamp(page.fetched_at) if page else None,
    }
    if known is None:
        row |= {"identity": identity, "first_seen_at": stamp(now), "day": _day(article, now)}
        columns = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        article_id = int(
            db.execute(f"INSERT INTO articles ({columns}) VALUES ({marks}) RETURNING id", row).fetchone()[0]
        )
        change: Change = "new"
    else:
        article_id, *was, rules_version = known
        if was == [article.title, article.text]:
            change = "same"
            if rules_version == analysis.judgement.version:
                return Recorded(article_id=article_id, change=change)
        else:
            change = "revised"
        row.pop("source")  # the outlet that had it first stays its source
        sets = ", ".join(f"{name} = :{name}" for name in row)
        bump = ", revision = revision + 1" if change == "revised" else ""
        db.execute(f"UPDATE articles SET {sets}{bump} WHERE id = :id", {**row, "id": article_id})
    save_mentions(db, article_id, analysis.judgement.mentions)
    save_hits(db, article_id, analysis.hits, now)
    return Recorded(article_id=article_id, change=change)


def save_mentions(db: Database, article_id: int, mentions: tuple[Mention, ...]) -> None:
    """Replace the mentions of an article."""
    db.execute("DELETE FROM mentions WHERE article_id = ?", [article_id])
    db.conn.executemany(
        "INSERT INTO mentions (article_id, concept, term, language, field, start, end,"
        " sentence_start, sentence_end, strength, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (article_id, m.concept, m.term, m.language, m.field, m.start, m.end,
             m.sentence_start, m.sentence_end, m.strength, m.position)
            for m in mentions
        ],
    )  # fmt: skip


def save_hits(db: Database, article_id: int, hits: tuple[Hit, ...], now: datetime) -> None:
    """Replace the hits of an article; the moment at which each was first matched stays."""
    alerts = [hit.alert for hit in hits]
    db.execute(
        f"DELETE FROM hits WHERE article_id = ? AND alert NOT IN ({', '.join('?' * len(alerts))})",
        [article_id, *alerts],
    )
    for hit in hits:
        db.execute(
            "INSERT INTO hits (article_id, alert, verdict, score, reasons, urgent, matched_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (article_id, alert) DO UPDATE SET"
            " verdict = excluded.verdict, score = excluded.score, reasons = excluded.reasons,"
            " urgent = excluded.urgent",
            [article_id, hit.alert, hit.verdict, hit.score, _json(hit.reasons), hit.urgent, stamp(now)],
        )


def find_article(db: Database, identity: str) -> int | None:
    """The id of the article kept under an identity, if there is one."""
    row = db.execute("SELECT id FROM articles WHERE identity = ?", [identity]).fetchone()
    return row[0] if row else None


def count_stories(db: Database, articles: Iterable[int]) -> int:
    """How many stories these articles belong to now."""
    sql = "SELECT count(DISTINCT story_id) FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    return int(db.execute(sql, [json.dumps(list(articles))]).fetchone()[0])


def get_article(db: Database, article_id: int) -> tuple[Article, Judgement] | None:
    """A stored article and the verdict on it."""
    row = next(iter(db.query("SELECT * FROM articles WHERE id = ?", [article_id])), None)
    if row is None:
        return None
    mentions = tuple(
        Mention(**{k: v for k, v in m.items() if k not in ("id", "article_id")})
        for m in db.query("SELECT * FROM mentions WHERE article_id = ? ORDER BY id", [article_id])
    )
    return article_of(row), judgement_of(row, mentions)


def article_of(row: Mapping[str, Any]) -> Article:
    """The `Article` that a row of the table `articles` holds."""
    return Article(
        url=row["url"],
        canonical_url=row["canonical_url"],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        published_on=date.fromisoformat(row["published_on"]) if row["published_on"] else None,
        published_at=moment(row["published_at"]) if row["published_at"] else None,
        modified_at=moment(row["modified_at"]) if row["modified_at"] else None,
        place=row["place"],
        authors=tuple(json.loads(row["authors"])),
        outlet=row["outlet"],
        method=row["method"],
        text_from=row["text_from"],
        evidence=json.loads(row["evidence"]),
        warnings=tuple(json.loads(row["warnings"])),
    )


def judgement_of(row: Mapping[str, Any], mentions: tuple[Mention, ...] = ()) -> Judgement:
    """The `Judgement` that a row of the table `articles` holds."""
    lists = ("topics", "forms", "acts", "means", "purposes", "stages", "countries")
    return Judgement(
        verdict=row["verdict"],
        score=row["score"],
        mentions=mentions,
        reasons=tuple(Reason(**reason) for reason in json.loads(row["reasons"])),
        tags=Tags(
            **{name: tuple(json.loads(row[name])) for name in lists},
            figures=tuple(Figure(**figure) for figure in json.loads(row["figures"])),
        ),
        version=row["rules_version"],
    )


def judgement_row(judgement: Judgement) -> dict[str, Any]:
    """The columns of `articles` that hold a verdict."""
    tags = judgement.tags
    return {
        "verdict": judgement.verdict,
        "score": round(judgement.score, 4),
        "reasons": _json([{"kind": r.kind, "text": r.text, "weight": r.weight} for r in judgement.reasons]),
        "topics": _json(tags.topics),
        "forms": _json(tags.forms),
        "acts": _json(tags.acts),
        "means": _json(tags.means),
        "purposes": _json(tags.purposes),
        "stages": _json(tags.stages),
        "countries": _json(tags.countries),
        "figures": _json([asdict(figure) for figure in tags.figures]),
        "rules_version": judgement.version,
    }


def _article_row(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "canonical_url": article.canonical_url,
        "outlet": article.outlet,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_at": stamp(article.published_at) if article.published_at else None,
        "modified_at": stamp(article.modified_at) if article.modified_at else None,
        "place": article.place,
        "authors": _json(article.authors),
        "method": article.method,
        "text_from": article.text_from,
        "evidence": _json(dict(article.evidence)),
        "warnings": _json(article.warnings),
    }


def _day(article: Article, now: datetime) -> str:
    """The day an article belongs to: the day it states, unless that lies in the future; else today."""
    today = now.date()
    return (
        article.published_on if article.published_on and article.published_on <= today else today
    ).isoformat()


def _json(value: object) -> str:
    if not value:
        return "{}" if value == {} else "[]"
    return json.dumps(value, ensure_ascii=False)
