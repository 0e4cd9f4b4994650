"""`monitor status`: each source's health, the outbox, what the store holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from monitor.config.deployment import find_deployment
from monitor.errors import StoreError
from monitor.runs.wire import open_database
from monitor.store.overview import network_away, outbox_rows, source_rows, totals

FINE = ("healthy", "new")
OUT_OF_REACH = ("unreachable:", "timed out:")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--all", "everything", is_flag=True, help="Healthy sources too.")
@click.pass_obj
def command(at: Path | None, as_json: bool, everything: bool) -> None:
    """Show each source's last success, last new item, failures and next poll, and what the outbox holds."""
    deployment = find_deployment(at)
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet; run `monitor crawl` first")
    db = open_database(deployment)
    try:
        sources, outbox, counts = source_rows(db), outbox_rows(db), totals(db)
        away = network_away(db)
    finally:
        db.close()
    if as_json:
        click.echo(json.dumps({"totals": counts, "sources": sources, "outbox": outbox}, ensure_ascii=False))
        return
    click.echo(
        f"{counts['articles']} articles read, {counts['relevant']} relevant in {counts['stories']} stories\n"
        f"{counts['pending']} items to read, {counts['unreadable']} whose page could not be read\n"
        f"{counts['sent']} mails sent, {len(outbox)} not\n"
        f"{len(sources)} sources, {sum(row['state'] in FINE for row in sources)} without trouble"
    )
    if away:
        click.echo(f"\n{away.words}")
        sources = [row for row in sources if not row["last_failure"].startswith(OUT_OF_REACH)]
    for row in sources:
        if everything or row["state"] not in FINE or row["failures"]:
            click.echo("\n" + "\n".join(_source(row)))
    for row in outbox:
        click.echo("\n" + "\n".join(_mail(row)))


def _source(row: dict[str, Any]) -> list[str]:
    return [
        click.style(f"{row['name']}: {row['state']}", bold=True) + _since(row["state_since"]),
        *([f"  {row['state_detail']}"] if row["state_detail"] else []),
        f"  last good {_when(row['last_success_at'])}, last new {_when(row['last_new_at'])},"
        f" failures {row['failures']}, next poll {_when(row['next_poll_at'])}",
    ]


def _mail(row: dict[str, Any]) -> list[str]:
    return [
        click.style(f"mail to {row['recipient']}: {row['state']}", bold=True)
        + f", queued {_when(row['queued_at'])}, {row['tries']} tries, next {_when(row['next_try_at'])}",
        *([f"  {row['detail']}"] if row["detail"] else []),
    ]


def _since(stored: str | None) -> str:
    return f" since {_when(stored)}" if stored else ""


def _when(stored: str | None) -> str:
    """A stored time as a person reads it, in UTC; "never" where there is none."""
    return f"{stored[:10]} {stored[11:16]}" if stored else "never"
