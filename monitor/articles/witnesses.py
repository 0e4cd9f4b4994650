"""What others say a page's text is, and what the page says of itself: the evidence beside the blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.articles.blocks import Block, tokens

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
