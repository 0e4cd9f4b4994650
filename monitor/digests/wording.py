"""What a digest says about its own contents, in sentences that both forms share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from monitor.digests.clean import one_line
from monitor.digests.furniture import Furniture
from monitor.digests.schedule import local_date
from monitor.model import Copy, Digest, StoryEntry, Trouble

SHOWN_TROUBLES = 12
"""More sources than this in one list of troubles are counted, not named."""


def reading_day(digest: Digest) -> date:
    """The date on the wall where the alert is read."""
    return local_date(digest.alert.schedule.zone, digest.composed_at)


def heading(digest: Digest, furniture: Furniture, key: str) -> str:
    """The heading of a group of stories."""
    if not key:
        return furniture.name("groups", "other")
    if digest.alert.group_by == "country":
        return furniture.country(key)
    return furniture.name({"topic": "topics", "stage": "stages"}.get(digest.alert.group_by, ""), key)


def date_line(entry: StoryEntry, furniture: Furniture) -> str:
    """ "date 2025-07-31 ISLAMABAD:", as far as the article says when and where; "" if it does not."""
    if not entry.published_on:
        return f"{entry.place}:" if entry.place else ""
    day = entry.published_on.isoformat()
    if entry.place:
        return furniture.say("date_line", day=day, place=entry.place)
    return furniture.say("date_only", day=day)


def why(entry: StoryEntry, furniture: Furniture) -> str:
    """One plain line on why a story is in the digest."""
    if not entry.terms:
        return "; ".join(entry.reasons) or "—"
    places = {"title": "why_title", "lead": "why_lead"}
    where = furniture.say(places.get(entry.position, "why_body"))
    said = f"{furniture.say('why_terms', terms=_quoted(entry.terms))} {where}"
    if entry.other_terms:
        said += furniture.say("why_also", terms=_quoted(entry.other_terms))
    said += {"zh": "。", "ur": "۔"}.get(furniture.language, ".")
    tags = [
        *(furniture.name("forms", form) for form in entry.forms[:2]),
        *(furniture.name("stages", stage) for stage in entry.stages[:2]),
        *(furniture.country(country) for country in entry.countries[:3]),
    ]
    return f"{said} {furniture.say('why_more', tags=' · '.join(tags))}" if tags else said


def _quoted(terms: Sequence[str]) -> str:
    return ", ".join(f"“{term}”" for term in terms)


def outlet_names(copies: Sequence[Copy], most: int = 5) -> str:
    """The outlets of several copies, each once."""
    names = list(dict.fromkeys(copy.outlet for copy in copies))
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def outlet_count(entry: StoryEntry) -> int:
    """How many outlets carried a story."""
    return len({copy.outlet for copy in entry.copies})


def checked(digest: Digest, furniture: Furniture) -> tuple[str, ...]:
    """The sums that show that nothing was dropped, a sentence each."""
    c = digest.completeness
    zone = digest.alert.schedule.zone
    end = furniture.moment(digest.composed_at, zone)
    if digest.covers_from:
        covers = furniture.say("covers", start=furniture.moment(digest.covers_from, zone), end=end, zone=zone)
    else:
        covers = furniture.say("covers_first", end=end, zone=zone)
    return (
        covers,
        furniture.say(
            "checked_sources", sources=c.sources, polled=c.polled, not_due=c.not_due, failing=len(c.failing)
        ),
        furniture.say(
            "checked_items",
            seen=c.seen,
            read=c.read,
            from_feed=c.from_feed,
            unreadable=c.unreadable,
            waiting=c.waiting,
        ),
        furniture.say("checked_matched", matched=c.matched, passed_over=c.passed_over),
        furniture.say(
            "checked_told_urgent" if c.kept else "checked_told",
            matched=c.matched,
            carried_over=c.carried_over,
            told_now=c.told_now,
            told_before=c.told_before,
            kept=c.kept,
        ),
        furniture.say(
            "checked_articles",
            articles=c.articles,
            stories=c.stories,
            further=c.articles_of_told_stories,
        ),
    )


def troubles(digest: Digest, furniture: Furniture) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lists of sources to worry about: a title and a line for each source."""
    c = digest.completeness
    zone = digest.alert.schedule.zone
    away, failing = c.network_away, c.failing
    if away is not None:  # one line for all that were lost with the network, not one for each
        failing = tuple(t for t in failing if away[0] and t.since and t.since < away[0])
    lists = (
        ("failing", "failing_since", failing),
        ("silent", "silent_since", c.silent),
        ("lossy", "lossy_detail", c.lossy),
    )

    def line(key: str, trouble: Trouble) -> str:
        since = furniture.moment(trouble.since, zone) if trouble.since else "?"
        return furniture.say(
            key, title=one_line(trouble.title, 80), since=since, detail=one_line(trouble.detail, 120)
        ).rstrip()

    found: list[tuple[str, tuple[str, ...]]] = []
    for title, key, rows in lists:
        lines = [line(key, trouble) for trouble in rows[:SHOWN_TROUBLES]]
        if title == "failing" and away is not None:
            since = furniture.moment(away[0], zone) if away[0] else "?"
            lines.insert(0, furniture.say("network_away", since=since, n=away[1]))
        if len(rows) > SHOWN_TROUBLES:
            lines.append(furniture.say("more_sources", n=len(rows) - SHOWN_TROUBLES))
        if lines:
            found.append((furniture.say(title), tuple(lines)))
    return tuple(found)


def subject_of(digest: Digest, furniture: Furniture, *, names_hits: str = "") -> str:
    """The subject: the alert, how much is new, and where; a headline only if the operator asks for it.

    Args:
        digest: what is told.
        furniture: the words.
        names_hits: a headline to add, or "": a mail may be seen by others on a lock screen.
    """
    c = digest.completeness
    said = furniture.say("stories", n=c.stories) if c.stories else furniture.say("nothing_new")
    where = [
        f"{furniture.country(bar.label)} {furniture.number(bar.count)}"
        for bar in digest.figures.countries[:2]
    ]
    parts = [digest.alert.title, said if not where else f"{said} ({', '.join(where)})"]
    if digest.kind == "urgent":
        parts.insert(0, furniture.say("urgent"))
    if names_hits:
        parts.append(names_hits)
    else:
        parts.append(furniture.short_day(reading_day(digest)))
    return one_line(" · ".join(parts), 160)
