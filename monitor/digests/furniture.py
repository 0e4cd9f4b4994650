"""The digest's own words in the reader's language: sentences, names of things, dates, numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose usual script runs from right to left."""

Words = Mapping[str, Mapping[str, str | Mapping[str, str]]]


def direction(language: str | None) -> str:
    """ "rtl" or "ltr", by the language's usual script."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a digest says in its own voice, in one language.

    `words` are the tables of a furniture file. A sentence may have forms for the plural categories of
    the language (CLDR), chosen by its number `n`.
    """

    language: str
    words: Words

    @property
    def direction(self) -> str:
        """The direction of the whole mail."""
        return direction(self.language)

    def say(self, key: str, **values: object) -> str:
        """The sentence `key` with its values put in; numbers are written as the language writes them.

        Raises:
            KeyError: the furniture has no such sentence.
        """
        sentence = self.words["words"][key]
        if not isinstance(sentence, str):
            number = values.get("n", 0)
            form = self._locale.plural_form(number if isinstance(number, (int, float)) else 0)
            sentence = sentence.get(form) or sentence["other"]
        return re.sub(r"\{(\w+)\}", lambda m: self._shown(values.get(m[1], m[0])), sentence)

    def name(self, table: str, key: str) -> str:
        """The name of a topic, form or stage; a key without a name is written in words."""
        name = self.words.get(table, {}).get(key)
        return name if isinstance(name, str) else key.replace("_", " ")

    def country(self, code: str) -> str:
        """A country's name in this language."""
        return str(self._locale.territories.get(code.upper(), code))

    def tongue(self, code: str) -> str:
        """A language's name in this language."""
        return str(self._locale.languages.get(code, code))

    def number(self, value: float) -> str:
        """A number with at most one decimal."""
        return format_decimal(round(value, 1), format="#,##0.#", locale=self._locale)

    def day(self, day: date) -> str:
        """A date with its weekday."""
        return format_date(day, "full", locale=self._locale)

    def short_day(self, day: date) -> str:
        """A date without its year: "21 Nov"."""
        from babel.dates import format_skeleton

        return format_skeleton("MMMd", datetime(day.year, day.month, day.day), locale=self._locale)  # noqa: DTZ001

    def moment(self, moment: datetime, zone: str) -> str:
        """A moment on the reader's wall clock."""
        local = moment.astimezone(ZoneInfo(zone))
        return f"{self.short_day(local.date())}, {format_time(local, 'HH:mm', locale=self._locale)}"

    @property
    def _locale(self) -> Locale:
        try:
            return Locale.parse(self.language)
        except (UnknownLocaleError, ValueError):
            return Locale.parse("en")

    def _shown(self, value: object) -> str:
        return self.number(value) if isinstance(value, (int, float)) else str(value)


def wrong_words(document: Mapping[str, Any], model: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a furniture file lacks or has too much of, beside the model: pairs of key and complaint."""
    wrong: list[tuple[str, str]] = []
    for table, rows in model.items():
        own = document.get(table, {})
        if not isinstance(own, dict):
            wrong.append((table, "is no table"))
            continue
        wrong += [(f"{table}.{key}", "is missing") for key in rows if key not in own]
        for key, value in own.items():
            if key not in rows:
                wrong.append((f"{table}.{key}", "is not a known key"))
            elif strange := sorted(_values(value) - _values(rows[key])):
                wrong.append((f"{table}.{key}", f"has a value {{{strange[0]}}} that is never given"))
            elif isinstance(value, dict) and "other" not in value:
                wrong.append((f"{table}.{key}", "has no form `other`"))
    wrong += [(table, "is not a known key") for table in document if table not in model]
    return tuple(wrong)


def _values(sentence: object) -> set[str]:
    if isinstance(sentence, dict):
        return {name for form in sentence.values() for name in _values(form)}
    return set(re.findall(r"\{(\w+)\}", str(sentence)))
