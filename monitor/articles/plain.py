"""Plain text that is safe to keep and to show: bounded, normalised, without what no reader sees."""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 200_000
LONGEST_TITLE = 500
LONGEST_NAME = 200

BULLET = re.compile(r"\s*(?:[•▪●○‣◦\uf0b7\uf0a7]|[-–*](?=\s)|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=\s))\s*")
"""What a list item begins with in text without markup; a word of two letters may end a wrapped sentence."""

# Controls except line feed and tab; surrogates; bidi embeddings, overrides and isolates.
# Zero-width joiners and non-joiners stay: Persian, Hindi and others are misspelt without them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LINES = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_SPACES = re.compile(r"[^\S\n]+")


def clean_text(text: str) -> str:
    """Return paragraphs divided by one blank line; list items keep lines of their own."""
    text = unicodedata.normalize("NFC", _UNSAFE.sub("", text.translate(_LINES)))
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def clean_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """Return one line of at most `longest` characters."""
    return " ".join(clean_text(text).split())[:longest].strip()
