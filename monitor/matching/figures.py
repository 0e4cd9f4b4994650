"""Numbers of people that an article states: rescued, arrested, convicted, dead, victims.

A number counts people where a noun for people follows it, or where it stands beside what happened
("17 were rescued"). What happened is the nearest such word of the same sentence. Years, ages, money,
durations and paragraphs of law are no people. The sentence is given, so that a reader can check.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

import regex
from ahocorasick_rs import AhoCorasick
from unicode_rbnf import RbnfEngine

from monitor.matching.counting import CHINESE_KINDS, URDU_NUMBERS, WORDS, Kind, Words
from monitor.matching.fold import fold
from monitor.matching.sentences import Sentences
from monitor.model import Figure

MOST: Final = 1_000_000
"""A larger number of persons is an estimate for a country or the world, not the news."""

_TOKEN: Final = regex.compile(r"\p{Nd}+(?:[.,٬’ \u202f]\p{Nd}{3})*(?!\p{Nd})|[\p{L}\p{M}]+")
_DIGIT: Final = regex.compile(r"\p{Nd}")
_SEPARATOR: Final = regex.compile(r"\P{Nd}")
_NO_COUNT_BEFORE: Final = regex.compile(r"[$£€₹¥#№§+/:.,\p{Nd}-]\s?\Z")
_NO_COUNT_AFTER: Final = regex.compile(r"[%٪/:°]|-?(?:year|yr|month|ans|летн)|[.,]\p{Nd}|\s?[$£€₹%]")
_REACH: Final = 14
"""Words between a number of people and what happened to them."""

_VICTIMS_LAST: Final = 20
"""People who are called victims are counted as such where nothing else is said of them."""

_COMMA: Final = regex.compile(r"[,;،؛—–]")


class _Token(NamedTuple):
    word: str
    start: int
    end: int


class _Number(NamedTuple):
    value: int
    first: int
    last: int


def find_figures(text: str, language: str | None) -> tuple[Figure, ...]:
    """The numbers of people in `text`, in its order, each with its sentence; one of a kind and count."""
    if language == "zh":
        found = _chinese(text)
    elif language in WORDS:
        found = _spaced(text, language)
    else:
        return ()
    unique: dict[tuple[str, int], Figure] = {}
    for figure in found:
        unique.setdefault((figure.kind, figure.count), figure)
    return tuple(unique.values())


# --- languages that divide words -------------------------------------------------------------------


def _spaced(text: str, language: str) -> Iterator[Figure]:
    """Paragraph by paragraph: only those with a number and in which something happens are read."""
    vocabulary = _vocabulary(language)
    begin = 0
    for paragraph in text.split("\n"):
        if vocabulary.may_count(fold(paragraph, language).text):
            yield from _in_paragraph(paragraph, begin, language, vocabulary)
        begin += len(paragraph) + 1


def _in_paragraph(text: str, begin: int, language: str, vocabulary: _Vocabulary) -> Iterator[Figure]:
    words = ((_plain(m[0], language), m) for m in _TOKEN.finditer(text))
    tokens = [_Token(word, *m.span()) for word, m in words if word]
    numbers = list(_numbers(text, tokens, vocabulary))
    sentences = Sentences(text if numbers else "")
    for number in numbers:
        start, end = sentences.around(tokens[number.first].start, tokens[number.last].end)
        clause = _clause(text, number, tokens, (start, end), vocabulary)
        kind = _kind(number, tokens, clause, vocabulary) or _kind(number, tokens, (start, end), vocabulary)
        if kind:
            yield Figure(kind=kind, count=number.value, start=begin + start, end=begin + end)


@lru_cache(maxsize=60_000)
def _plain(word: str, language: str) -> str:
    if word[0].isdigit():
        return word
    return word.lower() if word.isascii() else fold(word, language).text.strip()


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    people: regex.Pattern[str]
    kinds: dict[Kind, regex.Pattern[str]]
    units: regex.Pattern[str]
    before: frozenset[str]
    links: frozenset[str]
    joins: frozenset[str]
    thousand: frozenset[str]
    numbers: dict[tuple[str, ...], int]
    openers: frozenset[str]
    happens: AhoCorasick
    counts: AhoCorasick
    longest: int

    def may_count(self, folded: str) -> bool:
        """Whether a word for what happens to people and a number stand in a folded text."""
        if not self.happens.find_matches_as_indexes(folded):
            return False
        return bool(_DIGIT.search(folded) or self.counts.find_matches_as_indexes(f" {folded}"))


def _numbers(text: str, tokens: list[_Token], vocabulary: _Vocabulary) -> Iterator[_Number]:
    """Numbers in digits and in words that may count people."""
    index = 0
    while index < len(tokens):
        word = tokens[index].word
        number = None
        if word in vocabulary.openers or word[0].isdigit():
            number = _number_at(text, tokens, index, vocabulary)
        if number is None:
            index += 1
            continue
        following = tokens[number.last + 1].word if number.last + 1 < len(tokens) else ""
        preceding = tokens[index - 1].word if index else ""
        if not vocabulary.units.fullmatch(following) and preceding not in vocabulary.before:
            yield number
        index = number.last + 1


def _number_at(text: str, tokens: list[_Token], index: int, vocabulary: _Vocabulary) -> _Number | None:
    token = tokens[index]
    if token.word[0].isdigit():
        value = _digits(token.word)
        plain_year = 1900 <= value <= 2100 and token.word.isdigit()
        if (
            plain_year
            or not 0 < value <= MOST
            or _NO_COUNT_BEFORE.search(text, max(0, token.start - 2), token.start)
            or _NO_COUNT_AFTER.match(text, token.end)
        ):
            return None
        return _thousands(tokens, index, value, vocabulary)
    for length in range(min(vocabulary.longest, len(tokens) - index), 0, -1):
        words = tuple(t.word for t in tokens[index : index + length])
        if words in vocabulary.numbers:
            return _Number(vocabulary.numbers[words], index, index + length - 1)
    return None


def _thousands(tokens: list[_Token], index: int, value: int, vocabulary: _Vocabulary) -> _Number:
    """ "40 mil", "4 mil 15": a word for thousand between digits."""
    last = index
    if last + 1 < len(tokens) and tokens[last + 1].word in vocabulary.thousand:
        value, last = value * 1000, last + 1
        rest = tokens[last + 1].word if last + 1 < len(tokens) else ""
        if rest[:1].isdigit() and _digits(rest) < 1000:
            value, last = value + _digits(rest), last + 1
    return _Number(value, index, last)


def _digits(written: str) -> int:
    """The value of digits of any script, separators of thousands aside."""
    return int("".join(str(unicodedata.decimal(d)) for d in _SEPARATOR.sub("", written)))


def _kind(
    number: _Number, tokens: list[_Token], sentence: tuple[int, int], vocabulary: _Vocabulary
) -> Kind | None:
    """What happened to the people that `number` counts; None where it counts no people."""
    after = [t.word for t in tokens[number.last + 1 : number.last + 1 + _REACH] if t.end <= sentence[1]]
    earlier = tokens[max(0, number.first - _REACH) : number.first]
    before = [t.word for t in reversed(earlier) if t.start >= sentence[0]]
    noun = next((i for i, word in enumerate(after[:4]) if vocabulary.people.fullmatch(word)), None)
    if noun is None:
        return _beside(before, after, vocabulary)
    distances = [
        (distance + _VICTIMS_LAST * (kind == "victims"), kind)
        for kind, pattern in vocabulary.kinds.items()
        for words in (before, after)
        for distance, word in enumerate(words)
        if pattern.fullmatch(word)
    ]
    return min(distances)[1] if distances else None


def _clause(
    text: str, number: _Number, tokens: list[_Token], sentence: tuple[int, int], vocabulary: _Vocabulary
) -> tuple[int, int]:
    """From comma to comma, or from "and" to "and", around the number."""
    start, end = sentence
    first, last = number.first, number.last
    while first and tokens[first - 1].start >= start:
        before = tokens[first - 1]
        if before.word in vocabulary.joins or _COMMA.search(text, before.end, tokens[first].start):
            break
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].end <= end:
        after = tokens[last + 1]
        if after.word in vocabulary.joins or _COMMA.search(text, tokens[last].end, after.start):
            break
        last += 1
    return tokens[first].start, tokens[last].end


def _beside(before: list[str], after: list[str], vocabulary: _Vocabulary) -> Kind | None:
    """ "17 were rescued", "rescued 17 from": no noun, only linking words between or behind."""
    for kind, pattern in vocabulary.kinds.items():
        for distance, word in enumerate(after[:4]):
            if pattern.fullmatch(word):
                return kind
            if word not in vocabulary.links or distance == 3:
                break
        follows = not after or after[0] in vocabulary.links
        if before and pattern.fullmatch(before[0]) and follows:
            return kind
    return None


@cache
def _vocabulary(language: str) -> _Vocabulary:
    words = WORDS[language]
    numbers = _number_words(language, words)
    openers = frozenset(spelled[0] for spelled in numbers)
    return _Vocabulary(
        people=_any(words.people, language),
        kinds={kind: _any(forms, language) for kind, forms in words.kinds.items()},
        units=_any(words.units, language),
        before=frozenset(_plain(w, language) for w in words.before.split()),
        links=frozenset(_plain(w, language) for w in words.links.split()),
        joins=frozenset(_plain(w, language) for w in words.joins.split()),
        thousand=frozenset(_plain(w, language) for w in words.thousand.split()),
        numbers=numbers,
        openers=openers,
        happens=AhoCorasick(
            sorted({_plain(w.rstrip("*"), language) for forms in words.kinds.values() for w in forms.split()})
        ),
        counts=AhoCorasick(sorted(f" {opener}" for opener in openers)),
        longest=max(map(len, numbers)),
    )


def _any(forms: str, language: str) -> regex.Pattern[str]:
    alternatives = {
        regex.escape(_plain(form.rstrip("*"), language)) + (r"\w*" if form.endswith("*") else "")
        for form in forms.split()
    }
    return regex.compile("|".join(sorted(alternatives)))


def _number_words(language: str, words: Words) -> dict[tuple[str, ...], int]:
    """Number words as folded words, from two up: "one" is too often an article."""
    known: dict[str, int] = {}
    if language == "ur":
        known.update({word: value for value, word in enumerate(URDU_NUMBERS.split(), 1) if value > 2})
    else:
        engine = RbnfEngine.for_language(language)
        for value in (*range(2, 121), *range(150, 1000, 50), *range(1000, 10_001, 1000)):
            for spelled in engine.format_number(value).text_by_ruleset.values():
                known.setdefault(spelled, value)
                if language == "ar":
                    known.setdefault(spelled.replace("ون", "ين"), value)
    known.update(words.numbers or {})
    return {tuple(fold(spelled, language).text.split()): value for spelled, value in known.items()}


# --- Chinese ----------------------------------------------------------------------------------------

_COUNTED: Final = regex.compile(
    r"(?<![\p{Nd}.第])(\p{Nd}+(?:[,，]\p{Nd}{3})*|[一二两兩三四五六七八九十百千零〇]+)[多余餘]?"
    r"(?:名|人(?![民口均士])|位|个人|口子|具)"
)
_NUMERALS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_POWERS: Final = {"十": 10, "百": 100, "千": 1000}
_CHINESE: Final[dict[Kind, regex.Pattern[str]]] = {k: regex.compile(v) for k, v in CHINESE_KINDS.items()}
_CLAUSE_ENDS: Final = "，,；;"
_FAR: Final = 16
"""Characters between a number of people and what happened to them."""


def _chinese(text: str) -> Iterator[Figure]:
    sentences = Sentences(text)
    for found in _COUNTED.finditer(text):
        value = _digits(found[1]) if found[1][0].isdigit() else _numerals(found[1])
        start, end = sentences.around(found.start(), found.end())
        kind = _nearest(text, found.start(), found.end(), start, end)
        if kind and 1 < value <= MOST:
            yield Figure(kind=kind, count=value, start=start, end=end)


def _nearest(text: str, first: int, last: int, start: int, end: int) -> Kind | None:
    """The kind whose word stands nearest, within the sentence."""
    low, high = max(start, first - _FAR), min(end, last + _FAR)
    low = max(low, *(text.rfind(comma, low, first) + 1 for comma in _CLAUSE_ENDS))
    high = min([high, *(cut for comma in _CLAUSE_ENDS if (cut := text.find(comma, last, high)) >= 0)])
    distances = [
        (max(found.start() - last, first - found.end()) + _VICTIMS_LAST * (kind == "victims"), kind)
        for kind, pattern in _CHINESE.items()
        for found in pattern.finditer(text, low, high)
    ]
    return min(distances)[1] if distances else None


def _numerals(written: str) -> int:
    total = digit = 0
    for character in written:
        if character in _POWERS:
            total += max(digit, 1) * _POWERS[character]
            digit = 0
        else:
            digit = _NUMERALS[character]
    return total + digit
