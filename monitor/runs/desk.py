"""What telling needs of the world and no more: a clock, the store, a post office; no web, no children."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from monitor.config.deployment import Deployment, Settings
from monitor.mail import make_mailer
from monitor.ports import Clock, Mailer
from monitor.runs.wire import SystemClock, open_database


@dataclass(slots=True, kw_only=True)
class Desk:
    """A `runs.deliver.World` for the commands that only tell."""

    clock: Clock
    mailer: Mailer
    db: Database
    deployment: Deployment
    settings: Settings


@contextmanager
def open_desk(deployment: Deployment, settings: Settings) -> Iterator[Desk]:
    """The desk of a deployment; its database is closed when the block ends.

    Raises:
        StoreError: the database cannot be used.
    """
    db = open_database(deployment)
    try:
        yield Desk(
            clock=SystemClock(),
            mailer=make_mailer(settings.mail, deployment.root),
            db=db,
            deployment=deployment,
            settings=settings,
        )
    finally:
        db.close()
