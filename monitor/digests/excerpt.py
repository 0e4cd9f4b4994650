"""The paragraphs of an article that a digest shows, with the matched terms marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.digests.clean import one_line, plain
from monitor.model import Article, Mention, Paragraph, Piece, Position

EXCERPT = 900
"""Characters of an excerpt, all paragraphs together."""

LONG_PARAGRAPH = 480
"""A paragraph longer than this is cut to the sentences around what matched."""

FULL = 12_000
"""Characters of a "full text" in the mail itself; the rest is a click or an attachment away."""

Span = tuple[int, int]
_ORDER: tuple[Position, ...] = ("title", "lead", "body", "boilerplate")


def worth_marking(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions that made the verdict: those that suffice alone, or all where none does."""
    inside = [m for m in mentions if m.position != "boilerplate"]
    return tuple([m for m in inside if m.strength == "sufficient"] or inside)


def best_position(mentions: Sequence[Mention]) -> Position:
    """The most prominent place in which a term was found."""
    return min((m.position for m in mentions), key=_ORDER.index, default="body")


def matched_terms(
    article: Article, mentions: Sequence[Mention], limit: int = 3
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms as the article writes them, each once whatever its case: those at the best place, the rest.

    The most frequent come first.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for mention in mentions:
        text = article.title if mention.field == "title" else article.text
        written = one_line(text[mention.start : mention.end], 60)
        if written:
            found.setdefault(written.casefold(), []).append((_ORDER.index(mention.position), written))
    ordered = sorted(found.values(), key=lambda forms: -len(forms))
    best = min((min(forms)[0] for forms in ordered), default=0)
    first = [forms[0][1] for forms in ordered if min(forms)[0] == best]
    others = [forms[0][1] for forms in ordered if min(forms)[0] != best]
    return tuple(first[:limit]), tuple(others[:limit])


def marked_title(article: Article, mentions: Sequence[Mention]) -> tuple[Piece, ...]:
    """The headline in pieces; an article without one is called by its first words."""
    if not article.title.strip():
        return (Piece(text=one_line(article.text, 90) or "—"),)
    spans = _merged((m.start, m.end) for m in mentions if m.field == "title")
    pieces = _pieces(article.title, 0, min(len(article.title), 500), spans)
    return tuple(Piece(text=_flat(piece.text), marked=piece.marked) for piece in pieces) or (Piece(text="—"),)


def excerpt(article: Article, mentions: Sequence[Mention], limit: int = EXCERPT) -> tuple[Paragraph, ...]:
    """The first paragraph and those in which a term stands, cut around the matched sentences."""
    spans = _merged((m.start, m.end) for m in mentions if m.field == "text")
    sentences = _merged((m.sentence_start, m.sentence_end) for m in mentions if m.field == "text")
    blocks = _blocks(article)
    wanted = [b for n, b in enumerate(blocks) if n == 0 or any(s < b[1] and e > b[0] for s, e in spans)]
    chosen: list[Paragraph] = []
    last_end, room = (blocks[0][0] if blocks else 0), limit
    for start, end in wanted:
        if room < 80 and chosen:
            break
        inside = [s for s in sentences if s[0] < end and s[1] > start]
        cut_start, cut_end = _window(article.text, start, end, inside, min(LONG_PARAGRAPH, max(room, 160)))
        gap = bool(article.text[last_end:cut_start].strip())
        pieces = _pieces(article.text, cut_start, cut_end, spans)
        if cut_end < end:
            pieces = (*pieces, Piece(text=" …"))
        chosen.append(Paragraph(pieces=pieces, gap=gap))
        room -= cut_end - cut_start
        last_end = cut_end
    return tuple(chosen)


def full_text(article: Article, mentions: Sequence[Mention], limit: int = FULL) -> tuple[Paragraph, ...]:
    """Every paragraph, up to `limit` characters at the end of a paragraph."""
    spans = _merged((m.start, m.end) for m in mentions if m.field == "text")
    chosen: list[Paragraph] = []
    for start, end in _blocks(article):
        if end > limit and chosen:
            break
        stop = min(end, start + limit)
        pieces = _pieces(article.text, start, stop, spans)
        chosen.append(Paragraph(pieces=(*pieces, Piece(text=" …")) if stop < end else pieces))
    return tuple(chosen)


def _blocks(article: Article) -> list[Span]:
    """Start and end of each paragraph: what stands between blank lines, without a repeated headline."""
    blocks = [m.span() for m in re.finditer(r"\S(?:.|\n(?!\s*\n))*", article.text)]
    title = one_line(article.title).casefold()
    if len(blocks) > 1 and one_line(article.text[slice(*blocks[0])]).casefold() == title:
        return blocks[1:]
    return blocks


def _window(text: str, start: int, end: int, sentences: Sequence[Span], limit: int) -> Span:
    """The part of a paragraph to show: all of it, or from the first matched sentence to the limit."""
    if end - start <= limit:
        return start, end
    begin = max(start, min((s for s, _ in sentences), default=start))
    if begin - start < limit // 3:
        begin = start
    stop = min(end, begin + limit)
    last = max((e for _, e in sentences if e <= stop), default=0)
    if last - begin > limit // 2:
        return begin, last
    if stop < end and (space := text.rfind(" ", begin + limit // 2, stop)) > 0:
        stop = space
    return begin, stop


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    here = start
    for span_start, span_end in spans:
        left, right = max(span_start, start), min(span_end, end)
        if left >= right or left < here:
            continue
        if here < left:
            pieces.append(Piece(text=plain(text[here:left])))
        pieces.append(Piece(text=plain(text[left:right]), marked=True))
        here = right
    if here < end:
        pieces.append(Piece(text=plain(text[here:end])))
    return tuple(pieces)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
