"""Key figures of a digest: what is new beside what is usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from monitor.model import Bar, KeyFigures, PastStory, StoryEntry

HISTORY = timedelta(days=28)
"""How far back "the usual" looks."""

ENOUGH_DAYS = 7
"""With a shorter history nothing is called usual."""

SHOWN_DAYS = 14
TOP = 6


def key_figures(
    entries: Sequence[StoryEntry], past: Sequence[PastStory], *, today: date, days: int, since: date | None
) -> KeyFigures:
    """The figures for the stories of a digest that covers `days` days until `today`.

    `past` are the stories of the days before, `since` is the first day of which anything is known.
    """
    known = min(HISTORY.days, (today - since).days) if since else 0
    share = days / known if known >= ENOUGH_DAYS else 0.0
    before = [s for s in past if s.day < today and s.day >= today - HISTORY]
    by_day = Counter(s.day for s in before)
    shown = [today - timedelta(days=n) for n in range(SHOWN_DAYS - 1, 0, -1)]
    return KeyFigures(
        stories=len(entries),
        usual=len(before) * share,
        known_days=known if known >= ENOUGH_DAYS else 0,
        countries=_bars(
            [e.countries for e in entries], Counter(c for s in before for c in s.countries), share
        ),
        forms=_bars([e.forms for e in entries], Counter(f for s in before for f in s.forms), share),
        days=(*((day, by_day[day]) for day in shown), (today, len(entries))),
    )


def _bars(tags: Sequence[tuple[str, ...]], before: Mapping[str, int], share: float) -> tuple[Bar, ...]:
    counts = Counter(tag for row in tags for tag in dict.fromkeys(row))
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    return tuple(Bar(label=label, count=count, usual=before.get(label, 0) * share) for label, count in top)
