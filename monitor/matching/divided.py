"""Words that markup divides: "<b>T</b>rafficking", "traf<wbr>ficking".

Where two pieces of visible text touch, nobody can say without the tags whether one word stands there or
two. As two they stand in the text anyway. As one they matter only where a word of the lexicon begins in the
one piece and goes on into the next, and where the other words of its term stand in the text, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.matching.fold import fold

MARK: Final = "\x02"
"""Between two pieces of visible text: a control character, which HTML forbids in text."""

LONGEST: Final = 90
"""Bytes on each side of a division that are put together; no word of a lexicon is longer."""

_KINDS: Final = bytes(
    ord("|") if chr(code) == MARK else ord("a") if code > 127 or chr(code).isalnum() else ord(" ")
    for code in range(256)
)
"""Of each byte: whether it divides, is or may be part of a word, or is none."""


class Divided:
    """The words of the lexicon's terms, to be found again across a division."""

    def __init__(self, spellings: Iterable[tuple[str, ...]]) -> None:
        """Prepare.

        Args:
            spellings: the folded words of each, with a blank where the word's edge must be.
        """
        behind: dict[str, list[tuple[str, ...]]] = {}
        for words in spellings:
            for word in words:
                behind.setdefault(word, []).append(words)
        self._keys, self._behind = list(behind), behind
        self._search = AhoCorasick(self._keys, implementation=Implementation.ContiguousNFA)

    def stands_in(self, seen: str, folded: str, language: str | None) -> bool:
        """Whether a term may stand in the text of which markup divides a word.

        Args:
            seen: visible text, its pieces apart by `MARK`.
            folded: the same, folded, blanks for the marks.
            language: by which it was folded.
        """
        divided = set(self._words(seen, language))
        return any(
            all(word in divided or word.strip() in folded for word in words)
            for key in divided
            for words in self._behind[key]
        )

    def _words(self, seen: str, language: str | None) -> Iterator[str]:
        """The words that begin in one piece and go on into the next."""
        whole = list(_put_together(seen))
        starts = [0, *accumulate(len(text) + 1 for text, _ in whole)]
        folded = fold(" ".join(text for text, _ in whole), language)
        text = f" {folded.text} "
        for number, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            # Positions are one too high for the blank before the text; a key's blank is no part of the word.
            first = folded.origin(start if text[start] == " " else start - 1)
            last = folded.origin(end - 3 if text[end - 1] == " " else end - 2)
            place = bisect_right(starts, first) - 1
            if first < starts[place] + whole[place][1] <= last:
                yield self._keys[number]


def _put_together(seen: str) -> Iterator[tuple[str, int]]:
    """The end of each piece with the beginning of the next ones, and where the first division is."""
    mark = MARK.encode()
    text = seen.encode("utf-8", "replace")
    while mark * 2 in text:
        text = text.replace(mark * 2, mark)
    kinds = text.translate(_KINDS)
    at = kinds.find(b"a|a")
    while at >= 0:
        begin = max(at - LONGEST, kinds.rfind(b" ", 0, at) + 1, kinds.rfind(b"|", 0, at) + 1)
        stop = kinds.find(b" ", at + 2, at + 2 + LONGEST)
        end = text[begin : at + 1].decode("utf-8", "ignore")
        further = text[at + 2 : stop if stop >= 0 else at + 2 + LONGEST].replace(mark, b"")
        yield end + further.decode("utf-8", "ignore"), len(end)
        at = kinds.find(b"a|a", at + 1)
