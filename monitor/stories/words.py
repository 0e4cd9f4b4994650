"""The words of a text in any script, folded: what shingles and the search index are made of.

Scripts that write no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) and Korean,
which glues particles to them, are cut into pairs of neighbouring characters. A word of such a script
is then a phrase of pairs, so that every substring of two characters or more is found; the last
character of a run stands alone as well, so that every single one is found by its prefix. SQLite's own
tokenizers find nothing there: unicode61 takes a whole sentence for one word, trigram misses the words
of two characters that Chinese is full of.

Everything else is a run of letters, digits and their marks. Folding removes what writers vary: case,
width, Latin, Greek and Cyrillic accents, Arabic and Hebrew vowel points, the tatweel, and the several
code points by which Arabic, Persian and Urdu keyboards write one letter.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Mapping
from functools import cache, lru_cache
from operator import add

import regex

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}\u30fc\u3005"
_UNSPACED_RUN = regex.compile(rf"[{UNSPACED}][{UNSPACED}\p{{M}}]*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_FIRST_UNSPACED = "\u0e00"
"""No script without spaces comes before Thai, so most letters need no look at their script."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[a-z0-9\x80-\U0010ffff]+")
"""A word where everything beyond ASCII that divides words has become a space."""

_POINTS, _SPACE = f"utf-32-{sys.byteorder[0]}e", ord(" ")

LONGEST_KEPT = 24
"""Characters of a stretch of text that is worth remembering; longer ones hardly come again."""

# Marks that carry no sense of their own (accents, vowel points); those of Indic and South-East Asian
# scripts are vowels and stay.
_DROPPED = (
    (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05BD), (0x0610, 0x061A), (0x0640, 0x0640),
    (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06EA, 0x06ED),
    (0x00AD, 0x00AD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069),
    (0xFEFF, 0xFEFF),
)  # fmt: skip
# One letter, several code points: Arabic yeh and kaf on Persian and Urdu keyboards, alef with its seats,
# teh marbuta, the hehs, and Urdu's small differences.
_ONE_LETTER = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ی", "ي": "ی", "ئ": "ی", "ۓ": "ے", "ې": "ی",
    "ك": "ک", "ڪ": "ک", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ە": "ه", "ؤ": "و", "ء": "",
    "ё": "е", "ʼ": "'", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
}  # fmt: skip


@cache
def _table() -> dict[int, str]:
    table = {ord(letter): plain for letter, plain in _ONE_LETTER.items()}
    for first, last in _DROPPED:
        table.update(dict.fromkeys(range(first, last + 1), ""))
    for zero in (0x0660, 0x06F0):  # Arabic-Indic digits, and their Persian and Urdu forms
        table.update({zero + digit: str(digit) for digit in range(10)})
    return table


class _Dividing(dict[int, str]):
    """The same table, with a space for whatever is no letter, digit or mark; grows by what texts hold."""

    MOST = 20_000

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = letter if unicodedata.category(letter)[0] in "LNM" else " "
        if len(self) < self.MOST:
            self[code] = plain
        return plain


@cache
def _dividing() -> _Dividing:
    return _Dividing(_table())


def fold(text: str) -> str:
    """The text as it is compared: no case, no accents, one code point a letter.

    ASCII, the bulk of all text, takes no normalisation; what is between it mostly comes again.
    """
    return _NOT_ASCII.sub(_fold_stretch, text.lower())


def runs(text: str) -> list[str]:
    """The folded words of a text in order; a run of an unspaced script is one item."""
    lower = text.lower()
    return (
        _ASCII_WORD.findall(lower)
        if lower.isascii()
        else _WORD.findall(_NOT_ASCII.sub(_divide_stretch, lower))
    )


def tokens(text: str) -> list[str]:
    """The index terms of a text in order: words, and pairs of characters of unspaced scripts."""
    return _WORD.findall(indexable(text).lower())


def indexable(text: str) -> str:
    """A text of which SQLite's ascii tokenizer makes the words of `tokens`.

    ASCII stays as it is, since that tokenizer folds and divides it itself, and faster; the underscore
    makes tags (`monitor.store.search.tag`) and divides words.
    """
    if text.isascii():
        return text.replace("_", " ")
    return " ".join([_cut_up(w) if len(w) <= LONGEST_KEPT else _cut(w) for w in text.split(" ")])


def cut(run: str) -> list[str]:
    """The index terms of one run: the word itself, or its pairs of characters and the last one alone."""
    return [*pairs(run), run[-1]] if unspaced(run) else [run]


def pairs(run: str) -> list[str]:
    """The pairs of neighbouring characters of a run, or the run itself if it has one character."""
    return list(map(add, run, run[1:]))


def divided(stretch: str) -> str:
    """A stretch of text folded: one word, or several with spaces where something divides them."""
    return _divided(stretch) if len(stretch) <= LONGEST_KEPT else _divide(stretch)


def unspaced(run: str) -> bool:
    """Whether the run belongs to a script that writes no spaces between words."""
    return run[:1] >= _FIRST_UNSPACED and bool(_UNSPACED_RUN.match(run))


# A text is taken stretch by stretch, each all that stands between two ASCII characters. In most scripts
# that is a word, and the same words come again.


def _fold_stretch(match: re.Match[str]) -> str:
    stretch = match[0]
    return _folded(stretch) if len(stretch) <= LONGEST_KEPT else _fold(stretch)


def _divide_stretch(match: re.Match[str]) -> str:
    return divided(match[0])


def _fold(stretch: str, table: Mapping[int, str] | None = None) -> str:
    decomposed = unicodedata.normalize("NFKD", stretch.casefold()).translate(table or _table())
    return unicodedata.normalize("NFC", decomposed).lower()


def _divide(stretch: str) -> str:
    """The folded stretch with spaces for what divides words, and around runs of unspaced scripts."""
    folded = _fold(stretch, _dividing())
    return _UNSPACED_RUN.sub(r" \g<0> ", folded) if max(folded, default="") >= _FIRST_UNSPACED else folded


def _cut(stretch: str) -> str:
    """The same, with the runs of unspaced scripts cut into pairs."""
    if stretch.isascii():
        return stretch.replace("_", " ")
    folded = _fold(stretch, _dividing())
    return _UNSPACED_RUN.sub(_in_pairs, folded) if max(folded, default="") >= _FIRST_UNSPACED else folded


def _in_pairs(match: regex.Match[str]) -> str:
    """The pairs of a run and its last character, divided by spaces: what `cut` gives, in one go."""
    points = array("I", match[0].encode(_POINTS, "surrogatepass"))
    spread = array("I", [_SPACE]) * (3 * len(points))
    spread[::3] = points
    spread[1:-2:3] = points[1:]
    return f" {spread.tobytes().decode(_POINTS, 'surrogatepass')}"


_folded = lru_cache(maxsize=1 << 15)(_fold)
_divided = lru_cache(maxsize=1 << 15)(_divide)
_cut_up = lru_cache(maxsize=1 << 16)(_cut)
