"""Visits that a person asks for: what is wrong with a source, and which feeds does a site have?

Nothing is stored; the same guarded web and the same children as in a poll are used.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from monitor.errors import SourceError
from monitor.feeds import read_feed
from monitor.feeds.discover import FoundFeed, find_feeds, sitemaps_of, usual_addresses
from monitor.feeds.numbered import addresses
from monitor.model import Failure, Feed, Page, Purpose, Request, Source
from monitor.ports import Desk
from monitor.runs.contain import contain

AT_ONCE = 20
STALE = timedelta(days=60)
"""A feed whose newest item is older has been abandoned, or belongs to somebody who seldom speaks."""

MAX_CANDIDATES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a visit to a source showed, for the person who mends it; `remedy` is "" if all is well."""

    source: str
    state: str
    detail: str
    remedy: str = ""
    items: int = 0
    newest: datetime | None = None

    @property
    def works(self) -> bool:
        """Whether the source can be read and is alive."""
        return self.state == "works"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed of a site that was tried and can be read."""

    found: FoundFeed
    title: str
    format: str
    items: int
    newest: datetime | None
    weekly: float | None
    language: str | None


def _silent(finding: Finding) -> None:
    pass


async def survey(
    desk: Desk, sources: Sequence[Source], on_finding: Callable[[Finding], None] = _silent
) -> tuple[Finding, ...]:
    """Visit each source once; one that hangs or fails disturbs no other. In the order given."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(source: Source) -> Finding:
        async with slots:
            outcome = await contain("poll", source.name, desk.clock, _visit(desk, source))
        finding = outcome if isinstance(outcome, Finding) else _failed(source, outcome)
        on_finding(finding)
        return finding

    return tuple(await asyncio.gather(*(one(source) for source in sources)))


async def find_candidates(desk: Desk, url: str) -> tuple[Candidate, ...]:
    """The feeds of a site, each tried: itself, announced, linked, at the usual places, its news sitemaps.

    Raises:
        FetchError: the address itself cannot be had.
    """
    page = await desk.web.get(Request(url=url, purpose="discovery"))
    found = list(await desk.engine.run(url, find_feeds, page))
    if not found:
        usual = [FoundFeed(url=each, how="at a usual place") for each in usual_addresses(page)]
        found = [*usual, *await _sitemaps(desk, page)]
    tried = [await _try(desk, each, page) for each in found[:MAX_CANDIDATES]]
    return tuple(candidate for candidates in tried for candidate in candidates)


async def _visit(desk: Desk, source: Source) -> Finding:
    url = addresses(source)[0] if source.kind == "numbered" else source.url
    purpose: Purpose = "page" if source.kind in ("listing", "numbered") else "feed"
    page = await desk.web.get(
        Request(url=url, purpose=purpose, headers=source.headers, allow_hosts=source.allow_hosts)
    )
    try:
        feed = await desk.engine.run(source.name, read_feed, page, source)
    except SourceError as error:
        announced = await desk.engine.run(source.name, find_feeds, page)
        remedy = _otherwise(source) if not announced else f"the page announces {announced[0].url}"
        return Finding(source=source.name, state="not readable", detail=error.detail, remedy=remedy)
    return _judge(source, page, feed, desk.clock.now())


def _judge(source: Source, page: Page, feed: Feed, now: datetime) -> Finding:
    dates = [d for entry in feed.entries if (d := entry.published or entry.updated)]
    newest = max(dates, default=None)
    items = len(feed.entries)
    said = (
        f"{items} items" if items else f"{len(feed.more)} further documents" if feed.more else "lists nothing"
    )
    dated = f", newest {age(now - newest)} ago" if newest else ", none dated" if items else ""
    detail = f"{feed.format}, {said}{dated}"
    state, remedy = "works", ""
    if not feed.entries and not feed.more:
        state, remedy = (
            "empty",
            "open it in a browser; if it stays empty, look for its successor: " + _add(source),
        )
    elif newest is not None and now - newest > STALE and (source.weekly is None or source.weekly >= 1):
        state = "stands still"
        remedy = "look for its successor: " + _add(source)
    elif feed.partial:
        state, remedy = (
            "damaged",
            f"what is whole is read; tell the site's editors ({'; '.join(feed.notes)[:120]})",
        )
    if page.moved_to:
        detail += f"; moved for good to {page.moved_to}"
        remedy = remedy or f'write url = "{page.moved_to}"'
        state = "moved" if state == "works" else state
    return Finding(source=source.name, state=state, detail=detail, remedy=remedy, items=items, newest=newest)


def _failed(source: Source, failure: Failure) -> Finding:
    status = failure.detail.removeprefix("HTTP status ")[:3] if "HTTP status" in failure.detail else ""
    remedies = {
        "404": "the address has changed: " + _add(source),
        "410": "gone for good: " + _add(source),
        "401": "asks for a password: look for a public feed",
        "403": "refuses programs: try its news sitemap, or ReliefWeb and Google News for its stories",
        "451": "closed for legal reasons where this machine stands",
    }
    kinds = {
        "RateLimited": "asks to wait: give it a longer interval",
        "TimedOut": "slow or away: try again later, then from another network",
        "Unreachable": "see that the name is right and the certificate valid; try it in a browser",
        "TooLarge": "more than a feed may hold: look for a smaller one, or its news sitemap",
        "Disallowed": "its robots.txt closes this page: use its feed, if it has one: " + _add(source),
        "UnsafeAddress": "leads to a private or odd address: correct url, or name the host in allow_hosts",
        "bug": "a fault of this program: please report it",
    }
    remedy = remedies.get(status) or kinds.get(failure.kind) or _otherwise(source)
    return Finding(
        source=source.name, state="fails", detail=f"{failure.kind}: {failure.detail}", remedy=remedy
    )


def _otherwise(source: Source) -> str:
    if source.kind == "listing":
        return "the page has changed: open it, and write a link_pattern that fits its articles' addresses"
    if source.kind == "api":
        return "see in the API's documentation whether the field paths still hold"
    return _add(source)


def _add(source: Source) -> str:
    parts = urlsplit(source.url)
    return f"monitor sources add {parts.scheme}://{parts.netloc}/"


async def _sitemaps(desk: Desk, page: Page) -> tuple[FoundFeed, ...]:
    try:
        robots = await desk.web.get(Request(url=urljoin(page.final_url, "/robots.txt"), purpose="discovery"))
    except SourceError:
        return ()
    return tuple(each for each in sitemaps_of(robots) if "news" in each.url.lower())


async def _try(desk: Desk, found: FoundFeed, page: Page) -> list[Candidate]:
    """The candidate that an address is: none where it cannot be fetched, is no feed, or lists nothing."""
    source = Source(name="candidate", title="", url=found.url, kind=found.kind)
    try:
        itself = found.url == page.final_url
        fetched = page if itself else await desk.web.get(Request(url=found.url, purpose="discovery"))
        feed = await desk.engine.run(found.url, read_feed, fetched, source)
    except SourceError:
        return []
    if not feed.entries and not feed.more:
        return []
    dates = sorted(d for entry in feed.entries if (d := entry.published or entry.updated))
    return [
        Candidate(
            found=found,
            title=feed.title or found.title,
            format=feed.format,
            items=len(feed.entries),
            newest=dates[-1] if dates else None,
            weekly=_weekly(dates),
            language=feed.language,
        )
    ]


def _weekly(dates: Sequence[datetime]) -> float | None:
    """How many items a week the dates speak of; None where they span too little to tell."""
    if len(dates) < 5:
        return None
    days = (dates[-1] - dates[0]) / timedelta(days=1)
    if days < 0.5:
        return None
    per_week = (len(dates) - 1) / days * 7
    return round(per_week, 1) if per_week < 10 else round(per_week)


def age(span: timedelta) -> str:
    """A span of time as people say it: "3 hours", "12 days"."""
    hours = max(span, timedelta(0)) / timedelta(hours=1)
    for size, name in ((24 * 365, "year"), (24, "day"), (1, "hour")):
        if hours >= size:
            number = int(hours // size)
            return f"{number} {name}{'s' if number > 1 else ''}"
    return "less than an hour"
