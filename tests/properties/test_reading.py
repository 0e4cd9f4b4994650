"""Whatever the bytes: an article or an `ExtractError`, the same each time, within its limits."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles import read_article
from monitor.articles.blocks import tokens
from monitor.articles.hints import HINTS, hints_in
from monitor.articles.plain import LONGEST_TEXT, LONGEST_TITLE
from monitor.articles.prescan import shape_of
from monitor.errors import ExtractError
from monitor.model import Article, Hint, Page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
TAGS = (
    "p",
    "div",
    "article",
    "li",
    "ul",
    "td",
    "tr",
    "table",
    "h1",
    "h2",
    "a",
    "br",
    "script",
    "title",
    "blockquote",
)
words = st.text(alphabet="abc déЖ中ไक\u093f\u200d\u202e:.—\x00&<;\n", max_size=60)
elements = st.recursive(
    words,
    lambda inner: st.builds(
        lambda tag, parts, closed: f"<{tag}>{''.join(parts)}{f'</{tag}>' if closed else ''}",
        st.sampled_from(TAGS),
        st.lists(inner, max_size=5),
        st.booleans(),
    ),
    max_leaves=30,
)


def outcome(body: bytes) -> Article | str:
    url = "https://example.org/news/1"
    page = Page(url=url, final_url=url, body=body, fetched_at=NOW, headers={"content-type": "text/html"})
    try:
        return read_article(page, Hint())
    except ExtractError as error:
        return str(error)


@settings(max_examples=60, deadline=None)
@given(elements, elements)
def test_reading_is_bounded_and_depends_on_nothing_read_before(one: str, other: str) -> None:
    sentence = "<p>Officers freed twenty workers who had been held for months, the agency said.</p>"
    first = outcome((sentence + one).encode())
    outcome(other.encode())
    assert outcome((sentence + one).encode()) == first
    if isinstance(first, Article):
        assert len(first.text) <= LONGEST_TEXT
        assert len(first.title) <= LONGEST_TITLE
        assert not set("\x00\u202e\ufeff") & set(first.text + first.title)


def test_a_long_page_is_cut_at_the_limit() -> None:
    paragraph = "".join(
        f"<p>Sentence number {n} of a page that goes on and on without an end.</p>" for n in range(9000)
    )
    found = outcome(f"<article><h1>A page without an end</h1>{paragraph}</article>".encode())
    assert isinstance(found, Article)
    assert len(found.text) <= LONGEST_TEXT


@pytest.mark.slow
def test_a_fuzzer_finds_nothing_either() -> None:
    pytest.importorskip("atheris", reason="atheris is not to be had for this Python or from this index")
    command = [sys.executable, "-m", "benchmarks.fuzz_reader", "-runs=100"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_words_of_ascii_are_those_of_any_text(text: str) -> None:
    assert tokens(text) == tokens(f"{text} é")[:-1]


@given(
    st.lists(
        st.sampled_from(
            [
                "article-body",
                "content",
                "nav",
                "related_ad",
                "share",
                "box",
                "post-7",
                "byline",
                "promo",
                "h-",
                "x",
            ]
        )
    )
)
def test_names_hint_at_every_kind_whose_pattern_they_hold(names: list[str]) -> None:
    for joined in (" ".join(names), "".join(names), "-".join(names)):
        found = [n for n, pattern in enumerate(HINTS.values()) if re.search(pattern, joined)]
        assert hints_in(joined) == sum(1 << n for n in found)


@given(
    st.lists(
        st.sampled_from(["a", "<", ">", "<" * 60, "x" * 20_001, "'>'", "<b c='" + "d" * 25_000]), max_size=9
    )
)
def test_the_longest_tag_runs_from_the_first_opening_to_the_next_end(pieces: list[str]) -> None:
    html = "".join(pieces)
    lengths = [0]
    at = html.find("<")
    while at != -1:
        end = html.find(">", at)
        lengths.append((end if end != -1 else len(html)) - at)
        at = html.find("<", end) if end != -1 else -1
    assert shape_of(html).longest_tag == (max(lengths) if max(lengths) > 20_000 else 0)
