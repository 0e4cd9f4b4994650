"""Whatever the order in which articles arrive, the stories are the same."""

from __future__ import annotations

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.stories import group

WORDS = [
    a + b for a in ("ka", "lo", "mi", "ru", "te", "sha") for b in ("ban", "dor", "fel", "gim", "nas", "po")
]


def rows(seed: int) -> list[dict[str, str | None]]:
    """A dozen articles: events, altered copies of them, and texts between two events that may chain them."""
    choose = random.Random(seed)
    made: list[dict[str, str | None]] = []
    texts = [[choose.choice(WORDS) for _ in range(60)] for _ in range(3)]
    for number in range(12):
        one, other = choose.sample(texts, 2)
        cut = choose.choice((0, 0, 20, 30, 40))
        text = one[cut:] + other[:cut]
        for _ in range(choose.randrange(6)):
            text[choose.randrange(len(text))] = choose.choice(WORDS)
        day = date(2026, 11, 1) + timedelta(days=choose.choice((0, 0, 1, 3, 20)))
        made.append({"id": f"{seed}-{number}", "date": day.isoformat(), "title": "", "text": " ".join(text)})
    return made


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), order=st.permutations(range(12)))
def test_the_partition_does_not_depend_on_the_order(seed: int, order: list[int]) -> None:
    articles = rows(seed)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        assert group(articles, Path(one)) == group([articles[n] for n in order], Path(other))
