"""A text without markup: a saved statement, a wire report, what `monitor read` itself has written.

Paragraphs are divided by blank lines, as in e-mail and in RFC 3676; where there is no blank line, each line
is one. Lines of one paragraph were wrapped by whoever saved it and are joined again, list items apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from monitor.articles.plain import BULLET, LONGEST_TITLE, clean_text

_TAG = re.compile(r"<(?:!doctype|!--|\?xml|/?[a-z][a-z0-9:-]*(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?:;,…。！？：；，।۔؟،؛][\"”’»)]?$")
# The opening that `monitor.articles.present.as_text` writes: "date 2025-07-31 ISLAMABAD: ".
_OPENING = re.compile(r"date (\d{4}-\d{2}-\d{2}) (?:([^\W\d_][^:.\n]{1,60}): )?")


@dataclass(frozen=True, slots=True)
class TextFile:
    """What a text says of itself: headline, day and place may be absent."""

    title: str
    day: date | None
    place: str | None
    text: str


def is_unmarked(text: str) -> bool:
    """Say whether a text has no tag of HTML or XML anywhere: then its lines are its layout."""
    return not _TAG.search(text)


def text_file_of(text: str) -> TextFile:
    """Read a text without markup."""
    paragraphs = _paragraphs(clean_text(text))
    title = paragraphs.pop(0) if _is_headline(paragraphs) else ""
    day, place = None, None
    opening = _OPENING.match(paragraphs[0]) if paragraphs else None
    if opening and (day := _day(opening[1])):
        place = opening[2] if opening[2] and _is_name(opening[2]) else None
        paragraphs[0] = paragraphs[0][opening.end() if place else opening.end(1) :].strip()
    return TextFile(title, day, place, "\n\n".join(paragraphs))


def _paragraphs(text: str) -> list[str]:
    parts = text.split("\n\n") if "\n\n" in text else text.split("\n")
    return [joined for part in parts if (joined := _joined(part.split("\n")))]


def _joined(lines: list[str]) -> str:
    made: list[str] = []
    for line in lines:
        bullet = BULLET.match(line)
        if bullet:
            made.append(f"- {line[bullet.end() :]}")
        elif made:
            made[-1] = f"{made[-1]} {line}".strip()
        else:
            made.append(line)
    return "\n".join(made)


def _is_headline(paragraphs: list[str]) -> bool:
    """A first paragraph of one line that ends no sentence, with a text after it."""
    return (
        len(paragraphs) > 1
        and len(paragraphs[0]) <= LONGEST_TITLE
        and not _OPENING.match(paragraphs[0])
        and not BULLET.match(paragraphs[0])
        and not _ENDS_SENTENCE.search(paragraphs[0])
    )


def _is_name(words: str) -> bool:
    """A place is written with capitals, where the script has them: "Mexico City", "بغداد"."""
    return all(
        word[0].isupper() or not word.isalpha() or word.isupper() == word.islower() for word in words.split()
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
