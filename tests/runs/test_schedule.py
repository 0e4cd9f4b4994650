"""The service does what is due, takes up changed files, keeps the old ones when the new are wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from monitor.runs.schedule import Service
from monitor.runs.wire import World
from tests.fakes.clock import FakeClock
from tests.fakes.telling import CountingMailer
from tests.fakes.web import FakeWeb
from tests.fakes.world import SOURCES, make_world
from tests.runs.test_crawl import FOUNTAIN, GARDEN, RAID, RAIDED, SITE, feed, page


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = make_world(tmp_path)
    web = cast(FakeWeb, world.web)
    web.replies = {
        f"{SITE}/feed": feed(RAIDED, FOUNTAIN),
        f"{SITE}/raid": page(RAIDED[1], RAID),
        f"{SITE}/garden": page(FOUNTAIN[1], GARDEN),
    }
    yield world
    world.db.close()


async def test_a_day_of_ticks_brings_one_digest_to_each_recipient(world: World) -> None:
    service, clock = Service(world), cast(FakeClock, world.clock)
    for _ in range(24 * 2):
        await service.tick()
        clock.move(minutes=30)
    delivered = cast(CountingMailer, world.mailer).delivered
    wanted = {r for a in world.settings.watch.alerts if a.enabled for r in world.settings.recipients.of(a)}
    assert wanted
    assert len({m.message_id for m in delivered}) == len(delivered)
    assert {m.recipient for m in delivered} == wanted


async def test_a_wrong_new_file_is_named_and_the_old_settings_stay(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    service, old = Service(world), world.settings
    world.deployment.sources_file.write_text("[[source]]\nname = 3\nurl = 4\n")
    with caplog.at_level(logging.ERROR, logger="monitor"):
        await service.tick()
    assert world.settings is old
    assert "kept the old settings" in caplog.text
    assert "sources.toml:2" in caplog.text
    assert "sources.toml:3" in caplog.text
    world.deployment.sources_file.write_text(SOURCES + "weekly = 7.0\n")
    await service.tick()
    assert world.settings.sources[0].weekly == 7.0


async def test_a_failing_stage_stops_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(request: object) -> object:
        raise RuntimeError("a bug of ours")

    world.web.get = broken  # type: ignore[assignment,method-assign]
    service = Service(world)
    with caplog.at_level(logging.ERROR, logger="monitor"):
        await service.tick()
    assert world.db.execute("SELECT count(*) FROM failures WHERE kind = 'bug'").fetchone()[0] == 1


async def test_it_stops_when_it_is_told_to(world: World) -> None:
    service = Service(world, tick=timedelta(seconds=1))
    running = asyncio.create_task(service.run())
    for _ in range(200):
        await asyncio.sleep(0.02)
        if world.db.execute("SELECT count(*) FROM articles").fetchone()[0] == 2:
            break
    service.stop()
    await asyncio.wait_for(running, timeout=5)
    assert world.db.execute("SELECT count(*) FROM entries WHERE state = 'done'").fetchone()[0] == 2
