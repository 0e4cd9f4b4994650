"""One digest per alert and local slot, whatever the clock and the calendar do."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.digests.schedule import due_slot, is_quiet, latest_slot, next_slot
from monitor.model import Schedule, Urgent
from tests.corpus import corpus


def fired(
    schedule: Schedule, start: datetime, end: datetime, step: timedelta = timedelta(minutes=5)
) -> list[str]:
    """The slots that a tick every `step` finds due, in order."""
    last, slots = latest_slot(schedule, start), []
    while start <= end:
        if slot := due_slot(schedule, last, start):
            slots.append(slot)
            last = slot
        start += step
    return slots


@pytest.mark.corpus
def test_the_schedules_of_the_corpus() -> None:
    for line in (corpus("hostile") / "time" / "schedules.jsonl").read_text().splitlines():
        row = json.loads(line)
        zone = ZoneInfo(row["zone"])
        schedule = Schedule(zone=row["zone"], hours=(time.fromisoformat(row["at"]),))
        first = date.fromisoformat(row["start"])
        start = datetime.combine(first, time(0), tzinfo=zone).astimezone(UTC)
        end = datetime.combine(first + timedelta(days=row["days"]), time(0), tzinfo=zone).astimezone(UTC)
        slots = fired(schedule, start, end - timedelta(minutes=1))
        assert len(slots) == len(set(slots)) == row["fires"], row


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
)
@pytest.mark.parametrize("hour", [time(2, 30), time(1, 45), time(0, 0)])
def test_a_year_has_one_slot_a_day(zone: str, hour: time) -> None:
    schedule = Schedule(zone=zone, hours=(hour,))
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    slots = fired(schedule, start, start + timedelta(days=365), timedelta(minutes=20))
    assert len(slots) == len({slot[:10] for slot in slots})
    assert abs(len(slots) - 365) <= 1


def test_a_day_that_a_country_skipped_has_no_digest() -> None:
    schedule = Schedule(zone="Pacific/Apia", hours=(time(7),))
    start = datetime(2011, 12, 28, tzinfo=UTC)
    days = [slot[:10] for slot in fired(schedule, start, start + timedelta(days=5))]
    assert "2011-12-30" not in days
    assert {"2011-12-29", "2011-12-31"} <= set(days)


def test_after_a_long_sleep_only_the_latest_slot_is_due() -> None:
    schedule = Schedule(hours=(time(7), time(13), time(19)))
    now = datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert due_slot(schedule, "2026-11-21T07:00", now) == "2026-11-23T13:00"
    assert due_slot(schedule, "2026-11-23T13:00", now) == ""


def test_a_clock_set_back_makes_nothing_due_again() -> None:
    schedule = Schedule()
    told = "2026-11-21T07:00"
    for back in (timedelta(hours=9), timedelta(days=400)):
        assert due_slot(schedule, told, datetime(2026, 11, 21, 8, tzinfo=UTC) - back) == ""


def test_weekdays_are_kept() -> None:
    schedule = Schedule(weekdays=(0, 1, 2, 3, 4))
    sunday = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert latest_slot(schedule, sunday) == "2026-11-20T07:00"
    assert next_slot(schedule, sunday) == datetime(2026, 11, 23, 7, tzinfo=UTC)
    weekly = Schedule(weekdays=(2,))
    assert latest_slot(weekly, sunday) == "2026-11-18T07:00"


def test_the_next_slot_is_after_now() -> None:
    schedule = Schedule(zone="Asia/Karachi")
    assert next_slot(schedule, datetime(2026, 11, 21, 2, tzinfo=UTC)) == datetime(2026, 11, 22, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="never"):
        next_slot(Schedule(weekdays=()), datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(("hour", "quiet"), [(21, False), (22, True), (2, True), (6, False), (12, False)])
def test_quiet_hours_run_over_midnight(hour: int, quiet: bool) -> None:
    urgent = Urgent(rule="x", quiet_from=time(22), quiet_until=time(6))
    assert is_quiet(urgent, "UTC", datetime(2026, 11, 21, hour, tzinfo=UTC)) is quiet
    assert not is_quiet(Urgent(rule="x"), "UTC", datetime(2026, 11, 21, hour, tzinfo=UTC))
