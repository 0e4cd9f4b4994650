"""A story made ready to be shown: why it is here, its text with the terms marked, where outlets disagree."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from monitor.browse.labels import FIGURES, direction
from monitor.browse.marks import Place, mark, merged, snippet
from monitor.model import Figure
from monitor.store import archive
from monitor.store.archive import Row
from monitor.stories.figures import side_by_side

MOST_SENTENCES = 6


def cards(db: sqlite3.Connection, articles: Sequence[Row], most: int) -> list[Row]:
    """The newest stories among these articles, one card each, with how many copies there are."""
    shown: dict[str, Row] = {}
    for row in articles:
        shown.setdefault(row["story_id"] or f"#{row['id']}", row)
        if len(shown) == most:
            break
    stories = archive.story_heads(db, [row["story_id"] for row in shown.values()])
    with_text = archive.list_cards(db, [row["id"] for row in shown.values()], "text")
    texts = {row["id"]: row["text"] for row in with_text}
    for row in shown.values():
        row["title"], row["size"] = stories.get(row["story_id"], (row["title"], 1))
        row["dir"] = direction(row["language"])
        found = [(m["start"], m["end"]) for m in archive.mentions_of(db, row["id"]) if m["field"] == "text"]
        row["snippet"] = snippet(texts.get(row["id"], ""), merged(found), 220)
    return list(shown.values())


def page(db: sqlite3.Connection, name: str) -> dict[str, Any]:
    """Everything that a story's page shows."""
    story = archive.get_story(db, name) or {}
    copies = [_copy(article) for article in story["copies"]]
    return {
        "story": story,
        "copies": copies,
        "lead": max(copies, key=_tells_most, default=None),
        "figures": figures(copies),
        "outlets": sorted({c["by"] for c in copies if c["by"]}),
        "tags": _tags(copies),
        "places": sorted({c["place"] for c in copies if c["place"]}),
    }


def alone(article: Row) -> dict[str, Any]:
    """An article that is no story's copy, shown as if it were one."""
    copy = _copy(article)
    story = {
        "id": None,
        "title": copy["title"],
        "day": copy["day"],
        "articles": 1,
        "earlier": [],
        "later": [],
    }
    return {
        "story": story,
        "copies": [copy],
        "lead": copy,
        "figures": figures([copy]),
        "outlets": [copy["by"]] if copy["by"] else [],
        "tags": _tags([copy]),
        "places": [copy["place"]] if copy["place"] else [],
    }


def _tells_most(copy: Row) -> tuple[bool, int, int]:
    return copy["verdict"] == "relevant", len(copy["mentions"]), len(copy["text"])


def _copy(article: Row) -> Row:
    text, mentions = article["text"], article["mentions"]
    found = merged((m["start"], m["end"]) for m in mentions if m["field"] == "text")
    spoken = merged((m["sentence_start"], m["sentence_end"]) for m in mentions if m["field"] == "text")
    titled = merged((m["start"], m["end"]) for m in mentions if m["field"] == "title")
    return {
        **article,
        "by": article["outlet"] or article["source"] or "",
        "dir": direction(article["language"]),
        "marked_title": mark(article["title"], titled) or Markup("(no title)"),
        "sentences": [mark(text, found, s, e) for s, e in spoken[:MOST_SENTENCES]],
        "paragraphs": paragraphs(text, found),
        "safe_url": article["url"] if article["url"].startswith(("https://", "http://")) else "",
    }


def paragraphs(text: str, found: Sequence[Place]) -> list[Markup]:
    """The text's paragraphs (a blank line divides them), with the places marked."""
    out, at = [], 0
    for piece in text.split("\n\n"):
        if piece.strip():
            out.append(mark(text, found, at, at + len(piece)))
        at += len(piece) + 2
    return out


def figures(copies: Sequence[Row]) -> list[Row]:
    """What the copies state of each kind of figure, each number with the outlets that print it.

    Copies that disagree stand side by side; nobody is said to be right.
    """
    in_order = sorted(copies, key=lambda copy: (copy["day"], copy["id"]))
    reports = [(copy["by"] or copy["url"], [Figure(**f) for f in copy["figures"]]) for copy in in_order]
    return [
        {
            "kind": FIGURES.get(stated.kind, stated.kind),
            "values": stated.totals,
            "parts": stated.parts,
            "conflict": stated.conflict,
        }
        for stated in side_by_side(reports)
    ]


def _tags(copies: Sequence[Row]) -> dict[str, list[str]]:
    return {
        kind: list(dict.fromkeys(v for copy in copies for v in copy[column]))
        for kind, column in (
            ("topic", "topics"), ("form", "forms"), ("stage", "stages"), ("country", "countries")
        )
    }  # fmt: skip
