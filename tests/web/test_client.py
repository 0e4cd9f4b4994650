"""The guarded fetch against servers that behave, and servers that do not."""

from __future__ import annotations

import gzip
import random
from datetime import timedelta

import pytest

from monitor.errors import (
    BadEncoding,
    BadStatus,
    Disallowed,
    FetchError,
    RateLimited,
    TimedOut,
    TooLarge,
    Unreachable,
    UnsafeAddress,
)
from monitor.model import Purpose, Request
from monitor.web.client import Bounds, GuardedWeb
from monitor.web.decode import SLICE
from tests.fakes.clock import FakeClock
from tests.servers.replay import Replayed, Step, replay, response

QUICK = Bounds(pause=0, deadline=2, connect=1, read=1)


def web(bounds: Bounds = QUICK) -> GuardedWeb:
    return GuardedWeb("tip-monitor/test", FakeClock(), bounds)


def ask(server: Replayed, path: str = "/", purpose: Purpose = "feed", **more: object) -> Request:
    return Request(url=server.url(path), purpose=purpose, allow_hosts=(server.host,), **more)  # type: ignore[arg-type]


async def test_a_page_comes_as_it_was_sent() -> None:
    async with replay(response(b"<rss/>", etag='"a"', content_type="text/xml")) as server, web() as client:
        page = await client.get(ask(server))
        assert (page.body, page.status, page.final_url) == (b"<rss/>", 200, server.url())
        assert page.headers["etag"] == '"a"'
        assert page.fetched_at == client.clock.now()
        head = server.requests[0].lower()
        assert b"user-agent: tip-monitor/test" in head
        assert b"accept-encoding: gzip\r\n" in head


async def test_a_kept_connection_that_died_is_made_anew() -> None:
    closes = [*response(b"one"), {"end": "close"}]
    async with replay(closes) as server, web() as client:
        for _ in range(3):
            assert (await client.get(ask(server))).body == b"one"


async def test_validators_make_a_request_conditional_and_304_is_an_answer() -> None:
    async with replay(response(status="304 Not Modified")) as server, web() as client:
        page = await client.get(ask(server, etag='"a"', last_modified="Mon, 02 Nov 2026 06:00:00 GMT"))
        assert (page.status, page.body) == (304, b"")
        assert b'if-none-match: "a"' in server.requests[0].lower()
        with pytest.raises(BadStatus, match="although nothing was compared"):
            await client.get(ask(server))


@pytest.mark.parametrize("etag", ["x" * 7000, "caf\xe9", "a\x07b", "a\r\nX-Evil: 1"])
async def test_a_hostile_validator_is_not_sent_back(etag: str) -> None:
    async with replay(response(b"ok")) as server, web() as client:
        await client.get(ask(server, etag=etag))
        assert b"if-none-match" not in server.requests[0].lower()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (response(b""), BadStatus),
        (response(status="204 No Content"), BadStatus),
        (response(b"half", status="206 Partial Content"), BadStatus),
        (response(b"x", status="999 Odd"), BadStatus),
        (response(b"x", status="404 Not Found"), BadStatus),
        (response(b"x", status="302 Found"), BadStatus),
        (response(b"x", status="429 Slow Down", retry_after="120"), RateLimited),
        (response(b"x", status="503 Busy", retry_after="3600"), RateLimited),
        (response(b"x", content_encoding="br"), BadEncoding),
        (response(b"x", content_encoding="gzip, gzip"), BadEncoding),
        (response(b"plain", content_encoding="gzip"), BadEncoding),
        (response(gzip.compress(b"x" * 1000)[:-9], content_encoding="gzip"), BadEncoding),
        (response(b"x", status="302 Found", location="file:///etc/passwd"), UnsafeAddress),
        (response(b"x", status="302 Found", location="http://xn--/"), UnsafeAddress),
        (response(b"x", status="302 Found", location="http://127.0.0.1:1/"), UnsafeAddress),
        (response(b"x", status="302 Found", location="/"), Unreachable),
        ([{"send": "U1NILTIuMC1PcGVuU1NI", "end": "close"}], Unreachable),
        ([{"end": "rst"}], Unreachable),
        ([{"end": "hold"}], TimedOut),
    ],
)
async def test_what_is_no_document_is_an_error(answer: list[Step], kind: type[FetchError]) -> None:
    async with replay(answer) as server, web() as client:
        with pytest.raises(kind) as caught:
            await client.get(ask(server))
        assert type(caught.value) is kind
        assert caught.value.url == server.url()


@pytest.mark.parametrize("size", [SLICE - 1, SLICE, SLICE + 1, 3 * SLICE, 3 * SLICE + 17])
async def test_gzip_is_inflated_in_slices_that_lose_nothing(size: int) -> None:
    plain = random.Random(1).randbytes(size // 8) * 8 + b"." * (size % 8)
    async with replay(response(gzip.compress(plain), content_encoding="gzip")) as server, web() as client:
        assert (await client.get(ask(server))).body == plain


async def test_gzip_is_read_with_several_members_and_padding() -> None:
    body = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 8
    async with replay(response(body, content_encoding="gzip")) as server, web() as client:
        assert (await client.get(ask(server))).body == b"one two"


async def test_a_bomb_is_refused_at_the_cap() -> None:
    body = gzip.compress(b"\0" * 40_000_000)  # refused long before its tenth megabyte
    async with replay(response(body, content_encoding="gzip")) as server, web() as client:
        with pytest.raises(TooLarge):
            await client.get(ask(server))


@pytest.mark.parametrize(
    ("purpose", "kind", "size", "fits"),
    [
        ("page", "text/html", 5, True),
        ("page", "text/html", 6, False),
        ("page", "application/pdf", 6, True),
        ("feed", "text/xml", 10, True),
        ("feed", "text/xml", 11, False),
    ],
)
async def test_the_cap_goes_by_the_purpose(purpose: Purpose, kind: str, size: int, fits: bool) -> None:
    answer = response(b"x" * (size << 20), content_type=kind)
    robots = response(b"no", status="404 Not Found")
    scripts = [robots, answer] if purpose == "page" else [answer]
    async with replay(*scripts) as server, web(Bounds(pause=0)) as client:
        if fits:
            assert len((await client.get(ask(server, purpose=purpose))).body) == size << 20
        else:
            with pytest.raises(TooLarge):
                await client.get(ask(server, purpose=purpose))


async def test_only_permanent_redirects_all_the_way_move_a_feed() -> None:
    gone = response(status="301 Moved", location="/b")
    found = response(status="302 Found", location="/c")
    async with replay(gone, response(b"x")) as server, web() as client:
        page = await client.get(ask(server, "/a"))
        assert page.moved_to == page.final_url == server.url("/b")
    async with replay(gone, found, response(b"x")) as server, web() as client:
        page = await client.get(ask(server, "/a"))
        assert (page.final_url, page.moved_to) == (server.url("/c"), None)


async def test_nothing_of_the_source_goes_to_another_origin() -> None:
    async with replay(response(b"x")) as other, web() as client:
        async with replay(response(status="302 Found", location=other.url())) as server:
            request = Request(
                url=server.url(),
                purpose="feed",
                etag='"a"',
                headers={"X-Api-Key": "secret"},
                allow_hosts=(server.host, other.host),
            )
            await client.get(request)
        assert b"x-api-key: secret" in server.requests[0].lower()
        assert b"secret" not in other.requests[0]
        assert b"if-none-match" not in other.requests[0]


async def test_a_host_that_asks_for_silence_gets_it_at_every_address() -> None:
    async with replay(response(status="429 Slow", retry_after="7")) as server, web() as client:
        with pytest.raises(RateLimited):
            await client.get(ask(server, "/a"))
        with pytest.raises(RateLimited) as caught:
            await client.get(ask(server, "/b"))
        assert caught.value.retry_after is not None
        assert timedelta(seconds=5) < caught.value.retry_after <= timedelta(seconds=7)
        assert len(server.requests) == 1


async def test_robots_are_asked_once_for_pages_and_never_for_feeds() -> None:
    rules = response(b"User-agent: tip-monitor\nDisallow: /private/\n")
    async with replay(rules, response(b"page")) as server, web() as client:
        assert (await client.get(ask(server, "/public", "page"))).body == b"page"
        with pytest.raises(Disallowed):
            await client.get(ask(server, "/private/x", "page"))
        assert (await client.get(ask(server, "/private/feed", "feed"))).body == b"page"
        paths = [head.split()[1] for head in server.requests]
        assert paths == [b"/robots.txt", b"/public", b"/private/feed"]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (response(b"", status="404 Not Found"), True),
        (response(b"", status="500 Oops"), False),
        (response(b""), True),
        (response(b"\xef\xbb\xbfUser-agent: *\nDisallow: /"), False),
        (response(b"<html>not robots</html>"), True),
        (response(b"User-agent: *\nDisallow: /p\n" + b"# \n" * 400_000 + b"Allow: /p"), False),
    ],
)
async def test_robots_by_the_standard(answer: list[Step], allowed: bool) -> None:
    async with replay(answer, response(b"page")) as server, web() as client:
        if allowed:
            assert (await client.get(ask(server, "/p", "page"))).body == b"page"
        else:
            with pytest.raises(Disallowed):
                await client.get(ask(server, "/p", "page"))


async def test_robots_that_cannot_be_had_close_the_site() -> None:
    reset: list[Step] = [{"end": "rst"}]
    async with replay(reset, reset, response(b"page")) as server, web() as client:
        with pytest.raises(Disallowed):
            await client.get(ask(server, "/p", "page"))
