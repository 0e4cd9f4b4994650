"""`monitor backfill`: web archives go the way that fetched pages go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.config.deployment import find_deployment, load_settings
from monitor.runs.backfill import backfill
from monitor.runs.place import hold_place
from monitor.runs.record import ReadReport
from monitor.runs.wire import open_world


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.pass_obj
def command(at: Path | None, files: tuple[Path, ...]) -> int:
    """Read WARC FILES (gzip or not), judge their pages and store them. Contacts nobody."""
    deployment = find_deployment(at)
    settings = load_settings(deployment)

    async def work() -> ReadReport:
        async with open_world(deployment, settings) as world:
            return await backfill(world, files)

    with hold_place(deployment.lock_file, "backfill", datetime.now(UTC)):
        report = asyncio.run(work())
    click.echo(f"{report.taken} pages, {report.read} read, {report.unreadable} not readable")
    click.echo(f"{report.relevant} relevant, {report.passing} in passing, {report.hits} hits")
    for failure in report.failures:
        click.echo(f"  {failure.where}: {failure.kind}: {failure.detail}")
    return 1 if report.failures else 0
