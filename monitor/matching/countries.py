"""The countries in which a story happens, from the places that its title and text name.

Each country that is named has a few clues: how much of all names is its, how often it is named, whether
in the title, in the lead, beside what tells of the event. Their weighted sum says whether the story is
about it. The weights were learned from labelled articles by `benchmarks/places.py`, which also measures
them. The country of the outlet decides between equals, and is taken where no country is named.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log1p
from typing import Final, NamedTuple

from monitor.matching.places import Name, named

LEAD: Final = 300
"""Characters of the text that count as its lead."""

EARLY, DATE_LINE, BESIDE = 3.0, 4.0, 3.0
"""How many times a name counts in the title or lead, as date-line, and beside what tells of the event."""

MOST: Final = 3
"""No more countries than this are given."""

WEIGHTS: Final[Mapping[str, float]] = {
    "beside_share": 1.182,
    "bias": -4.093,
    "lead": 0.304,
    "often": 1.845,
    "share": 2.919,
    "title": 0.303,
    "weight": 0.594,
}
"""What each clue adds; a country is given where the sum is above nought."""

Clues = dict[str, float]


class _Named(NamedTuple):
    """A country named once: with what weight, and where."""

    weight: float
    title: bool
    lead: bool
    beside: bool


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
    clues = country_clues(title, text, language, home, place=place, near=near)
    if not clues:
        return (home,) if home else ()
    return chosen(clues, WEIGHTS, home)


def chosen(
    clues: Mapping[str, Clues], weights: Mapping[str, float], home: str | None = None
) -> tuple[str, ...]:
    """The countries whose clues add up to more than nought, the highest sum first."""
    sums = {
        country: weights["bias"] + sum(value * weights.get(name, 0.0) for name, value in made.items())
        for country, made in clues.items()
    }
    ranked = sorted(sums, key=lambda c: (-sums[c], c != home, c))
    return tuple(c for c in ranked[:MOST] if sums[c] > 0)


def country_clues(
    title: str,
    text: str,
    language: str | None,
    home: str | None = None,
    *,
    place: str = "",
    near: Sequence[tuple[int, int]] = (),
) -> dict[str, Clues]:
    """The clues of each country that is named; the arguments are those of `find_countries`."""
    found = _by_country(list(_all_named(title, text, language, place, near)), home)
    scores = {country: sum(n.weight for n in names) for country, names in found.items()}
    beside = {country: sum(n.beside for n in names) for country, names in found.items()}
    everything = sum(scores.values())
    often = max(map(len, found.values()), default=1)
    near_most = max(beside.values(), default=0) or 1
    return {
        country: {
            "share": scores[country] / everything,
            "weight": log1p(scores[country]),
            "title": float(any(n.title for n in names)),
            "lead": float(any(n.lead for n in names)),
            "beside_share": beside[country] / near_most,
            "often": len(names) / often,
        }
        for country, names in found.items()
    }


def _by_country(names: list[tuple[Name, _Named]], home: str | None) -> dict[str, list[_Named]]:
    """The names of each country; one of several countries is that which is spoken of otherwise."""
    scores: dict[str, float] = defaultdict(float)
    for name, how in names:
        if len(name.countries) == 1:
            scores[name.countries[0]] += how.weight
    found: dict[str, list[_Named]] = defaultdict(list)
    for name, how in names:
        several = name.countries
        likeliest = max(several, key=lambda c: (scores.get(c, 0.0), c == home, -several.index(c)))
        found[likeliest].append(how)
    return found


def _all_named(
    title: str, text: str, language: str | None, place: str, near: Sequence[tuple[int, int]]
) -> Iterator[tuple[Name, _Named]]:
    """Each name with its weight: by what it names, how far up it stands, and beside what."""
    for name, _ in named(place, language):
        yield name, _Named(name.weight * DATE_LINE, title=False, lead=True, beside=True)
    for name, _ in named(title, language):
        yield name, _Named(name.weight * EARLY, title=True, lead=False, beside=False)
    starts = [start for start, _ in near]
    for name, offset in named(text, language):
        index = bisect_right(starts, offset) - 1
        beside = index >= 0 and offset < near[index][1]
        lead = offset < LEAD
        weight = name.weight * (EARLY if lead else 1.0) * (BESIDE if beside else 1.0)
        yield name, _Named(weight, title=False, lead=lead, beside=beside)
