"""A whole world for runs: a real deployment and store, a fake web and clock, the shipped alerts."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from monitor.config.deployment import Deployment, Settings, load_settings
from monitor.runs.wire import World, open_database
from tests.fakes.clock import FakeClock
from tests.fakes.telling import CountingMailer
from tests.fakes.web import FakeWeb, HereEngine

ROOT = Path(__file__).parents[2]

SOURCES = """
[[source]]
name = "courier"
title = "The Courier"
url = "https://courier.example/feed"
language = "en"
country = "PK"
"""


@cache
def shipped_settings() -> Settings:
    """What the repository's own files say; read once, since the lexicon is large."""
    return load_settings(Deployment(ROOT))


def make_deployment(folder: Path, sources: str = SOURCES) -> Deployment:
    """A deployment in `folder` with the shipped alerts and these sources."""
    shutil.copytree(ROOT / "alerts", folder / "alerts", ignore=shutil.ignore_patterns("recipients.toml"))
    (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (folder / "db").mkdir()
    return Deployment(folder)


def make_world(folder: Path, sources: str = SOURCES) -> World:
    """A world around such a deployment; nothing real is contacted. The caller closes `world.db`."""
    deployment = make_deployment(folder, sources)
    clock = FakeClock()
    return World(
        clock=clock,
        web=FakeWeb(clock),
        mailer=CountingMailer(),
        engine=HereEngine(),
        db=open_database(deployment),
        deployment=deployment,
        settings=load_settings(deployment),
    )
