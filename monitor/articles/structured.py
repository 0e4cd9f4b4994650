"""What a page says of itself in JSON-LD (schema.org), read with bounds and believed with care."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

_LARGEST = 2_000_000
_MOST_NODES = 2_000
_ARTICLE = re.compile(r"(Article|BlogPosting|Report|Posting|AnalysisNewsArticle|LiveBlogPosting)$")
_TAG = re.compile(r"</?(p|br|div|li|ul|ol|h[1-6]|blockquote|table|tr)\b[^>]{0,300}>", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{1,500}>")


@dataclass(frozen=True, slots=True)
class Structured:
    """The main article of a page's JSON-LD; empty strings where it says nothing."""

    headline: str = ""
    body: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    kind: str = ""
    closed: bool = False


def structured_of(scripts: Iterable[str], address: str) -> Structured:
    """Read the texts of a page's JSON-LD scripts; broken, huge or endlessly nested ones are passed over."""
    nodes = [node for script in scripts if len(script) <= _LARGEST for node in _nodes(script)]
    articles = [node for node in nodes if _ARTICLE.search(_kind(node))]
    if not articles:
        # Some sites describe the page, not the article; then only the dates are of use.
        pages = [node for node in nodes if _kind(node).endswith("Page") and node.get("datePublished")]
        page = pages[0] if pages else {}
        return Structured(
            published=_text(page.get("datePublished")), modified=_text(page.get("dateModified"))
        )
    main = max(articles, key=lambda node: _weight(node, address))
    return Structured(
        headline=_plain(_text(main.get("headline") or main.get("name"))),
        body=_plain(_text(main.get("articleBody"))),
        published=_text(main.get("datePublished")),
        modified=_text(main.get("dateModified")),
        authors=tuple(name for name in _names(main.get("author")) if name),
        publisher=next(iter(_names(main.get("publisher"))), ""),
        kind=_kind(main),
        closed=str(main.get("isAccessibleForFree")).lower() == "false",
    )


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting, seen = [document], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            inner = (node.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"))
            waiting.extend(value for value in inner if isinstance(value, dict | list))


def _kind(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")


def _weight(node: dict[str, Any], address: str) -> tuple[bool, bool, int]:
    about = str(node.get("url") or node.get("@id") or node.get("mainEntityOfPage") or "")
    path = address.split("://", 1)[-1].split("?", 1)[0].split("/", 1)[-1]
    return (
        bool(path) and path in about,
        bool(node.get("datePublished")),
        len(_text(node.get("articleBody"))),
    )


def _names(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value[:20]:
            yield from _names(item)
    elif isinstance(value, dict):
        yield _plain(_text(value.get("name")))
    elif isinstance(value, str) and not value.startswith("http"):
        yield _plain(value)


def _text(value: object) -> str:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Turn markup inside a string into lines of text; publishers put both into JSON-LD."""
    if "&" in text:
        text = unescape(text)
    return _MARKUP.sub("", _TAG.sub("\n", text)).strip() if "<" in text else text.strip()
