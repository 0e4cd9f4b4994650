"""What `monitor sources` shows: who is how, the troubled first, and what a person can do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.config.deployment import Deployment
from monitor.feeds.fields import one_line
from monitor.model import Source
from monitor.runs.wire import open_database
from monitor.store.overview import REMEDIES, Away, network_away, source_rows

Rows = dict[str, dict[str, Any]]

ORDER = (
    "failing",
    "gone",
    "blocked",
    "disallowed",
    "hollow",
    "rolled over",
    "quiet",
    "moved",
    "new",
    "healthy",
)
"""Those that are refused or silent before those that only want a word in a file; the well ones last."""

COLOURS = {
    "healthy": "green",
    "new": "dim",
    "quiet": "yellow",
    "hollow": "yellow",
    "rolled over": "yellow",
    "moved": "cyan",
}
"""What is not named here is red."""


def what_is_known(deployment: Deployment) -> tuple[Rows, Away | None]:
    """What polling has taught of each source, and whether nothing answers; nothing before the first poll."""
    if not deployment.database.exists():
        return {}, None
    db = open_database(deployment)
    try:
        return {row["name"]: row for row in source_rows(db)}, network_away(db)
    finally:
        db.close()


def overview(sources: Sequence[Source], rows: Rows, away: Away | None) -> Iterator[RenderableType]:
    """The table, how many are how, and of each kind of trouble: whom it has befallen, and what to do.

    What is the matter with a source stands below the table, where even a narrow terminal has room for it.
    """
    states = {source.name: rows.get(source.name, {}).get("state") or "new" for source in sources}
    if away is not None:
        yield Text(away.words, style="bold red")
    ordered = sorted(sources, key=lambda source: _rank(states[source.name]))
    table = Table(
        "source", "state", "since", "last answer", "next try", "a week", box=box.SIMPLE_HEAD, pad_edge=False
    )
    table.columns[0].overflow = "fold"
    for column in table.columns[1:]:
        column.no_wrap = True
    for source in ordered:
        table.add_row(*_cells(source, rows.get(source.name, {}), states[source.name]))
    yield table
    counts = Counter(states.values())
    there = sorted(counts, key=_rank)
    yield Text(", ").join(Text(f"{counts[state]} {state}", style=_colour(state)) for state in there)
    for state in there:
        details = {
            source.name: rows.get(source.name, {}).get("state_detail")
            for source in ordered
            if states[source.name] == state
        }
        remedy = REMEDIES.get(state)
        if remedy or any(details.values()):
            yield Text.assemble("\n", (state, _colour(state)), f": {remedy}" if remedy else "")
        for name, detail in details.items():
            if detail:
                yield Padding(Text.assemble((name, "bold"), f": {one_line(detail, 200)}"), (0, 0, 0, 2))


def switched_off(sources: Sequence[Source]) -> Table:
    """The sources that are off, and why."""
    table = Table("source", "pack", "why it is off", box=box.SIMPLE_HEAD)
    for source in sources:
        table.add_row(*(Text(each) for each in (source.name, source.pack, source.note or "its pack is off")))
    return table


def _cells(source: Source, row: dict[str, Any], state: str) -> list[Text]:
    moments = (row.get(key) for key in ("state_since", "last_success_at", "next_poll_at"))
    weekly = row.get("items_per_week")
    figure = f"{weekly:.0f}" if weekly is not None else f"({source.weekly:g})" if source.weekly else "–"
    return [
        Text(source.name),
        Text(state, style=_colour(state)),
        *(Text(moment[5:16].replace("T", " ") if moment else "–", style="dim") for moment in moments),
        Text(figure, justify="right"),
    ]


def _rank(state: str) -> int:
    return ORDER.index(state) if state in ORDER else 0


def _colour(state: str) -> str:
    return COLOURS.get(state, "red")
