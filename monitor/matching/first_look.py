"""Say of a page, before anybody reads it, that nothing of the lexicon can be in it.

One parse, and the lexicon over everything that an article can be made of: the visible text, the titles and
descriptions that the page states of itself, the articles in its structured data. A page is read where a
term stands that is enough by itself, or one beside which its context stands; any other would be judged not
relevant. Beside means in the same sentence, and in the same block: menus have no full stops. Where the look
cannot know (hardly any visible text), the page is read.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from monitor.matching.compile import Compiled
from monitor.matching.context import SUPPORT, gather
from monitor.matching.find import Found
from monitor.model import Article

LITTLE: Final = 500
"""Characters of visible text below which the article may be where the look does not see it."""

BIG: Final = 1_000_000
"""Characters or bytes of markup above which blocks are not told apart."""

_TOLD: Final = frozenset({"headline", "alternativeHeadline", "name", "articleBody", "description"})
"""The properties of schema.org of which a title or a text may be made."""

_TITLES: Final = ("title", "headline", "description")
"""What the name of a meta tag holds that states a title, or what the page is about."""

_INLINE: Final = (
    "a|abbr|acronym|b|bdi|bdo|big|br|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q|rp|rt|ruby|s|"
    "samp|small|span|strike|strong|sub|sup|td|th|time|tt|u|var|wbr"
)
"""Elements that end no sentence: those within a line, and cells, as an article keeps a row in one line."""

_BLOCK: Final = re.compile(rf"<(?=/?[a-zA-Z])(?!/?(?i:{_INLINE})[\s/>])".encode())
_BREAK: Final = re.compile(rb"<(?=[bB][rR][\s/>])|<(?=/[tT][dDhH][\s>])")
_CELL: Final = re.compile(rb"<[tT][dDhH](?:\s[^>]*)?>")

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt/\"\\]")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|table|tr|td)\b[^>]{0,2000}>", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^>]{0,2000}>")
_VIETNAMESE: Final = "ơưđƠƯĐ\u031b"

_MARK: Final = "\x02"
"""Put between the pieces of visible text: a control character, which HTML forbids in text."""

_AROUND: Final = 20
"""Words on each side of a divided one that are looked at again."""


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
    stated = [title, *_stripped(told), *_stated(tree)]
    tree.strip_tags(["script", "style"])
    seen = tree.root.text(separator=_MARK) if tree.root else ""
    seen = " ".join(seen.split()).replace(f" {_MARK}", " ").replace(f"{_MARK} ", " ")
    blank = seen.replace(_MARK, " ")
    if len(blank) < LITTLE:
        return FirstLook(worth_reading=True, why="hardly any visible text", title=title)
    text = "\n".join((*stated, blank, *_joined(seen)))
    for language in (None, "vi") if any(letter in text for letter in _VIETNAMESE) else (None,):
        found = Found(_article(text, language), ready)
        term = _possible(found)
        if term and len(markup) < BIG:
            term = _probable("\n".join((*stated, *_blocks(markup))), language, ready)
        if term:
            return FirstLook(worth_reading=True, why=f"“{term}”", title=title)
    return FirstLook(
        worth_reading=False, why="no term of the lexicon stands anywhere in the page", title=title
    )


def _article(text: str, language: str | None) -> Article:
    return Article(url="", title="", text=text, language=language)


def _possible(found: Found) -> str:
    """A term that is enough, or beside which context stands with no full stop between; "" for none."""
    for match in found.concepts:
        if match.term.strength == "sufficient":
            return match.term.text
    if not found.concepts:
        return ""
    number = found.sentences.number
    supports = {number(c.start) for c in found.clues if c.kind == "context" and c.term.concept in SUPPORT}
    return next((m.term.text for m in found.concepts if number(m.start) in supports), "")


def _probable(text: str, language: str | None, ready: Compiled) -> str:
    """As `_possible`, of a text with its blocks apart, as the article will have them."""
    found = Found(_article(text, language), ready)
    evidence = gather(found) if found.concepts else None
    for mention, supported in zip(evidence.mentions, evidence.supported, strict=True) if evidence else ():
        if supported or mention.strength == "sufficient":
            return mention.term
    return ""


def _title(tree: LexborHTMLParser) -> str:
    node = tree.head.css_first("title") if tree.head else None
    return " ".join(node.text().split()) if node else ""


def _joined(seen: str) -> Iterator[str]:
    """The words that markup divides ("<b>T</b>rafficking") made whole, with the words around them.

    Between two blocks the same mark divides two words, so both ways of reading it are searched.
    """
    words = seen.split(" ")
    start = end = 0
    for at in [number for number, word in enumerate(words) if _MARK in word]:
        if at - _AROUND > end:
            yield " ".join(words[start:end]).replace(_MARK, "")
            start = at - _AROUND
        end = at + _AROUND
    yield " ".join(words[start:end]).replace(_MARK, "")


def _blocks(markup: str | bytes) -> Iterator[str]:
    """The page's visible text, each block in a line: parsed again, with a mark before each tag of a block."""
    body = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    # Text between the cells of a table would be moved out of it; what divides them stands within.
    body = _CELL.sub(rb"\g<0> | ", _BREAK.sub(b" <", body.replace(_MARK.encode(), b" ")))
    tree = LexborHTMLParser(_BLOCK.sub(f"{_MARK}<".encode(), body))
    tree.strip_tags(["script", "style"])
    for block in tree.root.text().split(_MARK) if tree.root else ():
        if line := " ".join(block.split()):
            yield line


def _stated(tree: LexborHTMLParser) -> Iterator[str]:
    """What an article may be made of and a visitor does not see: meta tags, structured data, templates."""
    for node in tree.css('meta[content], script[type*="ld+json" i], template'):
        if node.tag == "meta":
            attributes = node.attributes
            name = " ".join(attributes.get(key) or "" for key in ("property", "name", "itemprop")).lower()
            if any(part in name for part in _TITLES):
                yield attributes["content"] or ""
        elif node.tag == "template":
            yield from _stripped(node.html or "")
        else:
            yield from _told(node.text() or "")


def _told(script: str) -> Iterator[str]:
    """The texts of structured data; the whole of it where it is broken."""
    try:
        waiting = [("", json.loads(script.strip().rstrip(";"), strict=False))]
    except (ValueError, RecursionError):
        yield from _stripped(_ESCAPE.sub(_unescaped, script))
        return
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.items())
        elif isinstance(value, list):
            waiting.extend((name, item) for item in value)
        elif isinstance(value, str) and name in _TOLD:
            yield from _stripped(value)


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else " "


def _stripped(markup: str) -> Iterator[str]:
    """Text of markup inside markup, tags out: with a blank for each of them, and for those of blocks only."""
    if "<" not in markup and "&" not in markup:
        yield markup
        return
    plain = entities.unescape(markup)
    yield entities.unescape(_TAG.sub(" ", plain))
    if "<" in plain:
        yield entities.unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", plain)))
