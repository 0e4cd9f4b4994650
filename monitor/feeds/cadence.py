"""When to look again: a pace learned from the source's own rhythm, and a back-off that never falls silent.

The pace aims at polls in which about half of what is listed is known already (Media Cloud keeps between
33 and 67 %), reckoned with the fastest that the source has been lately, so that a burst does not push
entries out of its window unseen. What publisher and server ask for (TTL, Cache-Control) may slow a poll
down as long as nothing would be lost by it; Retry-After is always kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=2)
"""The bounds of a learned pace: the second keeps the news of a slow source fresh."""

FIRST_RETRY = timedelta(minutes=10)
SHORTEST_RETRY, LONGEST_RETRY = timedelta(minutes=30), timedelta(hours=12)
FORGETTING = timedelta(days=14)
"""The half-life of what was learned: a source that was fast last month may be so again this one."""

BURST_OF_DAY, BURST_OF_WEEK, BURST_MOST = 0.25, 0.33, 10.0
"""What any source may bring within an hour, though it was never seen to: a quarter of its usual day, or, up
to ten entries, a third of its usual week (a conference, an import)."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


def pace(safe: timedelta) -> timedelta:
    """The time between two polls: as long as is safe, within the bounds."""
    return _between(SHORTEST, safe, LONGEST)


def safe_wait(listed: int, peak_per_hour: float, items_per_week: float | None) -> timedelta:
    """The time in which half of what is listed may be replaced; a day where nothing is known to hurry."""
    weekly = items_per_week or 0.0
    peak = max(peak_per_hour, BURST_OF_DAY * weekly / 7, min(BURST_OF_WEEK * weekly, BURST_MOST))
    return _DAY if listed == 0 or peak * 24 <= listed / 2 else listed / 2 / peak * _HOUR


def peak_of(dates: Sequence[datetime], listed: int) -> float:
    """The fastest, in entries an hour, that half a window of entries was published, by their own dates."""
    times = sorted(dates)
    run = max(2, listed // 2)
    spans = [later - earlier for earlier, later in zip(times, times[run - 1 :], strict=False)]
    if not spans:
        return 0.0
    # Entries stamped in the same minute are one import, not a rhythm: count at least a quarter hour.
    return (run - 1) / (max(min(spans), _HOUR / 4) / _HOUR)


def rate_of(dates: Sequence[datetime], now: datetime) -> float | None:
    """Entries a week, by their own dates; None when those say nothing."""
    times = [date for date in dates if date <= now]
    if len(times) < 2:
        return None
    return len(times) * (_WEEK / max(now - min(times), _HOUR))


def relearn_peak(peak: float, new: int, since: timedelta) -> float:
    """The peak after `new` entries came in the time `since` the last good poll; old peaks fade."""
    faded: float = peak * 0.5 ** (max(since, timedelta()) / FORGETTING)
    return max(faded, (new - 1) / (max(since, _HOUR / 4) / _HOUR)) if new > 1 else faded


def relearn_rate(rate: float | None, new: int, since: timedelta) -> float | None:
    """Entries a week, after `new` ones came in the time `since` the last good poll."""
    if since <= timedelta():
        return rate
    fresh = new * (_WEEK / since)
    if rate is None:
        return fresh if since > timedelta(days=1) else None
    weight: float = 0.5 ** (since / FORGETTING)
    return weight * rate + (1 - weight) * fresh


def slowed(interval: timedelta, safe: timedelta, asked: timedelta | None) -> timedelta:
    """The pace, slowed to what the publisher asks for as far as that is safe."""
    return interval if asked is None else max(interval, min(asked, safe))


def back_off(interval: timedelta, safe: timedelta, failures: int, failing_for: timedelta) -> timedelta:
    """The wait after a failure: soon at first, then a tenth of the time it has failed.

    Half a day at most, and not so long that half of what it lists might be replaced meanwhile.
    """
    soon = min(interval, FIRST_RETRY * 2 ** min(failures - 1, 8))
    return _between(soon, failing_for / 10, _between(SHORTEST_RETRY, safe, LONGEST_RETRY))


def jittered(wait: timedelta, name: str, now: datetime) -> timedelta:
    """`wait`, shortened by up to a tenth: a stable hash spreads sources that share an interval."""
    seed = hashlib.blake2b(f"{name}\0{int(now.timestamp())}".encode(), digest_size=4).digest()
    return timedelta(seconds=round(wait.total_seconds() * (1 - int.from_bytes(seed) / 2**32 / 10)))


def ahead(now: datetime, wait: timedelta) -> datetime:
    """`now` and `wait`, or the last moment there is."""
    return min(now, datetime.max.replace(tzinfo=UTC) - wait) + wait


def _between(low: timedelta, value: timedelta, high: timedelta) -> timedelta:
    return max(low, min(value, high))
