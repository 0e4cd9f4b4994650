"""A day of the monitor through its commands: crawl, read, tell, and tell only what is new afterwards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from demo.deployment import make_deployment
from demo.newsroom import Newsroom
from demo.outlets import Outlet, Piece, load_outlets
from monitor.cli import main

pytestmark = pytest.mark.slow

OUTLETS = {
    outlet.name: outlet for outlet in load_outlets() if outlet.name in ("sindh-wire", "indus-mail", "al-mina")
}
WIRE = OUTLETS["sindh-wire"]
LATER = Piece(
    slug="second-shed-raided",
    title="Second shed raided, nine more bonded workers freed in Karachi",
    hours=1,
    place="KARACHI",
    verdict="relevant",
    text="""
Police raided a second shrimp-peeling shed in Karachi on Saturday and freed nine workers who had been held
in debt bondage, a day after a raid at the other end of the harbour.

The workers, all of them women, said that their identity documents had been taken by a recruiter and that
they had not been paid since the spring. A case of trafficking in persons was registered against two men.

The labour department said that it would now inspect all sheds along the coast.
""",
)


class Monitor:
    """The command line on one deployment."""

    def __init__(self, deployment: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.deployment, self._capsys = deployment, capsys

    def __call__(self, *arguments: str, expect: tuple[int, ...] = (0, 1)) -> str:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--at", str(self.deployment), *arguments])
        said = self._capsys.readouterr()
        assert ended.value.code in expect, said.err
        return said.out

    def crawl(self, *arguments: str) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self("crawl", "--json", *arguments))
        return report

    def digest(self, *arguments: str) -> list[str]:
        """The headlines that a digest would tell now."""
        (draft,) = json.loads(self("digest", "--json", *arguments))
        return [story["headline"] for story in draft["stories"]]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.deployment / "db" / "monitor.db")) as db:
            return db.execute(sql).fetchall()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(tuple(OUTLETS.values()), datetime.now(UTC)) as served:
        yield served


@pytest.fixture
def monitor(newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Monitor:
    make_deployment(tmp_path / "d", newsroom, pause=0.02)
    return Monitor(tmp_path / "d", capsys)


def with_pieces(outlet: Outlet, *pieces: Piece) -> Outlet:
    return replace(outlet, pieces=pieces)


def test_a_day(newsroom: Newsroom, monitor: Monitor, tmp_path: Path) -> None:
    only = monitor.crawl("--source", "indus-mail")
    assert (only["polled"], only["new"]) == (1, len(OUTLETS["indus-mail"].pieces))
    report = monitor.crawl()
    assert report["polled"] == len(OUTLETS) + 2
    assert report["failed_sources"] == 2
    assert {failure["where"] for failure in report["failures"]} == {"night-desk", "closed-gazette"}
    assert newsroom.busiest == 1, "one request at a time to a host"
    assert any("/robots.txt" in request for request in newsroom.requests)
    looked_at(monitor)

    headlines = monitor.digest()
    assert monitor.digest() == headlines, "looking marks nothing"
    monitor("digest", "--to-folder", str(tmp_path / "mail"))
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
    assert monitor.digest() == []

    # The next morning: one article is new, another was edited; only the new one is told.
    first, *others = WIRE.pieces
    edited = replace(first, text=first.text.replace("could not be reached", "did not answer our letters"))
    newsroom.publish(with_pieces(WIRE, LATER, edited, *others))
    again = monitor.crawl()
    assert again["new"] == 1
    assert monitor.digest() == [LATER.title]
    assert sum(count for request, count in newsroom.requests.items() if request.endswith(" 304")) > 0

    # A feed that lost its articles says nothing of those that are stored.
    newsroom.publish(with_pieces(WIRE, LATER))
    monitor.crawl()
    assert monitor.digest() == [LATER.title]
    articles = sum(len(outlet.pieces) for outlet in OUTLETS.values()) + 1
    assert monitor.query("SELECT count(*) FROM articles") == [(articles,)]
    assert monitor.query("PRAGMA integrity_check") == [("ok",)]


def looked_at(monitor: Monitor) -> None:
    """What an analyst asks of the archive: states, a search, the reasons for a verdict."""
    status = monitor("status")
    assert "night-desk" in status
    assert "Connection refused" in status or "unreachable" in status.lower()
    assert "shrimp" in monitor("search", "debt bondage")
    (address,), *_ = monitor.query(f"SELECT url FROM entries WHERE url LIKE '%{WIRE.pieces[0].slug}%'")
    explained = monitor("explain", address)
    assert "debt bondage" in explained
    assert "relevant" in explained
