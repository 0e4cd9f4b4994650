"""`monitor rematch`: changed rules over everything stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.config.deployment import find_deployment, load_settings
from monitor.digests.clean import one_line
from monitor.runs.place import hold_place
from monitor.runs.rematch import Change, RematchReport, look, rematch, save
from monitor.runs.wire import open_world

SHOWN = 40
"""Changes shown one by one; the others are counted."""


@click.command()
@click.option(
    "--apply/--dry-run", "applies", default=False, help="Write the changes, or only show them (the default)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def command(at: Path | None, applies: bool, as_json: bool) -> None:
    """Judge every stored article by today's rules, and show what would change.

    With --apply the new verdicts, tags and hits are written. What was told is never told again; a new
    hit on an old article comes with its alert's next digest.
    """
    deployment = find_deployment(at)
    settings = load_settings(deployment)

    async def work() -> RematchReport:
        async with open_world(deployment, settings) as world:
            return rematch(world, save if applies else look)

    with hold_place(deployment.lock_file, "rematch", datetime.now(UTC)):
        report = asyncio.run(work())
    if as_json:
        click.echo(json.dumps({"applied": applies, **asdict(report)}, ensure_ascii=False))
    else:
        click.echo("\n".join(words(report)))
        if report.changes:
            click.echo("written" if applies else "nothing was written; `monitor rematch --apply` writes it")


def words(report: RematchReport) -> Iterator[str]:
    """The report as a person reads it, line by line."""
    yield (
        f"articles  {report.seen}, of which {report.current} are judged by these rules already"
        + (f" and {report.unread} were never read in full" if report.unread else "")
    )
    yield f"changes   {len(report.changes)}"
    for (before, after), number in sorted(report.moves.items()):
        yield f"  {number:5}  {_named(before)} → {_named(after)}"
    gained = sum(len(change.gained) for change in report.changes)
    lost = sum(len(change.lost) for change in report.changes)
    yield f"hits      {gained} more, {lost} fewer"
    for change in sorted(report.changes, key=_weight)[:SHOWN]:
        yield f"  {change.article_id}: {one_line(change.title or change.url, 90)}: {_what(change)}"
    if len(report.changes) > SHOWN:
        yield f"  … and {len(report.changes) - SHOWN} more"


def _weight(change: Change) -> tuple[bool, bool, int]:
    """Changed hits first, then changed verdicts, then tags."""
    return not (change.gained or change.lost), change.before == change.after, change.article_id


def _what(change: Change) -> str:
    parts = []
    if change.before != change.after:
        parts.append(f"{_named(change.before)} → {_named(change.after)}")
    parts += [f"now wanted by {name}" for name in change.gained]
    parts += [f"no longer wanted by {name}" for name in change.lost]
    if change.tags:
        parts.append(f"other {', '.join(change.tags)}")
    return "; ".join(parts)


def _named(name: str) -> str:
    return name.replace("_", " ")
