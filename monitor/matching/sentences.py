"""Where the sentences of a text begin and end, in every script that a reader of ours writes.

A newline always ends a sentence (a headline or a list item has no full stop). The full stops of
Chinese, Urdu, Hindi and their like end one as they stand; a Latin full stop does where a blank and no
lower-case letter follows, and where it belongs to no abbreviation or initial.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import regex

_ENDS: Final = regex.compile(
    r"""
    \n+
    | [。！？｡۔।॥]+ [”’"'»」』）)\]]*               # marks that need no blank
    | (?: [!?؟…]+ | \.{2,} ) [”’"'»)\]]* (?=\s|\Z)
    | \. [”’"'»)\]]* (?=\s+[^\s\p{Ll}]|\s*\Z)
    """,
    regex.VERBOSE,
)
_LAST_WORD: Final = regex.compile(r"[\p{L}\p{M}.]{1,8}\Z")

_ABBREVIATIONS: Final = """
    mr mrs ms dr prof st sgt lt col gen capt cpl pvt rep sen gov pres hon rev supt insp det sr jr no nos vs
    dept inc ltd co corp rs approx est fig art sec para vol jan feb mar apr jun jul aug sept sep oct nov dec
    m mm mme mlle sra srta ud uds núm av avda pág dña
    г гг ул им тыс млн млрд руб стр ст см св д пр т е н
    z.b bzw ca nr str u.a usw d.h
"""
ABBREVIATIONS: Final = frozenset(_ABBREVIATIONS.split())
"""Words before a full stop that ends no sentence (English, French, Spanish, Russian, German)."""

_LONG: Final = 1 + max(map(len, ABBREVIATIONS))


class Sentences:
    """The sentences of one text; offsets count code points of it, end exclusive."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = starts = [0]
        for found in _ENDS.finditer(text):
            at, end = found.span()
            # Most full stops follow a word that is longer than any abbreviation.
            if text[at] != "." or text[at - _LONG : at].isalpha() or not _goes_on(text, at):
                starts.append(end)

    def number(self, offset: int) -> int:
        """The number of the sentence that holds `offset`, counted from 0."""
        return bisect_right(self._starts, offset) - 1

    def around(self, start: int, end: int) -> tuple[int, int]:
        """From the first to the last character of the sentences that hold `start` to `end`."""
        first, last = self.number(start), self.number(max(start, end - 1))
        begin = self._starts[first]
        stop = self._starts[last + 1] if last + 1 < len(self._starts) else len(self._text)
        cut = self._text[begin:stop]
        return begin + len(cut) - len(cut.lstrip()), stop - (len(cut) - len(cut.rstrip()))


def _goes_on(text: str, at: int) -> bool:
    """Whether the full stop at `at` belongs to an abbreviation ("Rs. 500", "J. Smith", "U.S. police")."""
    if text.startswith("..", at):
        return False
    word = _LAST_WORD.search(text, max(0, at - 9), at)
    if word is None:
        return False
    plain = word[0].lower()
    return len(plain) == 1 or plain in ABBREVIATIONS or ("." in plain and len(plain) <= 5)
