"""Listing pages of sites without a feed: which links are articles, what they are called, of which day.

`link_pattern` tells articles from menus; it is searched in each absolute address, and its named groups
`year`, `month`, `day` give the date (`/statements/(?P<month>\\d\\d)(?P<day>\\d\\d)(?P<year>\\d{4})-\\d+`).
Otherwise the date is what stands beside the link, in the order that the source states. `selectors`
(CSS: item, link, title, date, summary) narrow all this down where a page needs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import regex

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.dates import find_date, month_number
from monitor.feeds.encoding import as_utf8
from monitor.feeds.fields import safe_link
from monitor.feeds.identity import bare_link
from monitor.feeds.item import Item, entries_of
from monitor.model import Feed, Page, Source

SELECTORS = ("item", "link", "title", "date", "summary")
"""The names that `[source.selectors]` of a listing may have."""

MAX_BYTES = 5_000_000
MAX_FOR_SELECTORS = 1_000_000
MAX_LINKS = 5_000
MAX_NODES = 300_000
"""Nodes looked through for `selectors`, items within items counted again each time: no page of a megabyte
whose items lie side by side has so many."""
PATTERN_SECONDS = 0.2
"""The time that one search of a user's pattern may take; `regex` can be stopped, `re` cannot."""

_LONG_TAG = re.compile(rb"<[^<>!?\s][^<>]{20000,}")
_URL_DATE = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d{1,2}|[A-Za-z]{3,9})(?:[/-](?P<day>\d{1,2})(?=[/-]|$))?(?=[/-]|$)"
)
_FRAMES = ("body", "html", "nav", "header", "footer")
_NEARBY_LEVELS = 3
_NEARBY_NODES = 80
_NEARBY_TEXT = 600


@dataclass(slots=True)
class _Found:
    link: str
    title: str
    date: str = ""
    summary: str = ""


def read_listing(page: Page, source: Source) -> Feed:
    """The articles that a page links to, in the page's order, each once.

    Raises:
        NotAFeed: the page is empty.
        BrokenFeed: no link fits: the page has changed, which is never "all articles are gone"; or the
            pattern took too long.
    """
    body = as_utf8(page.body[:MAX_BYTES], page.headers)
    if not body:
        raise NotAFeed(page.url, "the document is empty")
    if any(tag[0].count(b"=") > 1000 for tag in _LONG_TAG.finditer(body)):
        raise BrokenFeed(page.url, "a tag with more than 1,000 attributes")
    base = page.final_url
    pattern = regex.compile(source.link_pattern) if source.link_pattern else None

    @cache
    def match_of(link: str) -> tuple[str, regex.Match[str] | None]:
        """The absolute address, "" where it is no article's, and how it fits the pattern."""
        url = safe_link(link, base)
        if not url or bare_link(url) == bare_link(base):
            return "", None
        match = pattern.search(url, timeout=PATTERN_SECONDS) if pattern else None
        return (url, match) if match or pattern is None else ("", None)

    def fits(link: str) -> bool:
        return bool(match_of(link)[0])

    def is_date(text: str) -> bool:
        return find_date(text, page.fetched_at, source.date_order) is not None

    items: dict[str, Item] = {}
    try:
        found = _by_selectors(page.url, body, source) if source.selectors else _by_links(body, fits, is_date)
        for one in found:
            link, match = match_of(one.link)
            if link:
                date = (_date_of_groups(match.groupdict()) if match else "") or _date_in_address(link)
                _note(items, link, one, date or _stated(one.date, page, source))
    except TimeoutError:
        raise BrokenFeed(page.url, "link_pattern takes too long on this page's links") from None
    if not items:
        raise BrokenFeed(
            page.url, "no link fits link_pattern or selectors: the page's layout has changed, or it is a wall"
        )
    entries, notes = entries_of(list(items.values()), page, source)
    return Feed(format="listing", entries=entries, notes=notes)


def _note(items: dict[str, Item], link: str, one: _Found, date: str) -> None:
    """Add a link; of one that stands there twice (picture and headline) the longest wording is kept."""
    known = items.setdefault(bare_link(link), Item(link=link))
    if len(one.title) > len(known.title):
        known.title = one.title
    known.summary = known.summary or one.summary
    known.published = known.published or date


def _stated(text: str, page: Page, source: Source) -> str:
    at = find_date(text, page.fetched_at, source.date_order) if text else None
    return at.isoformat() if at else ""


def _by_links(body: bytes, fits: Callable[[str], bool], is_date: Callable[[str], bool]) -> Iterator[_Found]:
    """The links that fit, each with the date nearest to it that is not beside another of them."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    for node in islice(tree.css("a[href]"), MAX_LINKS):
        link = node.attributes.get("href") or ""
        if not fits(link):
            continue
        title = node.text(deep=True, separator=" ").strip() or (node.attributes.get("title") or "")
        yield _Found(link, title, _date_near(node, title, fits, is_date))


def _date_near(node: Any, title: str, fits: Callable[[str], bool], is_date: Callable[[str], bool]) -> str:
    """The text that states a date, from the link's own container outwards; "" before the next article's."""
    own, parent = node.attributes.get("href"), node.parent
    for _ in range(_NEARBY_LEVELS):
        if parent is None or parent.tag in _FRAMES:
            return ""
        texts, stated = [], ""
        for count, each in enumerate(parent.traverse(include_text=True)):
            link = each.attributes.get("href") or "" if each.tag == "a" else ""
            if count > _NEARBY_NODES or (link and link != own and fits(link)):
                return ""
            if each.tag == "time":
                stated = stated or each.attributes.get("datetime") or ""
            elif each.tag == "-text":
                texts.append(each.text_content or "")
        text = stated or " ".join(" ".join(texts).replace(title, " ").split())[:_NEARBY_TEXT]
        if is_date(text):
            return text
        parent = parent.parent
    return ""


def _by_selectors(url: str, body: bytes, source: Source) -> Iterator[_Found]:
    from bs4 import BeautifulSoup, Tag

    soup = BeautifulSoup(body[:MAX_FOR_SELECTORS], "lxml", from_encoding="utf-8")
    chosen = source.selectors

    def text(node: Tag, name: str) -> str:
        part = node.select_one(chosen[name]) if name in chosen else None
        if part is None:
            return ""
        return str(part.get("datetime") or part.get_text(" ", strip=True))

    nodes = (
        soup.select(chosen["item"], limit=MAX_LINKS)
        if "item" in chosen
        else soup.select(chosen.get("link", "a[href]"), limit=MAX_LINKS)
    )
    looked = 0
    for node in nodes:
        looked += sum(1 for _ in islice(node.descendants, MAX_NODES))
        if looked > MAX_NODES:
            raise BrokenFeed(url, "selectors.item fits items within items: it takes too long to look through")
        link = (
            node
            if node.name == "a" and "item" not in chosen
            else node.select_one(chosen.get("link", "a[href]"))
        )
        if link is None and node.name == "a":
            link = node
        if link is None:
            continue
        title = text(node, "title") or link.get_text(" ", strip=True)
        yield _Found(str(link.get("href") or ""), title, text(node, "date"), text(node, "summary"))


def _date_in_address(link: str) -> str:
    match = _URL_DATE.search(urlsplit(link).path)
    return _date_of_groups(match.groupdict()) if match and match["day"] else ""


def _date_of_groups(groups: dict[str, str | None]) -> str:
    year, month, day = groups.get("year"), groups.get("month"), groups.get("day")
    if not year or not month or not day:
        return ""
    number = int(month) if month.isdecimal() else month_number(month)
    return (
        f"{year if len(year) == 4 else '20' + year}-{number:02d}-{int(day):02d}"
        if number and day.isdecimal()
        else ""
    )
