"""Find the lexicon's terms in an article: whole words, in the sentence and field where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from monitor.matching.automaton import NEAR, Automaton, Kind, Pattern, expression
from monitor.matching.compile import Compiled, Side
from monitor.matching.fold import Folded, fold
from monitor.matching.sentences import Sentences
from monitor.model import Article, Term

GAP = "\n\n"
"""Between title and text while both are searched as one."""


class Match(NamedTuple):
    """A term found; offsets into the title and text taken as one."""

    term: Term
    kind: Kind
    start: int
    end: int


class Found:
    """What was found in one article; clues are looked for when they are asked for."""

    def __init__(self, article: Article, compiled: Compiled) -> None:
        self.article = article
        self.whole = f"{article.title}{GAP}{article.text}"
        self.text_starts = len(article.title) + len(GAP)
        self.folded: Folded = fold(self.whole, article.language)
        self._side: Side = compiled.side(article.language)
        spoken = article.language
        self._spoken = frozenset({spoken, "en"}) if spoken in compiled.languages else compiled.languages

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of title and text."""
        return Sentences(self.whole)

    @cached_property
    def concepts(self) -> tuple[Match, ...]:
        """The terms of concepts, in the order of the text, those inside longer ones left out."""
        return _longest(self._matches(self._side.concepts))

    @cached_property
    def clues(self) -> tuple[Match, ...]:
        """The terms of context groups and exclusions, in the order of the text."""
        return tuple(sorted(self._matches(self._side.clues), key=lambda m: (m.start, -m.end)))

    def _matches(self, automaton: Automaton) -> list[Match]:
        found = []
        folded = self.folded
        for pattern, start, end in automaton.candidates(folded.text, self._spoken):
            term = pattern.term
            if pattern.others or term.case_sensitive or term.not_in:
                span = self._span(pattern, start, end)
            else:
                span = folded.span(start, end)
            if span:
                found.append(Match(term, pattern.kind, *span))
        return found

    def _span(self, pattern: Pattern, start: int, end: int) -> tuple[int, int] | None:
        """The original span, with the other parts that the pattern asks for; None where it asks in vain."""
        if pattern.others:
            joined = self._joined(pattern, start, end)
            if joined is None:
                return None
            start, end = joined
        first, last = self.folded.span(start, end)
        term = pattern.term
        if term.case_sensitive and term.text not in self.whole[first:last]:
            return None
        if term.not_in and any(self._inside(phrase, start, end) for phrase in term.not_in):
            return None
        return first, last

    def _inside(self, phrase: str, start: int, end: int) -> bool:
        """Whether the match is part of a longer phrase that means something else."""
        text, other = self.folded.text, _folded(phrase, self.article.language)
        place = text.find(other, max(0, end - len(other)), start + len(other))
        return place >= 0 and place <= start and place + len(other) >= end

    def _joined(self, pattern: Pattern, start: int, end: int) -> tuple[int, int] | None:
        """From the first to the last part, where each stands near and in the same sentence."""
        first, last = start, end
        sentence = self._sentence(start)
        for other in (expression(part.source) for part in pattern.others):
            near = [
                found
                for found in other.finditer(self.folded.text, max(0, start - NEAR), end + NEAR)
                if (found.start() >= end or found.end() <= start)
                and self._sentence(found.start()) == sentence
            ]
            if not near:
                return None
            closest = min(near, key=lambda n: max(start - n.end(), n.start() - end))
            first, last = min(first, closest.start()), max(last, closest.end())
        return first, last

    def _sentence(self, position: int) -> int:
        return self.sentences.number(self.folded.origin(position))


@lru_cache(maxsize=1024)
def _folded(phrase: str, language: str | None) -> str:
    return fold(phrase, language).text.strip()


def _longest(matches: list[Match]) -> tuple[Match, ...]:
    """In order, without those that stand inside another; the first of two that are alike is kept."""

    def outer() -> Iterator[Match]:
        reach = -1
        for match in sorted(matches, key=_rank):
            if match.end > reach:
                reach = match.end
                yield match

    return tuple(outer())


def _rank(match: Match) -> tuple[int, int, bool, bool]:
    """The order of the text, the longer first, then the stronger, then a phrase before scattered parts."""
    return match.start, -match.end, match.term.strength != "sufficient", "+" in match.term.text
