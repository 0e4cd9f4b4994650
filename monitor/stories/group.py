"""Which articles are one story: a symmetric rule on two signatures and their days.

The stories are the connected components of this rule, so they do not depend on the order in which
articles arrive.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.stories.signature import (
    AGREEING_BANDS,
    REPRINT_BANDS,
    Trace,
    agreeing_bands,
    minima,
    trace,
)

LEAST_SHARED = 0.30
"""The share of common shingles (Jaccard) from which a text is a copy, if the day and the facts agree."""

LEAST_HELD = 0.45
"""Below half in common, the shorter text must be held by the longer one to this degree (containment)."""

SAME_DAYS = 2
"""Outlets print a wire story within this many days of each other."""

REPRINT_SHARED = 0.9
REPRINT_DAYS = 14
"""A text that is all but identical is a copy for longer: weeklies, translated portals, mirrors."""

FORMULA_SHARED = 0.7
"""Below this share the wording proves nothing against facts that differ: the two may share a template."""

LEAST_NUMBERS = 4
AGREEING_NUMBERS = 0.6
"""With this many numbers in each text, this part of the shorter one's must be in the other as well."""

EPOCH_DAYS = 8
"""Signatures are filed by spans of this many days, so that those of neighbouring days lie together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article that may be a copy: its signature's digest and its day."""

    digest: bytes
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What the rule looks at in one article, once the words agree."""

    trace: Trace
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What two signatures have in common: the estimated share of shingles (Jaccard), bands for reprints."""

    share: float
    bands: int


def keys(bands: Sequence[int], day: date) -> list[int]:
    """The keys under which an article of this day is filed."""
    return _keys(bands, {day.toordinal() // EPOCH_DAYS})


def near_keys(bands: Sequence[int], day: date) -> list[int]:
    """The keys of which copies of the same days have at least one."""
    return _keys(bands, _epochs(day, SAME_DAYS))


def far_keys(bands: Sequence[int], day: date) -> list[int]:
    """The keys of which reprints of other days have at least `AGREEING_BANDS`; `near_keys` finds the rest."""
    return _keys(bands[:REPRINT_BANDS], _epochs(day, REPRINT_DAYS) - _epochs(day, SAME_DAYS))


def _epochs(day: date, reach: int) -> set[int]:
    first, last = ((day.toordinal() + days) // EPOCH_DAYS for days in (-reach, reach))
    return set(range(first, last + 1))


def _keys(bands: Sequence[int], epochs: Iterable[int]) -> list[int]:
    return [high | band for high in (epoch << 40 for epoch in sorted(epochs)) for band in bands]


def likenesses(one: bytes, others: Sequence[bytes]) -> list[Likeness]:
    """What a signature has in common with each of the others."""
    if not others:
        return []
    mine, theirs = minima([one]), minima(others)
    found = zip((theirs == mine).mean(axis=1).tolist(), agreeing_bands(mine, theirs).tolist(), strict=True)
    return [Likeness(share=share, bands=agreeing) for share, agreeing in found]


def copies(one: Candidate, others: Sequence[Candidate]) -> list[bool]:
    """Whether each of the others is a copy of `one`; the same either way round."""
    found = likenesses(one.digest, [other.digest for other in others])
    mine = _read(one)
    return [
        like.share >= LEAST_SHARED and _agree(mine, _read(other), like)
        for other, like in zip(others, found, strict=True)
    ]


def _read(candidate: Candidate) -> Copy:
    return Copy(trace=trace(candidate.digest), day=candidate.day)


def _agree(one: Copy, other: Copy, like: Likeness) -> bool:
    if _differ(one.trace.facts.cases, other.trace.facts.cases):
        return False
    days = _days_apart(one, other)
    if days > SAME_DAYS:
        return days <= REPRINT_DAYS and like.share >= REPRINT_SHARED and like.bands >= AGREEING_BANDS
    if like.share >= FORMULA_SHARED:
        return True
    return (
        _held(one.trace, other.trace, like.share) >= LEAST_HELD
        and not _differ(one.trace.facts.accused, other.trace.facts.accused)
        and _numbers_agree(one.trace.facts.numbers, other.trace.facts.numbers)
    )


def _days_apart(one: Copy, other: Copy) -> int:
    """The days between two articles, or between the dates they state where that is more."""
    days = abs((one.day - other.day).days)
    if one.trace.facts.dates and other.trace.facts.dates:
        stated = min(abs(a - b) for a in one.trace.facts.dates for b in other.trace.facts.dates)
        days = max(days, stated)
    return days


def _differ(some: frozenset[int], others: frozenset[int]) -> bool:
    return bool(some and others) and not some & others


def _held(one: Trace, other: Trace, share: float) -> float:
    """How much of the shorter text is in the longer one, from the share of both that is common."""
    common = share * (one.shingles + other.shingles) / (1 + share)
    return common / min(one.shingles, other.shingles)


def _numbers_agree(some: frozenset[int], others: frozenset[int]) -> bool:
    least = min(len(some), len(others))
    return least < LEAST_NUMBERS or len(some & others) >= AGREEING_NUMBERS * least


def story_name(urls: Sequence[str]) -> str:
    """The id of the story of these articles: the least of their names, so the order is no matter."""
    return min(article_name(url) for url in urls)


def article_name(url: str) -> str:
    """A short name of an article, made of its address: ten letters and digits."""
    return b32encode(hashlib.blake2b(url.encode(), digest_size=8).digest()).decode().lower()[:10]
