"""Alphabets: the characters that texts of one script are written with, folded a text at a time.

`str.translate` asks a dictionary for every character that is not ASCII, which takes 60 to 110 ns. A text of
at most 255 different characters goes through the codecs' own loops instead: each character to one byte,
each byte to what it folds into, 6 ns in all. The few characters of a text that are none of its alphabet
are looked up one by one.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from typing import Final

FEW: Final = 12
"""An alphabet suits a text in which one character of so many is none of its own, or fewer."""

_COMMON: Final = (
    "\t\n\r"
    + "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2009\u202f\ufeff"  # blanks, and what vanishes
    + "«»‐‑–—‘’‚“”„•…‹›€£©®°·×™§→"
)
_LETTERS: Final = (
    # Latin
    "ªº²³½¡¿´" + "".join(chr(code) for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7))
    + "\u0300\u0301\u0302\u0303\u0308\u0327ăąćčďęěğıİłńňœŒőřśşŞșșŠšťțůűźżŽž",
    # Cyrillic
    "№" + "".join(map(chr, range(0x400, 0x460))) + "ҐґҒғҚқҢңҮүҰұҲҳӘәӨө\u0301\u0306\u0308",
    # Arabic, Urdu, Persian, Pashto
    "،؛؟٪٫٬۔ـ\u0670" + "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x656), *range(0x660, 0x66A))))
    + "ٱٹٺټپچځڅڈډڑړږژښڤکګگڪںڼھۀہۂۃیۍێېےۓەۆۇۋ" + "".join(map(chr, range(0x6F0, 0x6FA))),
    # Hindi, Nepali
    "".join(map(chr, range(0x901, 0x971))),
    # Bengali
    "।॥" + "".join(map(chr, (*range(0x981, 0x9CF), 0x9D7, *range(0x9DC, 0x9E4), *range(0x9E6, 0x9FB)))),
    # Thai
    "".join(map(chr, (*range(0xE01, 0xE3B), *range(0xE3F, 0xE5C)))),
)  # fmt: skip


class Alphabet:
    """At most 255 characters, each with what it is folded into by `folding`."""

    def __init__(self, letters: str, folding: Callable[[int], str]) -> None:
        # The first code is taken by NUL, which the codec's map asks for; no text of the alphabet has one.
        characters = "\0" + "".join(dict.fromkeys(_COMMON + letters))
        folded = [folding(ord(character)) for character in characters]
        self._folding = folding
        self._codes = codecs.charmap_build(characters)
        self._stranger = characters.index("?")
        self._vanishing = bytes(code for code, into in enumerate(folded) if not into)
        # What becomes several characters becomes one of private use first, and so does a stranger.
        private = [chr(0xE000 + code) for code in range(len(characters))]
        self._strange = private[self._stranger]
        self._several = [(code, private[code], into) for code, into in enumerate(folded) if len(into) > 1]
        table = [into if len(into) == 1 else private[code] for code, into in enumerate(folded)]
        table[self._stranger] = self._strange
        self._folded = "".join(table)
        self._scripts = bytes(map(_script, folded)).ljust(256, b" ")
        self._mixes = b"c" in self._scripts

    def suits(self, text: str) -> bool:
        """Whether so few characters are strangers to the alphabet that folding by it is worth while."""
        return self._encoded(text).count(self._stranger) * FEW <= len(text)

    def fold(self, text: str) -> tuple[str, bool]:
        """The text folded, and whether a letter of another script may stand beside a Latin one."""
        codes = self._encoded(text)
        strangers = list(self._strangers(text, codes))
        # Looking for each is faster than one pass that deletes, and most texts have none.
        if any(map(codes.__contains__, self._vanishing)):
            codes = codes.translate(None, self._vanishing)
        folded = codecs.charmap_decode(codes, "strict", self._folded)[0]
        for code, one, several in self._several:
            if code in codes:
                folded = folded.replace(one, several)
        if strangers:
            known = folded.split(self._strange)
            return "".join(chain.from_iterable(zip_longest(known, strangers, fillvalue=""))), True
        if not self._mixes:
            return folded, False
        scripts = codes.translate(self._scripts)
        return folded, b"lc" in scripts or b"cl" in scripts

    def _encoded(self, text: str) -> bytes:
        """One byte a character. A stranger becomes "?", the one that the text has "!" (both are blanks)."""
        return codecs.charmap_encode(text.replace("?", "!"), "replace", self._codes)[0]

    def _strangers(self, text: str, codes: bytes) -> Iterator[str]:
        place = codes.find(self._stranger)
        while place >= 0:
            yield self._folding(ord(text[place]))
            place = codes.find(self._stranger, place + 1)


def _script(folded: str) -> int:
    if "a" <= folded <= "z":
        return ord("l")
    return ord("c" if "\u0370" <= folded[:1] <= "\u04ff" else " ")


def alphabets(folding: Callable[[int], str]) -> tuple[Alphabet, ...]:
    """Every alphabet that is known."""
    return tuple(Alphabet(letters, folding) for letters in _LETTERS)
