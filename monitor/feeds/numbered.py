"""Pages numbered in sequence, where a site has neither feed nor listing (pid.gov.pk/site/press_detail/18420).

The source's address holds `{n}`. Numbers are probed from the highest known one on; a gap (a number that
answers 404) is tolerated, and `fields.ahead` (default 5) is how many numbers past the last good one are
tried at a poll. Each page is one entry; `Feed.more` names the next addresses.
"""

from __future__ import annotations

import re

from monitor.errors import NotAFeed
from monitor.feeds.encoding import as_utf8
from monitor.feeds.item import Item, entries_of
from monitor.model import Feed, Page, Source

PLACE = "{n}"
AHEAD = 5
_TITLE = re.compile(r"<title[^<>]{0,500}>([^<]{1,2000})", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^<>]{0,500}>(.{1,500}?)</h1>", re.IGNORECASE | re.DOTALL)


def addresses(source: Source, highest: int | None = None) -> tuple[str, ...]:
    """The addresses to try next: `ahead` numbers after `highest`, or from `fields.start` on."""
    first = highest + 1 if highest is not None else int(source.fields.get("start", "1"))
    ahead = int(source.fields.get("ahead", AHEAD))
    return tuple(source.url.replace(PLACE, str(n)) for n in range(first, first + ahead))


def number_of(source: Source, url: str) -> int | None:
    """The number that `url` is of this source, or None for another address."""
    before, _, after = source.url.partition(PLACE)
    pattern = re.escape(before).replace("https?", "") + r"(\d{1,12})" + re.escape(after)
    match = re.fullmatch(pattern.replace("https:", "https?:", 1), url)
    return int(match[1]) if match else None


def read_numbered(page: Page, source: Source) -> Feed:
    """The one entry that a numbered page is, and the addresses after it.

    Raises:
        NotAFeed: the page is empty, or has no title: a number that is not given out yet.
    """
    text = as_utf8(page.body[:200_000], page.headers).decode("utf-8", "replace")
    heading, title = _HEADING.search(text), _TITLE.search(text)
    named = (heading and heading[1]) or (title and title[1]) or ""
    if not named.strip():
        raise NotAFeed(page.url, "an empty page: the number is not given out (yet)")
    number = number_of(source, page.url)
    entries, notes = entries_of([Item(link=page.url, title=named, guid=page.url)], page, source)
    more = addresses(source, number) if number is not None else ()
    return Feed(format="numbered", entries=entries, notes=notes, more=more)
