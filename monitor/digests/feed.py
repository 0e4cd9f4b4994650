"""A digest as an Atom feed (RFC 4287), for readers that prefer a feed to a mail."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

from monitor.digests.clean import one_line, plain
from monitor.digests.render import Links
from monitor.model import Digest, StoryEntry

ATOM = "http://www.w3.org/2005/Atom"


def as_atom(digest: Digest, *, base_address: str = "") -> str:
    """One entry a story, its identity the story's: a reader shows a story once."""
    ET.register_namespace("", ATOM)
    links = Links(base=base_address)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", f"urn:tip-monitor:alert:{digest.alert.name}")
    _add(feed, "title", one_line(digest.alert.title))
    _add(feed, "updated", _moment(digest.composed_at))
    _add(_add(feed, "author"), "name", "TIP Monitor")
    if base_address:
        _add(feed, "link", rel="alternate", href=links.alert(digest.alert.name))
    for entry in digest.stories:
        _add_story(feed, entry, digest, links)
    return ET.tostring(feed, encoding="unicode", xml_declaration=True)


def _add_story(feed: ET.Element, entry: StoryEntry, digest: Digest, links: Links) -> None:
    first = entry.copies[0]
    item = _add(feed, "entry")
    if entry.language:
        item.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _add(item, "id", f"urn:tip-monitor:story:{digest.alert.name}:{entry.story_id}")
    _add(item, "title", one_line(entry.headline))
    _add(item, "updated", _moment(digest.composed_at))
    if first.url:
        _add(item, "link", rel="alternate", href=first.url)
    if links.base:
        _add(item, "link", rel="related", href=links.story(entry.story_id))
    _add(_add(item, "author"), "name", first.outlet)
    for tag in (*entry.topics, *entry.forms, *entry.countries):
        _add(item, "category", term=tag)
    paragraphs = ("".join(piece.text for piece in p.pieces) for p in entry.paragraphs)
    _add(item, "content", "\n\n".join(plain(p) for p in paragraphs), type="text")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    # U+FFFE and U+FFFF are no XML characters; the controls are gone already.
    element.text = text.replace("\ufffe", "").replace("\uffff", "") if text else None
    return element


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
