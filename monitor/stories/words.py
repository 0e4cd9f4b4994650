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
import unicodedata
from functools import cache, lru_cache

import regex

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}\u30fc\u3005"
_TOKEN = regex.compile(rf"[{UNSPACED}][{UNSPACED}\p{{M}}]*|(?:(?![{UNSPACED}])[\p{{L}}\p{{N}}\p{{M}}])+")
_UNSPACED_RUN = regex.compile(rf"[{UNSPACED}]")
_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")

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


def fold(text: str) -> str:
    """The text as it is compared: no case, no accents, one code point a letter.

    ASCII, the bulk of all text, takes no normalisation; what is between it mostly comes again.
    """
    return _NOT_ASCII.sub(_fold_run, text.lower())


def _fold_run(match: re.Match[str]) -> str:
    return _folded(match[0])


@lru_cache(maxsize=1 << 16)
def _folded(run: str) -> str:
    decomposed = unicodedata.normalize("NFKD", run.casefold()).translate(_table())
    return unicodedata.normalize("NFC", decomposed).lower()


def runs(text: str) -> list[str]:
    """The folded words of a text in order; a run of an unspaced script is one item."""
    folded = fold(text)
    found: list[str] = (_ASCII_TOKEN if folded.isascii() else _TOKEN).findall(folded)
    return found


def tokens(text: str) -> list[str]:
    """The index terms of a text in order: words, and pairs of characters of unspaced scripts."""
    return [term for run in runs(text) for term in cut(run)]


def cut(run: str) -> list[str]:
    """The index terms of one run: the word itself, or its pairs of characters and the last one alone."""
    if run.isascii() or not unspaced(run):
        return [run]
    return [*pairs(run), run[-1]]


def pairs(run: str) -> list[str]:
    """The pairs of neighbouring characters of a run, or the run itself if it has one character."""
    return [run[i : i + 2] for i in range(len(run) - 1)]


def unspaced(run: str) -> bool:
    """Whether the run belongs to a script that writes no spaces between words."""
    return bool(_UNSPACED_RUN.match(run))
