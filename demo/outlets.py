"""The newsroom's outlets and what they publish, read from `demo/articles/*.toml`.

Every piece says what the monitor must make of it, so that the demonstration checks itself.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

ARTICLES = Path(__file__).parent / "articles"

Kind = Literal["rss", "atom", "rdf", "json", "sitemap", "listing", "api", "numbered"]
PageState = Literal["served", "gone", "forbidden", "disallowed", "pdf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article of an outlet.

    `hours` is its age. `page` says how its page is served; where there is none, the feed's text is all
    that a reader gets. `verdict`, `forms` and `story` are what the monitor must find: pieces of one
    `story` are one entry in the digest; `follows` names the story that it continues.
    """

    slug: str
    title: str
    hours: float
    text: str
    place: str = ""
    author: str = ""
    summary: str = ""
    page: PageState = "served"
    verdict: Literal["relevant", "passing", "not_relevant"] = "not_relevant"
    forms: tuple[str, ...] = ()
    story: str = ""
    follows: str = ""
    why: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text in paragraphs; those that begin with "- " are items of a list."""
        return tuple(" ".join(part.split()) for part in self.text.strip().split("\n\n"))

    @property
    def lead(self) -> str:
        """What a feed shows of the piece: its summary, or its first paragraph."""
        return self.summary or self.paragraphs[0]

    def published(self, now: datetime) -> datetime:
        """When it came out, counted back from `now`."""
        return (now - timedelta(hours=self.hours)).replace(microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One source: how it publishes, in which language, letters and page layout, and its pieces.

    `menu`, `related` and `promo` are the furniture around every article; they may speak of trafficking
    and must never match. `moved` puts a permanent redirect before the feed.
    `country` is that of its readers; an office of the United Nations has none.
    """

    name: str
    title: str
    language: str
    kind: Kind
    layout: str
    country: str | None = None
    encoding: str = "utf-8"
    declared: Literal["header", "meta"] = "header"
    full_text: bool = False
    moved: bool = False
    menu: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    promo: str = ""
    words: tuple[str, ...] = ("Related stories", "Newsletter", "Share", "All rights reserved")
    pieces: tuple[Piece, ...] = ()


def load_outlets(folder: Path = ARTICLES) -> tuple[Outlet, ...]:
    """Every outlet of the newsroom, in order of name."""
    return tuple(_outlet(path) for path in sorted(folder.glob("*.toml")))


def _outlet(path: Path) -> Outlet:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    pieces = tuple(Piece(**_tuples(piece)) for piece in document["article"])
    return Outlet(name=path.stem, pieces=pieces, **_tuples(document["outlet"]))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
