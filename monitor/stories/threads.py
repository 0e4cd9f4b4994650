"""Threads between stories: the marks by which further reports of one case find one another.

A raid, a charge and a verdict are three stories of one case; they are linked and never merged. What they
share is a case number, or the name and age of somebody accused. Reports of one event in several
languages share no words at all, but their figures, country and days. A mark is a hash: it can be
compared, and no name can be read from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.model import Tags
from monitor.stories.facts import accused_in, cases_in

WHY = {
    "case": "the same case number",
    "accused": "the same person accused",
    "figures": "the same figures, country and days",
}
"""What links two stories, as the archive says it."""

FIGURE_DAYS = 2
"""Figures link reports of the same days only: twelve people are rescued somewhere every week."""

LARGE_FIGURE = 10
"""One figure from this on links by itself; of smaller ones it takes two kinds."""

Kind = Literal["case", "accused", "figures"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of an article: what kind of thing it is, and its hash."""

    kind: Kind
    value: int


def marks(text: str, tags: Tags) -> list[Mark]:
    """The marks of an article, each once."""
    return list(dict.fromkeys(Mark(kind, _hash(kind, said)) for kind, said in _said(text, tags)))


def _said(text: str, tags: Tags) -> Iterator[tuple[Kind, str]]:
    for case in cases_in(text):
        yield "case", case
    for name in accused_in(text):
        yield "accused", name
    counts = sorted({(figure.kind, figure.count) for figure in tags.figures if figure.count > 1})
    for country in tags.countries:
        for kind, count in counts:
            if count >= LARGE_FIGURE:
                yield "figures", f"{country} {kind} {count}"
        for number, one in enumerate(counts):
            for other in counts[number + 1 :]:
                if one[0] != other[0]:
                    yield "figures", f"{country} {one} {other}"


def _hash(kind: str, said: str) -> int:
    digest = hashlib.blake2b(f"{kind}:{said}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")
