"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org 0.9; Google's news extension), streamed.

A news sitemap often covers more than the site's feed. An index has no entries: it names its children,
the latest first, in `Feed.more`. A plain sitemap's `lastmod` says when a page changed, not when it was
published, so it is no publication date.
"""

from __future__ import annotations

import io
import re
from itertools import islice

from lxml import etree

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.dates import read_date
from monitor.feeds.encoding import as_utf8
from monitor.feeds.fields import safe_link
from monitor.feeds.item import Item, entries_of
from monitor.feeds.mending import mended
from monitor.feeds.vocabulary import local_name
from monitor.model import Feed, Page, Source

MAX_CHILDREN = 50
"""Children of an index that are named, the latest first; the rest are old archives."""

_ROOT = re.compile(rb"<[A-Za-z][^<>]{0,5000}>")
_ADDRESS = re.compile(rb"<(?:\w+:)?(?:url|sitemap)(?=[\s>])")
MAX_ADDRESSES = 50_000
"""The protocol's own limit for one sitemap."""

_FIELDS = {"loc", "lastmod", "publication_date", "title", "language"}


def read_sitemap(page: Page, source: Source) -> Feed:
    """The addresses of a sitemap as entries, or the children of an index in `more`.

    Raises:
        NotAFeed: no sitemap.
        BrokenFeed: too large, or not one whole address in it.
    """
    body = as_utf8(page.body, page.headers)
    if b"&#" in body:
        body = mended(body)
    if not body:
        raise NotAFeed(page.url, "the document is empty")
    if body.startswith(b"http"):
        rows = [
            {"loc": line.strip()} for line in body.decode("utf-8", "replace").splitlines() if line.strip()
        ]
        return _feed("sitemap", rows, page, source)
    rows, root, fault = _rows(body)
    if fault:
        rows = max(rows, _one_by_one(mended(body)), key=len)
    if root not in ("urlset", "sitemapindex"):
        raise NotAFeed(page.url, f"a <{root[:40]}> document instead of a sitemap" if root else "no sitemap")
    if fault and not rows:
        raise BrokenFeed(page.url, fault)
    if root == "sitemapindex":
        return Feed(format="sitemap index", entries=(), more=_children(rows, page), partial=bool(fault))
    kind = "news sitemap" if any("publication_date" in row for row in rows) else "sitemap"
    return _feed(kind, rows, page, source, fault)


def _feed(kind: str, rows: list[dict[str, str]], page: Page, source: Source, fault: str = "") -> Feed:
    items = [
        Item(
            link=row.get("loc", ""),
            title=row.get("title", ""),
            published=row.get("publication_date", ""),
            updated=row.get("lastmod", ""),
            language=row.get("language"),
        )
        for row in rows
    ]
    entries, notes = entries_of(items, page, source)
    damage = (f"damaged: {fault}",) if fault else ()
    return Feed(format=kind, entries=entries, notes=damage + notes, partial=bool(fault))


def _rows(body: bytes) -> tuple[list[dict[str, str]], str, str]:
    """What each `<url>` or `<sitemap>` says, the root's name, and what is wrong with the document."""
    rows: list[dict[str, str]] = []
    row: dict[str, str] = {}
    root = fault = ""
    stream = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), recover=True, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        for event, element in stream:
            name = local_name(element).lower()
            if event == "start":
                root = root or name
                continue
            if name in ("url", "sitemap"):
                if row.get("loc"):
                    rows.append(row)
                row = {}
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif name in _FIELDS and (name != "loc" or _own(element)) and (element.text or "").strip():
                row.setdefault(name, element.text.strip())
    except etree.XMLSyntaxError as error:
        fault = str(error)[:200]
    if len(stream.error_log) and not fault:
        fault = str(stream.error_log[0].message)[:200]
    return rows, root, fault


def _one_by_one(body: bytes) -> list[dict[str, str]]:
    """As `_rows`, each address on its own under the root's tag, so that damage in one costs that one."""
    starts = [match.start() for match in islice(_ADDRESS.finditer(body), MAX_ADDRESSES)]
    root = _ROOT.search(body)
    head = root[0] if root else b"<urlset>"
    found: list[dict[str, str]] = []
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        found += _rows(head + body[start:end])[0][:1]
    return found


def _own(element: etree._Element) -> bool:
    """Whether a `<loc>` is the page's own and not that of an image or a video on it."""
    parent = element.getparent()
    return parent is not None and local_name(parent).lower() in ("url", "sitemap")


def _children(rows: list[dict[str, str]], page: Page) -> tuple[str, ...]:
    dated = [(read_date(row.get("lastmod", ""), page.fetched_at), row["loc"]) for row in rows]
    late = sorted((d for d in dated if d[0]), key=lambda d: d[0] or page.fetched_at, reverse=True)
    order = [loc for _, loc in late] + [loc for at, loc in dated if at is None]
    links = (safe_link(loc, page.final_url) for loc in order)
    return tuple(dict.fromkeys(link for link in links if link))[:MAX_CHILDREN]
