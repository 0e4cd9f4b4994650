"""A plain page is read whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.articles import read_article, read_feed_text
from monitor.articles.walls import wall_in
from monitor.errors import NoText
from monitor.model import Hint, Page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SENTENCE = "The agency said on Tuesday that officers had freed workers held at a brick kiln near the town. "


def page(html: str, url: str = "https://example.org/news/1") -> Page:
    return Page(url=url, final_url=url, body=html.encode(), fetched_at=NOW)


def test_a_plain_page() -> None:
    article = read_article(
        page(
            "<html><head><title>Workers freed</title>"
            '<meta property="article:published_time" content="2026-02-27T10:00:00Z"></head>'
            f"<body><article><h1>Workers freed</h1><p>{SENTENCE}</p><p>{SENTENCE * 2}</p></article>"
        ),
        Hint(outlet="The Example"),
    )
    assert article.title == "Workers freed"
    assert article.language == "en"
    assert article.text.count("officers had freed workers") == 3
    assert str(article.published_on) == "2026-02-27"


def test_the_feed_speaks_for_a_closed_page() -> None:
    article = read_feed_text(
        Hint(title="Freed", summary="<p>Workers were freed.</p>"), "https://example.org/2"
    )
    assert (article.text, article.text_from, article.warnings) == (
        "Workers were freed.",
        "feed",
        ("feed text only",),
    )
    assert read_feed_text(Hint(title="Freed"), "https://example.org/2").warnings == ("headline only",)
    with pytest.raises(NoText):
        read_feed_text(Hint(), "https://example.org/2")


def test_a_page_that_trafilatura_cannot_cope_with_is_read_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("tail")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    body = "".join(f"<p>Witness {n} told the court of the work she was made to do.</p>" for n in range(9))
    article = read_article(page(f"<h1>Nine speak</h1><article>{body}</article>"), Hint())
    assert "Witness 8 told the court" in article.text
    assert article.warnings == ("degraded extraction",)
    assert article.evidence["trafilatura"] == "failed (KeyError)"


def test_words_of_a_script_without_spaces_are_counted_in_a_text_with_a_list() -> None:
    text = "労働者は工場で働かされていたと警察が述べた。" * 18 + "\n\n- 一つ\n- 二つ"
    assert wall_in(title="", text=text, html="", status=200, url="", final_url="", closed=True) is None
    assert (
        wall_in(title="", text=text[:200], html="", status=200, url="", final_url="", closed=True)
        == "a paywall"
    )
