"""`monitor crawl`: the one-off crawl."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from monitor.config.deployment import find_deployment, load_settings
from monitor.runs.crawl import CrawlReport, crawl, crawl_addresses
from monitor.runs.place import hold_place
from monitor.runs.record import ReadReport
from monitor.runs.wire import Looks, open_world


@click.command()
@click.argument("addresses", nargs=-1)
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--thorough", is_flag=True, help="Read pages whole even where no term stands in them.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def command(
    at: Path | None, addresses: tuple[str, ...], sources: tuple[str, ...], thorough: bool, as_json: bool
) -> int:
    """Poll every source that is switched on, read what is new, keep what matches.

    With ADDRESSES, read just those pages. A source or page that fails is reported and stops nothing.

    Exit codes: 0 all went well; 1 something failed and is named; 2 the command line or a file is
    wrong, nothing was run; 3 the store or the place is not to be had; 130 interrupted.
    """
    if addresses and sources:
        raise click.UsageError("give addresses or --source, not both")
    deployment = find_deployment(at)
    settings = load_settings(deployment)

    async def work() -> CrawlReport:
        looks: Looks = "thorough" if thorough else "at a glance"
        async with open_world(deployment, settings, looks=looks) as world:
            if addresses:
                return await crawl_addresses(world, addresses)
            with _progress() as progress:
                task = progress.add_task("polling", total=None)

                def show(report: ReadReport) -> None:
                    progress.update(task, description="reading", completed=report.taken)

                return await crawl(world, sources, progress=show)

    with hold_place(deployment.lock_file, "crawl", datetime.now(UTC)):
        report = asyncio.run(work())
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else words(report))
    return 1 if report.failures else 0


def words(report: CrawlReport) -> str:
    """The report as a person reads it."""
    polls, reads = report.polls, report.reads
    lines = []
    if polls.polls:
        listed = sum(poll.listed for poll in polls.polls)
        lines += [
            f"polled    {len(polls.polls)} sources, {len(polls.failures)} failed",
            f"new       {polls.new} of {listed} items listed",
        ]
    closed = (
        f"; {reads.from_feed} from the feed's own text, {reads.known} known already,"
        f" {reads.later} to try again"
    )
    lines += [
        f"read      {reads.read} pages, {reads.glanced} of them at a glance{closed if polls.polls else ''};"
        f" {reads.unreadable} unreadable",
        f"matched   {reads.relevant} relevant, {reads.passing} in passing; {reads.hits} hits"
        f" in {report.stories} stories",
        f"failures  {len(report.failures)}",
    ]
    told = report.failures
    if polls.all_unreachable:
        lines.append(
            f"  poll  all {len(polls.polls)} sources: nothing answers; see to this machine's own connection"
            f" (the first says: {polls.failures[0].detail})"
        )
        told = [failure for failure in told if failure.stage != "poll"]
    for failure in told:
        again = f"; next try {failure.retry_at:%Y-%m-%d %H:%M} UTC" if failure.retry_at else ""
        lines.append(f"  {failure.stage:5} {failure.where}: {failure.kind}: {failure.detail}{again}")
    if polls.polls and not polls.new and not reads.taken:
        lines.append("nothing new")
    return "\n".join(lines)


def _progress() -> Progress:
    """A progress display on a terminal; silent elsewhere."""
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
