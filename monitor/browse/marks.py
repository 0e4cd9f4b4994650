"""Mark what was found in a text: the words of a search, the terms of a verdict; cut a snippet around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex
from markupsafe import Markup, escape

from monitor.browse.query import Wanted
from monitor.stories.words import UNSPACED, fold, unspaced

Place = tuple[int, int]
"""A stretch of a text, in code points, end exclusive."""

# As `monitor.stories.words` cuts folded text, with the invisible characters that folding drops.
_PIECE = regex.compile(
    rf"[{UNSPACED}][{UNSPACED}\p{{M}}]*|(?:(?![{UNSPACED}])[\p{{L}}\p{{N}}\p{{M}}\u00ad\u200b-\u200f\u2060])+"
)


def places(text: str, wanted: Iterable[Wanted]) -> list[Place]:
    """Where the wanted words and phrases stand in a text, in order and without overlap."""
    pieces = [
        (m.start(), m.end(), m[0].lower() if m[0].isascii() else fold(m[0])) for m in _PIECE.finditer(text)
    ]
    folded = [piece[2] for piece in pieces]
    found: list[Place] = []
    for phrase in wanted:
        if any(unspaced(w) for w in phrase.words):
            found += _runs(text, pieces, phrase)
            continue
        size = len(phrase.words)
        for at in _beginnings(folded, phrase):
            window = pieces[at : at + size]
            if len(window) == size and all(
                _is(piece[2], word, phrase, n)
                for n, (piece, word) in enumerate(zip(window, phrase.words, strict=True))
            ):
                found.append((window[0][0], window[-1][1]))
    return merged(found)


def _beginnings(folded: Sequence[str], phrase: Wanted) -> list[int]:
    """Where a phrase may begin: at its first word, which most texts have in few places or none."""
    first = phrase.words[0]
    if first.isascii() and not (phrase.prefix and len(phrase.words) == 1):
        return [at for at, piece in enumerate(folded) if piece == first]
    return [at for at, piece in enumerate(folded) if _is(piece, first, phrase, 0)]


def _is(piece: str, word: str, phrase: Wanted, number: int) -> bool:
    if piece == word:
        return True
    last = number == len(phrase.words) - 1
    if last and phrase.prefix and piece.startswith(word):
        return True
    # What Arabic writes onto a word: the article and one-letter particles before it.
    return len(word) > 3 and "\u0600" <= word[0] <= "\u06ff" and piece.endswith(word.removeprefix("ال"))


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
