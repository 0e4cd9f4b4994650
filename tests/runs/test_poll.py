"""Polling, with a fake web and a fake clock: complete, contained, and honest about what it missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.errors import RateLimited, StoreError, TimedOut, Unreachable
from monitor.model import Page, Request, Source, Standing
from monitor.runs.poll import PollReport, poll_sources
from monitor.store.database import open_store
from monitor.store.sources import load_standings
from tests.fakes.clock import FakeClock
from tests.fakes.web import FakeWeb, HereEngine

FEED = "https://news.example/feed"


@dataclass
class Settings:
    sources: tuple[Source, ...]


@dataclass
class Desk:
    """A small world: as much of it as polling needs."""

    db: Database
    settings: Settings
    clock: FakeClock = field(default_factory=FakeClock)
    engine: HereEngine = field(default_factory=HereEngine)
    web: FakeWeb = field(init=False)

    def __post_init__(self) -> None:
        self.web = FakeWeb(self.clock)

    async def poll(self, **moved: float) -> PollReport:
        """Poll every source once, after the clock has moved on."""
        self.clock.move(**moved)
        return await poll_sources(self, [source.name for source in self.settings.sources])

    def standing(self, name: str = "a") -> Standing:
        return load_standings(self.db, [name])[name]

    def titles(self) -> list[str]:
        return [row["title"] for row in self.db.query("SELECT title FROM entries ORDER BY id")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(open_store(tmp_path / "monitor.db"), Settings((Source(name="a", title="A", url=FEED),)))


def rss(*numbers: int, edited: int = 0, rotate: int = 0) -> bytes:
    """A feed of these items; `edited` changes their words, `rotate` their guids."""
    items = "".join(
        f"<item><title>Report {n}</title><link>https://news.example/{n}</link>"
        f"<guid isPermaLink='false'>g{n}-{rotate}</guid><description>Words {edited}</description></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>N</title>{items}</channel></rss>".encode()


async def test_entries_come_once_and_an_identical_body_is_not_parsed(desk: Desk) -> None:
    desk.web.replies[FEED] = rss(2, 1)
    assert (await desk.poll()).new == 2
    report = await desk.poll(minutes=30)
    assert (report.new, report.polls[0].outcome, desk.engine.calls) == (0, "unchanged", 1)
    desk.web.replies[FEED] = rss(3, 2)
    assert (await desk.poll(minutes=30)).new == 1
    assert desk.titles() == ["Report 2", "Report 1", "Report 3"]


async def test_an_edited_entry_is_a_revision_and_a_rotated_guid_is_nothing(desk: Desk) -> None:
    desk.web.replies[FEED] = rss(2, 1)
    await desk.poll()
    desk.web.replies[FEED] = rss(2, 1, edited=1)
    report = await desk.poll(minutes=30)
    assert (report.new, report.revised) == (0, 2)
    desk.web.replies[FEED] = rss(2, 1, edited=1, rotate=1)
    report = await desk.poll(minutes=30)
    assert (report.new, report.revised) == (0, 0)
    kept = list(desk.db.query("SELECT summary FROM entry_revisions"))
    assert kept == [{"summary": "Words 0"}] * 2


async def test_validators_are_saved_with_the_entries_and_believed_for_a_while(desk: Desk) -> None:
    def conditional(request: Request) -> Page:
        if request.etag == '"1"':
            return desk.web.page(request, b"", status=304)
        return desk.web.page(request, rss(1), etag='"1"')

    desk.web.replies[FEED] = conditional
    await desk.poll()
    assert desk.standing().etag == '"1"'
    assert (await desk.poll(minutes=30)).polls[0].status == 304
    report = await desk.poll(hours=30)
    assert (report.polls[0].status, report.polls[0].outcome) == (200, "unchanged")


async def test_a_server_whose_validators_lie_is_not_asked_conditionally_again(desk: Desk) -> None:
    content = [rss(1)]

    def lies(request: Request) -> Page:
        if request.etag == '"same"':
            return desk.web.page(request, b"", status=304)
        return desk.web.page(request, content[0], etag='"same"')

    desk.web.replies[FEED] = lies
    await desk.poll()
    content[0] = rss(2, 1)
    assert (await desk.poll(minutes=30)).new == 0
    assert (await desk.poll(hours=1)).new == 1
    content[0] = rss(3, 2, 1)
    assert (await desk.poll(minutes=10)).new == 1


async def test_a_rolled_window_is_told_shortens_the_pace_and_the_sitemap_fills_the_gap(desk: Desk) -> None:
    sitemap = "https://news.example/sitemap.xml"
    (source,) = desk.settings.sources
    desk.settings = Settings((Source(name="a", title="A", url=source.url, sitemap=sitemap),))
    desk.web.replies[FEED] = rss(2, 1)
    await desk.poll()
    before = desk.standing().interval
    desk.web.replies[FEED] = rss(9, 8)
    desk.web.replies[sitemap] = "".join(
        [
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
            " xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>",
            *(
                f"<url><loc>https://news.example/{n}</loc><news:news><news:publication_date>2026-11-02T{hour}:30:00Z"
                f"</news:publication_date><news:title>Report {n}</news:title></news:news></url>"
                for n, hour in ((9, "06"), (7, "06"), (1, "05"), (0, "04"))
            ),
            "</urlset>",
        ]
    ).encode()
    report = await desk.poll(hours=1)
    assert report.rolled_over == ("a",)
    assert desk.titles() == ["Report 2", "Report 1", "Report 9", "Report 8", "Report 7"]
    standing = desk.standing()
    assert standing.state == "rolled over"
    assert before is not None
    assert standing.interval is not None
    assert standing.interval < before


async def test_a_damaged_document_is_asked_for_whole_and_parsed_once(desk: Desk) -> None:
    cut = rss(3, 2, 1)[:-60]
    desk.web.replies[FEED] = lambda request: desk.web.page(request, cut, etag='"a"')
    assert (await desk.poll()).new == 2
    for _ in range(2):
        assert [poll.outcome for poll in (await desk.poll(minutes=20)).polls] == ["unchanged"]
    assert [request.etag for request in desk.web.asked] == [None] * 3
    assert desk.engine.calls == 1


async def test_a_failing_source_stops_nobody_and_backs_off(desk: Desk) -> None:
    other = "https://other.example/feed"
    desk.settings = Settings((*desk.settings.sources, Source(name="b", title="B", url=other)))
    desk.web.replies |= {FEED: Unreachable(FEED, "no route"), other: rss(1)}
    report = await desk.poll()
    assert [failure.where for failure in report.failures] == ["a"]
    assert report.new == 1
    standing = desk.standing()
    assert (standing.state, standing.failures) == ("new", 1)  # no alarm at the first failure
    assert report.failures[0].retry_at == standing.next_poll_at
    for _ in range(8):
        await desk.poll(hours=2)
    assert desk.standing().state == "failing"
    desk.web.replies[FEED] = rss(1)
    await desk.poll(hours=2)
    assert desk.standing().state == "healthy"


async def test_a_bug_at_one_source_is_contained(desk: Desk) -> None:
    def breaks(request: Request) -> Page:
        raise ZeroDivisionError

    desk.web.replies[FEED] = breaks
    (failure,) = (await desk.poll()).failures
    assert failure.kind == "bug"
    assert desk.standing().failures == 1


async def test_retry_after_is_kept(desk: Desk) -> None:
    desk.web.replies[FEED] = RateLimited(FEED, 429, timedelta(hours=9))
    await desk.poll()
    assert desk.standing().next_poll_at == desk.clock.now() + timedelta(hours=9)


async def test_what_failed_leaves_validators_and_entries_as_they_were(desk: Desk) -> None:
    desk.web.replies[FEED] = rss(1)
    await desk.poll()
    before = desk.standing()
    for reply in (b"<html><title>Log in</title>", TimedOut(FEED, "30 s")):
        desk.web.replies[FEED] = reply
        await desk.poll(hours=1)
    after = desk.standing()
    assert (after.etag, after.body_hash, after.failures) == (before.etag, before.body_hash, 2)
    assert desk.titles() == ["Report 1"]


async def test_a_permanent_move_is_adopted_after_stable_days_and_given_up_if_it_fails(desk: Desk) -> None:
    new = "https://new.example/feed"
    desk.web.replies[FEED] = lambda request: desk.web.page(request, rss(1), moved_to=new)
    desk.web.replies[new] = rss(2, 1)
    await desk.poll()
    await desk.poll(days=2)
    assert (desk.standing().state, desk.web.asked[-1].url) == ("moved", FEED)
    assert (await desk.poll(days=6)).new == 1
    assert desk.web.asked[-1].url == new
    del desk.web.replies[new]
    for _ in range(6):
        await desk.poll(hours=3)
    await desk.poll(hours=3)
    assert desk.web.asked[-1].url == FEED


async def test_a_flood_at_the_first_poll_keeps_the_newest_and_remembers_the_rest(desk: Desk) -> None:
    desk.web.replies[FEED] = rss(*range(700))
    report = await desk.poll()
    assert report.new == 500
    states = list(desk.db.query("SELECT state, count(*) AS n FROM entries GROUP BY state ORDER BY state"))
    assert states == [{"state": "left_out", "n": 200}, {"state": "pending", "n": 500}]
    desk.web.replies[FEED] = rss(*range(701))
    assert (await desk.poll(hours=1)).new == 1


async def test_numbered_pages_are_counted_on(desk: Desk) -> None:
    page = "https://office.example/press/{n}"
    desk.settings = Settings(
        (Source(name="a", title="A", url=page, kind="numbered", fields={"start": "7", "ahead": "3"}),)
    )
    for n in (7, 9):
        desk.web.replies[page.replace("{n}", str(n))] = f"<title>Release {n}</title><h1>R {n}</h1>".encode()
    assert (await desk.poll()).new == 2
    assert [request.url[-1] for request in desk.web.asked] == ["7", "8", "9"]
    assert (await desk.poll(hours=2)).polls[0].outcome == "unchanged"
    assert [request.url.rpartition("/")[2] for request in desk.web.asked[3:]] == ["10", "11", "12"]


async def test_due_sources_are_polled_and_the_others_left_alone(desk: Desk) -> None:
    desk.web.replies[FEED] = rss(1)
    assert len((await poll_sources(desk)).polls) == 1
    assert len((await poll_sources(desk)).polls) == 0
    desk.clock.move(hours=3)
    assert len((await poll_sources(desk)).polls) == 1


async def test_a_store_that_cannot_be_written_stops_the_run(desk: Desk) -> None:
    desk.web.replies[FEED] = rss(1)
    desk.db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError):
        await desk.poll()
