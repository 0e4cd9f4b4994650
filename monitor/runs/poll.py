"""Poll the sources whose time has come: each contained, each in one transaction, hosts side by side.

A poll's entries, validators, next time, health and poll row are saved together: a crash before the
commit leaves everything as it was, and the next poll brings the same again. (Saving validators first
loses entries for good: the next answer is 304.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from monitor.feeds.standing import address_of, after_failure, after_listing, after_unchanged
from monitor.model import Failure, Source, Standing
from monitor.runs.contain import contain, together
from monitor.runs.visit import Desk, Visit, visit
from monitor.store.database import saving
from monitor.store.entries import leave_out_entries, revise_entry, save_entries, see_entries
from monitor.store.failures import record_failure
from monitor.store.polls import Poll, record_poll
from monitor.store.sources import due_sources, load_standings, save_standing, sync_sources

AT_ONCE, AT_ONCE_TROUBLED = 16, 8
"""Visits under way at once, which bounds the documents held in memory. Sources that failed last time have
places of their own: each may take its whole deadline, and must not keep the others waiting."""

TOGETHER = 64
"""Polls that brought nothing that are saved in one transaction."""

IN_WORDS = {
    "BadEncoding": "bad content coding",
    "BrokenFeed": "damaged feed",
    "NotAFeed": "not a feed",
    "TimedOut": "timed out",
    "TookTooLong": "could not be read within bounds",
    "TooLarge": "too large",
    "Unreachable": "unreachable",
    "UnsafeAddress": "not fetched for safety",
    "bug": "internal error",
}


class Settings(Protocol):
    """What polling needs of the settings."""

    @property
    def sources(self) -> tuple[Source, ...]: ...


class World(Desk, Protocol):
    """What polling needs of the world."""

    @property
    def settings(self) -> Settings: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What a round of polls brought: one `Poll` for each source visited, and what failed."""

    polls: tuple[Poll, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def new(self) -> int:
        """Entries found for the first time."""
        return sum(poll.new for poll in self.polls)

    @property
    def revised(self) -> int:
        """Entries whose words were edited."""
        return sum(poll.revised for poll in self.polls)

    @property
    def rolled_over(self) -> tuple[str, ...]:
        """The sources that may have lost entries between two polls."""
        return tuple(poll.source for poll in self.polls if poll.window_rolled)

    @property
    def all_unreachable(self) -> bool:
        """Whether every one of several sources failed to answer: then it is our network, not theirs."""
        lost = [failure for failure in self.failures if failure.kind in ("Unreachable", "TimedOut")]
        return len(self.polls) > 2 and len(lost) == len(self.polls)


@dataclass(slots=True)
class Uneventful:
    """Polls that brought no entries, saved many at a time: a commit costs more than such a poll.

    Lost in a crash, they are merely made again.
    """

    world: World
    waiting: list[tuple[Poll, Standing, Failure | None]] = field(default_factory=list)

    def add(self, poll: Poll, standing: Standing, failure: Failure | None = None) -> None:
        """Keep one, and save all when there are enough, or when a host asked to be left alone."""
        self.waiting.append((poll, standing, failure))
        if len(self.waiting) >= TOGETHER or poll.outcome == "RateLimited":
            self.save()

    def save(self) -> None:
        """Save what waits."""
        waiting, self.waiting = self.waiting, []
        if waiting:
            with saving(self.world.db):
                for poll, standing, failure in waiting:
                    save_standing(self.world.db, poll.source, standing)
                    record_poll(self.world.db, poll)
                    if failure is not None:
                        record_failure(self.world.db, failure)


def _ignore(poll: Poll) -> None:
    pass


async def poll_sources(
    world: World, names: Sequence[str] | None = None, *, on_poll: Callable[[Poll], None] = _ignore
) -> PollReport:
    """Poll what is due, or the sources named, whether they are due or not.

    One visit at a time to a host, several hosts side by side. `on_poll` hears of each poll.

    Raises:
        StoreError: the database cannot be written; everything else is contained.
    """
    sync_sources(world.db, world.settings.sources)
    now = world.clock.now()
    sources = {source.name: source for source in world.settings.sources}
    wanted = due_sources(world.db, now) if names is None else [name for name in names if name in sources]
    standings = load_standings(world.db, wanted)
    queues: dict[str, list[Source]] = {}
    for name in dict.fromkeys(wanted):
        address = address_of(sources[name], standings[name], now)
        queues.setdefault(urlsplit(address).netloc.lower(), []).append(sources[name])
    usual, troubled = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE_TROUBLED)
    done: list[tuple[Poll, Failure | None]] = []
    uneventful = Uneventful(world)

    async def serve(queue: Sequence[Source]) -> None:
        for source in queue:
            standing = standings[source.name]
            async with troubled if standing.failures else usual:
                found = await _poll(world, source, standing, uneventful)
            done.append(found)
            on_poll(found[0])

    try:
        async with together() as group:
            for queue in queues.values():
                group.create_task(serve(queue))
    finally:
        uneventful.save()
    return PollReport(
        polls=tuple(poll for poll, _ in done),
        failures=tuple(failure for _, failure in done if failure is not None),
    )


async def _poll(
    world: World, source: Source, standing: Standing, uneventful: Uneventful
) -> tuple[Poll, Failure | None]:
    begun = world.clock.now()
    clock = asyncio.get_running_loop().time
    start = clock()

    async def work() -> Poll:
        found = await visit(world, source, standing)
        poll = _poll_of(source, found, begun, clock() - start)
        if found.listing is None:
            uneventful.add(poll, after_unchanged(source, standing, found.answer))
        else:
            after = after_listing(source, standing, found.answer, found.listing)
            _save(world, source, found, poll, after)
        return poll

    outcome = await contain("poll", source.name, world.clock, work())
    if isinstance(outcome, Poll):
        return outcome, None
    poll, after, failure = _failed(source, standing, outcome, clock() - start)
    uneventful.add(poll, after, failure)
    return poll, failure


def _poll_of(source: Source, found: Visit, begun: datetime, seconds: float) -> Poll:
    news, listing = found.news, found.listing
    return Poll(
        source=source.name,
        started_at=begun,
        seconds=seconds,
        outcome="unchanged" if listing is None else "new" if news.new else "seen",
        status=found.status,
        bytes=found.bytes,
        listed=listing.listed if listing else 0,
        new=len(news.new),
        revised=len(news.revised),
        window_rolled=news.rolled_over,
        detail=found.detail,
    )


def _save(world: World, source: Source, found: Visit, poll: Poll, standing: Standing) -> None:
    """All that a poll brought, or nothing of it."""
    now, news = found.answer.at, found.news
    with saving(world.db):
        save_entries(world.db, news.new, now)
        leave_out_entries(world.db, news.left_out, now)
        see_entries(world.db, news.seen, now)
        for entry_id, sighting in news.revised:
            revise_entry(world.db, entry_id, sighting, now)
        save_standing(world.db, source.name, standing)
        record_poll(world.db, poll)


def _failed(
    source: Source, standing: Standing, failure: Failure, seconds: float
) -> tuple[Poll, Standing, Failure]:
    """What is recorded of a poll that failed."""
    words = IN_WORDS.get(failure.kind)
    text = f"{words}: {failure.detail}" if words else failure.detail
    wait: timedelta | None = failure.retry_at - failure.at if failure.retry_at else None
    after = after_failure(source, standing, text, failure.at, wait)
    poll = Poll(
        source=source.name,
        started_at=failure.at,
        seconds=seconds,
        outcome=failure.kind,
        detail=failure.detail,
    )
    return poll, after, replace(failure, retry_at=after.next_poll_at)
