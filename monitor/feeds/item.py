"""What a document says of one item, before it is made safe, and the step that makes it an `Entry`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.feeds.dates import read_date
from monitor.feeds.fields import (
    MAX_AUTHOR,
    MAX_AUTHORS,
    MAX_GUID,
    MAX_TEXT,
    language_of,
    one_line,
    repaired,
    safe_link,
    text_of,
    title_of,
    without_controls,
)
from monitor.feeds.identity import keys_of
from monitor.model import Entry, Page, Source

MAX_ENTRIES = 2000
"""More than a feed lists (730 in the largest seen); the newest are kept and the rest are counted."""


MAX_DOCUMENT_TEXT = 8_000_000
"""Characters of all summaries together, and of all contents: what a child process may hand back."""


@dataclass(slots=True, kw_only=True)
class Item:
    """One item as its document has it: markup, relative links and dates as written.

    `title_is_html` says whether tags in the title are markup; the text of `summary` and `content`
    always is HTML. `title_from` is the element that the title stands in; relative links start from `base`.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    title_is_html: bool = True
    title_from: str = ""
    summary: str = ""
    content: str = ""
    authors: Sequence[str] = ()
    published: str = ""
    updated: str = ""
    language: str | None = None
    base: str = ""


def entries_of(
    items: Sequence[Item], page: Page, source: Source, language: str | None = None
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The items as entries, safe and with their keys, and a note where the newest had to be chosen.

    Args:
        language: what the document says of itself; an item's own word goes first, the source's last.
    """
    notes: tuple[str, ...] = ()
    if len(items) > MAX_ENTRIES:
        notes = (f"lists {len(items):,} items; the newest {MAX_ENTRIES:,} are kept",)
        items = newest(items, page, source)
    language = language_of(language) or source.language
    links = [safe_link(item.link, item.base or page.final_url) for item in items]
    titles = [title_of(item.title, html=item.title_is_html) for item in items]
    guids = [without_controls(item.guid).strip() for item in items]
    texts = _texts(items)
    dates = [item.published.strip() for item in items]
    keys = keys_of(list(zip(guids, links, titles, texts, dates, strict=True)))
    entries = []
    room = MAX_DOCUMENT_TEXT
    for item, key, guid, link, title, text in zip(items, keys, guids, links, titles, texts, strict=True):
        content = without_controls(repaired(_content(item)[:MAX_TEXT]))[:room]
        room -= len(content)
        entries.append(
            Entry(
                source=source.name,
                key=key,
                url=link,
                title=title,
                summary=text,
                content=content,
                authors=tuple(
                    filter(None, (one_line(title_of(a), MAX_AUTHOR) for a in item.authors[:MAX_AUTHORS]))
                ),
                published=read_date(item.published, page.fetched_at, source.date_order),
                updated=read_date(item.updated, page.fetched_at, source.date_order),
                language=language_of(item.language) or language,
                guid=guid[:MAX_GUID],
            )
        )
    return tuple(entries), notes


def _texts(items: Sequence[Item]) -> list[str]:
    """Each item's words, as far as there is room for them in all."""
    texts, room = [], MAX_DOCUMENT_TEXT
    for item in items:
        texts.append(text_of(item.summary or item.content)[:room] if room else "")
        room -= len(texts[-1])
    return texts


def newest(items: Sequence[Item], page: Page, source: Source) -> list[Item]:
    """The `MAX_ENTRIES` latest by date, in the document's order; items without a date keep their rank."""
    undated = datetime.min.replace(tzinfo=UTC)
    order = sorted(
        range(len(items)),
        key=lambda i: (
            read_date(items[i].published or items[i].updated, page.fetched_at, source.date_order) or undated
        ),
        reverse=True,
    )
    return [items[i] for i in sorted(order[:MAX_ENTRIES])]


def _content(item: Item) -> str:
    """The HTML that the feed carries: its content, or a description that is marked up."""
    return item.content or (item.summary if "<" in item.summary else "")
