"""An article made ready for rules: where its words, phrases, concepts and sentences stand.

Made once for an article and used for every rule. Phrases are looked for in the folded text and given
as places in the text as it was written. A word is bounded by what is no letter, mark or digit; the
scripts that write no blanks between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) have no
boundaries, and each of their letters counts as one word of a distance.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

import regex

from monitor.matching.fold import Folded, fold
from monitor.matching.rule import TextField
from monitor.matching.sentences import Sentences
from monitor.model import Article, Judgement

UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_WORD: Final = regex.compile(rf"[[{UNSPACED}]&&\p{{L}}]|[\w--[{UNSPACED}]]+", regex.V1)
_UNSPACED_LETTER: Final = regex.compile(rf"[{UNSPACED}]")

# "and", "so", "in", "for", "like" and the article are written together with an Arabic word.
_CLITICS: Final = "(?:[وف]?(?:[بكل]?(?:ال)?|لل))"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the title or the text, in code points, end exclusive."""

    field: TextField
    start: int
    end: int


class Reading:
    """One article, its words counted and its sentences found when a rule first asks."""

    def __init__(self, article: Article, judgement: Judgement) -> None:
        self._language = article.language
        self._written: dict[TextField, str] = {"title": article.title, "text": article.text}
        self._mentions = judgement.mentions
        self._folded: dict[TextField, Folded] = {}
        self._sentences: dict[TextField, Sentences] = {}
        self._words: dict[TextField, list[int]] = {}
        self._phrases: dict[tuple[str, TextField], tuple[Span, ...]] = {}

    def phrase(self, text: str, field: TextField) -> tuple[Span, ...]:
        """Where a phrase with its wildcards stands, within one sentence."""
        if (text, field) not in self._phrases:
            self._phrases[text, field] = tuple(self._find(text, field))
        return self._phrases[text, field]

    def concept(self, name: str, field: TextField) -> tuple[Span, ...]:
        """Where terms of a concept of the lexicon were found."""
        return tuple(
            Span(field, m.start, m.end) for m in self._mentions if m.concept == name and m.field == field
        )

    def near(self, field: TextField, spans: Iterable[Span], distance: int) -> Iterator[list[Span]]:
        """Stretches of places, in order, with at most `distance` words between neighbours."""
        group: list[Span] = []
        end = 0
        for span in spans:
            if group and self._between(field, end, span.start) > distance:
                yield group
                group = []
            group.append(span)
            end = max(end, span.end) if len(group) > 1 else span.end
        if group:
            yield group

    def by_sentence(self, field: TextField, spans: Iterable[Span]) -> Iterator[list[Span]]:
        """The places of each sentence that has some."""
        for _, group in groupby(spans, key=lambda span: self._in(field).number(span.start)):
            yield list(group)

    def _find(self, text: str, field: TextField) -> Iterator[Span]:
        if field not in self._folded:
            self._folded[field] = fold(self._written[field], self._language)
        folded = self._folded[field]
        for found in _pattern(text, self._language).finditer(folded.text):
            start, end = folded.span(found.start(1), found.end())
            if self._in(field).number(start) == self._in(field).number(end - 1):
                yield Span(field, start, end)

    def _in(self, field: TextField) -> Sentences:
        if field not in self._sentences:
            self._sentences[field] = Sentences(self._written[field])
        return self._sentences[field]

    def _between(self, field: TextField, end: int, start: int) -> int:
        """The words that begin from `end` to before `start`."""
        if field not in self._words:
            self._words[field] = [m.start() for m in _WORD.finditer(self._written[field])]
        words = self._words[field]
        return bisect_left(words, start) - bisect_left(words, end)


@lru_cache(maxsize=4096)
def _pattern(text: str, language: str | None) -> regex.Pattern[str]:
    """The phrase over folded text; its first group begins where the phrase itself does.

    What stands between two wildcards is matched once (atomic groups), so that time stays linear in the
    length of a word.
    """
    folded = fold(text, language).text.strip()
    body = " +".join(filter(None, (_word(word, language) for word in text.split())))
    if not folded or not body:
        return regex.compile("(?!)")
    head = "" if _UNSPACED_LETTER.match(folded) else r"(?<!\w)"
    tail = "" if _UNSPACED_LETTER.match(folded[-1]) else r"(?!\w)"
    clitics = _CLITICS if language == "ar" and "\u0600" <= text[0] <= "\u06ff" else ""
    return regex.compile(f"{head}{clitics}({body}){tail}")


def _word(word: str, language: str | None) -> str:
    """One word of a phrase as a pattern: `*` is any letters, `?` one."""
    if not word.strip("*"):
        return r"\w+"
    first, *rest = ("".join(_letters(part, language)) for part in word.split("*"))
    if not rest:
        return first
    between = "".join(rf"(?>\w*?{part})" for part in rest[:-1] if part)
    return rf"{first}{between}\w*{rest[-1]}"


def _letters(text: str, language: str | None) -> Iterator[str]:
    for part in regex.split(r"(\?)", text):
        yield r"\w" if part == "?" else " +".join(map(regex.escape, fold(part, language).text.split()))
