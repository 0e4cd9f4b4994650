"""What the monitor made of the newsroom, and whether that is what was planned."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from demo.newsroom import Newsroom
from demo.outlets import Piece
from demo.press import piece_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The counts of one run, read from the deployment's database.

    `failures` are "where: what". `wrong` are the differences from the plan that a reader of the digest
    would meet, one sentence each; `shades` those between "in passing" and "not relevant", which are in
    no digest.
    """

    polled: int
    new: int
    read: int
    from_feed: int
    relevant: int
    passing: int
    stories: int
    planned: int
    failures: tuple[str, ...]
    wrong: tuple[str, ...]
    shades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An article as the monitor stored it."""

    verdict: str
    story: str
    text_from: str


def count_rows(database: Path) -> Mapping[str, int]:
    """How many polls, entries and articles there are; zero where there is no database yet."""
    if not database.exists():
        return {"polls": 0, "entries": 0, "articles": 0}
    with closing(sqlite3.connect(database)) as db:
        return {
            "polls": _number(db, "SELECT count(*) FROM polls"),
            "entries": _number(db, "SELECT count(*) FROM entries"),
            "articles": _number(db, "SELECT count(*) FROM articles"),
        }


def read_outcome(database: Path, newsroom: Newsroom, before: Mapping[str, int]) -> Outcome:
    """Compare what is stored with what the newsroom's pieces say of themselves."""
    after = count_rows(database)
    planned = {
        newsroom.origin(outlet.name) + piece_path(outlet, piece): piece
        for outlet in newsroom.outlets
        for piece in outlet.pieces
    }
    with closing(sqlite3.connect(database)) as db:
        rows = db.execute(
            "SELECT e.url, a.verdict, coalesce(a.story_id, ''), a.text_from"
            " FROM entries e JOIN articles a ON a.id = e.article_id"
        )
        found = {url: Found(verdict, story, text_from) for url, verdict, story, text_from in rows}
        failing = db.execute(
            "SELECT name || ': ' || coalesce(last_failure, '') FROM sources WHERE failures > 0 ORDER BY name"
        )
        return Outcome(
            polled=after["polls"] - before["polls"],
            new=after["entries"] - before["entries"],
            read=after["articles"] - before["articles"],
            from_feed=sum(article.text_from == "feed" for article in found.values()),
            relevant=sum(article.verdict == "relevant" for article in found.values()),
            passing=sum(article.verdict == "passing" for article in found.values()),
            stories=len({article.story for article in found.values() if article.verdict == "relevant"}),
            planned=sum(piece.verdict == "relevant" for piece in planned.values()),
            failures=tuple(row[0] for row in failing),
            wrong=(*_misjudged(planned, found, told=True), *_misgrouped(planned, found)),
            shades=tuple(_misjudged(planned, found, told=False)),
        )


def _misjudged(planned: Mapping[str, Piece], found: Mapping[str, Found], *, told: bool) -> Iterator[str]:
    """Pieces with another verdict than planned, where one of the two is (`told`) "relevant" or none is."""
    for url, piece in planned.items():
        verdict = found[url].verdict if url in found else "not stored"
        if verdict != piece.verdict and ("relevant" in (verdict, piece.verdict) or url not in found) == told:
            yield f"{piece.slug}: planned {piece.verdict}, found {verdict}"


def _misgrouped(planned: Mapping[str, Piece], found: Mapping[str, Found]) -> Iterator[str]:
    """Stories that were torn apart, and stories that were thrown together."""
    stories: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for url, piece in planned.items():
        if piece.story and url in found and found[url].story:
            stories[piece.story].add(found[url].story)
            names[found[url].story].add(piece.story)
    for name, ids in stories.items():
        if len(ids) > 1:
            yield f"{name}: one story, found as {len(ids)}"
    for together in names.values():
        if len(together) > 1:
            yield f"{', '.join(sorted(together))}: different stories, found as one"


def _number(db: sqlite3.Connection, query: str) -> int:
    number: int = db.execute(query).fetchone()[0]
    return number


def newest_mail(folder: Path) -> list[Path]:
    """The mails and pages that were written, the newest first."""
    return sorted(
        (path for path in folder.rglob("*") if path.suffix in {".eml", ".html"}),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
