"""What of a document is new, what was edited, what is known already, and whether something was missed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.feeds.identity import bare_link
from monitor.model import Entry, Feed, KnownEntry, Sighting

FIRST_POLL = 500
"""When a source is first met, its newest entries are read, so many; older ones are remembered only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A document, compared with what is known. `revised` and `seen` name entries by their store ids.

    `rolled_over` says that everything listed is new although the source is known: entries may have come
    and gone between two polls.
    """

    new: tuple[Sighting, ...] = ()
    left_out: tuple[Sighting, ...] = ()
    revised: tuple[tuple[int, Sighting], ...] = ()
    seen: tuple[int, ...] = ()
    rolled_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store remembers of a source: how much it ever listed, and the entries in question."""

    ever: int
    entries: Sequence[KnownEntry] = ()


def sightings_of(feed: Feed) -> tuple[Sighting, ...]:
    """The entries with what they are recognised by, each key once, in the document's order."""
    found = {entry.key: entry for entry in reversed(feed.entries)}
    return tuple(
        Sighting(entry=entry, identity=identity_of(entry), content_hash=_digest(entry.title, _words(entry)))
        for entry in reversed(found.values())
    )


def identity_of(entry: Entry) -> str:
    """What an entry keeps when its guid rotates: its bare link, or, without one, its words."""
    return _digest("link", bare_link(entry.url)) if entry.url else _digest("text", entry.title, _words(entry))


def sort_news(sightings: Sequence[Sighting], known: Known) -> News:
    """Tell new entries from edited and known ones.

    An entry is known by its key; failing that, by its identity, if its title is the same or nothing else
    in the document claims that identity (a rotated guid, FreshRSS#5909). Pure and without memory: what
    was seen is never pruned by us, so a static feed never looks new.
    """
    by_key = {entry.key: entry for entry in known.entries}
    claims = Counter(sighting.identity for sighting in sightings)
    here = {sighting.entry.key for sighting in sightings}
    orphans: dict[str, list[KnownEntry]] = {}
    for entry in known.entries:
        if entry.key not in here:
            orphans.setdefault(entry.identity, []).append(entry)
    new: list[Sighting] = []
    revised: list[tuple[int, Sighting]] = []
    seen: list[int] = []
    for sighting in sightings:
        match = by_key.get(sighting.entry.key) or _same_item(sighting, orphans, claims)
        if match is None:
            new.append(sighting)
        elif match.content_hash == sighting.content_hash:
            seen.append(match.id)
        else:
            revised.append((match.id, sighting))
    rolled = bool(known.ever) and len(sightings) > 1 and len(new) == len(sightings)
    kept, left_out = (new, []) if known.ever else _newest(new)
    return News(
        new=tuple(kept),
        left_out=tuple(left_out),
        revised=tuple(revised),
        seen=tuple(seen),
        rolled_over=rolled,
    )


def _same_item(
    sighting: Sighting, orphans: dict[str, list[KnownEntry]], claims: Counter[str]
) -> KnownEntry | None:
    candidates = orphans.get(sighting.identity, [])
    title = sighting.entry.title.casefold()
    for entry in candidates:
        if entry.title.casefold() == title:
            return entry
    return candidates[0] if len(candidates) == 1 and claims[sighting.identity] == 1 else None


def _newest(new: Sequence[Sighting]) -> tuple[list[Sighting], list[Sighting]]:
    """The newest by their own dates; undated ones in the document's order, behind the dated."""
    if len(new) <= FIRST_POLL:
        return list(new), []
    ranked = sorted(new, key=lambda sighting: _date(sighting.entry), reverse=True)
    return ranked[:FIRST_POLL], ranked[FIRST_POLL:]


def _date(entry: Entry) -> datetime:
    return entry.published or entry.updated or datetime.min.replace(tzinfo=UTC)


def _words(entry: Entry) -> str:
    """What an editor edits. The full content only where there is no summary: it carries counters and ads."""
    return " ".join((entry.summary or entry.content).split())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
