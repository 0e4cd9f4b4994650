"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
import re
from typing import Any

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.encoding import as_utf8
from monitor.feeds.fields import MAX_TITLE, language_of, one_line, safe_link
from monitor.feeds.item import Item, entries_of
from monitor.model import Feed, Page, Source

MAX_BYTES = 10_000_000


MAX_FAILURES = 50
"""Damaged places in one document after which the rest is given up."""

_VERSION = re.compile(r"https?://jsonfeed\.org/version/[\d.]{1,5}")
_NEXT_ITEM = re.compile(r"\}\s*,\s*\{")


def read_json(page: Page) -> Any:
    """The page's body as a JSON value.

    Raises:
        NotAFeed: empty, or not JSON.
        BrokenFeed: too large, too deep, or numbers too long.
    """
    if len(page.body) > MAX_BYTES:
        raise BrokenFeed(page.url, f"{len(page.body):,} bytes; at most {MAX_BYTES:,} are read")
    body = as_utf8(page.body, page.headers)
    try:
        return json.loads(body, strict=False)
    except json.JSONDecodeError as error:
        raise NotAFeed(page.url, f"not JSON: {error.msg} at line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise BrokenFeed(page.url, "JSON that is nested too deep or has too long a number") from error


def read_json_feed(page: Page, source: Source) -> Feed:
    """The entries of a JSON Feed.

    Raises:
        NotAFeed: JSON, but no feed.
        BrokenFeed: see `read_json`.
    """
    notes: tuple[str, ...] = ()
    try:
        document = read_json(page)
    except NotAFeed as error:
        document = _salvaged(as_utf8(page.body, page.headers).decode())
        if not document["items"]:
            raise
        notes = (f"damaged: {error.detail}",)
    if not isinstance(document, dict) or "jsonfeed.org" not in str(document.get("version", "")):
        raise NotAFeed(
            page.url, 'JSON, but no JSON Feed (no jsonfeed.org version); an API needs kind = "api"'
        )
    items = document.get("items")
    rows = [row for row in items if isinstance(row, dict)] if isinstance(items, list) else []
    language = _text(document.get("language")) or None
    entries, more_notes = entries_of([_item(row) for row in rows], page, source, language)
    following = safe_link(_text(document.get("next_url")), page.final_url)
    return Feed(
        format="json" + str(document["version"]).rpartition("/")[2].replace(".", "")[:4],
        entries=entries,
        title=one_line(_text(document.get("title")), MAX_TITLE),
        language=language_of(language) or source.language,
        notes=notes + more_notes,
        partial=bool(notes),
        more=(following,) if following else (),
    )


def _salvaged(text: str) -> dict[str, Any]:
    """The whole items of a damaged JSON Feed, each read on its own."""
    decoder = json.JSONDecoder(strict=False)
    items: list[dict[str, Any]] = []
    place = text.find('"items"')
    version = _VERSION.search(text)
    failures = 0
    while place >= 0 and (place := text.find("{", place)) >= 0 and failures < MAX_FAILURES:
        try:
            row, place = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError):
            failures += 1
            following = _NEXT_ITEM.search(text, place + 1)
            place = following.end() - 1 if following else -1
        else:
            if "id" in row and {"url", "title", "content_html", "content_text"} & set(row):
                items.append(row)
    return {"version": version[0] if version else "", "items": items}


def _item(row: dict[str, Any]) -> Item:
    text = _text(row.get("content_text"))
    return Item(
        guid=_text(row.get("id")),
        link=_text(row.get("url")) or _text(row.get("external_url")),
        title=_text(row.get("title")),
        title_is_html=False,
        summary=_escaped(_text(row.get("summary")) or text),
        content=_text(row.get("content_html")),
        authors=_authors(row),
        published=_text(row.get("date_published")) or _text(row.get("date_modified")),
        updated=_text(row.get("date_modified")),
        language=_text(row.get("language")) or None,
    )


def _authors(row: dict[str, Any]) -> list[str]:
    listed = row.get("authors")
    people = listed if isinstance(listed, list) else [row.get("author")]
    return [_text(person.get("name")) for person in people if isinstance(person, dict)]


def _text(value: object) -> str:
    """A string or number as text (ids come as numbers too); anything else is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
