"""What an alert would have sent, from the archive: a look before it is switched on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.digests.clean import one_line
from monitor.matching.hits import match_alerts
from monitor.model import Alert, Watch
from monitor.store.articles import get_article

SHOWN = 3
"""Headlines of each day that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDay:
    """The stories of one day, and the best of their headlines."""

    day: date
    stories: int
    articles: int
    headlines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an alert would have sent, day by day, the days without anything included."""

    alert: str
    stories: int
    articles: int
    days: tuple[PreviewDay, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"days": [asdict(day) | {"day": day.day.isoformat()} for day in self.days]}


def preview_alert(db: Database, alert: Alert, watch: Watch, *, days: int, now: datetime) -> Preview:
    """Match the alert against the stored articles of the last `days` days.

    The stored verdicts are used as they are: a changed lexicon shows after `monitor rematch`.
    A story counts on the day of its first article.
    """
    today = now.date()
    first = today - timedelta(days=days - 1)
    watching = replace(watch, alerts=(replace(alert, enabled=True),))
    stories: dict[str, tuple[date, float, str]] = {}
    articles: dict[date, int] = defaultdict(int)
    rows = db.query(
        "SELECT id, day, source, coalesce(story_id, 'article-' || id) AS story FROM articles"
        " WHERE day >= ? AND (verdict <> 'not_relevant' OR ? = 'not_relevant') ORDER BY day, id",
        [first.isoformat(), alert.minimum],
    )
    for row in rows:
        stored = get_article(db, row["id"])
        if stored is None:
            continue
        article, judgement = stored
        for hit in match_alerts(article, judgement, watching, source=row["source"] or ""):
            day = min(date.fromisoformat(row["day"]), today)
            articles[day] += 1
            stories.setdefault(row["story"], (day, hit.score, one_line(article.title, 100)))
    by_day: dict[date, list[tuple[float, str]]] = defaultdict(list)
    for day, score, title in stories.values():
        by_day[day].append((-score, title))
    shown = [first + timedelta(days=n) for n in range(days)]
    return Preview(
        alert=alert.name,
        stories=len(stories),
        articles=sum(articles.values()),
        days=tuple(
            PreviewDay(
                day=day,
                stories=len(by_day[day]),
                articles=articles[day],
                headlines=tuple(title for _, title in sorted(by_day[day])[:SHOWN]),
            )
            for day in shown
        ),
    )
