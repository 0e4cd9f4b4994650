"""One visit to one source: fetch, read what changed, follow where entries may be missing, compare."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlite_utils import Database

from monitor import ports
from monitor.errors import BadStatus, FetchError, SourceError
from monitor.feeds import read_feed
from monitor.feeds.news import Known, News, sightings_of, sort_news
from monitor.feeds.numbered import addresses, number_of
from monitor.feeds.standing import Answer, Listing, address_of, is_conditional
from monitor.model import Feed, Page, Purpose, Request, Sighting, Source, Standing
from monitor.store.entries import count_entries, known_entries, latest_urls

MORE = 4
"""Further documents read in one visit: children of a sitemap index, pages after the first."""


class Desk(ports.Desk, Protocol):
    """What a visit needs of the world: the store too, to know what is new."""

    @property
    def db(self) -> Database: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit brought; `listing` is None where nothing had changed."""

    answer: Answer
    status: int
    bytes: int = 0
    listing: Listing | None = None
    news: News = field(default_factory=News)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of one visit, read: the first one's answer, all their sightings."""

    sightings: Sequence[Sighting]
    feed: Feed


async def visit(desk: Desk, source: Source, standing: Standing) -> Visit:
    """Poll a source once; nothing is written.

    Raises:
        SourceError: nothing usable came.
    """
    if source.kind == "numbered":
        return await _count_on(desk, source)
    page = await desk.web.get(_request(source, standing, desk.clock.now()))
    now = desk.clock.now()
    answer = Answer(at=now, headers=page.headers, moved_to=page.moved_to)
    if page.status == 304:
        return Visit(answer=answer, status=304)
    answer = replace(answer, body_hash=hashlib.sha256(page.body).hexdigest())
    if answer.body_hash == standing.body_hash:
        if standing.etag is None and standing.last_modified is None:
            answer = replace(answer, headers=_without_validators(answer))
        return Visit(answer=answer, status=page.status, bytes=len(page.body))
    feed = await desk.engine.run(source.name, read_feed, page, source)
    sightings = list(sightings_of(feed))
    news = _compare(desk, source, sightings)
    notes = list(feed.notes)
    if not feed.entries or news.rolled_over:
        notes += await _read_on(desk, source, feed.more[:MORE], sightings)
    if news.rolled_over and source.sitemap:
        notes += await _read_on(desk, replace(source, kind="sitemap"), [source.sitemap], sightings, standing)
    if len(sightings) > len(news.new) + len(news.left_out) + len(news.seen) + len(news.revised):
        news = replace(_compare(desk, source, sightings), rolled_over=news.rolled_over)
    if feed.more and not feed.entries:
        # An index whose children change behind it: read it again next time.
        answer = replace(answer, body_hash=None)
    if feed.partial or answer.body_hash is None:
        # A damaged document may come whole under the same validators: ask for all of it again.
        answer = replace(answer, headers=_without_validators(answer))
    if feed.partial:
        notes.append("the document is damaged; only its whole entries were kept")
        news = replace(news, revised=())
    return Visit(
        answer=answer,
        status=page.status,
        bytes=len(page.body),
        listing=_listing(sightings, news, feed),
        news=news,
        detail="; ".join(notes)[:500],
    )


def _request(source: Source, standing: Standing, now: datetime) -> Request:
    conditional = is_conditional(standing, now)
    return Request(
        url=address_of(source, standing, now),
        purpose=_purpose(source),
        etag=standing.etag if conditional else None,
        last_modified=standing.last_modified if conditional else None,
        headers=source.headers,
        allow_hosts=source.allow_hosts,
    )


def _purpose(source: Source) -> Purpose:
    """A feed is a subscription, a sitemap is made for robots; a listing page is crawled like any page."""
    return "page" if source.kind in ("listing", "numbered") else "feed"


def _compare(desk: Desk, source: Source, sightings: Sequence[Sighting]) -> News:
    known = Known(
        ever=count_entries(desk.db, source.name),
        entries=known_entries(desk.db, source.name, sightings),
    )
    return sort_news(sightings, known)


def _listing(sightings: Sequence[Sighting], news: News, feed: Feed) -> Listing:
    return Listing(
        listed=len(sightings),
        new=len(news.new) + len(news.left_out),
        dates=_dates(sightings),
        new_dates=_dates(news.new),
        ttl=feed.ttl,
        rolled_over=news.rolled_over,
    )


def _dates(sightings: Sequence[Sighting]) -> list[datetime]:
    dates = (sighting.entry.published or sighting.entry.updated for sighting in sightings)
    return [date for date in dates if date is not None]


async def _read_on(
    desk: Desk,
    source: Source,
    urls: Sequence[str],
    sightings: list[Sighting],
    standing: Standing | None = None,
) -> list[str]:
    """Add what further documents list; notes on those that could not be read.

    With a `standing`, only what is dated after the last good poll is added: a sitemap fills a gap, and
    does not bring the archive back.
    """
    notes = []
    have = {sighting.entry.key for sighting in sightings} | {sighting.identity for sighting in sightings}
    since = standing.last_success_at if standing else None
    for url in urls:
        request = Request(
            url=url, purpose=_purpose(source), headers=source.headers, allow_hosts=source.allow_hosts
        )
        try:
            page = await desk.web.get(request)
            feed = await desk.engine.run(source.name, read_feed, page, source)
        except SourceError as error:
            notes.append(f"{url}: {error.detail or type(error).__name__}")
            continue
        for sighting in sightings_of(feed):
            dated = sighting.entry.published or sighting.entry.updated
            if since is not None and (dated is None or dated < since):
                continue
            if sighting.entry.key not in have and sighting.identity not in have:
                have |= {sighting.entry.key, sighting.identity}
                sightings.append(sighting)
    return notes


async def _count_on(desk: Desk, source: Source) -> Visit:
    """Visit pages numbered in sequence: the numbers after the highest known one, gaps allowed."""
    numbers = (number_of(source, url) for url in latest_urls(desk.db, source.name))
    highest = max((number for number in numbers if number is not None), default=None)
    pages: list[Page] = []
    fault: FetchError | None = None
    missing = 0
    for url in addresses(source, highest):
        request = Request(
            url=url, purpose=_purpose(source), headers=source.headers, allow_hosts=source.allow_hosts
        )
        try:
            pages.append(await desk.web.get(request))
        except BadStatus as error:
            if error.status not in (404, 410):
                raise
            missing += 1
            fault = error
    answer = Answer(at=desk.clock.now(), headers={})
    if not pages:
        if highest is None and fault is not None:
            raise fault
        return Visit(answer=answer, status=404, detail=f"{missing} numbers tried, none there yet")
    feeds = [await desk.engine.run(source.name, read_feed, page, source) for page in pages]
    sightings = [sighting for feed in feeds for sighting in sightings_of(feed)]
    news = replace(_compare(desk, source, sightings), rolled_over=False)
    return Visit(
        answer=answer,
        status=200,
        bytes=sum(len(page.body) for page in pages),
        listing=_listing(sightings, news, feeds[0]),
        news=news,
    )


def _without_validators(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("etag", "last-modified")}
