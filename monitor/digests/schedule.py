"""When an alert's digest is due; pure, so that every calendar oddity can be tested."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Schedule, Urgent

TRUST_AHEAD = timedelta(hours=3)
"""A slot told further ahead of the wall clock than this was told under a clock that ran wrong.

Wall clocks go back by an hour in autumn, so a slot that was told a little ahead is in order.
"""


def due_slot(schedule: Schedule, last_slot: str, now: datetime) -> str:
    """The slot that is due now, or "" if there is none.

    A slot is a local date and time, "2026-11-21T07:00": one that the clock shows twice in autumn is
    one slot, one that it skips in spring is due when it would have been. Of several that passed
    unnoticed (the machine slept, the process was down) only the latest is due. A clock set back makes
    nothing due again.

    Args:
        schedule: the alert's days and hours.
        last_slot: the latest slot that was told, or the moment from which slots count, as a slot.
        now: the time.
    """
    slot = latest_slot(schedule, now)
    return slot if slot > last_slot else ""


def latest_slot(schedule: Schedule, now: datetime) -> str:
    """The last slot at or before `now`; "" for a schedule that has none in the last eight days."""
    zone = ZoneInfo(schedule.zone)
    today = now.astimezone(zone).date()
    for back in range(-1, 9):
        day = today - timedelta(days=back)
        if day.weekday() not in schedule.weekdays:
            continue
        for hour in sorted(schedule.hours, reverse=True):
            # fold=0: the first of two equal local times; a skipped one lies after the gap.
            if datetime.combine(day, hour, tzinfo=zone).astimezone(UTC) <= now:
                return f"{day.isoformat()}T{hour.strftime('%H:%M')}"
    return ""


def slot_at(schedule: Schedule, moment: datetime) -> str:
    """A moment written as a slot, to compare with slots."""
    return moment.astimezone(ZoneInfo(schedule.zone)).strftime("%Y-%m-%dT%H:%M")


def next_slot(schedule: Schedule, after: datetime) -> datetime:
    """When the next slot after a moment comes due.

    Raises:
        ValueError: the schedule has no day or no hour.
    """
    zone = ZoneInfo(schedule.zone)
    today = after.astimezone(zone).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        if day.weekday() not in schedule.weekdays:
            continue
        for hour in sorted(schedule.hours):
            at = datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
            if at > after:
                return at
    raise ValueError("the schedule never comes due")


def is_quiet(urgent: Urgent, zone: str, now: datetime) -> bool:
    """Whether an urgent mail has to wait because people sleep."""
    if urgent.quiet_from is None or urgent.quiet_until is None:
        return False
    hour = now.astimezone(ZoneInfo(zone)).time()
    start, end = urgent.quiet_from, urgent.quiet_until
    return start <= hour < end if start <= end else hour >= start or hour < end


def local_date(zone: str, now: datetime) -> date:
    """The date on the wall in that zone."""
    return now.astimezone(ZoneInfo(zone)).date()
