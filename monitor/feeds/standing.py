"""What a poll teaches about its source: from one `Standing` to the next, as pure functions of the outcome."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.feeds import cadence
from monitor.feeds.health import state_of
from monitor.model import Source, Standing, without_secrets

SHORTEST_TRUST, LONGEST_TRUST = timedelta(hours=1), timedelta(hours=20)
"""The whole document is asked for at least once a day, however honest the server has been."""

BACKDATED = timedelta(minutes=10)
"""An entry so much older than a "not modified" that did not show it proves that answer wrong."""

ADOPTION = timedelta(days=7)
"""A permanent redirect is followed without asking the old address after so many stable days."""

RETURN = 6
"""Failures in a row at an adopted address after which the configured one is tried again."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})", re.IGNORECASE)
_WAITS = {"HTTP status 401": 6, "HTTP status 403": 1, "HTTP status 404": 1, "HTTP status 410": 24}
"""Hours before an address that gave such an answer is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said, apart from the document: validators, freshness, where it redirects for good."""

    at: datetime
    headers: Mapping[str, str]
    moved_to: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the document held: how many entries, how many new, the dates of all and of the new ones."""

    listed: int
    new: int
    dates: Sequence[datetime] = ()
    new_dates: Sequence[datetime] = ()
    ttl: timedelta | None = None
    rolled_over: bool = False


def address_of(source: Source, standing: Standing, now: datetime) -> str:
    """Where to poll: the configured address, or where it has redirected for good long enough.

    From http to https on the same host is adopted at once.
    """
    target, since = standing.moved_to, standing.moved_since
    if target is None or since is None:
        return source.url
    upgrade = source.url.startswith("http://") and target == "https://" + source.url.removeprefix("http://")
    return target if upgrade or now - since >= ADOPTION else source.url


def is_conditional(standing: Standing, now: datetime) -> bool:
    """Whether "not modified" would be believed now."""
    verified = standing.last_verified_at
    return verified is not None and timedelta() <= now - verified < standing.trust


def after_listing(source: Source, standing: Standing, answer: Answer, listing: Listing) -> Standing:
    """The standing after a document that was read."""
    now = answer.at
    since = _since(standing, now)
    if standing.last_success_at is None:
        peak = cadence.peak_of(listing.dates, listing.listed)
        rate = cadence.rate_of(listing.dates, now)
    else:
        peak = cadence.relearn_peak(standing.peak_per_hour, listing.new, since)
        rate = cadence.relearn_rate(standing.items_per_week, listing.new, since)
    learned = replace(
        standing,
        last_verified_at=now,
        last_new_at=_last_new(standing, listing, now),
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        body_hash=answer.body_hash,
        peak_per_hour=peak,
        items_per_week=rate,
        listed=listing.listed or standing.listed,
        empty_polls=0 if listing.listed else standing.empty_polls + 1,
        rolled_at=now if listing.rolled_over else standing.rolled_at,
        trust=timedelta() if _lied(standing, answer, listing) else _more_trust(standing),
    )
    return _succeed(source, learned, answer, listing.ttl)


def after_unchanged(source: Source, standing: Standing, answer: Answer) -> Standing:
    """The standing after "not modified", or (with a body hash) after the very same document."""
    since = _since(standing, answer.at)
    learned = replace(
        standing,
        peak_per_hour=cadence.relearn_peak(standing.peak_per_hour, 0, since),
        items_per_week=cadence.relearn_rate(standing.items_per_week, 0, since),
        empty_polls=standing.empty_polls + 1 if standing.empty_polls else 0,
    )
    if answer.body_hash is not None:
        learned = replace(
            learned,
            last_verified_at=answer.at,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            trust=_more_trust(standing),
        )
    return _succeed(source, learned, answer, None)


def after_failure(
    source: Source, standing: Standing, failure: str, now: datetime, retry_after: timedelta | None
) -> Standing:
    """The standing after a poll that brought nothing; validators and pace stay as they were."""
    since = standing.failing_since or now
    failures = standing.failures + 1
    usual = source.interval or standing.interval or cadence.LONGEST
    wait = cadence.back_off(usual, _safe(standing), failures, max(now - since, timedelta()))
    for status, hours in _WAITS.items():
        if failure.startswith(status):
            wait = max(wait, timedelta(hours=hours))
    wait = cadence.jittered(wait, source.name, now)
    if retry_after is not None:
        wait = max(wait, retry_after)
    given_up = standing.moved_to is not None and failures >= RETURN
    failed = replace(
        standing,
        last_polled_at=now,
        next_poll_at=cadence.ahead(now, wait),
        failures=failures,
        failing_since=since,
        last_failure=failure,
        moved_to=None if given_up else standing.moved_to,
        moved_since=None if given_up else standing.moved_since,
    )
    return _judged(source, failed, now)


def _succeed(source: Source, standing: Standing, answer: Answer, ttl: timedelta | None) -> Standing:
    now = answer.at
    asked = max((wish for wish in (ttl, _max_age(answer.headers)) if wish is not None), default=None)
    safe = _safe(standing)
    interval = source.interval or cadence.slowed(cadence.pace(safe), safe, asked)
    if source.interval is None and standing.rolled_at == now:
        interval = max(cadence.SHORTEST, min(interval, (standing.interval or interval) / 2))
    adopted = standing.moved_to is not None and address_of(source, standing, now) == standing.moved_to
    target = answer.moved_to or (standing.moved_to if adopted else None)
    if target is not None and without_secrets(target) != target:
        target = None  # an address with a key in it is kept in sources.toml and nowhere else
    return _judged(
        source,
        replace(
            standing,
            last_polled_at=now,
            last_success_at=now,
            interval=interval,
            next_poll_at=cadence.ahead(now, cadence.jittered(interval, source.name, now)),
            failures=0,
            failing_since=None,
            last_failure="",
            moved_to=target,
            moved_since=standing.moved_since if target == standing.moved_to else now,
        ),
        now,
    )


def _last_new(standing: Standing, listing: Listing, now: datetime) -> datetime | None:
    """When the source last listed something new; at the first visit its own dates say so."""
    if not listing.new:
        return standing.last_new_at
    if standing.last_success_at is None and listing.dates:
        return min(max(listing.dates), now)
    return now


def _judged(source: Source, standing: Standing, now: datetime) -> Standing:
    state, detail = state_of(source, standing, now)
    since = standing.state_since if state == standing.state and standing.state_since else now
    return replace(standing, state=state, state_detail=detail, state_since=since)


def _since(standing: Standing, now: datetime) -> timedelta:
    """The time since the last good poll; none where the clock was set back."""
    return max(now - standing.last_success_at, timedelta()) if standing.last_success_at else timedelta()


def _safe(standing: Standing) -> timedelta:
    return cadence.safe_wait(standing.listed, standing.peak_per_hour, standing.items_per_week)


def _lied(standing: Standing, answer: Answer, listing: Listing) -> bool:
    """Whether this document shows that "not modified" is not to be believed of this server.

    Either it has new entries under the validators of the document before (miniflux-legacy#218), or the
    last answer was 304 and an entry is older than that (validators latched, FreshRSS#6712).
    """
    if not listing.new or standing.last_success_at is None or not (standing.etag or standing.last_modified):
        return False
    headers, last = answer.headers, standing.last_success_at
    same = (headers.get("etag"), headers.get("last-modified")) == (standing.etag, standing.last_modified)
    unmodified = standing.last_verified_at is not None and standing.last_verified_at < last
    return same or (unmodified and any(date < last - BACKDATED for date in listing.new_dates))


def _more_trust(standing: Standing) -> timedelta:
    """Twice as long with every document that agreed with what was said of it; the first says nothing.

    Bounded by twice the time in which half of what is listed may be replaced.
    """
    if standing.last_success_at is None:
        return standing.trust
    most = max(SHORTEST_TRUST, min(2 * _safe(standing), LONGEST_TRUST))
    return min(standing.trust * 2, most)


def _max_age(headers: Mapping[str, str]) -> timedelta | None:
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    return timedelta(seconds=int(found[1])) if found else None
