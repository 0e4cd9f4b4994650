"""Say of a page, before anybody reads it, that nothing of the lexicon can be in it.

One parse, and the lexicon over everything that an extractor could take for text: the visible text, the
title, the meta tags, structured data. Reading a page takes twenty times as long. A page is read where a
term stands that is enough by itself, or one beside which its context stands; any other would be judged
not relevant. Where the look cannot know (hardly any visible text, text kept in scripts), the page is read.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from monitor.matching.compile import Compiled
from monitor.matching.context import gather
from monitor.matching.find import Found
from monitor.model import Article

LITTLE: Final = 500
"""Characters of visible text below which the article may be where the look does not see it."""

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt/\"\\]")
_TAG: Final = re.compile(r"<[^>]{0,2000}>")
_VIETNAMESE: Final = "ơưđƠƯĐ\u031b"

_MARK: Final = "\x1f"
"""Put between the pieces of visible text: a control character, which HTML forbids in text."""

_DIVIDES: Final = re.compile(f"{_MARK}(?=[^\\W\\d_A-Z])")
_AROUND: Final = 80
"""Characters on each side of a divided word that are looked at again."""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Whether the page is worth reading, and why; `title` is the page's own."""

    worth_reading: bool
    why: str
    title: str = ""


def may_match(markup: str | bytes, ready: Compiled, *, told: str = "") -> FirstLook:
    """Look at a page.

    Args:
        markup: the page, decoded, or its bytes where they are UTF-8 (which saves a copy).
        ready: the watch, compiled.
        told: what the feed says of the page: title, summary, content.
    """
    if any(alert.enabled and alert.minimum == "not_relevant" for alert in ready.watch.alerts):
        return FirstLook(worth_reading=True, why="an alert asks for what is not relevant, too")
    tree = LexborHTMLParser(markup)
    title = _title(tree)
    hidden = " ".join((title, _stripped(told), *_hidden(tree)))
    tree.strip_tags(["script", "style"])
    seen = tree.root.text(separator=_MARK) if tree.root else ""
    blank = " ".join(seen.replace(_MARK, " ").split())
    if len(blank) < LITTLE:
        return FirstLook(worth_reading=True, why="hardly any visible text", title=title)
    text = f"{hidden} . {blank} . {_joined(seen)}"
    found = _worth(text, None, ready)
    if not found and any(letter in text for letter in _VIETNAMESE):
        found = _worth(text, "vi", ready)
    if found:
        return FirstLook(worth_reading=True, why=f"“{found}”", title=title)
    return FirstLook(
        worth_reading=False, why="no term of the lexicon stands anywhere in the page", title=title
    )


def _worth(text: str, language: str | None, ready: Compiled) -> str:
    """A term for which the page is read, or ""."""
    found = Found(Article(url="", title="", text=text, language=language), ready)
    if not found.concepts:
        return ""
    evidence = gather(found)
    for mention, supported in zip(evidence.mentions, evidence.supported, strict=True):
        if supported or mention.strength == "sufficient":
            return mention.term
    return ""


def _title(tree: LexborHTMLParser) -> str:
    node = tree.head.css_first("title") if tree.head else None
    return " ".join(node.text().split()) if node else ""


def _joined(seen: str) -> str:
    """The words that markup divides ("<b>T</b>rafficking") made whole, with what stands around them.

    Between two blocks the same mark divides two words, so both ways of reading it are searched; a Latin
    capital begins a word.
    """
    windows: list[str] = []
    start = end = 0
    for divided in _DIVIDES.finditer(seen):
        at = divided.start()
        if not seen[at - 1 : at].isalnum():
            continue
        if at - _AROUND > end:
            windows.append(seen[start:end])
            start = at - _AROUND
        end = at + _AROUND
    windows.append(seen[start:end])
    return " ".join(" . ".join(windows).replace(_MARK, "").split())


def _hidden(tree: LexborHTMLParser) -> Iterator[str]:
    """What an extractor may read and a visitor does not see: meta tags, data in scripts, templates."""
    for node in tree.css("meta[content], script, template"):
        if node.tag == "meta":
            content = node.attributes["content"] or ""
            if " " in content or not content.isascii():
                yield content
        elif node.tag == "template":
            yield _stripped(node.html or "")
        elif "json" in (node.attributes.get("type") or "") or "articleBody" in (node.text() or ""):
            yield _stripped(_ESCAPE.sub(_unescaped, node.text() or ""))


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else " "


def _stripped(markup: str) -> str:
    """Text of markup inside markup: tags out, entities resolved."""
    return (
        entities.unescape(_TAG.sub(" ", entities.unescape(markup)))
        if "<" in markup or "&" in markup
        else markup
    )
