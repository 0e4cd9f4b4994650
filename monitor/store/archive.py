"""What the archive's pages show: counts kept at hand, the newest stories, one story whole, the sources.

These are reads; the connection is any that can `execute`, and rows come back as plain dictionaries.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from monitor.store.search import Reads

Row = dict[str, Any]

CARD = (
    "id, story_id, day, title, outlet, source, url, language, verdict, score, place, countries, topics,"
    " forms, stages"
)
"""The columns that a list of articles shows."""

LISTS = ("authors", "warnings", "reasons", "topics", "forms", "acts", "means", "purposes", "stages",
         "countries", "figures")  # fmt: skip
"""The columns that hold JSON lists."""


def rows_of(db: Reads, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """The rows of a query as dictionaries, JSON lists read."""
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in LISTS:
            if isinstance(row.get(name), str):
                row[name] = json.loads(row[name])
    return rows


def counts_by(db: Reads, facet: str, *, since: str, verdict: str = "relevant", most: int = 10) -> list[Row]:
    """The most frequent values of a facet among the articles from a day on: `value`, `articles`."""
    return rows_of(
        db,
        "SELECT value, sum(articles) AS articles FROM archive_counts WHERE facet = ? AND verdict = ?"
        " AND day >= ? GROUP BY value HAVING sum(articles) > 0 ORDER BY sum(articles) DESC, value LIMIT ?",
        [facet, verdict, since, most],
    )


def counts_by_day(db: Reads, *, since: str, verdict: str = "relevant") -> dict[str, int]:
    """How many articles of a verdict belong to each day from `since` on."""
    rows = rows_of(
        db,
        "SELECT day, articles FROM archive_counts WHERE facet = 'verdict' AND verdict = ? AND value = ?"
        " AND day >= ? AND articles > 0",
        [verdict, verdict, since],
    )
    return {row["day"]: row["articles"] for row in rows}


def total(db: Reads, verdict: str) -> int:
    """How many articles of a verdict the archive holds."""
    rows = rows_of(
        db,
        "SELECT articles FROM archive_counts WHERE facet = 'verdict' AND verdict = ? AND value = ?"
        " AND day = ''",
        [verdict, verdict],
    )
    return int(rows[0]["articles"]) if rows else 0


def newest_hits(db: Reads, *, most: int, verdict: str = "relevant") -> list[Row]:
    """The newest articles of a verdict, newest first."""
    return rows_of(
        db,
        f"SELECT {CARD} FROM articles WHERE verdict = ? ORDER BY day DESC, id DESC LIMIT ?",
        [verdict, most],
    )


def list_cards(db: Reads, ids: Sequence[int], more: str = "") -> list[Row]:
    """What lists show of these articles, in the order of `ids`; `more` names further columns."""
    columns = f"{CARD}, {more}" if more else CARD
    rows = rows_of(
        db,
        f"SELECT {columns} FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ids))],
    )
    known = {row["id"]: row for row in rows}
    return [known[i] for i in ids if i in known]


def story_heads(db: Reads, ids: Sequence[str | None]) -> dict[str | None, tuple[str, int]]:
    """The title of each of these stories and how many articles it has."""
    rows = rows_of(
        db,
        "SELECT id, title, articles FROM stories WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted({i for i in ids if i}))],
    )
    return {row["id"]: (row["title"], row["articles"]) for row in rows}


MOST_COPIES = 200
"""How many copies of a story its page shows; the number of all is said."""


def get_story(db: Reads, name: str) -> Row | None:
    """A story with its articles, their mentions and its developments; None where there is none."""
    found = rows_of(db, "SELECT * FROM stories WHERE id = ?", [name])
    if not found:
        return None
    story = found[0]
    story["copies"] = rows_of(
        db, "SELECT * FROM articles WHERE story_id = ? ORDER BY day, id LIMIT ?", [name, MOST_COPIES]
    )
    for article in story["copies"]:
        article["mentions"] = mentions_of(db, article["id"])
    linked = "SELECT s.id, s.title, s.day, d.why FROM story_developments d JOIN stories s ON s.id = d.{0}"
    story["earlier"] = rows_of(
        db, linked.format("earlier_id") + " WHERE d.story_id = ? ORDER BY s.day DESC LIMIT 20", [name]
    )
    story["later"] = rows_of(
        db, linked.format("story_id") + " WHERE d.earlier_id = ? ORDER BY s.day LIMIT 20", [name]
    )
    return story


def get_article(db: Reads, article_id: int) -> Row | None:
    """An article with its mentions."""
    found = rows_of(db, "SELECT * FROM articles WHERE id = ?", [article_id])
    if not found:
        return None
    return {**found[0], "mentions": mentions_of(db, article_id)}


def mentions_of(db: Reads, article_id: int) -> list[Row]:
    """The terms found in an article, in the order of its text."""
    return rows_of(db, "SELECT * FROM mentions WHERE article_id = ? ORDER BY field, start", [article_id])


def source_titles(db: Reads) -> dict[str, str]:
    """The title of each source by its name."""
    return {row["name"]: row["title"] for row in rows_of(db, "SELECT name, title FROM sources")}


def source_states(db: Reads) -> list[Row]:
    """The sources that are switched on and how they are, the troubled ones first."""
    return rows_of(
        db,
        "SELECT name, title, kind, country, language, state, state_since, state_detail, last_success_at,"
        " last_new_at, next_poll_at, failures, items_per_week, expected_per_week FROM sources"
        " WHERE enabled = 1 ORDER BY CASE state WHEN 'healthy' THEN 2 WHEN 'new' THEN 1 ELSE 0 END, state,"
        " title COLLATE NOCASE",
    )
