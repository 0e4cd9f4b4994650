"""How a source is, in a word that a person understands, and one sentence that says why.

| state | meaning |
|---|---|
| new | not polled yet |
| healthy | answers, and lists news as often as it is used to |
| quiet | answers, and has listed nothing new for longer than is its habit |
| hollow | answers, and lists nothing at all, or a page that is no list |
| failing | has not answered for a while, at several tries |
| blocked | answers that we may not read it (401, 403, 451), or asks us to wait again and again (429) |
| disallowed | its robots.txt asks robots to stay away |
| gone | says that it is gone for good (410) |
| moved | redirects for good to another address |
| rolled over | listed only new entries: some may have come and gone unseen |
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.model import Source, Standing, without_secrets

PATIENCE = 3
"""Failures in a row before anybody is told: the first is often the network's."""

PATIENCE_TIME = timedelta(hours=3)
ROLLED_SHOWN = timedelta(days=1)
SHORTEST_HABIT = timedelta(days=2)
LONGEST_HABIT = timedelta(days=28)
"""A source that lists nothing for four weeks is quiet, whatever its habit."""

EVIDENCE = 5
"""Entries that a source must list before its own rhythm counts for more than `weekly` in sources.toml."""

_WEEK = timedelta(days=7)
_STATUS = re.compile(r"HTTP status (\d{3})(?:; asks for (\d+) s)?$")
_STATUSES = {
    401: "asks for a password",
    403: "refuses programs",
    404: "there is nothing at this address",
    410: "gone for good",
    429: "asks us to come less often",
    451: "closed for legal reasons",
}
_BLOCKED = ("HTTP status 401", "HTTP status 403", "HTTP status 451", "HTTP status 429")


def state_of(source: Source, standing: Standing, now: datetime) -> tuple[str, str]:
    """The state, and a sentence for it without times of the next try (they are columns of their own)."""
    if standing.failures and _is_serious(standing, now):
        words = in_plain_words(standing.last_failure)
        return _failing(standing), f"{words}; {standing.failures} failed tries"
    state, detail = _answering(source, standing, now)
    passing = f"the last try failed: {in_plain_words(standing.last_failure)}" if standing.failures else ""
    return state, "; ".join(part for part in (detail, passing) if part)


def _answering(source: Source, standing: Standing, now: datetime) -> tuple[str, str]:
    """The state of a source that answers, as far as is known."""
    last, habit = standing.last_new_at or standing.last_success_at, habit_of(source, standing)
    if last is None:
        return "new", "not reached yet"
    if standing.empty_polls >= PATIENCE:
        return "hollow", f"answers, and lists nothing ({standing.empty_polls} times in a row)"
    if standing.rolled_at is not None and now - standing.rolled_at < ROLLED_SHOWN:
        return "rolled over", f"on {_day(standing.rolled_at)} everything it listed was new: items may be lost"
    if standing.moved_to is not None:
        return "moved", f"redirects for good to {without_secrets(standing.moved_to)}"
    if now - last > habit:
        return "quiet", f"nothing new since {last:%Y-%m-%d}; {_usual(source, standing)}"
    return "healthy", ""


def habit_of(source: Source, standing: Standing) -> timedelta:
    """How long a silence is still usual: four times the usual gap and two days."""
    weekly = weekly_of(source, standing)
    if not weekly:
        return LONGEST_HABIT
    return max(SHORTEST_HABIT, min(4 * _WEEK / max(weekly, 0.1) + SHORTEST_HABIT, LONGEST_HABIT))


def weekly_of(source: Source, standing: Standing) -> float | None:
    """Entries in a usual week: what was learned, once enough was listed to learn from; before, the guess."""
    learned = standing.items_per_week
    if learned is not None and standing.listed >= EVIDENCE:
        return learned
    return source.weekly if source.weekly is not None else learned


def in_plain_words(failure: str) -> str:
    """A failure as a person understands it; the status stays beside it for those who ask."""
    found = _STATUS.match(failure)
    if not found:
        return failure
    status, wait = int(found[1]), int(found[2]) if found[2] else 0
    words = _STATUSES.get(status) or ("the server has a fault" if status >= 500 else "an odd answer")
    if wait:
        words = f"asks us to wait {_span(timedelta(seconds=wait))}"
    return f"{words} (HTTP {status})"


def _span(wait: timedelta) -> str:
    hours, minutes = wait / timedelta(hours=1), wait / timedelta(minutes=1)
    return f"{hours:.0f} hours" if hours >= 2 else f"{minutes:.0f} minutes" if minutes >= 2 else "a minute"


def _is_serious(standing: Standing, now: datetime) -> bool:
    since = standing.failing_since
    return standing.failures >= PATIENCE and since is not None and now - since >= PATIENCE_TIME


def _failing(standing: Standing) -> str:
    failure = standing.last_failure
    if failure.startswith("HTTP status 410"):
        return "gone"
    if failure.startswith(_BLOCKED):
        return "blocked"
    if "robots.txt" in failure:
        return "disallowed"
    return "hollow" if failure.startswith("not a feed") else "failing"


def _usual(source: Source, standing: Standing) -> str:
    weekly = weekly_of(source, standing)
    if not weekly:
        return "how often it brings something is not known yet"
    if weekly >= 1:
        return f"it usually brings {weekly:.0f} a week"
    return f"it usually brings {4.3 * weekly:.0f} a month" if weekly > 0.35 else "it seldom brings any"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
