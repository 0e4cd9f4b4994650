"""RSS, Atom and RDF from bytes, whole or damaged, within bounds of size, time and memory.

Four readers, each for what the one before refuses:

1. libxml2, strict: most feeds are well-formed, and this is some seventy times as fast as feedparser.
2. libxml2 again, after mending what real feeds get wrong most: stray control characters, HTML's named
   entities, a bare ampersand.
3. feedparser, the reference for everything odd, where the document is of a size and shape that it reads
   in a second or so (it is quadratic in attributes, and raises on some input).
4. item by item: each `<item>` or `<entry>` on its own, so that damage in one costs that one.

Nothing is fetched: external entities and DTDs are not loaded, and feedparser is given bytes in a stream
(a str could be a file name or an address).
"""

from __future__ import annotations

import io
import re
from typing import Any

from lxml import etree

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.encoding import as_utf8
from monitor.feeds.fields import MAX_TITLE, language_of, one_line, text_of
from monitor.feeds.item import Item, entries_of
from monitor.feeds.mending import mended
from monitor.feeds.vocabulary import Document, local_name, read_tree
from monitor.model import Feed, Page, Source

MAX_BYTES = 10_000_000
MAX_FOR_FEEDPARSER = 2_000_000
MAX_ITEMS_FOR_FEEDPARSER = 5_000
MAX_ATTRIBUTES = 1_000
MAX_DEPTH = 200
MAX_ENTITY_TEXT = 2_000

FAULTS_OF_FEEDPARSER = (
    ValueError, LookupError, ArithmeticError, AssertionError, AttributeError, TypeError, RuntimeError,
    re.error,
)  # fmt: skip
"""What feedparser 6.0.14 raises on damaged input (mixin.py:359, encodings.py:192, 273, strict.py:58)."""

_LONG_TAG = re.compile(rb"<[^<>!?\s][^<>]{5000,}")
_ITEM = re.compile(rb"<((?:[A-Za-z0-9_-]+:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE)
_ROOT = re.compile(rb"<(?![?!])[^<>]{1,5000}>")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_EXTERNAL = re.compile(rb"\b(?:SYSTEM|PUBLIC)\b")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(rb"""<!ENTITY\s+(?:%\s+)?[\w.-]+\s+["']([^"']*)""")


def read_xml(page: Page, source: Source) -> Feed:
    """The feed in the page's body.

    Raises:
        NotAFeed: nothing at all, a web page, another kind of document.
        BrokenFeed: too large, an entity bomb, or too damaged for every reader.
    """
    if len(page.body) > MAX_BYTES:
        raise BrokenFeed(page.url, f"{len(page.body):,} bytes; a feed has at most {MAX_BYTES:,}")
    body = as_utf8(page.body, page.headers)
    if not body:
        raise NotAFeed(page.url, "the document is empty")
    start = _COMMENT.sub(b"", body[:4000])
    if _HTML.search(start) and not _FEED.search(start):
        raise NotAFeed(
            page.url, "a web page instead of a feed (a login, a consent wall, or the address has changed)"
        )
    if body[:1] != b"<":
        raise NotAFeed(page.url, "plain text instead of a feed")
    _refuse_floods(body, page.url)
    document, notes, partial = _read(body, page)
    entries, more_notes = entries_of(document.items, page, source, document.language)
    return Feed(
        format=document.format,
        entries=entries,
        title=one_line(text_of(document.title[:5000]), MAX_TITLE),
        language=language_of(document.language) or source.language,
        ttl=document.ttl,
        partial=partial,
        notes=notes + more_notes,
    )


def _read(body: bytes, page: Page) -> tuple[Document, tuple[str, ...], bool]:
    body = _without_entities(body, page.url)
    try:
        return _strict(body, page), (), False
    except etree.XMLSyntaxError as error:
        fault = str(error).splitlines()[0][:200] if str(error) else "not well-formed"
    repaired = mended(body)
    try:
        return _strict(repaired, page), (f"mended: {fault}",), False
    except etree.XMLSyntaxError:
        pass
    if not _ITEM.search(body) and not _FEED.search(body[:5000]):
        raise NotAFeed(page.url, "another kind of document")
    cut = _is_cut(repaired)
    salvaged = _item_by_item(repaired, page, drop_last=cut)
    lenient = _by_feedparser(repaired)
    if lenient is not None and cut and lenient.items:
        lenient.items.pop()
    best = max((d for d in (lenient, salvaged) if d is not None), key=lambda d: len(d.items), default=None)
    if best is None or (not best.items and (best.format == "unknown" or _ITEM.search(body))):
        raise BrokenFeed(page.url, fault)
    return best, (f"damaged: {fault}",), True


def _strict(body: bytes, page: Page) -> Document:
    """What libxml2 makes of a well-formed document.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed.
        NotAFeed: it is well-formed and no feed.
    """
    root = etree.fromstring(body, _parser(recover=False))
    document = read_tree(root, page.final_url)
    if document is None:
        raise NotAFeed(page.url, f"a <{local_name(root)[:40]}> document instead of a feed")
    return document


def _parser(*, recover: bool) -> Any:
    """A parser of its own for each document: nothing fetched, nothing expanded, libxml2's limits on."""
    return etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities="internal", no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip


def _refuse_floods(body: bytes, url: str) -> None:
    """A tag of thousands of attributes costs every parser quadratic time; no feed has one."""
    for tag in _LONG_TAG.finditer(body):
        if tag[0].count(b"=") > MAX_ATTRIBUTES:
            raise BrokenFeed(url, f"a tag with more than {MAX_ATTRIBUTES:,} attributes")


def _without_entities(body: bytes, url: str) -> bytes:
    """The document with entities that name nothing but short text; without a DTD otherwise.

    Raises:
        BrokenFeed: entities made of entities, or long ones: the beginning of a bomb.
    """
    start = body.find(b"<!DOCTYPE", 0, 5000)
    # Matched at one place only: a search would begin anew at every DOCTYPE of a hostile document.
    match = _DOCTYPE.match(body, start) if start >= 0 else None
    if match is None and b"<!ENTITY" not in body[:5000]:
        return body
    declared = match[0] if match else body
    for text in _ENTITY.findall(declared):
        if len(text) > MAX_ENTITY_TEXT or re.search(rb"&[A-Za-z_]", text):
            raise BrokenFeed(url, "declares entities that grow when they are expanded")
    if b"<!ENTITY" in declared and not _EXTERNAL.search(declared):
        return body
    return body[: match.start()] + body[match.end() :] if match else body


def _is_cut(body: bytes) -> bool:
    """Whether the document ends inside an item: its last one is not closed."""
    starts = list(_ITEM.finditer(body))
    if not starts:
        return False
    rest = body[starts[-1].end() :]
    return b"</" + starts[-1][1] not in rest and b"/>" not in rest[:200]


def _item_by_item(body: bytes, page: Page, *, drop_last: bool) -> Document | None:
    """Each item on its own, under the document's root tag for its namespaces."""
    starts = [m.start() for m in _ITEM.finditer(body)]
    if not starts:
        return None
    root = _ROOT.search(body)
    head = root[0] if root and root.start() < starts[0] else b"<rss>"
    name = re.match(rb"<\s*([^\s/>]+)", head)
    close = b"</" + name[1] + b">" if name else b"</rss>"
    ends = [*starts[1:], len(body)]
    document: Document | None = None
    pieces = list(zip(starts, ends, strict=True))[:MAX_ITEMS_FOR_FEEDPARSER]
    if drop_last and len(pieces) == len(starts):
        pieces.pop()
    for number, (start, end) in enumerate([(0, starts[0]), *pieces]):
        chunk = body[start:end] if number else body[:end]
        text = chunk + close if not number else head + chunk + close
        try:
            tree = etree.fromstring(text, _parser(recover=True))
        except etree.XMLSyntaxError:
            continue
        if tree is None:
            continue
        part = read_tree(tree, page.final_url)
        if part is None:
            continue
        if document is None:
            document = part
        else:
            document.items += part.items
    return document


def _by_feedparser(body: bytes) -> Document | None:
    """What feedparser makes of it, or None where it would take too long or raises."""
    import feedparser

    if (
        len(body) > MAX_FOR_FEEDPARSER
        or len(_ITEM.findall(body)) > MAX_ITEMS_FOR_FEEDPARSER
        or _too_deep(body)
    ):
        return None
    # Without an address of its own: it would make guids absolute, and libxml2's readers would not.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except FAULTS_OF_FEEDPARSER:
        return None
    if not parsed.version and not parsed.entries:
        return None
    document = Document(
        parsed.version or "unknown", parsed.feed.get("title", ""), parsed.feed.get("language")
    )
    document.items = [_item_of(entry) for entry in parsed.entries]
    return document


def _item_of(entry: Any) -> Item:
    content = entry.get("content") or [{}]
    # FeedParserDict.get() answers "updated" with the publication date, and warns.
    updated = dict.get(entry, "updated") or ""
    return Item(
        guid=entry.get("id") or "",
        link=entry.get("link") or "",
        title=entry.get("title") or "",
        summary=entry.get("summary") or "",
        content=content[0].get("value", "") or "",
        authors=[author.get("name") or "" for author in entry.get("authors", [])]
        or [entry.get("author") or ""],
        published=entry.get("published") or entry.get("created") or updated,
        updated=updated,
        language=entry.get("language"),
    )


def _too_deep(body: bytes) -> bool:
    """A linear estimate of nesting: opened tags less closed ones, void and empty ones left out."""
    depth = 0
    for match in re.finditer(rb"<(/?)(?!(?:br|img|hr|p|li|td|tr|wbr|input)\b)[A-Za-z][^<>]*?(/?)>", body):
        depth += -1 if match[1] else (0 if match[2] else 1)
        if depth > MAX_DEPTH * 3:
            return True
    return False
