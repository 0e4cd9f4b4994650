"""Figures side by side: outlets disagree about the whole, never about a part of it."""

from __future__ import annotations

import pytest

from monitor.model import Figure
from monitor.stories.figures import side_by_side


def rescued(*counts: int, start: int = 0) -> list[Figure]:
    return [Figure(kind="rescued", count=count, start=start, end=start + 9) for count in counts]


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (rescued(12), rescued(14), True),
        (rescued(31, 9), rescued(31), False),  # nine of the 31 were children
        (rescued(31, 9), rescued(9), False),  # the other outlet tells of the children only
        (rescued(30, 9), rescued(34, 9), True),
        (rescued(9) + rescued(31, start=50), rescued(31), False),
        (rescued(12), [], False),
    ],
)
def test_only_the_whole_is_compared(one: list[Figure], other: list[Figure], conflict: bool) -> None:
    for reports in ([("Dawn", one), ("Geo", other)], [("Geo", other), ("Dawn", one)]):
        assert [stated.conflict for stated in side_by_side(reports)] == [conflict]


def test_each_number_stands_with_its_outlets_and_parts_stand_apart() -> None:
    stated = side_by_side([("Dawn", rescued(14, 3)), ("Geo", rescued(12)), ("Jang", rescued(14))])[0]
    assert stated.totals == ((12, ("Geo",)), (14, ("Dawn", "Jang")))
    assert stated.parts == (3,)


def test_an_outlet_that_corrects_itself_contradicts_nobody() -> None:
    stated = side_by_side([("Dawn", rescued(12)), ("Dawn", rescued(14))])[0]
    assert (stated.totals, stated.conflict) == (((14, ("Dawn",)),), False)


def test_kinds_are_not_compared_with_one_another() -> None:
    arrested = [Figure(kind="arrested", count=3, start=0, end=9)]
    assert not any(s.conflict for s in side_by_side([("Dawn", rescued(12)), ("Geo", arrested)]))
