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
from monitor.matching.divided import MARK
from monitor.matching.find import Found
from monitor.matching.fold import fold
from monitor.model import Article

LITTLE: Final = 500
"""Characters of visible text below which the article may be where the look does not see it."""

BIG: Final = 1_000_000
"""Characters or bytes of markup above which blocks are not told apart."""

_TOLD: Final = frozenset({"headline", "alternativeHeadline", "name", "articleBody", "description"})
"""The properties of schema.org of which a title or a text may be made."""

_TITLES: Final = ("title", "headline", "description")
"""What the name of a meta tag holds that states a title, or what the page is about."""

_BLOCKS: Final = (
    "body, body :not(a,abbr,acronym,b,bdi,bdo,big,br,cite,code,data,del,dfn,em,font,i,img,ins,kbd,label,mark,"
    "nobr,q,rp,rt,ruby,s,samp,small,span,strike,strong,sub,sup,td,th,time,tt,u,var,wbr)"
)
"""All elements but those that end no sentence: what stands in a line, and cells, as rows are lines."""

_APART: Final = ("noscript", "svg", "select", "iframe", "textarea")
"""Elements that readers of articles pass over, so that the text around them is one."""

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt/\"\\]")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|blockquote|table|tr|td)\b[^>]{0,2000}>", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^>]{0,2000}>")
_VIETNAMESE: Final = "ơưđƠƯĐ\u031b"

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
    stated = [title, *_stripped(told), *_stated(tree), *_set_apart(tree)]
    tree.strip_tags(["script", "style", *_APART])
    seen = tree.root.text(separator=MARK) if tree.root else ""
    blank = seen.replace(MARK, " ")
    if _little(blank):
        return FirstLook(worth_reading=True, why="hardly any visible text", title=title)
    text = "\n".join((*stated, blank))
    lines: list[str] = []
    for language in (None, "vi") if any(letter in text for letter in _VIETNAMESE) else (None,):
        if not _may_hold(text, seen, language, ready):
            continue
        if len(markup) < BIG:
            lines = lines or [*stated, *_blocks(tree)]
            term = _probable("\n".join(lines), language, ready)
        else:
            term = _possible("\n".join((*stated, *_read_both_ways(seen))), language, ready)
        if term:
            return FirstLook(worth_reading=True, why=f"“{term}”", title=title)
    return FirstLook(
        worth_reading=False, why="no term of the lexicon stands anywhere in the page", title=title
    )


def _little(blank: str) -> bool:
    """Whether there is hardly any visible text; blanks that follow one another count once."""
    # So many words are certainly enough, and quickly counted.
    return len(blank.split(None, LITTLE // 2)) <= LITTLE // 2 and len(" ".join(blank.split())) < LITTLE


def _may_hold(text: str, seen: str, language: str | None, ready: Compiled) -> bool:
    """Whether a term may stand in the text, or where markup divides its words; seldom wrongly.

    One blank stands for whatever is between words and no letter: it may be markup, which divides words
    or does not.
    """
    concepts = ready.side(language).concepts
    folded = " ".join(fold(text, language).text.split())
    if any(True for _ in concepts.candidates(folded, ready.languages)):
        return True
    if concepts.undivided(folded):
        whole = fold(" ".join(seen.split()).replace(MARK, ""), language).text
        if any(True for _ in concepts.candidates(whole, ready.languages)):
            return True
    return ready.side(language).divided.stands_in(seen, folded, language)


def _article(text: str, language: str | None) -> Article:
    return Article(url="", title="", text=text, language=language)


def _possible(text: str, language: str | None, ready: Compiled) -> str:
    """A term that is enough, or beside which context stands with no full stop between; "" for none."""
    found = Found(_article(text, language), ready)
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
    lines = "\n".join(_telling(Found(_article(text, language), ready)))
    evidence = gather(Found(_article(lines, language), ready)) if lines else None
    for mention, supported in zip(evidence.mentions, evidence.supported, strict=True) if evidence else ():
        if supported or mention.strength == "sufficient":
            return mention.term
    return ""


def _telling(found: Found) -> Iterator[str]:
    """The lines in which a concept's term stands: sentences end with them, so nothing else supports it."""
    spans = {}
    for match in found.concepts:
        begin, stop = found.whole.rfind("\n", 0, match.start) + 1, found.whole.find("\n", match.end)
        spans[begin, stop if stop >= 0 else len(found.whole)] = True
    for begin, stop in spans:
        yield found.whole[begin:stop]


def _title(tree: LexborHTMLParser) -> str:
    node = tree.head.css_first("title") if tree.head else None
    return " ".join(node.text().split()) if node else ""


def _read_both_ways(seen: str) -> Iterator[str]:
    """Visible text with a blank for each mark, and the words with marks within made whole, with those around.

    The mark may stand between the parts of a word ("<b>T</b>rafficking") or between two blocks.
    """
    seen = " ".join(seen.split()).replace(f" {MARK}", " ").replace(f"{MARK} ", " ")
    yield seen.replace(MARK, " ")
    words = seen.split(" ")
    start = end = 0
    for at in [number for number, word in enumerate(words) if MARK in word]:
        if at - _AROUND > end:
            yield " ".join(words[start:end]).replace(MARK, "")
            start = at - _AROUND
        end = at + _AROUND
    yield " ".join(words[start:end]).replace(MARK, "")


def _blocks(tree: LexborHTMLParser) -> Iterator[str]:
    """The page's visible text, each block in a line: with a mark around each, which changes the tree."""
    if tree.root is None:
        return
    for node in tree.root.css("br"):
        node.insert_before(" ")
    for node in tree.root.css("td, th"):
        node.insert_before(" | ")
        node.insert_after(" ")
    for node in tree.root.css(_BLOCKS):
        node.insert_before(MARK)
        node.insert_after(MARK)
    for block in tree.root.text().split(MARK):
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


def _set_apart(tree: LexborHTMLParser) -> Iterator[str]:
    """What stands in elements that are mostly passed over: searched, but not as a part of the text around."""
    for node in tree.css(",".join(_APART)):
        text = node.text(separator=" ")
        if not text.isspace():
            yield text


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
