"""`monitor purge`: forget by age, by address, or by a person's name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import click
from sqlite_utils import Database

from monitor.archive.forget import evidence_that_names, forget_evidence
from monitor.config.deployment import Deployment, find_deployment
from monitor.errors import StoreError
from monitor.matching.names import Name
from monitor.runs.place import hold_place
from monitor.runs.wire import SystemClock, open_database
from monitor.store.backup import kept_files
from monitor.store.database import saving
from monitor.store.names import files_that_hold, find_mails, find_name, strike_name
from monitor.store.purge import (
    articles_at,
    finish_purge,
    note_purge,
    old_articles,
    purge_articles,
    purge_before,
)

MOST_SHOWN = 20
"""Titles and spellings that are shown before anything goes; the number of all is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be forgotten: what is older than a day, or an address, or a person's name."""

    before: date | None
    verdicts: tuple[str, ...]
    url: str
    person: Name | None

    def articles(self, db: Database) -> list[int]:
        """The articles that go, where no name is asked for."""
        return old_articles(db, self.before, self.verdicts) if self.before else articles_at(db, self.url)


@click.command()
@click.option(
    "--older-than", "days", type=click.IntRange(1), help="Forget articles older than this many days."
)
@click.option(
    "--all-verdicts", is_flag=True, help="With --older-than: relevant articles as well, not only others."
)
@click.option("--url", help="Forget the article of this address.")
@click.option("--name", help="Strike this person's name out of everything stored, however it is spelled.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    at: Path | None, days: int | None, all_verdicts: bool, url: str | None, name: str | None, yes: bool
) -> None:
    """Forget: text, index, log, evidence and waiting mails; and say which backups still remember.

    What would go is shown first. A name is found in any case, with or without accents, in either order
    of its parts, and as the keyboards of Arabic, Persian and Urdu write it; give it once for each script.
    """
    if sum(option is not None for option in (days, url, name)) != 1:
        raise click.UsageError("give one of --older-than DAYS, --url ADDRESS, --name NAME")
    if name is not None and len(name.strip()) < 3:
        raise click.UsageError("a name has three letters or more")
    deployment = find_deployment(at)
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet")
    now = SystemClock().now()
    wish = Wish(
        before=(now - timedelta(days=days)).date() if days is not None else None,
        verdicts=("not_relevant", "passing", "relevant")[: 3 if all_verdicts else 2],
        url=url or "",
        person=Name(name.strip()) if name is not None else None,
    )
    with hold_place(deployment.lock_file, "purge", now):
        db = open_database(deployment)
        try:
            pages = _show(db, deployment, wish)
            if not yes:
                click.confirm("Forget this for good?", abort=True)
            _forget(db, deployment, wish, pages)
            note_purge(deployment.db_dir, "by name" if wish.person else "by age or address", now)
            finish_purge(db)
        finally:
            db.close()
    _tell_copies(deployment, wish.person)


def _show(db: Database, deployment: Deployment, wish: Wish) -> list[str]:
    """Show what would go; returns the hashes of the pages that name the person."""
    if wish.person is None:
        _show_articles(db, wish.articles(db))
        return []
    pages = list(evidence_that_names(deployment.evidence_dir, wish.person.stands_in))
    _show_name(db, wish.person, len(pages))
    return pages


def _forget(db: Database, deployment: Deployment, wish: Wish, pages: list[str]) -> None:
    with saving(db):
        if wish.person is not None:
            purged = strike_name(db, wish.person)
        elif wish.before is not None:
            purged = purge_before(db, wish.before, wish.verdicts)
        else:
            purged = purge_articles(db, wish.articles(db))
        # Before the commit: who is stopped between the two must find the articles again.
        digests = sorted({*pages, *purged.evidence})
        removed = sum(forget_evidence(deployment.evidence_dir, digest) for digest in digests)
    for table, n in purged.rows.items():
        if n:
            click.echo(f"{table}: {n}")
    click.echo(f"pages of evidence removed: {removed}; mails emptied or withdrawn: {purged.mails}")


def _show_name(db: Database, person: Name, pages: int) -> None:
    """Where the name stands, as it is spelled there."""
    rows: Counter[str] = Counter()
    spellings: Counter[str] = Counter()
    articles = []
    for place in find_name(db, person):
        rows[place.table] += 1
        spellings.update(said for value in place.values if value for said in person.spellings(value))
        if place.table == "articles":
            articles.append(place.key[0])
    rows["outbox"] = len(find_mails(db, person))
    if spellings:
        click.echo("spelled " + ", ".join(f"“{s}” ({n})" for s, n in spellings.most_common(MOST_SHOWN)))
    stands = [f"{table}: {n}" for table, n in rows.items() if n] + ([f"evidence: {pages}"] if pages else [])
    click.echo("stands in " + (", ".join(stands) or "nothing stored"))
    _show_articles(db, articles)


def _show_articles(db: Database, articles: list[int]) -> None:
    for article_id in articles[:MOST_SHOWN]:
        day, title = db.execute("SELECT day, title FROM articles WHERE id = ?", [article_id]).fetchone()
        click.echo(f"  {day}  {title}")
    if len(articles) > MOST_SHOWN:
        click.echo(f"  and {len(articles) - MOST_SHOWN} more")


def _tell_copies(deployment: Deployment, person: Name | None) -> None:
    kept = kept_files(deployment.database)
    holding = files_that_hold(kept, person) if person is not None else kept
    if holding:
        click.echo("these backups still hold it; remove them, or let the next rounds replace them:")
        for path in holding:
            click.echo(f"  {path}")
    click.echo("copies that others took (mails sent, exports, backups elsewhere) are not reached from here")
