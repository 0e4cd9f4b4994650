"""Put a digest together from what an alert has to tell and what was checked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.digests.chart import key_figures
from monitor.digests.select import Limits, copy_of, group_stories, split, tell_stories
from monitor.model import Alert, Candidate, Completeness, Digest, PastStory


def compose(
    alert: Alert,
    candidates: Sequence[Candidate],
    *,
    kind: Literal["slot", "now", "urgent"],
    slot: str,
    now: datetime,
    covers_from: datetime | None = None,
    checked: Completeness | None = None,
    past: Sequence[PastStory] = (),
    known_since: date | None = None,
    limits: Limits | None = None,
) -> Digest:
    """The digest of an alert.

    Args:
        alert: whose digest it is.
        candidates: every article that the alert matched and that was not told.
        kind, slot: its identity.
        now: when it is composed.
        covers_from: when the one before was composed, if there was one.
        checked: what the store counted; the counts of stories are filled in here.
        past: the stories matched in the weeks before, for the usual.
        known_since: the first day of which anything is known.
        limits: how much one mail holds.
    """
    new = [c for c in candidates if not c.story_told]
    further = [c for c in candidates if c.story_told]
    entries = tell_stories(alert, new)
    full, short, listed = split(entries, limits or Limits())
    groups = group_stories(alert, full)
    today = now.astimezone(ZoneInfo(alert.schedule.zone)).date()
    days = max(1, round((now - covers_from) / timedelta(days=1))) if covers_from else 1
    checked = checked or Completeness(told_now=sum(c.items for c in candidates))
    return Digest(
        alert=alert,
        kind=kind,
        slot=slot,
        composed_at=now,
        covers_from=covers_from,
        groups=groups,
        in_short=short,
        in_list=listed,
        further=tuple(copy_of(c) for c in further),
        figures=key_figures(entries, past, today=today, days=days, since=known_since),
        completeness=replace(
            checked,
            articles=len(candidates),
            articles_of_told_stories=len(further),
            stories=len(entries),
            in_full=len(full),
            in_short=len(short),
            in_list=len(listed),
        ),
    )
