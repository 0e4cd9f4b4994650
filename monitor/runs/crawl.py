"""The one-off crawl: poll, read what is pending, say in numbers what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import ConfigError
from monitor.model import Failure
from monitor.runs.contain import contain
from monitor.runs.poll import PollReport, poll_sources
from monitor.runs.read import read_address, read_pending
from monitor.runs.record import ReadReport
from monitor.runs.wire import World
from monitor.store.articles import count_stories


@dataclass(slots=True)
class CrawlReport:
    """What one crawl did; `failures` holds those of polling and of reading."""

    polls: PollReport
    reads: ReadReport
    stories: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)

    @property
    def bugs(self) -> int:
        """How many of the failures were nobody's fault but ours."""
        return sum(failure.kind == "bug" for failure in self.failures)

    def as_json(self) -> dict[str, Any]:
        """The report for machines; the keys are part of the command's interface."""
        return {
            "polled": len(self.polls.polls),
            "failed_sources": len(self.polls.failures),
            "listed": sum(poll.listed for poll in self.polls.polls),
            "new": self.polls.new,
            "revised": self.polls.revised,
            "taken": self.reads.taken,
            "read": self.reads.read,
            "from_feed": self.reads.from_feed,
            "known": self.reads.known,
            "later": self.reads.later,
            "unreadable": self.reads.unreadable,
            "relevant": self.reads.relevant,
            "passing": self.reads.passing,
            "hits": self.reads.hits,
            "glanced": self.reads.glanced,
            "stories": self.stories,
            "seconds": round(self.seconds, 2),
            "failures": [
                {"stage": f.stage, "where": f.where, "kind": f.kind, "detail": f.detail}
                for f in self.failures
            ],
        }


async def crawl(
    world: World, names: Sequence[str] = (), *, progress: Callable[[ReadReport], None] | None = None
) -> CrawlReport:
    """Poll the named sources (all that are switched on, if none is named) and read what is pending.

    Raises:
        ConfigError: a name that no source has.
        StoreError: nothing can be saved.
    """
    began = world.clock.now()
    known = {source.name for source in world.settings.sources}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"no source is named {name!r}",
                path=world.deployment.sources_file,
                remedy="`monitor sources list` shows the names",
            )
    wanted = list(names) or [source.name for source in world.settings.sources if source.enabled]
    polls = await poll_sources(world, wanted)
    reads = await read_pending(world, sources=frozenset(names) or None, progress=progress)
    return CrawlReport(
        polls=polls,
        reads=reads,
        stories=count_stories(world.db, reads.found),
        seconds=(world.clock.now() - began).total_seconds(),
        failures=[*polls.failures, *reads.failures],
    )


async def crawl_addresses(world: World, addresses: Sequence[str]) -> CrawlReport:
    """Read the given addresses and save what is found; no source is polled."""
    began = world.clock.now()
    reads = ReadReport()
    for address in addresses:
        reads.taken += 1
        outcome = await contain("read", address, world.clock, read_address(world, address, reads))
        if isinstance(outcome, Failure):
            reads.unreadable += 1
            reads.failures.append(outcome)
    return CrawlReport(
        polls=PollReport(),
        reads=reads,
        stories=count_stories(world.db, reads.found),
        seconds=(world.clock.now() - began).total_seconds(),
        failures=list(reads.failures),
    )
