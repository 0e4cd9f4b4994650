"""Everything in a page that describes it: meta tags, headings, times, JSON-LD, its own address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from monitor.articles.structured import Structured, structured_of

_MOST = 400  # meta tags, headings or times looked at
_LONGEST = 500  # characters of a heading


@dataclass(frozen=True, slots=True)
class Time:
    """A `time` element, or another with a machine-readable date: its value, text and the names around it."""

    value: str
    text: str
    names: str


@dataclass(slots=True)
class Metadata:
    """What a page says of itself, gathered in one pass; nothing is judged yet."""

    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    headings: list[str] = field(default_factory=list)
    lower_headings: list[str] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    canonical: str = ""
    language: str = ""
    structured: Structured = field(default_factory=Structured)

    def first(self, *names: str) -> str:
        """Return the first of these meta tags that says anything."""
        return next((self.meta[name] for name in names if self.meta.get(name)), "")


def metadata_of(tree: Any, address: str) -> Metadata:
    """Gather a parsed page's metadata (an lxml tree); the first of equal tags counts, as browsers do."""
    found = Metadata(
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    scripts: list[str] = []
    for element in tree.iter("meta", "title", "h1", "h2", "h3", "link", "time", "script"):
        tag = element.tag
        if tag == "meta":
            _add_meta(found, element)
        elif tag == "title":
            found.title = found.title or " ".join(element.text_content().split())
        elif tag == "h1" and len(found.headings) < _MOST:
            found.headings.append(" ".join(element.text_content().split()))
        elif tag in {"h2", "h3"} and len(found.lower_headings) < _MOST:
            found.lower_headings.append(" ".join(element.text_content().split())[:_LONGEST])
        elif tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split():
                found.canonical = found.canonical or element.get("href") or ""
        elif tag == "time":
            _add_time(found, element, element.get("datetime") or "")
        elif "ld+json" in (element.get("type") or "").lower():
            scripts.append(element.text or "")
    for element in tree.xpath("//*[@itemprop='datePublished' or @itemprop='dateCreated' or @pubdate]")[
        :_MOST
    ]:
        if element.tag not in {"meta", "time"}:
            _add_time(
                found,
                element,
                element.get("content") or element.get("datetime") or element.get("title") or "",
            )
    found.structured = structured_of(scripts, address)
    return found


def _add_meta(found: Metadata, element: Any) -> None:
    name = (
        element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
    )
    content = element.get("content")
    if name and content and content.strip() and len(found.meta) < _MOST:
        found.meta.setdefault(name.strip().lower(), content.strip()[:2000])


def _add_time(found: Metadata, element: Any, value: str) -> None:
    if len(found.times) < _MOST:
        around = [element, element.getparent()]
        names = " ".join(
            f"{e.get('class') or ''} {e.get('id') or ''} {e.get('itemprop') or ''}"
            for e in around
            if e is not None
        )
        pubdate = " pubdate" if element.get("pubdate") is not None else ""
        found.times.append(
            Time(value.strip(), " ".join(element.text_content().split())[:200], names.lower() + pubdate)
        )
