"""The identity of addresses, and what a page may claim of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.urls import canonical, claimed

SAME = [
    "https://example.org/news/fia-arrests-smuggler",
    "http://www.example.org/news/fia-arrests-smuggler/",
    "https://m.example.org/news/fia-arrests-smuggler?utm_source=rss&utm_medium=feed",
    "https://amp.example.org/news/fia-arrests-smuggler#comments",
    "https://EXAMPLE.org:443/news/fia-arrests-smuggler/amp/",
    "https://example.org/news/fia-arrests-smuggler?fbclid=abc&amp=1",
    "  https://example.org/news//fia-arrests-smuggler ",
]


@pytest.mark.parametrize("url", SAME)
def test_one_article_has_one_identity(url: str) -> None:
    assert canonical(url) == "https://example.org/news/fia-arrests-smuggler"


def test_parameters_that_may_name_the_article_stay() -> None:
    assert canonical("https://example.org/story.php?id=5&cid=7&source=wire") != canonical(
        "https://example.org/story.php?id=5&cid=8&source=wire"
    )
    assert canonical("http://example.org/?b=2&a=1") == "https://example.org?a=1&b=2"


def test_spelling_of_other_scripts_does_not_matter() -> None:
    assert canonical("https://example.org/خبر") == canonical("https://example.org/%D8%AE%D8%A8%D8%B1")
    assert canonical("https://bücher.example/a") == canonical("https://xn--bcher-kva.example/a")


@given(st.text(max_size=200) | st.text(max_size=80).map(lambda t: "https://example.org/" + t))
def test_canonical_never_raises_and_is_stable(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("/a?b=1", "https://example.org/a?b=1"),
        ("http://www.example.org/a", "http://www.example.org/a"),
        ("http://127.0.0.1/a", None),
        ("https://other.example/a", None),
        ("https://example.org:8080/a", None),
        ("https://user:secret@example.org/a", None),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("/", None),
        ("https://example.org/a b", None),
        (None, None),
    ],
)
def test_a_page_speaks_for_its_own_host_only(href: str | None, expected: str | None) -> None:
    assert claimed("https://example.org/news/1", href) == expected
