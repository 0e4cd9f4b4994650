"""`monitor check`: is every file of the deployment right? Contacts nobody."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.config.deployment import find_deployment, load_settings


@click.command()
@click.pass_obj
def command(at: Path | None) -> None:
    """Check sources.toml and everything in alerts/; name file, line, key and remedy of each fault."""
    deployment = find_deployment(at)
    settings = load_settings(deployment)
    on = sum(source.enabled for source in settings.sources)
    terms = sum(len(lexicon.terms) for lexicon in settings.watch.lexicons)
    alerts = [alert.name for alert in settings.watch.alerts if alert.enabled]
    click.echo(f"{deployment.root}: all files are right")
    click.echo(f"  sources   {len(settings.sources)}, of which {on} switched on")
    click.echo(f"  lexicon   {terms} terms in {len(settings.watch.lexicons)} languages")
    click.echo(f"  alerts    {', '.join(alerts) or 'none switched on'}")
