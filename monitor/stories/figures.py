"""What the copies of a story say of how many people: one number an outlet, side by side.

A report gives the number of the whole event and often numbers of a part ("31 people, nine of them
children"). Outlets disagree only about the whole: a number that the other one prints as well, whole or
part, is no contradiction, and what an outlet corrected itself is not one either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The numbers of one kind in a story.

    `totals` holds each number that is given for the whole event, with its outlets; `parts` the others;
    `conflict` says that outlets contradict one another.
    """

    kind: str
    totals: tuple[tuple[int, tuple[str, ...]], ...]
    parts: tuple[int, ...]
    conflict: bool


def side_by_side(reports: Iterable[tuple[str, Sequence[Figure]]]) -> list[Stated]:
    """The figures of a story's reports (outlet and figures each, the latest last), by kind."""
    latest: dict[str, dict[str, list[Figure]]] = {}
    for outlet, figures in reports:
        by_kind: dict[str, list[Figure]] = {}
        for figure in figures:
            by_kind.setdefault(figure.kind, []).append(figure)
        for kind, said in by_kind.items():
            latest.setdefault(kind, {})[outlet] = said
    return [_stated(kind, outlets) for kind, outlets in sorted(latest.items())]


def total(figures: Sequence[Figure]) -> int:
    """The number that a report gives for the whole: the largest in the first sentence that has any."""
    first = min(figure.start for figure in figures)
    return max(figure.count for figure in figures if figure.start == first)


def _stated(kind: str, outlets: Mapping[str, Sequence[Figure]]) -> Stated:
    totals: dict[int, list[str]] = {}
    every = [({figure.count for figure in said}, total(said)) for said in outlets.values()]
    for outlet, said in outlets.items():
        totals.setdefault(total(said), []).append(outlet)
    return Stated(
        kind=kind,
        totals=tuple((count, tuple(by)) for count, by in sorted(totals.items())),
        parts=tuple(sorted({count for counts, _ in every for count in counts} - set(totals))),
        conflict=any(
            mine not in theirs and their not in ours for ours, mine in every for theirs, their in every
        ),
    )
