"""The rows of native speakers: what must be found in a sentence, what never, and why."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monitor.config.lexicon import load_lexicons, load_weights
from monitor.matching.compile import Compiled
from monitor.matching.concepts import CONCEPTS
from monitor.matching.judge import judge_with
from monitor.model import Article, Judgement, Watch

ROWS = Path(__file__).parents[1] / "data" / "matching"
LEXICON = Path(__file__).parents[2] / "alerts" / "lexicon"
IN_DEPTH = ("en", "ur", "ar", "fr", "es", "ru", "zh")
LANGUAGES = sorted(path.stem for path in ROWS.glob("*.toml"))


def rows(language: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((ROWS / f"{language}.toml").read_text(encoding="utf-8"))[
        "rows"
    ]
    return found


@cache
def ready() -> Compiled:
    return Compiled(
        Watch(alerts=(), lexicons=load_lexicons(LEXICON), weights=load_weights(LEXICON), version="rows")
    )


def judged(row: dict[str, Any], language: str) -> Judgement:
    article = Article(
        url="https://example.org/row", title=row.get("title", ""), text=row["text"], language=language
    )
    return judge_with(article, ready())


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_say_all_they_must(language: str) -> None:
    for row in rows(language):
        assert set(row) <= {"title", "text", "match", "never", "relevant", "why"}, row
        assert row["text"].strip(), row
        assert row["why"].strip(), row
        assert row.get("match") or row.get("never") or "relevant" in row, row
        assert {*row.get("match", ()), *row.get("never", ())} <= set(CONCEPTS), row
    texts = Counter(row["text"] for row in rows(language))
    assert max(texts.values()) == 1, texts.most_common(1)
    assert len(rows(language)) >= (40 if language in IN_DEPTH else 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_concepts_are_found_where_they_must_and_nowhere_else(language: str) -> None:
    wrong = []
    for row in rows(language):
        mentions = judged(row, language).mentions
        enough = {m.concept for m in mentions if m.strength == "sufficient"}
        if missing := set(row.get("match", ())) - {m.concept for m in mentions}:
            wrong.append(f"lacks {missing}: {row['text']} ({row['why']})")
        if extra := set(row.get("never", ())) & enough:
            wrong.append(f"finds {extra}: {row['text']} ({row['why']})")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_agree_with_native_speakers(language: str) -> None:
    """The weights are learned from articles and no row: one verdict in ten may differ, and one of a few."""
    stated = [row for row in rows(language) if "relevant" in row]
    wrong = [
        f"{verdict}: {row.get('title', '')} {row['text']} ({row['why']})"
        for row in stated
        if ((verdict := judged(row, language).verdict) == "relevant") != row["relevant"]
    ]
    assert len(wrong) <= max(1, len(stated) // 10), "\n".join(wrong)
