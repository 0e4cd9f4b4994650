"""OPML in and out; feeds found on a page."""

from __future__ import annotations

import pytest

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.discover import find_feeds, sitemaps_of, usual_addresses
from monitor.feeds.opml import read_opml, write_opml
from monitor.model import Source
from tests.feeds.pages import page


def test_entries_that_cannot_be_taken_are_named_with_their_line() -> None:
    body = b"""<opml version="1.0"><head/><body>
<outline text="Asia &amp; Pacific"><outline title="A" xmlUrl="https://a.example/rss"/>
<outline text="B" XMLURL="javascript:alert(1)"/>
<outline text="A again" xmlurl="https://a.example/rss"/></outline></body></opml>"""
    found = read_opml(body)
    (feed,) = found.feeds
    assert (feed.url, feed.title, feed.folders) == ("https://a.example/rss", "A", ("Asia & Pacific",))
    assert found.refused == ("line 3: 'javascript:alert(1)' is no http(s) address",)


def test_entities_and_other_documents_are_refused() -> None:
    bomb = b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline xmlUrl="&x;"/></opml>'
    with pytest.raises(BrokenFeed, match="entities"):
        read_opml(bomb)
    for body in (b"", b"<rss/>", b"text", b"{}"):
        with pytest.raises(NotAFeed):
            read_opml(body)


def test_a_list_is_read_up_to_twenty_thousand() -> None:
    rows = b"".join(b'<outline xmlUrl="https://e.example/%d"/>' % n for n in range(20_001))
    found = read_opml(b"<opml><body>" + rows + b"</body></opml>")
    assert len(found.feeds) == 20_000
    assert "more than 20,000" in found.refused[0]


def test_what_is_written_is_read_again() -> None:
    sources = [
        Source(name="a", title='"A" <b>', url="https://a.example/?x=1&y=2", language="ur", pack="un"),
        Source(name="m", title="M", url="https://m.example/s.xml", kind="sitemap"),
    ]
    (feed,) = read_opml(write_opml(sources)).feeds
    assert (feed.url, feed.title, feed.folders, feed.language) == (
        "https://a.example/?x=1&y=2", '"A" <b>', ("un",), "ur"
    )  # fmt: skip


SITE = """<html><head><link rel="alternate" type="application/rss+xml" title="All news" href="/rss">
<link rel="alternate" hreflang="fr" href="/fr"><link rel="stylesheet" type="text/css" href="/x.css">
<link rel="alternate" type="application/atom+xml" href="javascript:1"></head>
<body><a href="/category/asia/feed/">Asia feed</a><a href="/feedback">Feedback</a></body></html>"""


def test_a_page_tells_its_feeds() -> None:
    found = find_feeds(page(SITE, "https://n.example/home"))
    assert [(each.url, each.title) for each in found] == [
        ("https://n.example/rss", "All news"),
        ("https://n.example/category/asia/feed/", "Asia feed"),
    ]
    assert "https://n.example/rss.xml" in usual_addresses(page(SITE, "https://n.example/home"))


def test_robots_txt_names_sitemaps_those_for_news_first() -> None:
    body = "User-agent: *\nSitemap: https://n.example/all.xml\nSITEMAP:/news.xml\nSitemap: file:///x\n"
    found = sitemaps_of(page(body, "https://n.example/robots.txt"))
    assert [each.url for each in found] == ["https://n.example/news.xml", "https://n.example/all.xml"]
