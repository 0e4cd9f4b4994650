"""JSON APIs read by field paths: ReliefWeb v2, GDELT's DOC 2.0, and whatever answers with a list of records.

A source says where the records are and which field says what::

    [source.fields]
    items = "data"                      # the list; "." where the document itself is the list
    id = "id"
    title = "fields.title"
    link = "fields.url_alias"
    date = "fields.date.created"
    language = "fields.language.0.code"

A step is a key, a number (a place in a list, from 0), or `*` (all of them, joined).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from monitor.errors import BrokenFeed
from monitor.feeds.dates import read_timestamp
from monitor.feeds.fields import safe_link
from monitor.feeds.item import Item, entries_of
from monitor.feeds.jsonfeed import read_json
from monitor.model import Feed, Page, Source

FIELDS = (
    "items",
    "id",
    "title",
    "link",
    "date",
    "updated",
    "summary",
    "content",
    "language",
    "authors",
    "next",
)
"""The names that `[source.fields]` of an API may have."""

MAX_STEPS = 10


def read_api(page: Page, source: Source) -> Feed:
    """The records of an API's answer as entries.

    Raises:
        NotAFeed: not JSON.
        BrokenFeed: no list where `items` points, or a list of which not one record has title or link.
    """
    document = read_json(page)
    where = source.fields.get("items", ".")
    records = at(document, where)
    if not isinstance(records, list):
        said = at(document, "message") or at(document, "error.message") or at(document, "error")
        detail = f"; the answer says: {_plain(said)[:120]}" if said else ""
        raise BrokenFeed(page.url, f"no list at `{where}`{detail}")
    rows = [row for row in records if isinstance(row, dict)]
    items = [_item(row, source.fields, page) for row in rows]
    if items and not any(item.title or item.link for item in items):
        raise BrokenFeed(page.url, "not one record has a title or a link: do the field paths still fit?")
    entries, notes = entries_of(items, page, source)
    following = (
        safe_link(_plain(at(document, source.fields["next"])), page.final_url)
        if "next" in source.fields
        else ""
    )
    return Feed(format="api", entries=entries, notes=notes, more=(following,) if following else ())


def at(value: Any, path: str) -> Any:
    """What stands at `path` in a JSON value, or None."""
    if path in ("", "."):
        return value
    for number, step in enumerate(path.split(".")[:MAX_STEPS]):
        if step == "*" and isinstance(value, list):
            rest = ".".join(path.split(".")[number + 1 :])
            return [at(one, rest) for one in value]
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and len(step) < 6 and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _item(row: Mapping[str, Any], fields: Mapping[str, str], page: Page) -> Item:
    said = {name: at(row, path) for name, path in fields.items() if name not in ("items", "next")}
    authors = said.get("authors")
    return Item(
        guid=_plain(said.get("id")),
        link=_plain(said.get("link")),
        title=_plain(said.get("title")),
        summary=_plain(said.get("summary")),
        content=_plain(said.get("content")),
        authors=[_plain(a) for a in authors] if isinstance(authors, list) else [_plain(authors)],
        published=_date(said.get("date"), page),
        updated=_date(said.get("updated"), page),
        language=_language(_plain(said.get("language"))),
    )


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, (_plain(one) for one in value[:20])))
    return str(value)


def _date(value: object, page: Page) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        moment = read_timestamp(value, page.fetched_at)
        return moment.isoformat() if moment else ""
    return _plain(value)


def _language(name: str) -> str | None:
    """A language tag; GDELT writes the English name."""
    return _by_english_name().get(name.casefold(), name) or None


@cache
def _by_english_name() -> dict[str, str]:
    from babel import Locale

    return {name.casefold(): tag for tag, name in Locale("en").languages.items() if len(tag) in (2, 3)}
