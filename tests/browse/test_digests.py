"""A digest stands in the archive as it was mailed, without its recipients, and goes with what was purged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from monitor.browse.serve import archive
from monitor.runs.crawl import crawl
from monitor.runs.deliver import queue_now
from monitor.runs.wire import World
from monitor.store.purge import purge_articles
from tests.fakes.web import FakeWeb
from tests.fakes.world import make_world
from tests.runs.test_crawl import RAID, RAIDED, SITE, feed, page


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = make_world(tmp_path)
    web = cast(FakeWeb, world.web)
    web.replies = {f"{SITE}/feed": feed(RAIDED), f"{SITE}/raid": page(RAIDED[1], RAID)}
    await crawl(world)
    queue_now(world)
    yield world
    world.db.close()


async def get(world: World, path: str) -> Any:
    return await archive(world.deployment.db_dir).client.get(path)


async def test_the_list_leads_to_the_page_and_the_feed(world: World) -> None:
    listed = BeautifulSoup((await get(world, "/digests")).text, "html.parser")
    links = [str(a["href"]) for a in listed.select("main a, #main a")]
    shown = next(link for link in links if link.startswith("/digest/"))
    answer = await get(world, shown)
    assert answer.status_code == 200
    assert RAIDED[1].split()[0] in answer.text
    assert "script-src" in answer.headers["content-security-policy"]
    told = next(link for link in links if link.endswith(".atom"))
    atom = ElementTree.fromstring((await get(world, told)).content)
    assert [
        e.findtext("{http://www.w3.org/2005/Atom}title")
        for e in atom.iter("{http://www.w3.org/2005/Atom}entry")
    ] == [RAIDED[1]]


async def test_no_recipient_stands_in_it(world: World) -> None:
    recipients = {row["recipient"] for row in world.db.query("SELECT recipient FROM outbox")}
    assert recipients
    for row in world.db.query("SELECT html, atom, title FROM digest_pages"):
        assert not [r for r in recipients if r in row["html"] + row["atom"] + row["title"]]
        assert "unsubscribe/" not in row["html"]


async def test_a_digest_that_told_what_was_purged_is_gone(world: World) -> None:
    (number,) = (row["digest_id"] for row in world.db.query("SELECT digest_id FROM digest_pages"))
    with world.db.atomic():
        purge_articles(world.db, [row["article_id"] for row in world.db.query("SELECT article_id FROM hits")])
    assert (await get(world, f"/digest/{number}")).status_code == 404
