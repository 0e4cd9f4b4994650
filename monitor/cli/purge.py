"""`monitor purge`: forget by age, by address, or by a person's name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from monitor.archive.forget import forget_evidence
from monitor.config.deployment import find_deployment
from monitor.errors import StoreError
from monitor.runs.place import hold_place
from monitor.runs.wire import SystemClock, open_database
from monitor.store.backup import list_backups
from monitor.store.database import saving
from monitor.store.purge import (
    Purged,
    backups_that_hold,
    finish_purge,
    purge_articles,
    purge_before,
    strike_name,
)


@click.command()
@click.option(
    "--older-than", "days", type=click.IntRange(1), help="Forget articles older than this many days."
)
@click.option(
    "--all-verdicts", is_flag=True, help="With --older-than: relevant articles as well, not only others."
)
@click.option("--url", help="Forget the article of this address.")
@click.option("--name", help="Strike this person's name out of everything stored.")
@click.pass_obj
def command(at: Path | None, days: int | None, all_verdicts: bool, url: str | None, name: str | None) -> None:
    """Forget: text, index, log, evidence and waiting mails; and say which backups still remember."""
    if sum(option is not None for option in (days, url, name)) != 1:
        raise click.UsageError("give one of --older-than DAYS, --url ADDRESS, --name NAME")
    if name is not None and len(name.strip()) < 3:
        raise click.UsageError("a name has three letters or more")
    deployment = find_deployment(at)
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet")
    now = SystemClock().now()
    with hold_place(deployment.lock_file, "purge", now):
        db = open_database(deployment)
        try:
            with saving(db):
                if days is not None:
                    verdicts = (
                        ("not_relevant", "passing", "relevant")
                        if all_verdicts
                        else ("not_relevant", "passing")
                    )
                    purged = purge_before(db, (now - timedelta(days=days)).date(), verdicts)
                elif url is not None:
                    ids = db.execute(
                        "SELECT id FROM articles WHERE ? IN (identity, url, canonical_url)", [url]
                    ).fetchall()
                    purged = purge_articles(db, [row[0] for row in ids])
                else:
                    purged = strike_name(db, str(name).strip())
            finish_purge(db)
        finally:
            db.close()
        pages = sum(forget_evidence(deployment.evidence_dir, digest) for digest in purged.evidence)
    _tell(purged, pages)
    backups = list_backups(deployment.db_dir / "backups")
    holding = backups_that_hold(backups, name.strip()) if name else backups
    if holding:
        click.echo("these backups still hold it; remove them, or let the next rounds replace them:")
        for path in holding:
            click.echo(f"  {path}")
    click.echo("copies that others took (mails sent, exports, backups elsewhere) are not reached from here")


def _tell(purged: Purged, pages: int) -> None:
    for table, n in purged.rows.items():
        if n:
            click.echo(f"{table}: {n}")
    click.echo(f"pages of evidence removed: {pages}; mails emptied or withdrawn: {purged.mails}")
