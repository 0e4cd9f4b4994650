"""Names for people: countries, languages, forms, days; and which way a language is written."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel import Locale

FACETS = {
    "country": "Country",
    "form": "Form of exploitation",
    "topic": "Topic",
    "stage": "Stage",
    "language": "Language",
    "source": "Source",
    "verdict": "Verdict",
}
"""What lists can be narrowed by, in the order in which it is offered."""

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

FIGURES = {
    "rescued": "rescued",
    "arrested": "arrested",
    "convicted": "convicted",
    "dead": "dead",
    "victims": "victims",
}

_WORDS = {"not_relevant": "Not relevant", "passing": "In passing", "relevant": "Relevant"}


@cache
def _english() -> Locale:
    return Locale("en")


def country(code: str) -> str:
    """A country's English name by its ISO 3166-1 code."""
    return str(_english().territories.get(code.upper(), code))


def language(code: str) -> str:
    """A language's English name by its BCP 47 code."""
    return str(_english().languages.get(code.lower(), code))


def label(kind: str, value: str) -> str:
    """A facet's value as a person reads it."""
    if kind == "country":
        return country(value)
    if kind == "language":
        return language(value)
    if kind == "source":
        return value
    return _WORDS.get(value) or value.replace("_", " ").capitalize()


def day(stored: str | None) -> str:
    """A stored day or moment as "21 Nov 2026"; "never" where there is none."""
    if not stored:
        return "never"
    try:
        moment = date.fromisoformat(stored[:10])
    except ValueError:
        return stored
    return f"{moment.day} {moment:%b %Y}"


def direction(code: str | None) -> str:
    """The `dir` of a text by its language: what is not known is left to the text itself."""
    return "rtl" if code in RIGHT_TO_LEFT else "auto"
