"""Dates: every usual notation, never a guess, nothing impossible."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.feeds.dates import find_date, read_date, read_timestamp
from monitor.model import DateOrder
from tests.feeds.pages import NOW


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Mon, 02 Nov 2026 10:00:00 GMT", (2026, 11, 2, 10)),
        ("Mon, 02 Nov 26 10:00 EST", (2026, 11, 2, 15)),
        ("2 November 2026", (2026, 11, 2)),
        ("November 2nd, 2026 10:30", (2026, 11, 2, 10, 30)),
        ("Fri, 28 Aug 2026", (2026, 8, 28)),
        ("2026-11-02T10:00:00.123+05:00", (2026, 11, 2, 5)),
        ("2026-11-02 10:00:00 +0530", (2026, 11, 2, 4, 30)),
        ("20261102T101500Z", (2026, 11, 2, 10, 15)),
        ("2026/6/29", (2026, 6, 29)),
        ("2013-03-27 15:06:17.0", (2013, 3, 27, 15, 6, 17)),
        ("2024-06-30T23:59:60Z", (2024, 6, 30, 23, 59, 59)),
        ("2024-06-30T24:00:00Z", (2024, 7, 1)),
        ("٢٠٢٤-٠١-٠١", (2024, 1, 1)),
        ("12 de mayo de 2025", (2025, 5, 12)),
        ("lundi 3 août 2026", (2026, 8, 3)),
        ("3 января 2026 12:00", (2026, 1, 3, 12)),
        ("31st Jan, 2025", (2025, 1, 31)),
        ("25/12/2025", (2025, 12, 25)),
        ("Thu Jan  1 19:48:21 2004", (2004, 1, 1, 19, 48, 21)),
    ],
)
def test_a_date_is_read_in_utc(text: str, stated: tuple[int, ...]) -> None:
    assert read_date(text, NOW) == datetime(*stated, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    "text",
    ["", "soon", "0", "-1", "99999999999999", "9999-12-31T23:59:59Z", "-0001-01-01",
     "Mon, 99 Foo 2024 99:99:99 GMT",
     "1970-01-01T00:00:00+99:99", "1989-12-31", "2026-11-23", "2026-02-30",
     "05/06/2026", "5.6.2026", "275760-01-01"],
)  # fmt: skip
def test_an_impossible_or_ambiguous_date_is_none(text: str) -> None:
    assert read_date(text, NOW) is None


@pytest.mark.parametrize(("order", "month"), [("dmy", 6), ("mdy", 5)])
def test_the_order_that_the_source_states_decides(order: DateOrder, month: int) -> None:
    assert read_date("05/06/2026", NOW, order) == datetime(2026, month, 11 - month, tzinfo=UTC)


def test_a_date_is_found_inside_a_text() -> None:
    assert find_date("Press release | 12 January 2021 | Vienna", NOW) == datetime(2021, 1, 12, tzinfo=UTC)
    assert find_date("Call 0800 12345 now", NOW) is None


def test_unix_times_are_seconds_or_milliseconds_within_bounds() -> None:
    assert read_timestamp(1_700_000_000, NOW) == read_timestamp(1_700_000_000_000, NOW)
    assert read_timestamp(0, NOW) is None
    assert read_timestamp(9e15, NOW) is None
