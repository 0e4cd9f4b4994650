"""RSS, RDF, Atom and CDF, told from a well-formed tree: which element says what of an item.

Names are compared in lower case (feeds write `pubdate`), the namespaces of old drafts count as none, and
what stands in a foreign namespace is left alone.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from monitor.feeds.item import Item

Element = Any
"""An lxml element; lxml ships no types."""

ATOM = "http://www.w3.org/2005/atom"
_CORE = {
    "", ATOM, "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/", "http://purl.org/net/rss1.1#",
    "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd", "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/2.0/",
    "http://purl.org/rss/1.0/modules/rss091#", "http://example.com/newformat#", "http://example.com/necho",
    "http://purl.org/echo/", "uri/of/echo/namespace#", "http://purl.org/pie/",
}  # fmt: skip
_PREFIX = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
}
_RSS_1 = "http://purl.org/rss/1.0/"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

_PUBLISHED = (
    "pubdate",
    "published",
    "issued",
    "dcterms:issued",
    "dc:date",
    "dcterms:created",
    "created",
    "date",
)
_UPDATED = ("updated", "modified", "dcterms:modified", "dc:date", "lastbuilddate")
_ITEMS = tuple(f"{{*}}{name}" for name in ("item", "entry", "ITEM", "Item", "Entry"))
_TITLES = ("title", "dc:title", "media:title")
_SUMMARIES = (
    "description",
    "summary",
    "dc:description",
    "abstract",
    "tagline",
    "itunes:summary",
    "media:description",
)
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


@dataclass(slots=True)
class Document:
    """A feed as its tree states it; `items` are not yet safe."""

    format: str
    title: str = ""
    language: str | None = None
    ttl: timedelta | None = None
    items: list[Item] = field(default_factory=list)


def local_name(element: Element) -> str:
    """An element's name without its namespace; damaged documents have names that `QName` refuses."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace_of(element: Element) -> str:
    """An element's namespace, or ""."""
    return (
        element.tag[1:].rpartition("}")[0] if isinstance(element.tag, str) and element.tag[:1] == "{" else ""
    )


def name_of(element: Element, cache: dict[str, str]) -> str:
    """An element's name in lower case with the usual prefix of its namespace; "?" where that is foreign."""
    tag = element.tag
    if not isinstance(tag, str):
        return "?"
    known = cache.get(tag)
    if known is None:
        namespace, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
        space = namespace.lower()
        if space in _CORE:
            known = local.lower()
        elif space in _PREFIX:
            known = _PREFIX[space] + local.lower()
        else:
            known = "?" if element.prefix else local.lower()
        cache[tag] = known
    return known


def read_tree(root: Element, base: str) -> Document | None:
    """The feed that `root` is, or None where it is none."""
    names: dict[str, str] = {}
    kind = _kind(root, names)
    items = [e for e in root.iter(*_ITEMS) if name_of(e, names) in ("item", "entry")]
    if kind is None and (not items or name_of(root, names) in ("html", "xhtml:html", "opml")):
        return None
    document = Document(kind or "unknown")
    head = next((e for e in root.iter("{*}channel", "{*}CHANNEL") if name_of(e, names) == "channel"), root)
    home = _read_head(document, head, names)
    start = _base_of(root, base)
    absolute = home.startswith("http") and root.get(_XML + "base") is None
    relative_to = _joined(start, home) if absolute else start
    atom = document.format.startswith("atom")
    for element in items:
        document.items.append(_read_item(element, names, start if atom else relative_to, atom=atom))
    return document


def _kind(root: Element, names: dict[str, str]) -> str | None:
    name = name_of(root, names)
    if root.tag == _RDF + "RDF" or local_name(root).lower() == "rdf":
        return "rss10"
    if name == "rss":
        return "rss" + (root.get("version") or "").replace(".", "")
    if name == "channel":
        return "cdf" if root.find(".//{*}item") is None and root.find(".//{*}ITEM") is not None else "rss"
    if name in ("feed", "entry"):
        return "atom03" if namespace_of(root) == "http://purl.org/atom/ns#" else "atom10"
    return None


def _read_head(document: Document, head: Element, names: dict[str, str]) -> str:
    """Fill in what the feed says of itself; the address of its home page."""
    home: str = ""
    period, frequency = "", 1
    document.language = head.get(_XML + "lang") or head.getroottree().getroot().get(_XML + "lang")
    for element in head:
        name = name_of(element, names)
        text = (element.text or "").strip() if name != "?" else ""
        if name == "title" and not document.title:
            document.title = "".join(element.itertext())
        elif name in ("language", "dc:language"):
            document.language = document.language or text
        elif name == "link" and not home:
            home = text or (element.get("href", "") if element.get("rel", "alternate") == "alternate" else "")
        elif name == "ttl" and text.isdecimal() and len(text) < 7:
            document.ttl = timedelta(minutes=int(text))
        elif name == "sy:updateperiod":
            period = text.lower()
        elif name == "sy:updatefrequency" and text.isdecimal() and 0 < len(text) < 5:
            frequency = max(int(text), 1)
    if document.ttl is None and period in _PERIODS:
        document.ttl = timedelta(hours=_PERIODS[period]) / frequency
    return home


def _base_of(element: Element, base: str) -> str:
    stated = element.get(_XML + "base")
    return _joined(base, str(stated).strip()) if stated else base


def _read_item(element: Element, names: dict[str, str], base: str, *, atom: bool) -> Item:
    item = Item(language=element.get(_XML + "lang"), base=_base_of(element, base))
    said: dict[str, str] = {}
    authors: list[str] = []
    links = _Links()
    for child in _children(element, names):
        name = name_of(child, names)
        if name in ("link", "guid", "id"):
            links.add(child, name, item.base)
        elif name in _TITLES:
            _read_title(item, child, html=not atom, name=name)
        elif name in _SUMMARIES:
            item.summary = item.summary or _html(child)
        elif name in _CONTENTS:
            item.content = item.content or _html(child)
            if name == "content" and child.get("src"):
                links.source = child.get("src")
        elif name in ("author", "dc:creator"):
            authors.append(_author(child, names))
        elif name == "dc:language":
            item.language = item.language or child.text
        elif (name in _PUBLISHED or name in _UPDATED) and (text := "".join(child.itertext()).strip()):
            said[name] = text
    item.guid, item.link = links.guid or element.get(_RDF + "about", ""), links.best()
    item.link = item.link or element.get(_RDF + "about", "") or element.get("HREF", "")
    item.updated = next((said[name] for name in _UPDATED if name in said), element.get("LASTMOD", ""))
    # An Atom entry must say when it was updated and may say when it was published (RFC 4287, 4.2.9, 4.2.15).
    item.published = next((said[name] for name in _PUBLISHED if name in said), item.updated)
    item.authors = authors
    return item


def _children(element: Element, names: dict[str, str]) -> Iterator[Element]:
    """The child elements, and those that Media RSS wraps in a group (YouTube's descriptions)."""
    for child in element:
        yield child
        if name_of(child, names) in ("media:group", "media:content"):
            yield from _children(child, names)


class _Links:
    """The addresses an item offers, and which of them is its own."""

    def __init__(self) -> None:
        self.text = self.page = self.alternate = self.permalink = self.guid = self.source = ""

    def add(self, element: Element, name: str, base: str) -> None:
        text = "".join(element.itertext()).strip()
        if name in ("guid", "id"):
            if text:
                self.guid = text
            if element.get("isPermaLink", "true").lower() != "false":
                self.permalink = text
            return
        href = (element.get("href") or "").strip()
        if text and not href and element.get("rel", "alternate") == "alternate":
            self.text = text
        elif href and element.get("rel") is None and namespace_of(element) in ("", _RSS_1):
            self.text = _joined(base, href)
        elif href and (element.get("rel") or "alternate").rpartition("/")[2] == "alternate":
            href = _joined(_base_of(element, base), href)
            self.alternate = self.alternate or href
            if (element.get("type") or "text/html") in ("text/html", "application/xhtml+xml"):
                self.page = self.page or href

    def best(self) -> str:
        address = self.permalink if self.permalink.lower().startswith(("http://", "https://")) else ""
        return self.text or self.page or self.alternate or address or self.source


def _joined(base: str, link: str) -> str:
    if link.startswith(("http://", "https://")):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _read_title(item: Item, element: Element, *, html: bool, name: str) -> None:
    """The first title counts, and the item's own before Dublin Core's or that of its media."""
    if item.title and (name != "title" or item.title_from == "title"):
        return
    kind = (element.get("type") or "").lower()
    text = "".join(_texts(element)) if len(element) else element.text or ""
    mode = element.get("mode")
    packed = mode == "base64" or kind == "application/octet-stream"
    item.title, item.title_from = _from_base64(text) if packed else text, name
    item.title_is_html = html or packed or kind in ("html", "text/html") or mode == "escaped"
    if len(element) and kind in ("xhtml", "application/xhtml+xml"):
        item.title_is_html = False


def _texts(element: Element) -> Iterator[str]:
    """The text in an element, but not that of scripts and styles."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        hidden = isinstance(node.tag, str) and node.tag.rpartition("}")[2].lower() in ("script", "style")
        if event == "start" and not hidden:
            yield node.text or ""
        elif event == "end" and node is not element:
            yield node.tail or ""


def _html(element: Element) -> str:
    """The HTML an element holds: escaped, in CDATA, or as child elements."""
    kind = (element.get("type") or "").lower()
    text = element.text or ""
    if len(element):
        children = (child for child in element if isinstance(child.tag, str))
        return text + "".join(str(etree.tostring(c, encoding="unicode", method="html")) for c in children)
    if element.get("mode") == "base64" or kind == "application/octet-stream":
        return _from_base64(text)
    if kind in ("text", "text/plain"):
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return text


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text.strip(), validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _author(element: Element, names: dict[str, str]) -> str:
    named = next((child for child in element if name_of(child, names) == "name"), None)
    text: str = "".join((element if named is None else named).itertext())
    return text.strip()
