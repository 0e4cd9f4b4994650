"""Visits to sources and sites: what a person is told, and which feeds are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime

from monitor.errors import BadStatus, Disallowed, RateLimited, Unreachable
from monitor.model import Page, Request, Source
from monitor.runs.survey import Finding, find_candidates, survey
from tests.fakes.clock import FakeClock
from tests.fakes.web import FakeWeb, HereEngine

HOME = "https://site.example/"
FEED = "https://site.example/feed"


@dataclass
class Desk:
    clock: FakeClock = field(default_factory=FakeClock)
    engine: HereEngine = field(default_factory=HereEngine)
    web: FakeWeb = field(init=False)

    def __post_init__(self) -> None:
        self.web = FakeWeb(self.clock)

    def rss(self, *days_ago: int) -> bytes:
        now = self.clock.now()
        items = "".join(
            f"<item><guid isPermaLink='false'>{n}</guid><title>T{n}</title><link>{HOME}{n}</link>"
            f"<pubDate>{format_datetime(now - timedelta(days=n))}</pubDate></item>"
            for n in days_ago
        )
        return f"<rss version='2.0'><channel><title>Site news</title>{items}</channel></rss>".encode()

    async def visit(self, source: Source | None = None) -> Finding:
        (found,) = await survey(self, [source or Source(name="a", title="A", url=FEED, weekly=10)])
        return found


async def test_a_living_feed_works() -> None:
    desk = Desk()
    desk.web.replies[FEED] = desk.rss(1, 2, 3)
    found = await desk.visit()
    assert (found.state, found.items, found.remedy) == ("works", 3, "")
    assert "newest 1 day ago" in found.detail


async def test_each_trouble_is_named_with_what_to_do() -> None:
    desk = Desk()

    def moved(request: Request) -> Page:
        return desk.web.page(request, desk.rss(1), moved_to="https://new.example/feed")

    login = b"<!doctype html><html><link rel=alternate type=application/rss+xml href=/rss.xml><p>Sign in"
    for reply, state, remedy in (
        (desk.rss(295, 300), "stands still", "monitor sources add https://site.example/"),
        (desk.rss(), "empty", "look for its successor"),
        (login, "not readable", "announces https://site.example/rss.xml"),
        (desk.rss(1, 2)[:-30], "damaged", "what is whole is read"),
        (moved, "moved", 'write url = "https://new.example/feed"'),
        (BadStatus(FEED, 404), "fails", "the address has changed"),
        (BadStatus(FEED, 403), "fails", "refuses programs"),
        (RateLimited(FEED, 429, timedelta(hours=1)), "fails", "longer interval"),
        (Unreachable(FEED, "no such name"), "fails", "try it in a browser"),
        (Disallowed(FEED, "closed"), "fails", "robots.txt"),
    ):
        desk.web.replies[FEED] = reply
        found = await desk.visit()
        assert found.state == state, found
        assert remedy in found.remedy
        assert not found.works


async def test_a_listing_that_no_longer_fits_asks_for_a_new_pattern() -> None:
    desk = Desk()
    desk.web.replies[HOME] = b"<html><a href=/about>About</a>"
    listing = Source(name="l", title="L", url=HOME, kind="listing", link_pattern=r"/news/\d+")
    assert "link_pattern" in (await desk.visit(listing)).remedy


async def test_feeds_of_a_site_are_found_where_it_announces_them_and_tried() -> None:
    desk = Desk()
    desk.web.replies[HOME] = (
        b"<html><head><link rel='alternate' type='application/rss+xml' title='All' href='/feed'>"
        b"<link rel='alternate' type='application/atom+xml' href='/dead.atom'></head>"
    )
    desk.web.replies[FEED] = desk.rss(*range(1, 15))
    (candidate,) = await find_candidates(desk, HOME)
    assert (candidate.found.url, candidate.title, candidate.items) == (FEED, "Site news", 14)
    assert candidate.weekly == 7


async def test_a_silent_site_is_tried_at_the_usual_places_and_by_its_robots_txt() -> None:
    desk = Desk()
    desk.web.replies[HOME] = b"<html><p>Nothing announced"
    desk.web.replies["https://site.example/rss.xml"] = desk.rss(1)
    desk.web.replies["https://site.example/robots.txt"] = b"Sitemap: https://site.example/news/map.xml\n"
    desk.web.replies["https://site.example/news/map.xml"] = (
        b"<urlset><url><loc>https://site.example/1</loc></url></urlset>"
    )
    found = await find_candidates(desk, HOME)
    assert [each.found.url for each in found] == [
        "https://site.example/rss.xml",
        "https://site.example/news/map.xml",
    ]


async def test_an_address_that_is_a_feed_is_its_own_candidate() -> None:
    desk = Desk()
    desk.web.replies[FEED] = desk.rss(1)
    (candidate,) = await find_candidates(desk, FEED)
    assert candidate.found.url == FEED
