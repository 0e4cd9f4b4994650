"""The search index: kept up inside the writer's transaction, asked by row ids that order by day.

What is asked is an FTS5 expression over folded words, made by `monitor.browse.query`; nothing a person
types reaches SQLite as syntax.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from sqlite_utils import Database

from monitor.stories.words import fold, indexable, tokens

DAY = 1 << 32
"""A row id is the day since 1970 times this, plus the article's id."""

EPOCH = date(1970, 1, 1).toordinal()

MOST_PENDING = 500
"""How many articles are indexed along with one that is placed, when many have been judged anew."""


class Reads(Protocol):
    """What reading asks of a connection: sqlite3's own has it, and sqlite-utils' Database."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...


def index_pending(db: Database, most: int = MOST_PENDING) -> int:
    """Index the articles that are new or have changed; inside the caller's transaction.

    Returns:
        how many were indexed; fewer than `most` means that none is left.
    """
    # CROSS JOIN: what waits is few, and must not be looked for by going through all articles.
    rows = db.execute(
        "SELECT a.id, a.day, a.title, a.text, a.source, a.outlet, a.language, a.verdict, a.countries,"
        " a.topics, a.forms, a.stages, a.place, (SELECT json_group_array(DISTINCT concept) FROM mentions m"
        " WHERE m.article_id = a.id)"
        " FROM search_pending p CROSS JOIN articles a ON a.id = p.article_id LIMIT ?",
        [most],
    ).fetchall()
    # FTS5 writes out what it has gathered at a row id below the last one, and at every savepoint, such as
    # a statement with triggers takes: so in order, and with nothing between.
    rows.sort(key=lambda row: row_of(row[1], row[0]))
    db.conn.executemany(
        "INSERT INTO search_index (rowid, title, text, tags) VALUES (?, ?, ?, ?)",
        (
            (row_of(day, article_id), indexable(title), indexable(text), _tags(facets))
            for article_id, day, title, text, *facets in rows
        ),
    )
    db.conn.executemany(
        "INSERT OR REPLACE INTO search_facets"
        " (row, source, language, verdict, countries, topics, forms, stages) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row_of(day, article_id), source, language, verdict, *lists)
            for article_id, day, _, _, source, _, language, verdict, *lists, _, _ in rows
        ],
    )
    db.conn.executemany("DELETE FROM search_pending WHERE article_id = ?", [(row[0],) for row in rows])
    return len(rows)


def row_of(day: str, article_id: int) -> int:
    """The row id of an article in the index."""
    return (date.fromisoformat(day).toordinal() - EPOCH) * DAY + article_id


@lru_cache(maxsize=1 << 14)
def tag(kind: str, value: str) -> str:
    """The index term by which articles with a property are found: `country_pk`."""
    return f"{kind}_" + re.sub(r"[^\w]+|_+", "_", fold(value)).strip("_")


def _tags(facets: Sequence[str | None]) -> str:
    source, outlet, language, verdict, countries, topics, forms, stages, place, concepts = facets
    single = (("source", source), ("source", outlet), ("language", language), ("verdict", verdict))
    many = (
        ("country", countries), ("topic", topics), ("form", forms), ("stage", stages), ("concept", concepts)
    )  # fmt: skip
    found = {"every", *(tag(kind, value) for kind, value in single if value)}
    found |= {tag(kind, value) for kind, values in many for value in json.loads(values or "[]")}
    if place:
        found |= set(tokens(place))
    return " ".join(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days that are searched, both ends inclusive; None leaves an end open."""

    first: date | None = None
    last: date | None = None

    def rows(self) -> tuple[int, int]:
        """The least and the greatest row id of the span."""
        least = (self.first.toordinal() - EPOCH) * DAY if self.first else -(1 << 62)
        greatest = (self.last.toordinal() - EPOCH + 1) * DAY - 1 if self.last else 1 << 62
        return least, greatest


EVER = Span()


def search_newest(
    db: Reads, match: str, *, span: Span = EVER, before: int | None = None, most: int
) -> list[int]:
    """The row ids of the newest articles that match, newest first; `before` goes on from a row id."""
    least, greatest = span.rows()
    if before is not None:
        greatest = min(greatest, before - 1)
    rows = db.execute(
        "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ?"
        " ORDER BY rowid DESC LIMIT ?",
        [match, least, greatest, most],
    )
    return [row[0] for row in rows.fetchall()]


FACETS = {"country": "countries", "topic": "topics", "form": "forms", "stage": "stages"}
"""The facets of which an article has several, and the column that holds them."""


def count_facets(db: Reads, rows: Sequence[int]) -> dict[str, Counter[str]]:
    """How many of these articles have each source, language, verdict, country, topic, form and stage."""
    found = db.execute(
        "SELECT source, language, verdict, countries, topics, forms, stages FROM search_facets"
        " WHERE row IN (SELECT value FROM json_each(?))",
        [json.dumps(list(rows))],
    ).fetchall()
    columns = [Counter(column) for column in zip(*found, strict=True)] or [Counter()] * 7
    counts = dict(zip(("source", "language", "verdict"), columns, strict=False))
    for name, lists in zip(FACETS, columns[3:], strict=True):
        counts[name] = Counter()
        for stored, times in lists.items():
            for value in _values(stored):
                counts[name][value] += times
    for one in counts.values():
        del one[None], one[""]
    return counts


@lru_cache(maxsize=4096)
def _values(stored: str) -> tuple[str, ...]:
    """A stored list; the same few come again and again."""
    return tuple(json.loads(stored))


def facet_rows(db: Reads, rows: Sequence[int]) -> list[tuple[int, str]]:
    """The row ids that are there, each with its article's verdict."""
    found = db.execute(
        "SELECT row, verdict FROM search_facets WHERE row IN (SELECT value FROM json_each(?))",
        [json.dumps(list(rows))],
    )
    return [(row, verdict) for row, verdict in found.fetchall()]


def article_ids(rows: Iterable[int]) -> list[int]:
    """The articles' own ids, in the order of the row ids."""
    return [row % DAY for row in rows]
