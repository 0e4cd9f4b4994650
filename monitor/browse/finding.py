"""One search of the archive: what was asked in an address, and what is found for it.

Everything is bounded. The newest matches come straight from the index; "best" looks at the newest
thousand and at those whose title matches; facets are counted over the newest two thousand. The page
says so where a bound was reached.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from markupsafe import Markup
from sqlite_utils import Database

from monitor.browse.labels import FACETS
from monitor.browse.marks import mark, places, snippet
from monitor.browse.query import Question, Wanted, ask, in_title, narrowed
from monitor.matching.query import matches
from monitor.store.archive import Row, list_cards, story_heads
from monitor.store.articles import get_article
from monitor.store.search import (
    DAY,
    EPOCH,
    EVER,
    Reads,
    Span,
    article_ids,
    count_facets,
    facet_rows,
    search_newest,
)
from monitor.stories.words import fold, unspaced

PAGE = 20
LOOKED_AT = 60
"""Articles looked at for one page, so that copies of a story can be shown as one."""

MOST_COUNTED = 2000
"""The newest matches, over which facets are counted; beyond them it is said that there are more."""

MOST_RANKED = 1000
MOST_TITLES = 300
MOST_WEIGHED = 60
"""How many of the ranked are weighed by their text."""

MOST_BEST = 30
"""How many of those are shown, on one page: who does not find it there asks for more."""

VERDICT_WEIGHT = {"relevant": 1.0, "passing": 0.4, "not_relevant": 0.0}
HALF_LIFE = 90.0
"""Days after which an article counts half as new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for."""

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    span: Span = EVER
    sort: Literal["newest", "best"] = "newest"
    before: int | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Sequence[str]]) -> Asked:
        """Read an address's arguments; what makes no sense is left out."""

        def one(name: str) -> str:
            return next(iter(arguments.get(name, ())), "").strip()

        before = one("before")
        return cls(
            text=one("q")[:1000],
            filters=tuple((kind, value) for kind in FACETS for value in arguments.get(kind, ()) if value),
            span=Span(first=_day(one("from")), last=_day(one("to"))),
            sort="best" if one("sort") == "best" else "newest",
            before=int(before) if before.isascii() and before.isdigit() else None,
        )

    def arguments(self, **changed: str | None) -> list[tuple[str, str]]:
        """The address's arguments again, some of them changed; None takes one away."""
        own: dict[str, str | None] = {
            "q": self.text or None,
            "from": self.span.first.isoformat() if self.span.first else None,
            "to": self.span.last.isoformat() if self.span.last else None,
            "sort": "best" if self.sort == "best" else None,
        }
        own.update(changed)
        return [*((k, v) for k, v in own.items() if v), *self.filters]

    def without(self, kind: str, value: str) -> Asked:
        """The same, without one filter."""
        return replace(self, filters=tuple(f for f in self.filters if f != (kind, value)), before=None)

    def older(self, before: int) -> Asked:
        """The same, from where a page ended."""
        return replace(self, before=before)

    def with_filter(self, kind: str, value: str) -> Asked:
        """The same, with one filter more."""
        return replace(self, filters=(*self.without(kind, value).filters, (kind, value)), before=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: `cards` to show, and of the newest matches a count and the facets.

    `more` says that there are more than were counted; `certain` is False where some of the counted may
    not meet the rule, because the index cannot say all that a rule can.
    """

    question: Question
    cards: list[Row]
    count: int
    more: bool
    certain: bool = True
    facets: Mapping[str, Counter[str]] = field(default_factory=dict)
    next_before: int | None = None


def find(db: Reads, asked: Asked, today: date) -> Found:
    """Search the archive.

    Args:
        db: a connection that reads.
        today: from which the age of an article is taken, for "best".
    """
    question = question_of(asked)
    span = _both(asked.span, question.span)
    newest = search_newest(db, question.match, span=span, most=MOST_COUNTED + 1)
    more, newest = len(newest) > MOST_COUNTED, newest[:MOST_COUNTED]
    if len(newest) <= LOOKED_AT:
        newest = _meeting(db, question, newest)
    if asked.sort == "best" and question.wanted:
        best = _meeting(db, question, _best(db, question, span, newest, today))
        cards, covered = _cards(db, question, best, MOST_BEST)
        goes_on = False
    else:
        rows = newest[:LOOKED_AT]
        if asked.before is not None:
            rows = search_newest(db, question.match, span=span, before=asked.before, most=LOOKED_AT)
        cards, covered = _cards(db, question, _meeting(db, question, rows), PAGE)
        goes_on = len(rows) == LOOKED_AT or (bool(rows) and covered != rows[-1])
        covered = covered if cards else next(reversed(rows), None)
    return Found(
        question=question,
        cards=cards,
        count=len(newest),
        more=more,
        certain=question.exact or len(newest) <= LOOKED_AT,
        facets=count_facets(db, newest),
        next_before=covered if goes_on else None,
    )


def question_of(asked: Asked) -> Question:
    """What is asked of the index: the words, kept to the filters."""
    return narrowed(ask(asked.text), asked.filters)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _both(one: Span, other: Span) -> Span:
    firsts = [s.first for s in (one, other) if s.first]
    lasts = [s.last for s in (one, other) if s.last]
    return Span(first=max(firsts, default=None), last=min(lasts, default=None))


def _meeting(db: Reads, question: Question, rows: list[int]) -> list[int]:
    """The articles that meet the rule where the index could only say that they may."""
    if question.exact or question.rule is None:
        return rows
    store = db if isinstance(db, Database) else Database(db)  # type: ignore[arg-type]
    kept = []
    for row, article_id in zip(rows, article_ids(rows), strict=True):
        stored = get_article(store, article_id)
        if stored and matches(question.rule, *stored):
            kept.append(row)
    return kept


def _best(db: Reads, question: Question, span: Span, newest: Sequence[int], today: date) -> list[int]:
    """The rows of the most relevant among the newest and among those whose title matches."""
    titled = set(search_newest(db, in_title(question), span=span, most=MOST_TITLES))
    pool = {*newest[:MOST_RANKED], *titled}
    scores = {
        row: (2.0 if row in titled else 0.0) + VERDICT_WEIGHT[verdict] + _recency(row, today)
        for row, verdict in facet_rows(db, sorted(pool))
    }
    first = sorted(scores, key=lambda row: (-scores[row], -row))[:MOST_WEIGHED]
    ids = article_ids(first)
    texts = {card["id"]: card["text"] for card in list_cards(db, ids, "text")}
    pattern = _pattern(question.wanted)
    for row, article_id in zip(first, ids, strict=True):
        scores[row] += _weight(texts.get(article_id, ""), pattern)
    return sorted(first, key=lambda row: (-scores[row], -row))


def _recency(row: int, today: date) -> float:
    age = max(0, today.toordinal() - EPOCH - row // DAY)
    return float(0.5 ** (age / HALF_LIFE))


def _weight(text: str, wanted: re.Pattern[str]) -> float:
    """How much a text is about what is wanted: how often, and whether early."""
    folded = fold(text)
    found = [match.start() for match in wanted.finditer(folded)]
    if not found:
        return 0.0
    early = 0.5 if found[0] < 300 else 0.0
    return early + min(1.5, math.log1p(len(found)) * 1000 / max(1000, len(folded)))


def _pattern(wanted: Sequence[Wanted]) -> re.Pattern[str]:
    """A pattern for folded text that finds what is wanted, roughly and fast."""
    phrases = []
    for phrase in wanted:
        words = r"[^\w]+".join(map(re.escape, phrase.words))
        whole = not unspaced(phrase.words[0])
        phrases.append((r"\b" if whole else "") + words + (r"\b" if whole and not phrase.prefix else ""))
    return re.compile("|".join(phrases))


def _cards(db: Reads, question: Question, rows: Sequence[int], most: int) -> tuple[list[Row], int | None]:
    """What a page shows: one card a story, with its further copies; and the last row that it covers."""
    ids = article_ids(rows)
    articles = {card["id"]: card for card in list_cards(db, ids)}
    shown: dict[str, Row] = {}
    covered: int | None = None
    for row, article_id in zip(rows, ids, strict=True):
        card = articles.get(article_id, {})
        key = card.get("story_id") or f"#{article_id}"
        if key in shown:
            shown[key]["also"].append(card["outlet"] or card["source"])
        elif len(shown) == most:
            break
        elif card:
            shown[key] = {**card, "also": []}
        covered = row
    texts = {
        row["id"]: row["text"] for row in list_cards(db, [card["id"] for card in shown.values()], "text")
    }
    heads = story_heads(db, [card["story_id"] for card in shown.values()])
    for card in shown.values():
        _dress(card, texts[card["id"]], question)
        card["size"] = heads.get(card["story_id"], ("", 1))[1]
    return list(shown.values()), covered


def _dress(card: Row, text: str, question: Question) -> None:
    """Add to a card the passage that matched, and the title with what matched set off."""
    card["snippet"] = snippet(text, places(text, question.wanted))
    card["marked_title"] = mark(card["title"], places(card["title"], question.wanted)) or Markup("(no title)")
