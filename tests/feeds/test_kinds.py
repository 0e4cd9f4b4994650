"""Sitemaps, JSON feeds, APIs, listings, numbered pages."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime

import pytest

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds import read_feed
from monitor.feeds.numbered import addresses, number_of
from monitor.model import Feed, Source
from tests.feeds.pages import page, source

NEWS_MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://n.example/1</loc><image:image><image:loc>https://n.example/1.jpg</image:loc></image:image>
<news:news><news:publication><news:language>ur</news:language></news:publication>
<news:publication_date>2026-11-20T08:00:00+05:00</news:publication_date><news:title>A &amp; B</news:title>
</news:news></url>
<url><loc> https://n.example/2 </loc><lastmod>2026-11-19</lastmod></url></urlset>"""


def of_kind(kind: str, body: str | bytes, url: str = "https://n.example/list", **more: object) -> Feed:
    return read_feed(page(body, url), source(url, kind=kind, **more))


def test_a_news_sitemap_gives_titles_and_dates_and_no_pictures() -> None:
    for body in (NEWS_MAP, gzip.compress(NEWS_MAP.encode())):
        feed = of_kind("sitemap", body)
        one, two = feed.entries
        assert feed.format == "news sitemap"
        assert (one.url, one.title, one.language) == ("https://n.example/1", "A & B", "ur")
        assert one.published == datetime(2026, 11, 20, 3, tzinfo=UTC)
        assert (two.published, two.updated) == (None, datetime(2026, 11, 19, tzinfo=UTC))


def test_damage_in_a_sitemap_costs_one_address() -> None:
    rows = "".join(f"<url><loc>https://n.example/{n}</loc></url>" for n in range(50))
    feed = of_kind("sitemap", f"<urlset>{rows.replace('/7</loc>', '/7</lo')}</urlset>")
    assert len(feed.entries) >= 49
    assert feed.partial


def test_a_sitemap_of_fifty_thousand_addresses_keeps_the_newest_in_time() -> None:
    rows = "".join(f"<url><loc>https://n.example/{n}</loc></url>" for n in range(49_999))
    start = time.perf_counter()
    feed = of_kind(
        "sitemap",
        f"<urlset>{rows}<url><loc>https://n.example/new</loc><lastmod>2026-11-20</lastmod></url></urlset>",
    )
    assert len(feed.entries) == 2000
    assert feed.entries[-1].url == "https://n.example/new"
    assert time.perf_counter() - start < 10


def test_an_index_names_its_latest_children_first() -> None:
    body = """<sitemapindex><sitemap><loc>https://n.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>
    <sitemap><loc>javascript:1</loc></sitemap>
    <sitemap><loc>https://n.example/new.xml</loc><lastmod>2026-11-20</lastmod></sitemap></sitemapindex>"""
    feed = of_kind("sitemap", body)
    assert feed.more == ("https://n.example/new.xml", "https://n.example/old.xml")
    assert feed.entries == ()


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "J",
    "items": [
        {"id": 7, "url": "/a", "title": "a <b", "content_html": "<p>x</p>",
         "authors": [{"name": "N"}], "date_published": "2026-11-20T00:00:00Z"},
        {"id": "8", "external_url": "https://e.example/", "content_text": "1 < 2"},
        "rubbish",
    ],
}  # fmt: skip


def test_a_json_feed_is_told_by_its_bytes() -> None:
    feed = read_feed(page(json.dumps(JSON_FEED), "https://n.example/feed"), source())
    one, two = feed.entries
    assert (feed.format, feed.title) == ("json11", "J")
    assert (one.guid, one.url, one.title, one.authors, one.content) == (
        "7", "https://n.example/a", "a <b", ("N",), "<p>x</p>"
    )  # fmt: skip
    assert (two.url, two.summary) == ("https://e.example/", "1 < 2")


def test_json_is_refused_where_xml_was_announced_or_it_is_no_feed() -> None:
    with pytest.raises(NotAFeed):
        read_feed(page(json.dumps(JSON_FEED), "https://n.example/feed.xml"), source())
    for body in ("{}", "[1]", "{", '{"version": 1}', "[" * 100_000):
        with pytest.raises((NotAFeed, BrokenFeed)):
            read_feed(page(body, "https://n.example/feed"), source())


def test_the_whole_items_of_a_cut_json_feed_are_kept() -> None:
    items = [{"id": str(n), "url": f"https://n.example/{n}"} for n in range(9)]
    text = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})
    feed = read_feed(page(text[:-20], "https://n.example/feed"), source())
    assert [entry.guid for entry in feed.entries] == [str(n) for n in range(8)]
    assert feed.partial


GDELT = {"items": "articles", "title": "title", "link": "url", "date": "seendate", "language": "language"}
RELIEFWEB = {
    "items": "data", "id": "id", "title": "fields.title", "link": "fields.url_alias",
    "date": "fields.date.created",
    "language": "fields.language.0.code", "authors": "fields.source.*.name",
}  # fmt: skip


def test_apis_are_read_by_field_paths() -> None:
    article = {"url": "https://g.example:443/x", "title": "US , Iran", "seendate": "20261120T121500Z"}
    gdelt = {"articles": [article | {"language": "Urdu"}]}
    (entry,) = of_kind("api", json.dumps(gdelt), fields=GDELT).entries
    assert (entry.url, entry.language) == ("https://g.example:443/x", "ur")
    assert entry.published == datetime(2026, 11, 20, 12, 15, tzinfo=UTC)
    row = {"title": "R", "url_alias": "https://r.example/r", "date": {"created": "2026-11-19T10:00:00+00:00"},
           "language": [{"code": "fr"}], "source": [{"name": "IOM"}, {"name": "UNODC"}]}  # fmt: skip
    (entry,) = of_kind("api", json.dumps({"data": [{"id": "42", "fields": row}]}), fields=RELIEFWEB).entries
    assert (entry.guid, entry.title, entry.language, entry.authors) == ("42", "R", "fr", ("IOM", "UNODC"))


def test_an_api_that_changed_or_refuses_says_so() -> None:
    with pytest.raises(BrokenFeed, match="appname is not approved"):
        of_kind("api", '{"error": {"message": "appname is not approved"}}', fields=RELIEFWEB)
    with pytest.raises(BrokenFeed, match="do the field paths still fit"):
        of_kind("api", '{"data": [{"attributes": {}}]}', fields=RELIEFWEB)


MISSION = """<html><nav><a href="/about">About us</a></nav><ul>
<li><a href="/official-statements/11222021-01">High-level meeting on trafficking in persons</a></li>
<li><a href="/official-statements/11222021-01"><img></a></li>
<li><a href="/official-statements/09252024-01#top">Statement</a></li></ul>"""


def test_a_listing_gives_each_article_once_with_the_date_in_its_address() -> None:
    feed = of_kind(
        "listing", MISSION, "https://m.example/official-statements",
        link_pattern=r"/official-statements/(?P<month>\d\d)(?P<day>\d\d)(?P<year>\d{4})-\d+",
    )  # fmt: skip
    assert [(e.title, e.published) for e in feed.entries] == [
        ("High-level meeting on trafficking in persons", datetime(2021, 11, 22, tzinfo=UTC)),
        ("Statement", datetime(2024, 9, 25, tzinfo=UTC)),
    ]


DATED = """<div class="news"><article><h3><a href="/n/1">First</a></h3>
<span class="d">05/06/2026</span></article>
<article><h3><a href="/n/2">Second</a></h3><time datetime="2026-06-04">yesterday</time></article></div>
<aside><a href="/n/9">Most read</a></aside>"""


def test_a_date_beside_the_link_is_read_in_the_order_that_the_source_states() -> None:
    days = {}
    for order in ("dmy", "mdy", None):
        feed = of_kind("listing", DATED, link_pattern=r"/n/\d+", date_order=order)
        days[order] = feed.entries[0].published
        assert feed.entries[1].published == datetime(2026, 6, 4, tzinfo=UTC)
    assert days == {
        "dmy": datetime(2026, 6, 5, tzinfo=UTC),
        "mdy": datetime(2026, 5, 6, tzinfo=UTC),
        None: None,
    }


def test_items_within_items_are_given_up_soon() -> None:
    nested = '<article><a href="/n">x</a>' * 1500
    with pytest.raises(BrokenFeed, match="items within items"):
        of_kind("listing", nested, selectors={"item": "article"})


def test_selectors_narrow_a_page_down() -> None:
    feed = of_kind(
        "listing", DATED, selectors={"item": "article", "title": "h3", "date": ".d, time"}, date_order="dmy"
    )
    days = [(e.title, e.published and e.published.day) for e in feed.entries]
    assert days == [("First", 5), ("Second", 4)]
    assert [e.title for e in of_kind("listing", DATED, selectors={"link": "aside a"}).entries] == [
        "Most read"
    ]


def test_a_page_without_a_fitting_link_is_broken_and_never_empty() -> None:
    with pytest.raises(BrokenFeed, match="layout has changed"):
        of_kind("listing", "<html><p>Sign in</p>", link_pattern=r"/n/\d+")


def test_a_pattern_that_hangs_is_stopped() -> None:
    body = f'<a href="/{"a" * 60}!">x</a>'
    start = time.perf_counter()
    with pytest.raises(BrokenFeed, match="takes too long"):
        of_kind("listing", body, link_pattern=r"/(?:a|aa)+$")
    assert time.perf_counter() - start < 5


NUMBERED = Source(
    name="p",
    title="P",
    url="https://p.example/press/{n}",
    kind="numbered",
    fields={"start": "18420", "ahead": "3"},
)


def test_numbered_pages_go_on_from_the_highest_known() -> None:
    assert addresses(NUMBERED)[0] == "https://p.example/press/18420"
    assert addresses(NUMBERED, 18422) == tuple(f"https://p.example/press/{n}" for n in (18423, 18424, 18425))
    assert number_of(NUMBERED, "http://p.example/press/7") == 7
    assert number_of(NUMBERED, "https://p.example/other/7") is None
    (entry,) = read_feed(
        page("<title>PID</title><h1>FIA <b>arrests</b></h1>", "https://p.example/press/9"), NUMBERED
    ).entries
    assert (entry.title, entry.url) == ("FIA arrests", "https://p.example/press/9")
    with pytest.raises(NotAFeed):
        read_feed(page("<html></html>", "https://p.example/press/9"), NUMBERED)
