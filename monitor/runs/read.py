"""Read what is pending: fetch each article's page, analyse it in a child, save it in one transaction.

An entry leaves the state *pending* only in the transaction that saves its article, so a crash at any
line loses nothing; reading the same page twice changes nothing. An address that several sources list is
fetched once: each of their entries leads to the one article.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.articles.urls import canonical
from monitor.errors import (
    BadStatus,
    Blocked,
    Disallowed,
    ExtractError,
    FetchError,
    NotText,
    TookTooLong,
    UnsafeAddress,
)
from monitor.model import Analysis, Entry, Failure, Hint, Page, Request, Source
from monitor.runs.contain import contain, failure_of, together
from monitor.runs.record import ReadReport, analyse_hint, analyse_page, hint_for, record
from monitor.runs.wire import World
from monitor.store.articles import find_article
from monitor.store.database import saving
from monitor.store.entries import (
    Pending,
    find_article_of_url,
    mark_entry_done,
    mark_entry_retry,
    mark_entry_unreadable,
    pending_entries,
)
from monitor.store.failures import record_failure

AT_ONCE = 16
"""Articles under way at the same time; hosts are still asked one at a time, children are fewer."""

BATCH = 200
"""Entries taken from the store at a time."""

RETRY_AFTER = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3))
"""When a page that could not be read is tried again; after the last, the feed's own text is judged.
Together well under a day, so that the next morning's digest has it either way."""

CLOSED_STATUS = frozenset({401, 402, 403, 404, 405, 406, 410, 451})
"""Answers that will not change in a day: the feed's text is judged at once."""

CLOSED = (Disallowed, UnsafeAddress, NotText, Blocked, TookTooLong)
"""Errors that waiting does not mend."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why an address yielded no article, and the identity under which that was found."""

    error: FetchError | ExtractError
    identity: str


Reading = int | Unread | None
"""What came of an address: an article's id, why there is none, or None where the attempt was cut short."""

Readings = dict[str, "asyncio.Future[Reading]"]
"""The addresses that this run has begun to read, by their identity."""


async def read_pending(
    world: World,
    *,
    sources: frozenset[str] | None = None,
    progress: Callable[[ReadReport], None] | None = None,
) -> ReadReport:
    """Read every entry that is due, those that earlier runs left included.

    Args:
        sources: only the entries of these sources; all if None.
        progress: called after each entry.
    """
    report = ReadReport()
    gate = asyncio.Semaphore(AT_ONCE)
    by_name = {source.name: source for source in world.settings.sources}
    readings: Readings = {}

    async def one(pending: Pending) -> None:
        async with gate:
            report.taken += 1
            entry = pending.entry
            work = _read_entry(world, by_name.get(entry.source), pending, readings, report)
            outcome = await contain("read", entry.url or entry.key, world.clock, work)
            if isinstance(outcome, Failure):
                _try_later(world, pending, outcome, report)
                report.bugs += 1
            if progress:
                progress(report)

    begun: set[int] = set()
    while waiting := _due(world, begun, sources):
        begun.update(pending.id for pending in waiting)
        async with together() as tasks:
            for pending in waiting:
                tasks.create_task(one(pending))
    return report


async def read_page(world: World, page: Page, hint: Hint, report: ReadReport) -> Analysis:
    """Analyse and save a page that is already here.

    Raises:
        ExtractError: it yields no article.
    """
    analysis = await analyse_page(world, page, hint)
    with saving(world.db):
        record(world, analysis, identity=canonical(page.final_url), source=None, page=page, report=report)
    report.read += 1
    return analysis


async def read_address(world: World, url: str, report: ReadReport) -> Analysis:
    """Fetch, analyse and save one address that a person gave.

    Raises:
        SourceError: it could not be fetched or read.
    """
    exempt = tuple(sorted({host for source in world.settings.sources for host in source.allow_hosts}))
    page = await world.web.get(Request(url=url, allow_hosts=exempt))
    return await read_page(world, page, Hint(), report)


def _due(world: World, begun: set[int], sources: frozenset[str] | None) -> list[Pending]:
    """The next entries of this run: none is begun twice, even where its retry is due at once."""
    limit = BATCH + len(begun)
    entries = pending_entries(world.db, world.clock.now(), limit, sources=sources)
    return [pending for pending in entries if pending.id not in begun][:BATCH]


async def _read_entry(
    world: World, source: Source | None, pending: Pending, readings: Readings, report: ReadReport
) -> None:
    """Read an entry's page, unless it is known or another source's entry has just led there."""
    entry = pending.entry
    identity = canonical(entry.url) if entry.url else f"entry:{entry.source}:{entry.key}"
    found: Reading = None
    if pending.revision == 0:
        found = find_article(world.db, identity) or find_article_of_url(world.db, entry.url)
        if found is None and identity in readings:
            found = await readings[identity]
    if isinstance(found, int):
        with saving(world.db):
            mark_entry_done(world.db, pending.id, found)
        report.known += 1
        return
    if found is None:
        readings[identity] = mine = asyncio.get_running_loop().create_future()
        try:
            found = await _read_page_of(world, source, pending, identity, report)
        finally:
            mine.set_result(found)
    if isinstance(found, Unread):
        await _settle_unread(world, pending, _hint(source, entry), found, report)


async def _read_page_of(
    world: World, source: Source | None, pending: Pending, identity: str, report: ReadReport
) -> int | Unread:
    """Fetch, analyse and save; the article's id."""
    entry = pending.entry
    try:
        page = await _fetch(world, source, entry)
        identity = canonical(page.final_url)
        analysis = await analyse_page(world, page, _hint(source, entry))
    except (FetchError, ExtractError) as error:
        return Unread(error.with_traceback(None), identity)
    with saving(world.db):
        article_id = record(world, analysis, identity=identity, source=entry.source, page=page, report=report)
        mark_entry_done(world.db, pending.id, article_id)
    report.read += 1
    return article_id


async def _settle_unread(
    world: World, pending: Pending, hint: Hint, unread: Unread, report: ReadReport
) -> None:
    """Judge the feed's own text where the page is closed for good; else try again later."""
    entry, error = pending.entry, unread.error
    failure = failure_of("read", entry.url or f"{entry.source}: {entry.key}", world.clock, error)
    if _is_closed(error) or pending.tries >= len(RETRY_AFTER):
        await _judge_feed_text(world, pending, hint, unread.identity, failure, report)
    else:
        _try_later(world, pending, failure, report)
        report.later += 1


async def _fetch(world: World, source: Source | None, entry: Entry) -> Page:
    if not entry.url:
        raise NotText(entry.url, "the feed gives no address for it")
    return await world.web.get(Request(url=entry.url, allow_hosts=source.allow_hosts if source else ()))


async def _judge_feed_text(
    world: World, pending: Pending, hint: Hint, identity: str, failure: Failure, report: ReadReport
) -> None:
    """The page is closed to us for good: what the feed says of it is judged, and says so."""
    report.failures.append(failure)
    why = f"{failure.kind}: {failure.detail}"
    try:
        analysis = await analyse_hint(world, pending.entry.url, hint)
    except ExtractError:
        with saving(world.db):
            mark_entry_unreadable(world.db, pending.id, why)
            record_failure(world.db, failure)
        report.unreadable += 1
        return
    with saving(world.db):
        article_id = record(
            world, analysis, identity=identity, source=pending.entry.source, page=None, report=report
        )
        mark_entry_unreadable(world.db, pending.id, why, article_id)
        record_failure(world.db, failure)
    report.from_feed += 1


def _try_later(world: World, pending: Pending, failure: Failure, report: ReadReport) -> None:
    """Keep the entry pending, with the reason and the time of the next try."""
    at = failure.at + RETRY_AFTER[min(pending.tries, len(RETRY_AFTER) - 1)]
    later = replace(failure, retry_at=at)
    with saving(world.db):
        mark_entry_retry(world.db, pending.id, f"{failure.kind}: {failure.detail}", at)
        record_failure(world.db, later)
    report.failures.append(later)


def _is_closed(error: FetchError | ExtractError) -> bool:
    return isinstance(error, CLOSED) or (isinstance(error, BadStatus) and error.status in CLOSED_STATUS)


def _hint(source: Source | None, entry: Entry) -> Hint:
    said = hint_for(source)
    return replace(
        said,
        title=entry.title,
        summary=entry.summary,
        content=entry.content,
        authors=entry.authors,
        published=entry.published,
        language=entry.language or said.language,
        source=entry.source,
    )
