"""OPML, in which feed readers exchange their lists of subscriptions (opml.org, 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.encoding import as_utf8
from monitor.feeds.fields import MAX_TITLE, language_of, one_line, safe_link
from monitor.feeds.vocabulary import local_name
from monitor.model import Source

MAX_BYTES = 10_000_000
MAX_OUTLINES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed of a list: its safe address, its title, and the folders it lies in."""

    url: str
    title: str
    folders: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """A list, read. `refused` says, with its line, why an entry is not taken."""

    feeds: tuple[Subscription, ...]
    refused: tuple[str, ...] = ()


def read_opml(body: bytes, name: str = "OPML") -> Subscriptions:
    """The feeds that a list names, each once.

    Args:
        name: the file's name, for messages.

    Raises:
        NotAFeed: not an OPML document.
        BrokenFeed: too large, declares entities, or too damaged to read.
    """
    if len(body) > MAX_BYTES:
        raise BrokenFeed(name, f"{len(body):,} bytes; at most {MAX_BYTES:,} are read")
    text = as_utf8(body, {})
    if b"<!ENTITY" in text:
        raise BrokenFeed(name, "declares entities; a list of feeds needs none")
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(name, f"not an OPML document: {error}") from error
    if root is None or local_name(root).lower() != "opml":
        raise NotAFeed(name, "not an OPML document")
    feeds: dict[str, Subscription] = {}
    refused = []
    for number, outline in enumerate(root.iter("{*}outline")):
        if number >= MAX_OUTLINES:
            refused.append(
                f"line {outline.sourceline}: more than {MAX_OUTLINES:,} entries; the rest is left out"
            )
            break
        address = _attribute(outline, "xmlurl")
        if not address:
            continue
        url = safe_link(address)
        if not url:
            shown = one_line(address, 60)
            refused.append(f"line {outline.sourceline}: {shown!r} is no http(s) address")
            continue
        title = one_line(_attribute(outline, "title") or _attribute(outline, "text"), MAX_TITLE)
        language = language_of(_attribute(outline, "language"))
        feeds.setdefault(
            url, Subscription(url=url, title=title, folders=_folders(outline), language=language)
        )
    return Subscriptions(feeds=tuple(feeds.values()), refused=tuple(refused))


def write_opml(sources: Iterable[Source], title: str = "TIP Monitor") -> bytes:
    """The sources that are feeds as an OPML 2.0 document, one folder for each pack."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    packs: dict[str, Any] = {}
    for source in sources:
        if source.kind != "feed":
            continue
        if source.pack not in packs:
            packs[source.pack] = etree.SubElement(body, "outline", text=source.pack)
        said = {"text": source.title, "title": source.title, "type": "rss", "xmlUrl": source.url}
        if source.language:
            said["language"] = source.language
        etree.SubElement(packs[source.pack], "outline", said)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _attribute(element: Any, name: str) -> str:
    """An attribute by its name in any case: lists write xmlUrl, xmlurl and XMLURL."""
    return next((str(value).strip() for key, value in element.attrib.items() if key.lower() == name), "")


def _folders(element: Any) -> tuple[str, ...]:
    names = [
        one_line(_attribute(e, "text") or _attribute(e, "title"), 80)
        for e in element.iterancestors("{*}outline")
    ]
    return tuple(name for name in reversed(names) if name)
