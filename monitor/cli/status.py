"""`monitor status`: each source's health, the outbox, what the store holds."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.config.deployment import find_deployment
from monitor.errors import StoreError
from monitor.runs.wire import open_database
from monitor.store.overview import outbox_rows, source_rows, totals


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--all", "everything", is_flag=True, help="Healthy sources too, one line each.")
@click.pass_obj
def command(at: Path | None, as_json: bool, everything: bool) -> None:
    """Show each source's last success, last new item, failures and next poll, and what the outbox holds."""
    deployment = find_deployment(at)
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet; run `monitor crawl` first")
    db = open_database(deployment)
    sources, outbox, counts = source_rows(db), outbox_rows(db), totals(db)
    if as_json:
        click.echo(json.dumps({"totals": counts, "sources": sources, "outbox": outbox}, ensure_ascii=False))
        return
    console = Console()
    console.print(
        f"{counts['articles']} articles read, {counts['relevant']} relevant in {counts['stories']} stories;"
        f" {counts['pending']} items to read, {counts['unreadable']} unreadable; {counts['sent']} mails sent"
    )
    healthy = sum(row["state"] in ("healthy", "new") for row in sources)
    console.print(f"{len(sources)} sources, {healthy} healthy")
    shown = [row for row in sources if everything or row["state"] not in ("healthy", "new")]
    if shown:
        console.print(_sources_table(shown))
    if outbox:
        console.print(_outbox_table(outbox))


def _sources_table(rows: list[dict[str, str]]) -> Table:
    table = Table("source", "state", "since", "last good", "last new", "failures", "next poll", "what")
    for row in rows:
        table.add_row(
            *(
                Text(str(row[name] or "–").replace("T", " ").removesuffix("Z"))
                for name in (
                    "name",
                    "state",
                    "state_since",
                    "last_success_at",
                    "last_new_at",
                    "failures",
                    "next_poll_at",
                )
            ),
            Text(row["state_detail"] or row["last_failure"] or ""),
        )
    return table


def _outbox_table(rows: list[dict[str, str]]) -> Table:
    table = Table("to", "state", "tries", "queued", "next try", "the server said", title="outbox")
    for row in rows:
        table.add_row(
            *(
                Text(str(row[n] or ""))
                for n in ("recipient", "state", "tries", "queued_at", "next_try_at", "detail")
            )
        )
    return table
