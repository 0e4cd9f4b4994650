"""Which articles are one story: a symmetric rule on two signatures and their days.

The stories are the connected components of this rule, so they do not depend on the order in which
articles arrive.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.stories.signature import Trace, minima, trace

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

EPOCH_DAYS = 16
"""Signatures are filed by spans of this many days; three neighbouring spans hold all that can be copies."""


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


def shares(one: bytes, others: Sequence[bytes]) -> list[float]:
    """The estimated share of shingles that a signature has in common with each of the others (Jaccard)."""
    if not others:
        return []
    return [float(share) for share in (minima(others) == minima([one])).mean(axis=1)]


def copies(one: Candidate, others: Sequence[Candidate]) -> list[bool]:
    """Whether each of the others is a copy of `one`; the same either way round."""
    found = shares(one.digest, [other.digest for other in others])
    return [
        share >= LEAST_SHARED and _agree(_read(one), _read(other), share)
        for other, share in zip(others, found, strict=True)
    ]


def _read(candidate: Candidate) -> Copy:
    return Copy(trace=trace(candidate.digest), day=candidate.day)


def _agree(one: Copy, other: Copy, share: float) -> bool:
    if _differ(one.trace.facts.cases, other.trace.facts.cases):
        return False
    days = _days_apart(one, other)
    if days > SAME_DAYS:
        return days <= REPRINT_DAYS and share >= REPRINT_SHARED
    if share >= FORMULA_SHARED:
        return True
    return (
        _held(one.trace, other.trace, share) >= LEAST_HELD
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
