"""Feeds of our own writing, damaged in a thousand ways: no exception but ours, and hardly an item lost."""

from __future__ import annotations

import json
import random

import pytest

from monitor.errors import FeedError
from monitor.feeds import read_feed
from tests.feeds.pages import page, source

NUMBERS = range(12)
RSS = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>" + "".join(
    f"<item><title>Title {n}</title><link>https://e.example/{n}</link><guid>g{n}</guid>"
    f"<dc:date>2026-11-0{n % 9 + 1}</dc:date><description><![CDATA[<p>Text of {n} &amp; more</p>]]>"
    "</description></item>\n"
    for n in NUMBERS
) + "</channel></rss>"  # fmt: skip
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>" + "".join(
    f"<entry><id>urn:{n}</id><title type='html'>Title {n}</title><link href='https://e.example/{n}'/>"
    f"<updated>2026-11-0{n % 9 + 1}T00:00:00Z</updated><content type='html'>&lt;p&gt;{n}&lt;/p&gt;</content>"
    "</entry>\n"
    for n in NUMBERS
) + "</feed>"  # fmt: skip
MAP = "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>" + "".join(
    f"<url><loc>https://e.example/{n}</loc><news:news><news:title>Title {n}</news:title></news:news></url>\n"
    for n in NUMBERS
) + "</urlset>"  # fmt: skip
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"id": str(n), "url": f"https://e.example/{n}", "title": f"Title {n}"} for n in NUMBERS],
    }
)
DAMAGE = (
    b"\0", b"<", b">", b"&", b"&#xD800;", b"&#99999999999999999999999;", b"&nbsp;", b"&foo;", b"<![CDATA[",
    b"]]>", b'"', b"'", b"<!--", b"-->", b"\xff\xfe", b"\xed\xa0\x80", b"</item>",
    b"<item>", b"</channel>", b"<title>", b"\x1b", b'xmlns:x="',
    b"</", b"<?", b"{", b"}",
    b'<!DOCTYPE x [<!ENTITY a "b\\c">]>', b"http://[",
)  # fmt: skip


def damaged(body: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(body))
    kind = chance.random()
    if kind < 0.6:
        return body[:place] + chance.choice(DAMAGE) + body[place:]
    if kind < 0.8:
        return body[:place] + body[place + chance.choice((1, 4, 40)) :]
    return body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :]


@pytest.mark.parametrize("text", [RSS, ATOM, MAP, JSON], ids=["rss", "atom", "sitemap", "json"])
def test_damage_costs_the_item_it_hits(text: str) -> None:
    chance = random.Random(7)
    kept = wanted = 0
    for _ in range(150):
        body = damaged(text.encode(), chance)
        try:
            titles = {entry.title for entry in read_feed(page(body, "https://e.example/f"), source()).entries}
        except FeedError:
            titles = set()
        found = sum(f"Title {n}" in titles for n in NUMBERS)
        wanted += len(NUMBERS) - 1
        kept += min(found, len(NUMBERS) - 1)
    assert kept / wanted > 0.97
