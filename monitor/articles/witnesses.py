"""What others say a page's text is, and what the page says of itself: the evidence beside the blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree

from monitor.articles.blocks import Block, tokens

_FAR_LESS = 0.25
_NAMES = re.compile(
    r"""\s(?:class|id|role|aria-hidden|hidden|style)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE
)
FAILURES = (etree.Error, RecursionError, AttributeError, KeyError, IndexError)
"""What trafilatura has been seen to raise on broken pages."""

Run = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A block's words, prepared for comparing: joined, and as runs of three."""

    joined: str
    runs: list[Run]
    first: str

    @classmethod
    def of(cls, block: Block) -> Spoken:
        """Prepare a block whose words are known."""
        words = block.words
        return cls(
            " ".join(words), list(zip(words, words[1:], words[2:], strict=False)), words[0] if words else ""
        )


@dataclass(frozen=True, slots=True)
class Witness:
    """What one extractor or one field of the page's data says the text is, ready to be compared."""

    lines: frozenset[str]
    runs: frozenset[Run]
    words: int

    @classmethod
    def of(cls, lines: Iterable[str]) -> Witness:
        """Prepare a text, given as its lines."""
        kept: set[str] = set()
        runs: set[Run] = set()
        count = 0
        for line in lines:
            words = tokens(line)
            if words:
                kept.add(" ".join(words))
                runs.update(zip(words, words[1:], words[2:], strict=False))
                count += len(words)
        return cls(frozenset(kept), frozenset(runs), count)

    def shares(self, spoken: Sequence[Spoken]) -> list[float]:
        """Return how much of each block this text holds, from 0 to 1."""
        if not self.words:
            return [0.0] * len(spoken)
        lines, held = self.lines, self.runs.__contains__
        return [
            1.0 if said.joined in lines else sum(map(held, said.runs)) / len(said.runs) if said.runs else 0.0
            for said in spoken
        ]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything outside the blocks that bears on the choice."""

    extracted: Witness
    structured: Witness
    second: Witness
    description: Witness
    common_words: frozenset[str] = frozenset()
    title: str = ""
    authors: frozenset[str] = frozenset()
    site: frozenset[str] = frozenset()
    news: float = 0.0


def first_opinion(tree: Any, address: str) -> list[str]:
    """Return the lines of trafilatura's text; its process-wide duplicate cache is never used.

    Raises:
        one of `FAILURES`: trafilatura cannot cope with the page.
    """
    document = trafilatura.bare_extraction(tree, url=address, include_comments=False, deduplicate=False)
    text = getattr(document, "text", None) or ""
    return [line for line in text.split("\n") if line.strip()]


def second_opinion(html: str, expected: int) -> list[str]:
    """Return the lines of Resiliparse's main text: another parser, other rules, two milliseconds.

    Where it finds far less than the `expected` characters, an outer element has a name by which it drops
    all that is inside: it is asked once more, without the names.
    """
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)
    if len(text) < _FAR_LESS * expected:
        nameless = extract_plain_text(
            _NAMES.sub("", html), main_content=True, alt_texts=False, list_bullets=False
        )
        text = max(text, nameless, key=len)
    return [line for line in text.split("\n") if line.strip()]
