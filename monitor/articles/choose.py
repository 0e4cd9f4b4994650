"""Which blocks are the article, and how they are laid out as its text.

Independent witnesses are heard first: trafilatura's text, a second extractor's, the page's JSON-LD. The
forest weighs them with each block's own looks; lists and tables stand or fall together; what was said
already, or is said over and over, is left out, and so are lines that only ask for something.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.articles.asking import asks
from monitor.articles.blocks import Block, Frame, ancestors, blocks_of, tokens
from monitor.articles.features import Table, ends_in_colon, table
from monitor.articles.forest import Forest, forest
from monitor.articles.languages import common_words, language_of
from monitor.articles.metadata import Metadata
from monitor.articles.urls import home_of
from monitor.articles.witnesses import FAILURES, Evidence, Witness, first_opinion, second_opinion

Numbers = NDArray[Any]
_TOGETHER = 0.2  # how far the mean of a list or table pulls each of its blocks
_EVEN = 0.5
_SAID = 0.8  # the share of a block that may have been said before
_WHOLE_AGAIN, _SAID_AGAIN = 100, 0.6  # words, and the share of such a block
_A_STORY = 80  # words
_OVER_AND_OVER = 3
_SHORT, _ASKED_OF_SHORT = 12, 0.7  # words, and the chance asked of a line no longer
_FORMULA, _CERTAIN = 20, 0.9  # words, and the chance of a near copy of one earlier block that stays


@dataclass(frozen=True, slots=True)
class Gathered:
    """A page's blocks with everything that is known of them; `failure` is why trafilatura was not heard."""

    blocks: list[Block]
    table: Table
    extracted: list[str]
    language: str | None
    failure: str = ""


def gather(tree: Any, html: str, found: Metadata, address: str) -> Gathered:
    """Walk a parsed page and hear the witnesses on every block."""
    blocks = blocks_of(tree, home_of(address))
    extracted: list[str] = []
    failure = ""
    try:
        extracted = first_opinion(tree, address)
    except FAILURES as error:
        failure = f"failed ({type(error).__name__})"
    language = language_of(" ".join(extracted), found.language)
    title = next(iter(found.headings), "") if len(found.headings) == 1 else found.first("og:title")
    evidence = Evidence(
        extracted=Witness.of(extracted),
        structured=Witness.of(found.structured.body.split("\n") if len(found.structured.body) > 200 else ()),
        second=Witness.of(second_opinion(html, sum(map(len, extracted)))),
        description=Witness.of([found.first("description"), found.first("og:description")]),
        common_words=common_words(language),
        title=" ".join(tokens(title)),
        authors=frozenset(tokens(" ".join(found.structured.authors) or found.first("author"))[:6]),
        site=frozenset(tokens(found.first("og:site_name") or found.structured.publisher)[:4]),
        news=float("NewsArticle" in found.structured.kind),
    )
    return Gathered(blocks, table(blocks, evidence), extracted, language, failure)


def chosen(gathered: Gathered, model: Forest | None = None) -> list[Block]:
    """Return the blocks that are the article's text, in the order of the page."""
    blocks, facts = gathered.blocks, gathered.table
    if not blocks:
        return []
    sure = (model or forest()).probabilities(facts.columns, facts.rows)
    chances = together(blocks, sure)
    kept = chances >= np.maximum((_EVEN + threshold(blocks, chances)) / 2, _asked_of(blocks))
    whole = _announced(blocks, kept)
    kept &= facts.column("is_title") == 0.0
    kept[_of_other_articles(blocks, facts)] = False
    return said_once(blocks, np.flatnonzero(kept), whole, sure)


def _asked_of(blocks: Sequence[Block]) -> Numbers:
    """Return the chance that is asked of each block whatever the page: more of a short line on its own.

    What only asks for a click or a follower is such a line, and little is lost with one that is none. A
    salutation is no such line: it has no link and stands beside a paragraph of the same make.
    """

    def is_on_its_own(n: int, block: Block) -> bool:
        if len(block.words) > _SHORT or not _is_loose(block) or block.kind[0] == "h":
            return False
        beside = [*blocks[max(0, n - 1) : n], *blocks[n + 1 : n + 2]]
        same = (other.frame.path == block.frame.path and len(other.words) > _SHORT for other in beside)
        return block.link_chars > 0 or not any(same)

    on_their_own = [is_on_its_own(n, block) for n, block in enumerate(blocks)]
    return np.where(on_their_own, _ASKED_OF_SHORT, 0.0)


def _is_loose(block: Block) -> bool:
    return block.item is None and block.row is None


def _announced(blocks: Sequence[Block], kept: NDArray[np.bool_]) -> set[int]:
    """Keep every list whole that follows a kept colon, and return the numbers of its blocks.

    "We have:" without its list says the opposite of what was said. Where most of the list is kept and
    its colon is not, the colon is kept too.
    """
    whole: set[int] = set()
    for intro, members in _lists_after_colons(blocks):
        if asks(blocks[intro].text):
            continue
        if kept[members].mean() > _EVEN:
            kept[intro] = True
        if kept[intro]:
            kept[members] = True
            whole.update(members)
    return whole


def _of_other_articles(blocks: Sequence[Block], facts: Table) -> list[int]:
    """Return the blocks of further articles, where a page goes on with the next one under its own h1."""
    articles: dict[int, list[int]] = {}
    for n, block in enumerate(blocks):
        outermost = [frame for frame in ancestors(block.frame) if frame.tag == "article"][-1:]
        for frame in outermost:
            articles.setdefault(id(frame), []).append(n)
    like_title = facts.column("like_title")
    headed: dict[int, float] = {}
    for key, members in articles.items():
        heads = [float(like_title[n]) for n in members if blocks[n].kind == "h1" and len(blocks[n].words) > 1]
        if heads and sum(len(blocks[n].words) for n in members) > _A_STORY:
            headed[key] = max(heads)
    if len(headed) < 2:
        return []
    own = max(headed, key=lambda key: headed[key])
    return [n for key in headed if key != own for n in articles[key]]


def _lists_after_colons(blocks: Sequence[Block]) -> Iterator[tuple[int, list[int]]]:
    """Yield the lists that directly follow a block ending in a colon: its number, and theirs."""
    lists: dict[int, list[int]] = {}
    for n, block in enumerate(blocks):
        for frame in ancestors(block.frame) if block.item is not None else ():
            if frame.tag in {"ul", "ol", "menu", "dl"}:
                lists.setdefault(id(frame), []).append(n)
    for members in lists.values():
        if members[0] and ends_in_colon(blocks[members[0] - 1].text):
            yield members[0] - 1, members


def threshold(blocks: Sequence[Block], chances: Numbers) -> float:
    """Return the chance from which on blocks are kept so that the F1 to be expected is highest.

    The measure weighs words: with S the blocks kept, F1 is to be 2 * sum over S of chance * words, by the
    words of S and the words to be expected in the article. Where a page is unclear all over, more is kept.
    """
    order = np.argsort(-chances)
    sorted_chances = chances[order]
    words = np.array([len(block.words) for block in blocks], float)[order]
    expected = np.cumsum(sorted_chances * words)
    scores = 2 * expected / np.maximum(np.cumsum(words) + expected[-1], 1e-9)
    return float(sorted_chances[int(np.argmax(scores))])


def said_once(blocks: Sequence[Block], numbers: Iterable[int], whole: set[int], sure: Numbers) -> list[Block]:
    """Leave out what was said before, what the page says over and over, and what only asks."""
    often = Counter(block.text for block in blocks)
    said: dict[tuple[str, ...], int] = {}
    kept: list[Block] = []
    for n in numbers:
        block = blocks[n]
        words = block.words
        runs = list(zip(words, words[1:], words[2:], words[3:], strict=False))
        if n not in whole:
            loose = _is_loose(block)
            if loose and len(block.text) >= 25 and often[block.text] >= _OVER_AND_OVER:
                continue
            # A block that holds the whole article once more has markup or captions between its words.
            most = _SAID if len(words) < _WHOLE_AGAIN else _SAID_AGAIN
            again = [said[run] for run in runs if run in said] if loose and len(words) >= 8 else []
            if (
                again
                and len(again) > most * len(runs)
                and not (sure[n] >= _CERTAIN and len(words) >= _FORMULA and _is_formula(again, len(runs)))
            ):
                continue
            if asks(block.text):
                continue
        for run in runs:
            said.setdefault(run, n)
        kept.append(block)
    return kept


def _is_formula(again: Sequence[int], runs: int) -> bool:
    """Say whether a block differs a little from one other, as terms do, and is no copy of several."""
    return len(again) < runs and Counter(again).most_common(1)[0][1] > _SAID_AGAIN * runs


def together(blocks: Sequence[Block], chances: Numbers) -> Numbers:
    """Pull the blocks of one list, and of one table, towards their common mean."""
    pulled = chances.copy()
    weights = np.array([len(block.words) + 2 for block in blocks], float)
    for group_of in (_list_of, _table_of):
        groups: dict[int, list[int]] = defaultdict(list)
        for n, block in enumerate(blocks):
            frame = group_of(block)
            if frame is not None:
                groups[id(frame)].append(n)
        for members in groups.values():
            mean = np.average(pulled[members], weights=weights[members])
            pulled[members] = (1 - _TOGETHER) * pulled[members] + _TOGETHER * mean
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
