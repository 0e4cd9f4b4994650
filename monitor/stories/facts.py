"""What tells apart reports that share their formulas: numbers, dates, the accused, case numbers.

Coast guards, prosecutors and ministries write every notice from the same template: half of the words of
two different cases are the same. The facts are not. They are kept as short hashes, enough to compare
and too little to read a name from.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex
from babel.dates import get_month_names

from monitor.stories.words import fold

OPENING = 800
"""The characters at the head of a text in which a notice states its date."""

MOST = 32
"""How many facts of a kind are kept: those with the least hashes, so that copies keep the same ones."""

YEAR_1900 = date(1900, 1, 1).toordinal()

MONTH_LANGUAGES = (
    "en",
    "fr",
    "es",
    "pt",
    "it",
    "de",
    "nl",
    "ru",
    "uk",
    "tr",
    "id",
    "ar",
    "ar_LB",
    "ur",
    "fa",
    "hi",
)

# Most texts hold few digits, and `re` skips to the characters of a set many times faster than `regex` looks
# for letters: what is searched for is found by its digits first, and read around them.
_DIGIT = "[0-9٠-٩۰-۹०-९০-৯๐-๙໐-໙၀-၉០-៩０-９]"
_NUMBER = re.compile(rf"{_DIGIT}+(?:[.,]{_DIGIT}+)*")
_THREE_DIGITS = re.compile(rf"{_DIGIT}\w*?{_DIGIT}\w*?{_DIGIT}\w*")
_AGE = re.compile(r"[1-9][0-9][,.;) ]")
_YEAR = re.compile(rf"{_DIGIT}{{4}}")
_CASE = regex.compile(r"(?<![\w/.])(?=\w*\p{Lu})(?=(?:\w*\d){3})[\w]{5,}(?![\w/])")
_ACCUSED = regex.compile(
    r"((?:\p{Lu}[\p{L}'’-]+ ){1,3}\p{Lu}[\p{L}'’-]+),? \(?(?:aged? |de )?[1-9]\d"
    r"(?=[,.;)]| (?:years|ans|años|anos)\b)(?!,? (?:19|20)\d\d)"
)
_NAME_REACH = 160
"""The characters before an age in which a name is looked for."""

_DAY_FIRST = regex.compile(r"\b(\d{1,2})\.? (?:de )?(\p{L}+)\.?,? (?:de )?(\d{4})\b")
_MONTH_FIRST = regex.compile(r"\b(\p{L}+)\.? (\d{1,2}),? (\d{4})\b")
_YEAR_FIRST = regex.compile(r"\b(\d{4})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of a text, each kind as a set of 16-bit hashes; `dates` counts days since 1900."""

    numbers: frozenset[int] = frozenset()
    accused: frozenset[int] = frozenset()
    cases: frozenset[int] = frozenset()
    dates: frozenset[int] = frozenset()


def facts(text: str) -> Facts:
    """The facts that a text states."""
    numbers = _NUMBER.findall(text)
    if not numbers:
        return Facts()
    return Facts(
        numbers=_least(fold(number) for number in numbers),
        accused=_least(accused_in(text)),
        cases=_least(cases_in(text)),
        dates=frozenset(d.toordinal() - YEAR_1900 for d in stated_dates(text[:OPENING])),
    )


def accused_in(text: str) -> set[str]:
    """The folded names that stand before an age, as reports from courts and police write them."""
    months = _months()
    names = {
        name
        for age in _AGE.finditer(text)
        for name in _ACCUSED.findall(text, max(0, age.start() - _NAME_REACH), age.end() + 10)
    }
    return {fold(name) for name in names if fold(name.split()[-1]) not in months}


def cases_in(text: str) -> set[str]:
    """The case numbers in a text: words of letters and three digits or more."""
    found = set()
    for digits in _THREE_DIGITS.finditer(text):
        start = digits.start()
        while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        if case := _CASE.match(text, start):
            found.add(case[0])
    return found


def stated_dates(text: str) -> set[date]:
    """The full dates (day, month in words or by ISO 8601, year) that a text states."""
    if not _YEAR.search(text):
        return set()
    months = _months()
    found: list[tuple[str, int | None, str]] = []
    found += [(year, months.get(fold(month)), day) for day, month, year in _DAY_FIRST.findall(text)]
    found += [(year, months.get(fold(month)), day) for month, day, year in _MONTH_FIRST.findall(text)]
    found += [(year, int(month), day) for year, month, day in _YEAR_FIRST.findall(text)]
    dates = set()
    for year, number, day in found:
        with suppress(ValueError):  # 31 June, month 13
            dates.add(date(int(year), number or 0, int(day)))
    return {day for day in dates if 1900 <= day.year <= 2078}


@cache
def _months() -> dict[str, int]:
    return {
        fold(name).rstrip("."): number
        for language in MONTH_LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context=context, locale=language).items()
    }


def _least(values: Iterable[str]) -> frozenset[int]:
    return frozenset(sorted({zlib.crc32(v.encode()) & 0xFFFF for v in values})[:MOST])
