"""The repository's own lexicons, loaded once for all tests of matching."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from monitor.config.lexicon import load_lexicons, load_weights
from monitor.model import Article, Judgement, Watch

LEXICONS = Path(__file__).parents[2] / "alerts" / "lexicon"


@cache
def watch() -> Watch:
    """A watch without alerts."""
    return Watch(alerts=(), lexicons=load_lexicons(LEXICONS), weights=load_weights(LEXICONS), version="tests")


def judged(text: str, language: str = "en", title: str = "") -> Judgement:
    """The judgement on a text of a test's own writing."""
    from monitor.matching.judge import judge

    return judge(Article(url="https://a.example/1", title=title, text=text, language=language), watch())
