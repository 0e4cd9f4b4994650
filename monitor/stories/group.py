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

import numpy as np

from monitor.stories.signature import Trace

LEAST_SHARED = 0.33
"""The share of common shingles (Jaccard) from which a text is a copy, if the day agrees."""

SAME_DAYS = 2
"""Outlets print a wire story within this many days of each other."""

EPOCH_DAYS = 16
"""Signatures are filed by spans of this many days; three neighbouring spans hold all that can be copies."""

REPRINT_SHARED = 0.9
REPRINT_DAYS = 14
"""A text that is all but identical is a copy for longer: weeklies, translated portals, mirrors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What the rule looks at in one article."""

    trace: Trace
    day: date


def shared(one: Trace, others: Sequence[Trace]) -> list[float]:
    """The estimated share of shingles that `one` has in common with each of the others (Jaccard)."""
    if not others:
        return []
    stacked = np.stack([o.minima for o in others])
    return [float(s) for s in (stacked == one.minima).mean(axis=1)]


def copies(one: Copy, others: Sequence[Copy]) -> list[bool]:
    """Whether each of the others is a copy of `one`; the same either way round."""
    return [
        _agree(share, abs((one.day - other.day).days))
        for share, other in zip(shared(one.trace, [o.trace for o in others]), others, strict=True)
    ]


def _agree(share: float, days: int) -> bool:
    if days <= SAME_DAYS:
        return share >= LEAST_SHARED
    return days <= REPRINT_DAYS and share >= REPRINT_SHARED


def story_name(urls: Sequence[str]) -> str:
    """The id of the story of these articles: the least of their names, so the order is no matter."""
    return min(article_name(url) for url in urls)


def article_name(url: str) -> str:
    """A short name of an article, made of its address: ten letters and digits."""
    return b32encode(hashlib.blake2b(url.encode(), digest_size=8).digest()).decode().lower()[:10]
