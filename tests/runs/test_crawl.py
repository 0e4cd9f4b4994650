"""A crawl, with a fake web: everything listed is accounted for, whatever happens to its page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from monitor.archive.read import read_warc
from monitor.errors import BadStatus, ConfigError, Disallowed, StoreError, Unreachable
from monitor.model import Page, Request
from monitor.runs.backfill import backfill
from monitor.runs.crawl import CrawlReport, crawl, crawl_addresses
from monitor.runs.read import RETRY_AFTER, read_pending
from monitor.runs.wire import World
from tests.fakes.clock import FakeClock
from tests.fakes.web import FakeWeb
from tests.fakes.world import SOURCES, make_world

SITE = "https://courier.example"

RAID = """Police in the port district said on Friday that they had rescued 14 people from a fishing boat
where they were held in debt bondage. Two recruiters were arrested and charged with human trafficking.

The men, who came from three provinces, told the magistrate that their identity papers had been taken
and their wages kept back for more than a year. Victims of trafficking are now in a shelter.

The prosecutor said that the traffickers had promised work in a cannery and then sold the men on."""

GARDEN = """The town's gardeners have voted for a new fountain in the park by the river, after a debate
that lasted the whole of the spring and much of the summer.

The fountain will be built of local stone and is to be opened next year, the council said on Monday."""


def page(title: str, text: str) -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n\n"))
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}"
        "</article></body></html>"
    ).encode()


def feed(*items: tuple[str, str, str]) -> bytes:
    listed = "".join(
        f"<item><title>{title}</title><link>{SITE}/{name}</link><guid>{name}</guid>"
        f"<description>{summary}</description><pubDate>Mon, 02 Nov 2026 05:00:00 GMT</pubDate></item>"
        for name, title, summary in items
    )
    return f'<rss version="2.0"><channel><title>Courier</title>{listed}</channel></rss>'.encode()


RAIDED = ("raid", "Fourteen rescued from bonded labour at sea", "Two traffickers arrested.")
FOUNTAIN = ("garden", "A fountain for the park", "The vote was close.")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = make_world(tmp_path)
    web = web_of(world)
    web.replies[f"{SITE}/feed"] = feed(RAIDED, FOUNTAIN)
    web.replies[f"{SITE}/raid"] = page(RAIDED[1], RAID)
    web.replies[f"{SITE}/garden"] = page(FOUNTAIN[1], GARDEN)
    yield world
    world.db.close()


def web_of(world: World) -> FakeWeb:
    return cast(FakeWeb, world.web)


def clock_of(world: World) -> FakeClock:
    return cast(FakeClock, world.clock)


def hits(world: World) -> list[dict[str, Any]]:
    return list(world.db.query("SELECT * FROM articles WHERE id IN (SELECT article_id FROM hits)"))


def adds_up(report: CrawlReport) -> bool:
    r = report.reads
    return r.taken == r.read + r.from_feed + r.known + r.later + r.unreadable + r.bugs


async def test_a_crawl_finds_what_matters_and_keeps_its_evidence(world: World) -> None:
    report = await crawl(world)
    assert (report.polls.new, report.reads.read, report.reads.hits) == (2, 2, 1)
    assert adds_up(report)
    assert not report.failures
    (row,) = hits(world)
    assert (row["title"], row["verdict"]) == (RAIDED[1], "relevant")
    assert row["story_id"]
    (kept,) = world.deployment.evidence_dir.rglob("*.warc.gz")
    assert kept.name == f"{row['body_hash']}.warc.gz"
    assert [p.body for p in read_warc(kept)] == [page(RAIDED[1], RAID)]


async def test_a_page_without_any_term_is_read_only_when_asked(world: World) -> None:
    web_of(world).replies[f"{SITE}/garden"] = page(FOUNTAIN[1], "\n\n".join([GARDEN] * 8))
    assert (await crawl(world)).reads.glanced == 1
    (row,) = world.db.query("SELECT looked, text FROM articles WHERE verdict = 'not_relevant'")
    assert row == {"looked": "first look", "text": ""}
    world.looks = "thorough"
    report = await crawl_addresses(world, [f"{SITE}/garden"])
    assert report.reads.glanced == 0
    (row,) = world.db.query("SELECT looked, text FROM articles WHERE verdict = 'not_relevant'")
    assert row["looked"] == "full"
    assert "fountain" in row["text"]


async def test_a_second_crawl_finds_nothing_new(world: World) -> None:
    await crawl(world)
    clock_of(world).move(hours=1)
    again = await crawl(world)
    assert (again.polls.new, again.reads.taken) == (0, 0)


async def test_a_page_that_is_closed_is_judged_by_its_feed_text(world: World) -> None:
    web_of(world).replies[f"{SITE}/raid"] = Disallowed(f"{SITE}/raid", "robots.txt")
    report = await crawl(world)
    assert (report.reads.from_feed, report.reads.hits) == (1, 1)
    assert adds_up(report)
    assert [f.kind for f in report.failures] == ["Disallowed"]
    assert [row["text_from"] for row in hits(world)] == ["feed"]


async def test_even_a_headline_alone_is_judged(world: World) -> None:
    web_of(world).replies[f"{SITE}/feed"] = feed(("raid", "Human trafficking ring broken up", ""))
    web_of(world).replies[f"{SITE}/raid"] = BadStatus(f"{SITE}/raid", 403)
    report = await crawl(world)
    assert (report.reads.from_feed, report.reads.unreadable) == (1, 0)


async def test_a_page_that_fails_is_tried_again_and_at_last_judged_by_its_feed_text(world: World) -> None:
    web_of(world).replies[f"{SITE}/raid"] = Unreachable(f"{SITE}/raid", "no route")
    report = await crawl(world)
    assert (report.reads.read, report.reads.later) == (1, 1)
    assert adds_up(report)
    assert (await read_pending(world)).taken == 0  # not before its time
    for wait in RETRY_AFTER[:-1]:
        clock_of(world).move(seconds=wait.total_seconds() + 1)
        assert (await read_pending(world)).later == 1
    clock_of(world).move(seconds=RETRY_AFTER[-1].total_seconds() + 1)
    last = await read_pending(world)
    assert (last.from_feed, last.hits) == (1, 1)
    assert world.db.execute("SELECT count(*) FROM entries WHERE state = 'pending'").fetchone()[0] == 0


async def test_a_page_that_comes_back_is_read_whole(world: World) -> None:
    web_of(world).replies[f"{SITE}/raid"] = Unreachable(f"{SITE}/raid", "no route")
    await crawl(world)
    web_of(world).replies[f"{SITE}/raid"] = page(RAIDED[1], RAID)
    clock_of(world).move(minutes=11)
    report = await read_pending(world)
    assert (report.read, report.hits) == (1, 1)


TWO_SOURCES = f"""{SOURCES}
[[source]]
name = "wire"
title = "The Wire"
url = "https://wire.example/feed"
"""


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[World]:
    """Two sources that list the same articles."""
    world = make_world(tmp_path, TWO_SOURCES)
    both = feed(RAIDED, FOUNTAIN)
    web_of(world).replies |= {
        f"{SITE}/feed": both,
        "https://wire.example/feed": both,
        f"{SITE}/raid": page(RAIDED[1], RAID),
        f"{SITE}/garden": page(FOUNTAIN[1], GARDEN),
    }
    yield world
    world.db.close()


def fetched(world: World, name: str) -> int:
    return sum(request.url == f"{SITE}/{name}" for request in web_of(world).asked)


async def test_an_address_that_several_sources_list_is_fetched_once(shared: World) -> None:
    report = await crawl(shared)
    assert (fetched(shared, "raid"), fetched(shared, "garden")) == (1, 1)
    assert (report.reads.taken, report.reads.read, report.reads.known) == (4, 2, 2)
    assert adds_up(report)
    entries = shared.db.execute("SELECT source, url, state, article_id FROM entries ORDER BY url, source")
    rows = entries.fetchall()
    assert [row[2] for row in rows] == ["done"] * 4
    assert rows[0][3] == rows[1][3] != rows[2][3] == rows[3][3]


async def test_an_address_that_redirects_is_known_to_who_lists_it_later(shared: World) -> None:
    def moved(request: Request) -> Page:
        return web_of(shared).page(request, page(RAIDED[1], RAID), moved_to=f"{SITE}/archive/raid")

    web_of(shared).replies[f"{SITE}/raid"] = moved
    await crawl(shared, ["courier"])
    clock_of(shared).move(days=2)
    later = await crawl(shared, ["wire"])
    assert fetched(shared, "raid") == 1
    assert later.reads.known == 2


async def test_an_address_that_is_closed_to_one_is_closed_to_all(shared: World) -> None:
    web_of(shared).replies[f"{SITE}/raid"] = BadStatus(f"{SITE}/raid", 403)
    report = await crawl(shared)
    assert (fetched(shared, "raid"), report.reads.from_feed, report.reads.known) == (1, 1, 2)
    assert adds_up(report)


async def test_one_source_is_polled_by_its_name(world: World) -> None:
    assert len((await crawl(world, ["courier"])).polls.polls) == 1
    with pytest.raises(ConfigError, match="no source is named 'kurier'"):
        await crawl(world, ["kurier"])


async def test_addresses_are_read_without_polling(world: World) -> None:
    report = await crawl_addresses(world, [f"{SITE}/raid", f"{SITE}/gone"])
    assert (report.reads.read, report.reads.unreadable, report.reads.hits) == (1, 1, 1)
    assert not report.polls.polls
    assert [f.kind for f in report.failures] == ["BadStatus"]
    assert set(report.as_json()) >= {"polled", "new", "read", "hits", "stories", "failures"}


async def test_an_archive_goes_the_same_way_as_the_web(world: World, tmp_path: Path) -> None:
    await crawl(world)
    (kept,) = world.deployment.evidence_dir.rglob("*.warc.gz")
    (tmp_path / "other").mkdir()
    other = make_world(tmp_path / "other")
    try:
        report = await backfill(other, [kept])
        assert (report.taken, report.read, report.hits) == (1, 1, 1)
        same = "SELECT url, title, text, verdict, story_id FROM articles WHERE verdict = 'relevant'"
        assert list(other.db.query(same)) == list(world.db.query(same))
        with pytest.raises(StoreError, match="No such file"):
            await backfill(other, [tmp_path / "none.warc"])
    finally:
        other.db.close()
