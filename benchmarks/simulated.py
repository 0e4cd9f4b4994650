"""A month of a thousand sources, as they really are: bursts, nights, dead weeks, and every way to misbehave.

Everything is drawn from one seed. A source is a list of publication times and a window: at any moment
its document holds the last `window` items published. `Trouble`s lie over it for hours or days.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from monitor.errors import BadStatus, FetchError, NotAFeed, RateLimited, TimedOut, Unreachable
from monitor.model import Entry, Feed, Page, Request, Source

START = datetime(2026, 9, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Kind = Literal["timeout", "reset", "500", "404", "403", "429", "login page", "no items"]
KINDS: tuple[Kind, ...] = ("timeout", "reset", "500", "404", "403", "429", "login page", "no items")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A stretch in which a source does not show its document."""

    kind: Kind
    begins: datetime
    ends: datetime


@dataclass(slots=True)
class Simulated:
    """One source: when it publishes, how much it shows, and what is wrong with it.

    `lies` is "same etag" (a validator that never changes) or "latched" (304 to any validator). From
    `moves_at` on the document stands at another address, and the old one redirects there for good.
    """

    source: Source
    times: list[datetime]
    window: int
    troubles: list[Trouble] = field(default_factory=list)
    lies: Literal["", "same etag", "latched"] = ""
    no_validators: bool = False
    rotates_guids: bool = False
    edits: bool = False
    moves_at: datetime | None = None
    polls: int = 0

    @property
    def moved_url(self) -> str:
        """Where the document stands once it has moved."""
        return self.source.url.replace("https://", "https://new.")

    def trouble_at(self, now: datetime) -> Trouble | None:
        """What is wrong now."""
        return next((t for t in self.troubles if t.begins <= now < t.ends), None)

    def shown(self, now: datetime) -> tuple[int, int]:
        """The items in the window now: from, and up to (without)."""
        end = bisect_right(self.times, now)
        return max(0, end - self.window), end

    def version(self, now: datetime) -> str:
        """What changes whenever the document does."""
        first, end = self.shown(now)
        edited = int((now - START) / (6 * HOUR)) if self.edits else 0
        return f"{first}-{end}-{edited}"

    def due(self, until: datetime, visible: timedelta) -> set[int]:
        """The items that could be seen for so long without a break between the start and `until`."""
        found = set()
        for number, published in enumerate(self.times):
            gone = self.times[number + self.window] if number + self.window < len(self.times) else until
            begin, end = max(published, START), min(gone, until)
            if begin >= until:
                break
            cursor = begin
            longest = timedelta()
            for trouble in self.troubles:
                if trouble.ends <= begin or trouble.begins >= end:
                    continue
                longest = max(longest, trouble.begins - cursor)
                cursor = max(cursor, trouble.ends)
            if max(longest, end - cursor) >= visible:
                found.add(number)
        return found

    def feed(self, now: datetime) -> Feed:
        """The document, read."""
        first, end = self.shown(now)
        edited = int((now - START) / (6 * HOUR)) if self.edits else 0
        entries = tuple(
            Entry(
                source=self.source.name,
                key=f"{number}-{self.polls}" if self.rotates_guids else str(number),
                url=f"{self.source.url}/{number}",
                title=f"Item {number}",
                summary=f"Edited {edited} times" if self.edits and number == end - 1 else "",
                published=self.times[number],
            )
            for number in reversed(range(first, end))
        )
        return Feed(format="rss", entries=entries)


def draw(count: int, days: int, seed: int = 3) -> list[Simulated]:
    """So many sources, and their lives from a month before the start to the end."""
    chance = random.Random(seed)
    hosts = [f"host{number}.example" for number in range(max(1, int(count * 0.7)))]
    found = []
    for number in range(count):
        host = hosts[number] if number < len(hosts) else chance.choice(hosts[: max(1, len(hosts) // 10)])
        source = Source(name=f"s{number}", title=f"Source {number}", url=f"https://{host}/feed/{number}")
        window = chance.choice([10, 10, 15, 20, 20, 20, 25, 30, 50, 100])
        one = Simulated(source=source, times=_times(chance, days), window=window)
        one.no_validators = chance.random() < 0.35
        if chance.random() < 0.4:
            _misbehave(chance, one, days)
        found.append(one)
    return found


def _times(chance: random.Random, days: int) -> list[datetime]:
    """A Poisson process with days, nights, weekends, bursts and dead weeks."""
    weekly = min(2000.0, max(0.2, chance.lognormvariate(math.log(30), 1.4)))
    zone = chance.choice([0, 0, 1, 2, 3, 5, 5, 5.5, 7, 8, -5])
    nights, weekends = chance.uniform(0.02, 0.4), chance.uniform(0.1, 0.8)
    dead = chance.sample(range(-4, 6), 2) if chance.random() < 0.2 else []
    bursts = [chance.uniform(-30, days) for _ in range(_poisson(chance, (days + 30) / 6))]
    times: list[datetime] = []
    for hour in range(-30 * 24, days * 24):
        at = START + hour * HOUR
        local = at + timedelta(hours=zone)
        rate = weekly / 168 * (nights if local.hour < 6 or local.hour >= 22 else 1.35)
        rate *= weekends if local.weekday() >= 5 else 1.2
        if hour // 168 in dead:
            rate = 0.0
        times += [at + chance.random() * HOUR for _ in range(_poisson(chance, rate))]
    for day in bursts:
        at, size = START + day * DAY, min(60, _poisson(chance, max(4.0, weekly / 10)))
        length = chance.choice([0.2, 1.0, 2.0, 4.0]) * HOUR
        times += [at + chance.random() * length for _ in range(size)]
    end = START + days * DAY
    return sorted(time.replace(microsecond=0) for time in times if time < end)


def _misbehave(chance: random.Random, one: Simulated, days: int) -> None:
    match chance.randrange(8):
        case 0:
            one.lies = "same etag"
            one.no_validators = False
        case 1:
            one.lies = "latched"
            one.no_validators = False
        case 2:
            one.rotates_guids = True
        case 3:
            one.edits = True
        case 4:
            one.moves_at = START + chance.uniform(0.1, 0.6) * days * DAY
        case _:
            for _ in range(chance.randint(1, 4)):
                begins = START + chance.uniform(0, days) * DAY
                length = chance.choice([0.5, 2, 6, 24, 72]) * chance.uniform(0.5, 1.5) * HOUR
                one.troubles.append(Trouble(chance.choice(KINDS), begins, begins + length))
            one.troubles.sort(key=lambda trouble: trouble.begins)


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


@dataclass
class SimulatedWeb:
    """Fulfils `ports.Web` from the simulation, and watches for two requests to one host at once."""

    clock: SimulatedClock
    sources: dict[str, Simulated]
    requests: int = 0
    overlaps: int = 0
    bytes: int = 0
    busy: set[str] = field(default_factory=set)

    def __init__(self, clock: SimulatedClock, sources: Sequence[Simulated]) -> None:
        self.clock, self.requests, self.overlaps, self.busy = clock, 0, 0, set()
        self.sources = {one.source.url: one for one in sources}
        self.sources |= {one.moved_url: one for one in sources if one.moves_at}

    async def get(self, request: Request) -> Page:
        """What the source would answer now."""
        from asyncio import sleep

        host = request.url.split("/")[2]
        self.requests += 1
        self.overlaps += host in self.busy
        self.busy.add(host)
        await sleep(0)
        try:
            return self._answer(request, self.sources[request.url])
        finally:
            self.busy.discard(host)

    def _answer(self, request: Request, one: Simulated) -> Page:
        now = self.clock.now()
        one.polls += 1
        trouble = one.trouble_at(now)
        if trouble and trouble.kind not in ("login page", "no items"):
            raise _error(trouble, request.url, now)
        moved = one.moves_at is not None and now >= one.moves_at
        if request.url != one.source.url and not moved:
            raise BadStatus(request.url, 404)
        version = f"trouble {trouble.kind}" if trouble else one.version(now)
        etag = '"constant"' if one.lies == "same etag" else f'"{version}"'
        headers = {} if one.no_validators else {"etag": etag}
        if request.etag is not None and (one.lies == "latched" or request.etag == etag):
            return Page(url=request.url, body=b"", final_url=request.url, fetched_at=now, status=304)
        target = one.moved_url if moved else request.url
        return Page(
            url=request.url,
            body=f"{one.source.name} {version} {one.polls if one.rotates_guids else ''}".encode(),
            final_url=target,
            fetched_at=now,
            headers=headers,
            moved_to=target if moved and request.url != target else None,
        )


def _error(trouble: Trouble, url: str, now: datetime) -> FetchError:
    match trouble.kind:
        case "timeout":
            return TimedOut(url, "not done within 28 s")
        case "reset":
            return Unreachable(url, "connection reset")
        case "429":
            return RateLimited(url, 429, min(trouble.ends - now, DAY))
        case status:
            return BadStatus(url, int(status))


@dataclass
class SimulatedClock:
    """Fulfils `ports.Clock`."""

    at: datetime = START

    def now(self) -> datetime:
        """The simulated time."""
        return self.at


@dataclass
class SimulatedEngine:
    """Fulfils `ports.Engine`: what would be parsed is known already."""

    clock: SimulatedClock
    sources: dict[str, Simulated]

    async def run(self, where: str, function: object, *args: object, **kwargs: object) -> Feed:
        """The source's document; a login page is no feed."""
        one = self.sources[where]
        trouble = one.trouble_at(self.clock.now())
        if trouble and trouble.kind == "login page":
            raise NotAFeed(one.source.url, "a web page")
        if trouble and trouble.kind == "no items":
            return Feed(format="rss", entries=())
        return one.feed(self.clock.now())
