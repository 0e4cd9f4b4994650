"""The hostile HTTP scripts of the corpus, ten at a time, under short bounds."""

from __future__ import annotations

import asyncio
import json

import pytest

from monitor.errors import FetchError
from monitor.model import Page, Request
from monitor.web.client import Bounds, GuardedWeb
from tests.corpus import corpus
from tests.fakes.clock import FakeClock
from tests.servers.replay import replay, script_of

BOUNDS = Bounds(pause=0, deadline=3, connect=1, read=2)


@pytest.mark.slow
@pytest.mark.corpus
async def test_every_script_ends_as_expected() -> None:
    folder = corpus("hostile")
    rows = [
        row for row in json.loads((folder / "manifest.json").read_text())["entries"] if row["group"] == "http"
    ]
    places = asyncio.Semaphore(10)
    wrong: list[str] = []
    async with GuardedWeb("tip-monitor/test", FakeClock(), BOUNDS) as client:

        async def play(row: dict[str, str]) -> None:
            async with places, replay(script_of(folder / row["file"])) as server:
                request = Request(url=server.url(), purpose="feed", etag='"a"', allow_hosts=(server.host,))
                found: Page | FetchError
                try:
                    async with asyncio.timeout(BOUNDS.deadline + 5):
                        found = await client.get(request)
                except FetchError as error:
                    found = error
                refused = isinstance(found, FetchError)
                if row["expect"] != "degrade" and refused != (row["expect"] == "reject"):
                    wrong.append(f"{row['id']}: {found!r}"[:300])

        await asyncio.gather(*(play(row) for row in rows))
    assert not wrong
