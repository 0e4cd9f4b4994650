"""`monitor restore`: put a backup in the place of the store."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.config.deployment import find_deployment
from monitor.errors import StoreError
from monitor.runs.place import hold_place
from monitor.runs.wire import SystemClock, open_database
from monitor.store.backup import list_backups, read_backup, restore_backup
from monitor.store.purge import purges_since


@click.command()
@click.argument("backup", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def command(at: Path | None, backup: Path | None) -> None:
    """Put BACKUP (default: the newest in db/backups) in the place of the store, once it is found sound.

    The store that was there is kept beside it. Nobody may be writing: stop `monitor run` first.
    """
    deployment = find_deployment(at)
    if backup is None:
        backup = next(iter(list_backups(deployment.db_dir / "backups")), None)
        if backup is None:
            raise StoreError(f"{deployment.db_dir / 'backups'}: there is no backup; name one")
    now = SystemClock().now()
    with hold_place(deployment.lock_file, "restore", now):
        checked = read_backup(backup)
        aside = restore_backup(checked, deployment.database, now)
        open_database(deployment).close()  # an older backup is brought up to date at once
    click.echo(f"{backup} is in place: {checked.rows.get('articles', 0)} articles, as of {checked.made_at}")
    if forgotten := purges_since(deployment.db_dir, checked.made_at):
        click.echo("this backup still holds what was purged after it was made; purge it again:")
        for line in forgotten:
            click.echo(f"  {line}")
    if aside is not None:
        click.echo(f"what was there lies at {aside}; remove it when all is well")
