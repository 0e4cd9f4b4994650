"""Patterns that are looked for at once: an Aho-Corasick automaton over the literals they begin with.

What is not literal (endings, wildcards, parts in any order) is looked at only where such a key was found.
Patterns speak of folded text, in which every character that is no part of a word is a space; so a word's
edge is a space, or an ideograph beside a letter of another script.

Keys of words begin with the space before the word: "red" then costs nothing in "hundred", and the
automaton itself runs half as fast again. For their sake ideographs are searched as spaces. Where a script
divides no words keys are bare, and only texts with characters of such a script are searched for them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.model import Term

Kind = Literal["concept", "context", "exclusion"]

NEAR: Final = 110
"""How many folded characters around its first part a term with `+` looks for the others in."""

_IDEOGRAPHS: Final = "\u2e80"
_IDEOGRAPH: Final = re.compile("[\u2e80-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A further part of a term with `+`: an expression, and the literals of which one begins its match."""

    source: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One spelling of a term: its key, what follows it, and what else must stand near."""

    term: Term
    kind: Kind
    key: str
    rest: str
    suffixes: frozenset[str]
    prefixes: frozenset[str]
    others: tuple[Part, ...]
    bounded: bool


@cache
def expression(source: str) -> re.Pattern[str]:
    """The regular expression of a pattern, made when a key first calls for it: most never are."""
    return re.compile(source)


class Automaton:
    """Patterns that are looked for together."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._words = _Keys([(_word_key(p), p) for p in patterns if _divided(p)])
        self._bare = _Keys([(p.key, p) for p in patterns if not _divided(p)])
        # Every key holds the highest of its characters, and few texts hold one of these.
        highest = "".join(sorted({max(p.key) for p in patterns if not _divided(p)}))
        self._script = re.compile(f"[{re.escape(highest)}]" if highest else "(?!)")
        self._foreign = highest[:1] > "\x7f"

    def candidates(self, folded: str, spoken: frozenset[str]) -> Iterator[tuple[Pattern, int, int]]:
        """Each pattern that stands in the text, from where to where; its other parts are near, or may be.

        Args:
            spoken: the languages of the article. Clues and terms that need context must be of one of them;
                terms that are enough by themselves may be of any: languages mix, and are mistaken.
        """
        plain = folded if folded.isascii() else _IDEOGRAPH.sub(" ", folded)
        yield from self._words.found(plain, folded, spoken)
        if self.undivided(folded):
            yield from self._bare.found(folded, folded, spoken)

    def undivided(self, folded: str) -> bool:
        """Whether the text has characters that keys have of scripts that divide no words."""
        return not (self._foreign and folded.isascii()) and self._script.search(folded) is not None


def _divided(pattern: Pattern) -> bool:
    """Whether the pattern is of words with edges, and of no ideographs."""
    keys = (pattern.key, *(key for part in pattern.others for key in part.keys))
    return pattern.bounded and not any(_IDEOGRAPH.search(key) for key in keys)


def _word_key(pattern: Pattern) -> str:
    return pattern.key if pattern.prefixes else f" {pattern.key}"


class _Behind(NamedTuple):
    """A pattern behind a key: the language that an article must have, the numbers of its parts' keys."""

    pattern: Pattern
    language: str
    parts: tuple[tuple[int, ...], ...]


class _Keys:
    """Keys, with the patterns behind each."""

    def __init__(self, patterns: Sequence[tuple[str, Pattern]]) -> None:
        grouped: dict[str, list[Pattern]] = {}
        for key, pattern in patterns:
            grouped.setdefault(key, []).append(pattern)
        for _, pattern in patterns:
            for part in pattern.others:
                for key in part.keys:
                    grouped.setdefault(key, [])
        number = {key: index for index, key in enumerate(grouped)}
        self._behind = tuple(
            tuple(
                _Behind(p, _language(p), tuple(tuple(number[k] for k in o.keys) for o in p.others))
                for p in group
            )
            for group in grouped.values()
        )
        self._rests = tuple(_rest_of(group) for group in grouped.values())
        self._leads = bytes(key[0] == " " for key in grouped)
        # A quarter of the memory of a DFA (10 MB for seven languages and not 42), and 30 % slower.
        self._search = AhoCorasick(list(grouped), implementation=Implementation.ContiguousNFA)

    def found(self, plain: str, folded: str, spoken: frozenset[str]) -> Iterator[tuple[Pattern, int, int]]:
        """The patterns whose keys stand in `plain` and that go on as they should in `folded`."""
        hits = self._search.find_matches_as_indexes(f" {plain} ", overlapping=True)
        places: dict[int, list[int]] = {}
        for number, before, after in hits:
            behind = self._behind[number]
            if not behind:
                continue
            whole_word = self._leads[number]
            start, end = before - 1 + whole_word, after - 1
            rest = self._rests[number]
            goes_on = not rest or expression(rest).match(folded, start)
            for pattern, language, parts in behind:
                if (language and language not in spoken) or (pattern.rest and not goes_on):
                    continue
                stop = _reach(pattern, folded, start, end)
                if not stop or not (whole_word or _begins(pattern, folded, start)):
                    continue
                if parts:
                    places = places or _places(hits)
                    if not all(_near(numbers, places, start, end) for numbers in parts):
                        continue
                yield pattern, start, stop


def _rest_of(group: Sequence[Pattern]) -> str:
    """What all patterns behind a key that go on beyond it have in common; "" where few do."""
    rests = [pattern.rest for pattern in group if pattern.rest]
    return "|".join(dict.fromkeys(rests)) if len(rests) > 2 else ""


def _language(pattern: Pattern) -> str:
    """The language that an article must have for the pattern to count; "" where it may have any."""
    enough = pattern.kind == "concept" and pattern.term.strength == "sufficient"
    return "" if enough else pattern.term.language


def _places(hits: Sequence[tuple[int, int, int]]) -> dict[int, list[int]]:
    """Where each key stands, in order."""
    places: dict[int, list[int]] = {}
    for number, before, _ in hits:
        places.setdefault(number, []).append(before)
    return places


def _near(numbers: Sequence[int], places: dict[int, list[int]], start: int, end: int) -> bool:
    """Whether one of the keys stands around `start` to `end`."""
    for number in numbers:
        if known := places.get(number):
            index = bisect_left(known, start - NEAR)
            if index < len(known) and known[index] <= end + NEAR:
                return True
    return False


def _reach(pattern: Pattern, text: str, start: int, end: int) -> int:
    """Where the match ends that has the key from `start` to `end`; 0 where the text goes on otherwise."""
    if not pattern.bounded:
        return end
    if pattern.rest:
        whole = expression(pattern.rest).match(text, start)
        return whole.end() if whole else 0
    if end == len(text) or text[end] == " " or text[end] >= _IDEOGRAPHS:
        return end
    if not pattern.suffixes:
        return 0
    stop = text.find(" ", end, end + 12)
    stop = stop if stop >= 0 else min(len(text), end + 12)
    return stop if text[end:stop] in pattern.suffixes else 0


def _begins(pattern: Pattern, text: str, start: int) -> bool:
    """Whether a word begins at `start`, or before it with a prefix that the pattern allows."""
    before = text[start - 1] if start else " "
    if not pattern.bounded or before == " " or before >= _IDEOGRAPHS:
        return True
    return text[text.rfind(" ", max(0, start - 8), start) + 1 : start] in pattern.prefixes
