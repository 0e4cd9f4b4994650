"""`monitor run`: the service."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.config.deployment import find_deployment, load_settings
from monitor.runs.place import hold_place
from monitor.runs.schedule import Service
from monitor.runs.wire import open_world


@click.command()
@click.pass_obj
def command(at: Path | None) -> None:
    """Poll, read and send digests, each when it is due, until SIGTERM or Ctrl-C.

    Changed files are taken up on the way; a wrong one is named and the old settings are kept. A second
    instance refuses to start and says who holds the place.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logging.getLogger("monitor").setLevel(logging.INFO)
    deployment = find_deployment(at)
    settings = load_settings(deployment)

    async def work() -> None:
        async with open_world(deployment, settings) as world:
            await Service(world).run()

    with hold_place(deployment.lock_file, "run", datetime.now(UTC)):
        asyncio.run(work())
