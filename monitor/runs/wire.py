"""The composition root: the only place where the real clock, web, post office and children are made."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlite_utils import Database

from monitor.config.deployment import Deployment, Settings, load_settings
from monitor.mail import make_mailer
from monitor.ports import Clock, Engine, Mailer, Web
from monitor.runs.workers import Workers
from monitor.store.database import open_store
from monitor.web.client import Bounds, GuardedWeb

Looks = Literal["at a glance", "thorough"]


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class World:
    """Everything outside the core that a run may touch. `settings` is replaced when files change.

    `looks` "thorough" reads every page whole; "at a glance" leaves those unread that hold no term.
    """

    clock: Clock
    web: Web
    mailer: Mailer
    engine: Engine
    db: Database
    deployment: Deployment
    settings: Settings
    looks: Looks = "at a glance"


def open_database(deployment: Deployment) -> Database:
    """The deployment's database, made on first use."""
    deployment.db_dir.mkdir(exist_ok=True)
    return open_store(deployment.database)


@asynccontextmanager
async def open_world(
    deployment: Deployment, settings: Settings | None = None, *, looks: Looks = "at a glance"
) -> AsyncIterator[World]:
    """The real world for one run; children and connections are gone when it ends.

    Raises:
        ConfigErrors: a file of the deployment is wrong; nothing was contacted.
        StoreError: the database cannot be used.
    """
    settings = settings or load_settings(deployment)
    db = open_database(deployment)
    clock = SystemClock()
    try:
        async with (
            GuardedWeb(
                settings.fetching.user_agent,
                clock,
                Bounds(pause=settings.fetching.seconds_between_requests),
            ) as web,
            Workers() as engine,
        ):
            yield World(
                clock=clock,
                web=web,
                mailer=make_mailer(settings.mail, deployment.root),
                engine=engine,
                db=db,
                deployment=deployment,
                settings=settings,
                looks=looks,
            )
    finally:
        db.close()
