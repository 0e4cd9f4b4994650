"""Charts as numbers for HTML and CSS: nothing is loaded, nothing runs, every number is text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a list of bars: its label, its number, where it leads, how long it is (percent)."""

    label: str
    number: int
    href: str
    share: float


def bars(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """Bars for (label, number, address), the longest one full."""
    most = max((n for _, n, _ in rows), default=0) or 1
    return [Bar(label=name, number=n, href=href, share=round(100 * n / most, 1)) for name, n, href in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One column of the chart by day."""

    day: date
    number: int
    share: float
    labelled: bool


def days(counts: Mapping[str, int], first: date, last: date) -> list[Day]:
    """A column for each day of a span, empty days as well; every Monday is labelled."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    most = max((counts.get(d.isoformat(), 0) for d in span), default=0) or 1
    return [
        Day(
            day=d,
            number=counts.get(d.isoformat(), 0),
            share=round(100 * counts.get(d.isoformat(), 0) / most, 1),
            labelled=d.weekday() == 0,
        )
        for d in span
    ]
