"""The service: APScheduler is the alarm clock, what is due stands in SQLite.

Every tick asks the store what is due and does it, so a tick that came late, or once for many, or after
a crash does the same work. Nothing of the schedule lives in the scheduler.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.config.deployment import changed_files, load_settings
from monitor.errors import ConfigError, StoreError
from monitor.model import Failure
from monitor.runs.contain import contain
from monitor.runs.deliver import deliver
from monitor.runs.poll import poll_sources
from monitor.runs.read import read_pending
from monitor.runs.wire import World

TICK = timedelta(seconds=20)
"""How often the store is asked what is due; finer than the shortest poll interval by far."""

log = logging.getLogger("monitor")


class Service:
    """Polls, reads and delivers until it is told to stop."""

    def __init__(self, world: World, *, tick: timedelta = TICK) -> None:
        self._world = world
        self._tick = tick
        self._stop = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        self._files = changed_files(world.deployment)

    def stop(self) -> None:
        """Ask for a clean end: what is under way is cut short, nothing is lost by it."""
        self._stop.set()
        if self._working:
            self._working.cancel()

    async def run(self) -> None:
        """Work until `stop` is called or SIGTERM or SIGINT arrives."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        scheduler = AsyncIOScheduler(timezone="UTC")
        # A missed tick is made up for once, however many were missed; ticks never overlap.
        scheduler.add_job(
            self._guarded_tick,
            "interval",
            seconds=self._tick.total_seconds(),
            next_run_time=self._world.clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        log.info("watching %d sources", sum(s.enabled for s in self._world.settings.sources))
        try:
            await self._stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            if self._working:
                await asyncio.gather(self._working, return_exceptions=True)
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
            log.info("stopped")

    async def _guarded_tick(self) -> None:
        if self._stop.is_set():
            return
        self._working = asyncio.create_task(self.tick())
        try:
            await self._working
        except asyncio.CancelledError:
            if not self._stop.is_set():
                raise

    async def tick(self) -> None:
        """Do all that is due now, each part contained."""
        self._reload()
        try:
            await self._work()
        except StoreError as error:
            log.error("%s; tried again at the next tick", error)

    async def _work(self) -> None:
        world = self._world
        self._note(await contain("poll", "tick", world.clock, poll_sources(world)))
        self._note(await contain("read", "tick", world.clock, read_pending(world)))
        # What is being sent is finished even when the service is told to stop: a message cut off after
        # its final dot would be uncertain for ever.
        self._note(await asyncio.shield(contain("send", "tick", world.clock, deliver(world))))

    def _note(self, outcome: object) -> None:
        if isinstance(outcome, Failure):
            log.error("%s: %s: %s; tried again at the next tick", outcome.stage, outcome.kind, outcome.detail)

    def _reload(self) -> None:
        """Take up files that changed; a bad new one is named and the old settings are kept."""
        files = changed_files(self._world.deployment)
        if files == self._files:
            return
        self._files = files
        try:
            self._world.settings = load_settings(self._world.deployment)
            log.info("took up the changed files")
        except ConfigError as error:
            log.error("kept the old settings: %s", error)
