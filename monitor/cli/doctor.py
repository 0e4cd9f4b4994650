"""`monitor doctor`: is everything sound, and if not, what to do."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.config.deployment import Deployment, find_deployment, load_settings
from monitor.errors import ConfigError, ConfigErrors, StoreError
from monitor.runs.place import hold_place
from monitor.runs.wire import SystemClock, open_database
from monitor.store.backup import kept_files, list_backups, read_backup
from monitor.store.database import saving
from monitor.store.doctor import Finding, examine, mend
from monitor.store.faults import DatabaseError, fault_of
from monitor.store.search import index_pending

COLOURS = {"good": "green", "warning": "yellow", "bad": "red"}


@click.command()
@click.option("--mend", "mends", is_flag=True, help="Index and count everything anew first.")
@click.pass_obj
def command(at: Path | None, mends: bool) -> int:
    """Check the files of the deployment and the store: integrity, references, orphans, index against text."""
    deployment = find_deployment(at)
    findings = [_configuration(deployment)]
    try:
        findings += _store(deployment, mends=mends)
    except StoreError as error:
        findings.append(Finding(check="store", outcome="bad", detail=str(error)))
    findings += [_private(deployment), _backups(deployment)]
    for finding in findings:
        mark = click.style(f"{finding.outcome:<8}", fg=COLOURS[finding.outcome])
        click.echo(f"{mark} {finding.check}: {finding.detail}")
    return int(any(finding.outcome == "bad" for finding in findings))


def _store(deployment: Deployment, *, mends: bool) -> list[Finding]:
    if not deployment.database.exists() and not kept_files(deployment.database):
        return [Finding(check="store", outcome="warning", detail="nothing stored yet — `monitor crawl`")]
    db = open_database(deployment)
    try:
        if mends:
            with hold_place(deployment.lock_file, "doctor", SystemClock().now()), saving(db):
                click.echo(f"indexing {mend(db)} articles anew")
                while index_pending(db):
                    pass
        return list(examine(db, deployment.database))
    except DatabaseError as error:
        raise fault_of(error, str(deployment.database)) from error
    finally:
        db.close()


def _private(deployment: Deployment) -> Finding:
    """Files that hold addresses or say where a password stands are nobody else's to read."""
    files = [deployment.alerts_dir / "recipients.toml", deployment.alerts_dir / "mail.toml"]
    there = [path for path in (*files, *kept_files(deployment.database)) if path.exists()]
    if open_to_all := [str(path) for path in there if path.stat().st_mode & 0o077]:
        told = f"others may read {', '.join(open_to_all)} — chmod 600"
        return Finding(check="private files", outcome="warning", detail=told)
    return Finding(check="private files", outcome="good", detail=f"{len(there)}, read by their owner only")


def _backups(deployment: Deployment) -> Finding:
    newest = next(iter(list_backups(deployment.db_dir / "backups")), None)
    if newest is None:
        return Finding(
            check="backups", outcome="warning", detail="there is none — `monitor backup --keep 14`"
        )
    try:
        backup = read_backup(newest)
    except StoreError as error:
        return Finding(check="backups", outcome="bad", detail=str(error))
    found = f"the newest is sound: {newest.name}, {backup.rows.get('articles', 0)} articles"
    return Finding(check="backups", outcome="good", detail=found)


def _configuration(deployment: Deployment) -> Finding:
    try:
        settings = load_settings(deployment)
    except ConfigErrors as errors:
        return Finding(check="files", outcome="bad", detail="; ".join(map(str, errors.errors)))
    except ConfigError as error:
        return Finding(check="files", outcome="bad", detail=str(error))
    found = f"{len(settings.sources)} sources, {len(settings.watch.alerts)} alerts"
    return Finding(check="files", outcome="good", detail=found)
