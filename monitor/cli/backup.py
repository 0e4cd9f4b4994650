"""`monitor backup`: a checked copy of the store, while others write."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.config.deployment import find_deployment
from monitor.errors import StoreError
from monitor.runs.wire import SystemClock
from monitor.store.backup import list_backups, make_backup, read_backup, remove_old_backups


@click.command()
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder (default: db/backups)."
)
@click.option("--keep", type=click.IntRange(1), help="Remove all but this many of the newest.")
@click.option("--list", "listed", is_flag=True, help="List the backups there are, and check each.")
@click.pass_obj
def command(at: Path | None, folder: Path | None, keep: int | None, listed: bool) -> None:
    """Write a backup (one file, mode 0600) with its checksum beside it. Never copy the live file instead."""
    deployment = find_deployment(at)
    folder = folder or deployment.db_dir / "backups"
    if listed:
        for path in list_backups(folder):
            try:
                backup = read_backup(path)
                click.echo(f"{path}: {backup.rows.get('articles', 0)} articles, made {backup.made_at}")
            except StoreError as error:
                click.echo(str(error))
        return
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet; run `monitor crawl` first")
    backup = make_backup(deployment.database, folder, SystemClock().now())
    click.echo(
        f"{backup.path}: {backup.rows.get('articles', 0)} articles, {sum(backup.rows.values())} rows in all"
    )
    if keep is not None:
        for path in remove_old_backups(folder, keep, backup.path):
            click.echo(f"removed {path}")
