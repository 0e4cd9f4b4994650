"""`monitor alerts`: list the alerts, see what one would have sent, end a subscription."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.config.deployment import find_deployment, load_settings
from monitor.digests.schedule import next_slot
from monitor.errors import StoreError
from monitor.matching.query import parse_rule
from monitor.model import Alert
from monitor.runs.desk import open_desk
from monitor.runs.preview import Preview, preview_alert
from monitor.store.digests import unsubscribe


@click.group()
def command() -> None:
    """See what the alerts are, and what they would send."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an alert, as a list.")
@click.pass_obj
def list_alerts(at: Path | None, as_json: bool) -> None:
    """List every alert: what it asks for, when its next digest is due, and who is told."""
    settings = load_settings(find_deployment(at))
    now = datetime.now(UTC)
    if as_json:
        rows = [
            {
                "name": alert.name,
                "title": alert.title,
                "enabled": alert.enabled,
                "rule": alert.rule,
                "next": next_slot(alert.schedule, now).isoformat(),
                "recipients": len(settings.recipients.of(alert)),
            }
            for alert in settings.watch.alerts
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for alert in settings.watch.alerts:
        click.echo(_words(alert, len(settings.recipients.of(alert)), now))


@command.command()
@click.argument("name")
@click.option(
    "--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="How many days to go back."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def preview(at: Path | None, name: str, days: int, as_json: bool) -> None:
    """Show what the alert NAME would have sent in the last days, from the archive, day by day.

    The alert need not be switched on. Nothing is sent or marked.
    """
    deployment = find_deployment(at)
    settings = load_settings(deployment)
    alert = next((a for a in settings.watch.alerts if a.name == name), None)
    if alert is None:
        raise click.UsageError(
            f"no alert {name}; there are {', '.join(a.name for a in settings.watch.alerts)}"
        )
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet; run `monitor crawl` first")
    with open_desk(deployment, settings) as desk:
        shown = preview_alert(desk.db, alert, settings.watch, days=days, now=desk.clock.now())
    click.echo(json.dumps(shown.as_json(), ensure_ascii=False) if as_json else _table(shown))


@command.command("unsubscribe")
@click.argument("token")
@click.pass_obj
def end_subscription(at: Path | None, token: str) -> None:
    """End the subscription that the TOKEN of an unsubscribe address stands for."""
    deployment = find_deployment(at)
    with open_desk(deployment, load_settings(deployment)) as desk:
        ended = unsubscribe(desk.db, token, desk.clock.now())
    if ended is None:
        raise click.UsageError("no subscription has this token")
    click.echo(f"{ended[1]} gets no more mail of the alert {ended[0]}")


def _words(alert: Alert, recipients: int, now: datetime) -> str:
    wants = [
        f"rule: {parse_rule(alert.rule).words()}" if alert.rule else "",
        f"topics: {', '.join(alert.topics)}" if alert.topics else "",
        f"countries: {', '.join(alert.countries)}" if alert.countries else "",
        f"languages: {', '.join(alert.languages)}" if alert.languages else "",
        f"sources: {', '.join(alert.sources)}" if alert.sources else "",
    ]
    due = f"next {next_slot(alert.schedule, now):%Y-%m-%d %H:%M} UTC" if alert.enabled else "switched off"
    head = f"{alert.name}: {alert.title} ({due}; {recipients} recipients)"
    return "\n".join([head, *(f"  {want}" for want in wants if want)])


def _table(shown: Preview) -> str:
    most = max((day.stories for day in shown.days), default=0)
    lines = [f"{shown.alert}: {shown.stories} stories, {shown.articles} articles in {len(shown.days)} days"]
    for day in shown.days:
        bar = "#" * round(40 * day.stories / most) if most else ""
        lines.append(f"  {day.day}  {day.stories:4} {bar}")
        lines += [f"              {headline}" for headline in day.headlines]
    return "\n".join(lines)
