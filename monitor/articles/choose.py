"""Which blocks are the article, and how they are laid out as its text.

Independent witnesses are heard first: trafilatura's text, a second extractor's, the page's JSON-LD. The
forest weighs them with each block's own looks; lists and tables stand or fall together; what was said
already, or is said over and over, is left out, and so are lines that only ask for something.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree

from monitor.articles.blocks import Block, Frame, ancestors, blocks_of, tokens
from monitor.articles.features import Evidence, Witness, table
from monitor.articles.forest import forest
from monitor.articles.languages import common_words, language_of
from monitor.articles.metadata import Metadata

THRESHOLD = 0.48
_TOGETHER = 0.5  # how far the mean of a list or table pulls each of its blocks
_AFTER_COLON = 0.3  # what an item gains when the colon before its list is in the article
_SAID = 0.8  # the share of a block that may have been said before
_OVER_AND_OVER = 3
# Lines that ask for a click, a follower or a donation, whole or from their first words on.
_ASKS = re.compile(
    r"^\W*(read (also|more|next|this|the full|our)\b|also read\b|see also\b|related (stories|articles|"
    r"news|topics|posts)|more (on|from) (this|our|the)\b"
    r"|(click|tap) here\b|sign up\b|subscribe\b|newsletter|follow (us|our|@)|join (us|our)\b|like us\b|"
    r"share this\b|share on\b|advertisement\b|sponsored\b"
    r"|download (the|our) .{0,30}app\b|donate\b|support (us|our)\b|you may also like|you might also|"
    r"recommended (for you|stories)?:?$|trending( now)?:?$"
    r"|watch( now)?:|listen( now)?:|all rights reserved|copyright (©|\(c\)|\d)|©|story continues below|"
    r"continue reading|published in .{0,30}, .{0,40}\d{4}$"
    r"|lesen sie (auch|mehr)|mehr zum thema|das könnte sie|auch interessant|lire aussi|à lire (aussi|"
    r"également)|lea también|leer? (también|más)|te puede interesar"
    r"|leia (também|mais)|veja também|leggi anche|baca (juga|selengkapnya)|lihat juga|читайте также|"
    r"подписывайтесь|zobacz (także|też)|czytaj (także|też|więcej)|lees ook"
    r"|les også|läs (också|även|mer)|lue myös|ayrıca okuyun|اقرأ (أيضا|أيضًا|المزيد)|إقرأ أيضا|"
    r"مزید پڑھیں|یہ بھی پڑھیں|بیشتر بخوانید|همچنین بخوانید|यह भी पढ़ें|ये भी पढ़ें|相关阅读|推荐阅读|関連記事)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A page's blocks with everything that is known of them."""

    blocks: list[Block]
    candidates: list[Block]
    columns: list[str]
    rows: list[list[float]]
    extracted: list[str]
    language: str | None


def gather(tree: Any, html: str, found: Metadata, address: str) -> Gathered:
    """Walk a parsed page and hear the witnesses on every block."""
    blocks = blocks_of(tree)
    extracted = _extracted(tree, address)
    language = language_of(" ".join(extracted), found.language)
    title = next(iter(found.headings), "") if len(found.headings) == 1 else found.first("og:title")
    evidence = Evidence(
        extracted=Witness.of(extracted),
        structured=Witness.of(found.structured.body.split("\n") if len(found.structured.body) > 200 else ()),
        second=Witness.of(_second_opinion(html)),
        description=Witness.of([found.first("description"), found.first("og:description")]),
        common_words=common_words(language),
        title=" ".join(tokens(title)),
        news=float("NewsArticle" in found.structured.kind),
    )
    columns, rows, candidates = table(blocks, evidence)
    return Gathered(blocks, candidates, columns, rows, extracted, language)


def _extracted(tree: Any, address: str) -> list[str]:
    """Return the lines of trafilatura's text; its process-wide duplicate cache is never used."""
    try:
        document = trafilatura.bare_extraction(tree, url=address, include_comments=False, deduplicate=False)
    except (etree.Error, RecursionError, AttributeError, KeyError, IndexError):
        return []
    text = getattr(document, "text", None) or ""
    return [line for line in text.split("\n") if line.strip()]


def _second_opinion(html: str) -> list[str]:
    """Return the lines of Resiliparse's main text: another parser, other rules, two milliseconds."""
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)
    return [line for line in text.split("\n") if line.strip()]


def chosen(gathered: Gathered) -> list[Block]:
    """Return the blocks that are the article's text, in the order of the page."""
    blocks, rows = gathered.candidates, gathered.rows
    chances = together(blocks, forest().probabilities(gathered.columns, rows))
    is_title, intro, intro_taken = (
        gathered.columns.index(name) if gathered.columns else 0
        for name in ("is_title", "list_intro", "list_intro_taken")
    )
    often = Counter(block.text for block in blocks)
    said: set[tuple[str, ...]] = set()
    kept: list[Block] = []
    for block, row, chance in zip(blocks, rows, chances, strict=True):
        # "We have:" without its list says the opposite of what was said.
        bonus = _AFTER_COLON if row[intro] == 1.0 and row[intro_taken] >= 0.5 else 0.0
        if chance + bonus < THRESHOLD or row[is_title]:
            continue
        loose = block.item is None and block.row is None
        if loose and len(block.text) >= 25 and often[block.text] >= _OVER_AND_OVER:
            continue
        words = block.words
        runs = list(zip(words, words[1:], words[2:], words[3:], strict=False))
        if loose and len(words) >= 8 and runs and sum(run in said for run in runs) / len(runs) > _SAID:
            continue
        if asks(block.text):
            continue
        said.update(runs)
        kept.append(block)
    return kept


def asks(line: str) -> bool:
    """Say whether a short line only asks the reader to click, follow, subscribe or give."""
    return len(line) < 220 and bool(_ASKS.match(line))


def together(blocks: Sequence[Block], chances: Sequence[float]) -> list[float]:
    """Pull the blocks of one list, and of one table, towards their common mean."""
    pulled = list(chances)
    for group_of in (_list_of, _table_of):
        groups: dict[int, list[int]] = defaultdict(list)
        for n, block in enumerate(blocks):
            frame = group_of(block)
            if frame is not None:
                groups[id(frame)].append(n)
        for members in groups.values():
            weights = [len(blocks[n].words) + 2 for n in members]
            mean = sum(w * pulled[n] for w, n in zip(weights, members, strict=True)) / sum(weights)
            for n in members:
                pulled[n] = (1 - _TOGETHER) * pulled[n] + _TOGETHER * mean
    return pulled


def _list_of(block: Block) -> Frame | None:
    return block.item.parent if block.item else None


def _table_of(block: Block) -> Frame | None:
    return (
        next((frame for frame in ancestors(block.frame) if frame.tag == "table"), None) if block.row else None
    )


def lay_out(blocks: Iterable[Block]) -> str:
    """Write blocks as text: paragraphs apart by a blank line, items and rows on lines of their own."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        text = block.text
        if block.item is not None and block.first_of_item:
            text = f"- {text.lstrip('•·▪-– ')}"
        if previous is None:
            parts.append(text)
        elif block.row is not None and block.row is previous.row and block.kind in {"td", "th"}:
            parts.append(f" | {text}")
        elif _same_list(previous, block) or (
            block.row is not None and _table_of(previous) is _table_of(block)
        ):
            parts.append(f"\n{text}")
        else:
            parts.append(f"\n\n{text}")
        previous = block
    return "".join(parts)


def _same_list(one: Block, other: Block) -> bool:
    if one.item is None or other.item is None:
        return False
    return one.item is other.item or one.item.parent is other.item.parent or one.item in ancestors(other.item)
