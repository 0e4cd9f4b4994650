"""The demonstration's newsroom is what it says: every feed parses, every page answers."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import httpx
import pypdf
import pytest

from demo.newsroom import CLOSED, DEAD, Newsroom
from demo.outlets import Outlet, load_outlets
from demo.press import piece_path

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
OUTLETS = load_outlets()


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(OUTLETS, NOW) as served:
        yield served


def get(url: str, *, follow: bool = False, headers: dict[str, str] | None = None) -> httpx.Response:
    # Loading the certificates takes longer than the answer.
    return httpx.get(url, follow_redirects=follow, headers=headers, verify=False, trust_env=False)


def test_the_newsroom_is_large_enough() -> None:
    pieces = [piece for outlet in OUTLETS for piece in outlet.pieces]
    assert len(OUTLETS) + 2 >= 14
    assert len(pieces) >= 66
    assert len({outlet.language for outlet in OUTLETS}) >= 6
    assert {outlet.kind for outlet in OUTLETS} == {
        "rss", "atom", "rdf", "json", "sitemap", "listing", "api", "numbered",
    }  # fmt: skip
    assert all(piece.story for piece in pieces if piece.verdict == "relevant")
    stories = {piece.story for piece in pieces}
    assert all(piece.follows in stories for piece in pieces if piece.follows)


XML = [outlet for outlet in OUTLETS if outlet.kind in ("rss", "atom", "rdf")]


@pytest.mark.parametrize("outlet", XML, ids=lambda outlet: outlet.name)
def test_a_feed_parses_and_lists_every_piece(outlet: Outlet, newsroom: Newsroom) -> None:
    answer = get(newsroom.feed_url(outlet), follow=True)
    parsed = feedparser.parse(answer.content, response_headers=dict(answer.headers))
    assert not parsed.bozo
    assert {entry.title for entry in parsed.entries} >= {p.title for p in outlet.pieces if "<" not in p.title}
    assert len(parsed.entries) == len(outlet.pieces)


def test_other_lists_name_every_piece(newsroom: Newsroom) -> None:
    for outlet in OUTLETS:
        if outlet.kind in ("json", "api", "listing", "sitemap"):
            address = newsroom.feed_url(outlet).replace("sitemap.xml", "sitemap-news.xml")
            body = get(address).text
            assert all(piece_path(outlet, piece) in body for piece in outlet.pieces), outlet.name
            if outlet.kind in ("json", "api"):
                assert json.loads(body)


STATUS = {"gone": 404, "forbidden": 403}


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.name)
def test_every_page_answers_as_planned_and_in_its_letters(outlet: Outlet, newsroom: Newsroom) -> None:
    for piece in outlet.pieces:
        answer = get(newsroom.origin(outlet.name) + piece_path(outlet, piece))
        assert answer.status_code == STATUS.get(piece.page, 200)
        if piece.page == "pdf":
            pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
            text = " ".join(page.extract_text() for page in pages)
            assert "1,388 victims were identified" in " ".join(text.split())
        elif answer.status_code == 200:
            assert piece.paragraphs[1] in html.unescape(answer.content.decode(outlet.encoding))


def test_an_unchanged_document_is_answered_with_304(newsroom: Newsroom) -> None:
    address = newsroom.feed_url(OUTLETS[0])
    tag = get(address).headers["ETag"]
    again = get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_dead_the_closed_and_the_moved(newsroom: Newsroom) -> None:
    with pytest.raises(httpx.ConnectError):
        get(newsroom.origin(DEAD))
    assert get(newsroom.origin(CLOSED) + "/feed.xml").status_code == 404
    moved = next(outlet for outlet in OUTLETS if outlet.moved)
    answer = get(newsroom.feed_url(moved))
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith("/feeds/current.xml")


def test_addresses_are_the_same_when_the_ports_are_kept() -> None:
    with Newsroom(OUTLETS, NOW) as first:
        ports, address = dict(first.ports), first.feed_url(OUTLETS[0])
        body = get(address).content
    with Newsroom(OUTLETS, NOW, ports) as second:
        assert second.ports == ports
        assert get(address).content == body
