"""Mark what was found in a text: the words of a search, the terms of a verdict; cut a snippet around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import regex
from markupsafe import Markup, escape

from monitor.browse.query import Wanted
from monitor.stories.words import LONGEST_KEPT, UNSPACED, divided, fold, unspaced

Place = tuple[int, int]
"""A stretch of a text, in code points, end exclusive."""

# As `monitor.stories.words` cuts folded text, with the invisible characters that folding drops.
_PIECE = regex.compile(
    rf"[{UNSPACED}][{UNSPACED}\p{{M}}]*|(?:(?![{UNSPACED}])[\p{{L}}\p{{N}}\p{{M}}\u00ad\u200b-\u200f\u2060])+"
)
_CHUNK = re.compile(r"[A-Za-z0-9\x80-\U0010ffff]+")
"""What ASCII does not divide: in most scripts one word."""


def places(text: str, wanted: Iterable[Wanted]) -> list[Place]:
    """Where the wanted words and phrases stand in a text, in order and without overlap."""
    wanted = list(wanted)
    if text.isascii():
        return merged(place for phrase in wanted for place in _plain(text, phrase))
    pieces = list(_pieces(text)) if wanted else []
    folded = [piece[2] for piece in pieces]
    found: list[Place] = []
    for phrase in wanted:
        if any(unspaced(w) for w in phrase.words):
            found += _runs(text, pieces, phrase)
            continue
        size = len(phrase.words)
        for at in [at for at, piece in enumerate(folded) if _is(piece, phrase, 0)]:
            window = folded[at : at + size]
            if len(window) == size and all(_is(piece, phrase, n) for n, piece in enumerate(window)):
                found.append((pieces[at][0], pieces[at + size - 1][1]))
    return merged(found)


def _plain(text: str, phrase: Wanted) -> Iterator[Place]:
    """Where a phrase stands in ASCII text."""
    words = "[^a-z0-9]+".join(map(re.escape, phrase.words))
    end = "[a-z0-9]*" if phrase.prefix else "(?![a-z0-9])"
    pattern = re.compile(rf"(?<![a-z0-9]){words}{end}", re.IGNORECASE)
    return (match.span() for match in pattern.finditer(text))


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """The words and runs of a text: where each begins and ends, and how it is folded."""
    for chunk in _CHUNK.finditer(text):
        if len(chunk[0]) <= LONGEST_KEPT and " " not in (folded := divided(chunk[0])):
            yield chunk.start(), chunk.end(), folded
            continue
        for piece in _PIECE.finditer(text, chunk.start(), chunk.end()):
            yield piece.start(), piece.end(), fold(piece[0])


def _is(piece: str, phrase: Wanted, number: int) -> bool:
    word = phrase.words[number]
    if piece == word:
        return True
    if phrase.prefix and number == len(phrase.words) - 1 and piece.startswith(word):
        return True
    # What Arabic writes onto a word: the article and one-letter particles before it.
    return (
        piece.endswith(word[-3:])
        and len(word) > 3
        and "\u0600" <= word[0] <= "\u06ff"
        and (piece.endswith(word.removeprefix("ال")))
    )


def _runs(text: str, pieces: Sequence[tuple[int, int, str]], phrase: Wanted) -> list[Place]:
    """Where the runs of a phrase stand inside longer runs; a whole run where folding mixed its letters."""
    found = []
    for word in phrase.words:
        for start, end, folded in pieces:
            at = folded.find(word)
            if at < 0:
                continue
            origin = [n for n, letter in enumerate(text[start:end], start) for _ in fold(letter)]
            if len(origin) != len(folded):
                found.append((start, end))
                continue
            while at >= 0:
                found.append((origin[at], origin[at + len(word) - 1] + 1))
                at = folded.find(word, at + len(word))
    return found


def merged(found: Iterable[Place]) -> list[Place]:
    """Places in order, those that touch or overlap made one."""
    out: list[Place] = []
    for start, end in sorted(found):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def mark(text: str, found: Sequence[Place], first: int = 0, last: int | None = None) -> Markup:
    """The text (or a stretch of it), escaped, with every place between <mark> and </mark>."""
    last = len(text) if last is None else last
    inside = [(max(s, first), min(e, last)) for s, e in found if s < last and e > first]
    out = Markup("")
    at = first
    for start, end in inside:
        out += escape(text[at:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
        at = end
    return out + escape(text[at:last])


def snippet(text: str, found: Sequence[Place], width: int = 260) -> Markup:
    """The stretch of about `width` characters that shows most places, cut at words, with them marked."""
    if not found:
        return mark(text, [], 0, _cut_back(text, width)) + ("…" if len(text) > width else "")
    start = max(found, key=lambda p: (sum(1 for s, e in found if p[0] <= s and e <= p[0] + width), -p[0]))[0]
    first = _cut_forward(text, max(0, start - width // 4))
    last = _cut_back(text, first + width)
    before, after = ("…" if first else ""), ("…" if last < len(text) else "")
    return escape(before) + mark(text, found, first, last) + escape(after)


def _cut_forward(text: str, at: int) -> int:
    """The first word's beginning at or after a position, if there is one near."""
    if at == 0:
        return 0
    space = regex.compile(r"\s").search(text, at, at + 24)
    return space.end() if space else at


def _cut_back(text: str, at: int) -> int:
    """The last word's end at or before a position, if there is one near."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - 24), at)
    return space if space > 0 else at
