"""RSS, Atom and RDF: whole, odd, damaged, cut."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds import parse, read_feed
from monitor.feeds.encoding import as_utf8
from monitor.feeds.item import entries_of
from monitor.model import Entry, Feed
from tests.corpus import corpus
from tests.feeds.pages import page, rss, source

ITEM = (
    "<item><title>T{n}</title><link>https://news.example/{n}</link>"
    "<guid isPermaLink='false'>g{n}</guid></item>"
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr-FR" xml:base="https://base.example/">
<title type="html">A &amp;amp; B</title>{entries}</feed>"""


def items(*numbers: int) -> str:
    return "".join(ITEM.format(n=n) for n in numbers)


def read(body: str | bytes) -> Feed:
    return read_feed(page(body), source())


def only(body: str | bytes) -> Entry:
    (entry,) = read(body).entries
    return entry


def test_an_rss_item_becomes_an_entry() -> None:
    feed = read(
        rss(
            "<item><title>Ten &lt;b&gt;freed&lt;/b&gt; &amp;amp; safe</title>"
            "<link>/a?x=1&amp;y=2</link><guid>7</guid>"
            "<pubDate>Sat, 21 Nov 2026 10:00:00 PKT</pubDate><dc:creator>Desk</dc:creator>"
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Two.&lt;/p&gt;</description>"
            "</item>",
            "<language>ur-PK</language><ttl>30</ttl>",
        ).replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" ')
    )
    (entry,) = feed.entries
    assert (feed.format, feed.title, feed.language, feed.ttl) == (
        "rss20",
        "News",
        "ur",
        timedelta(minutes=30),
    )
    assert entry.title == "Ten freed & safe"
    assert entry.url == "https://news.example/a?x=1&y=2"
    assert entry.published == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert (entry.summary, entry.authors, entry.language, entry.guid) == ("One.\nTwo.", ("Desk",), "ur", "7")


def test_an_atom_entry_takes_its_page_and_its_own_base() -> None:
    entry = only(
        ATOM.format(
            entries='<entry xml:lang="ar"><id>urn:1</id><title type="text">a &lt;b&gt; c</title>'
            '<link rel="self" href="self"/><link rel="alternate" type="application/pdf" href="x.pdf"/>'
            '<link href="page.html"/><updated>2026-11-20T00:00:00Z</updated>'
            '<author><name>Amal</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            "<p>Body</p></div></content></entry>"
        )
    )
    assert (entry.url, entry.title) == ("https://base.example/page.html", "a <b> c")
    assert (entry.authors, entry.language, entry.summary) == (("Amal",), "ar", "Body")
    assert entry.published == entry.updated == datetime(2026, 11, 20, tzinfo=UTC)


def test_rdf_items_are_known_by_their_address() -> None:
    entry = only(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="c"/><item rdf:about="https://r.example/1">'
        "<title>R</title><dc:date>2026-11-01T10:00+05:00</dc:date></item></rdf:RDF>"
    )
    assert (entry.url, entry.guid) == ("https://r.example/1", "https://r.example/1")
    assert entry.published == datetime(2026, 11, 1, 5, tzinfo=UTC)


def test_what_real_feeds_get_wrong_is_mended_and_said() -> None:
    feed = read(rss("<item><title>R&D &nbsp; Caf&eacute;\x0b</title></item>" + items(1)))
    assert [entry.title for entry in feed.entries] == ["R&D Café", "T1"]
    assert feed.notes[0].startswith("mended")
    assert not feed.partial


def test_a_prefix_without_a_namespace_and_a_distant_dtd_are_no_damage() -> None:
    text = rss("<item><title>T</title><dc:date>2026-11-01</dc:date><wfw:x>1</wfw:x></item>")
    dtd = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">'
    for body in (text.replace("<rss", dtd + "<rss"), "<!-- late -->" + text):
        feed = read(body)
        assert (feed.partial, feed.entries[0].published) == (False, datetime(2026, 11, 1, tzinfo=UTC))


def test_damage_in_one_item_costs_no_other() -> None:
    feed = read(rss(items(1) + "<item><title>x</item></title>" + items(2, 3)))
    assert {"T1", "T2", "T3"} <= {entry.title for entry in feed.entries}
    assert feed.partial


def test_whole_items_before_a_cut_are_kept_and_the_cut_one_is_not() -> None:
    whole = rss(items(1, 2, 3))
    for cut in (whole.index("T3") + 1, whole.index("g3"), len(whole) - 40):
        feed = read(whole[:cut])
        assert [entry.title for entry in feed.entries] == ["T1", "T2"]
        assert feed.partial
    assert [entry.key for entry in feed.entries] == [entry.key for entry in read(whole).entries[:2]]


@pytest.mark.parametrize(
    "body",
    ["", " \n\t ", "\ufeff", "<!doctype html><html><form>Sign in", "Plain text",
     "<html><body/></html>", "<opml/>",
     "<?xml version='1.0'?><unknown/>", "%PDF-1.7"],
)  # fmt: skip
def test_what_is_no_feed_is_refused_as_such(body: str) -> None:
    with pytest.raises(NotAFeed):
        read(body)


def test_bombs_and_floods_are_refused_before_they_cost_anything() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    flood = (
        "<rss><channel " + " ".join(f'a{n}="1"' for n in range(5000)) + ">" + items(1) + "</channel></rss>"
    )
    for body in (rss(items(1)).replace("<rss", bomb + "<rss"), flood, " " * 10_000_001):
        with pytest.raises(BrokenFeed):
            read(body)


def test_an_external_entity_is_never_fetched_and_its_item_stays(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET", encoding="utf-8")
    dtd = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    entry = only(rss("<item><title>T &x;</title></item>").replace("<rss", dtd + "<rss"))
    assert entry.title.startswith("T")
    assert "SECRET" not in entry.title


def test_a_flood_of_items_keeps_the_newest_and_counts_the_rest() -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    dated = "".join(
        f"<item><title>{n}</title><pubDate>{first + timedelta(minutes=n):%Y-%m-%dT%H:%MZ}</pubDate></item>"
        for n in range(2500)
    )
    feed = read(rss(dated))
    assert len(feed.entries) == 2000
    assert feed.entries[0].title == "500"
    assert feed.notes == ("lists 2,500 items; the newest 2,000 are kept",)


def test_links_that_are_not_pages_are_left_empty_and_their_items_kept() -> None:
    bad = (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[bad",
        "http://u:p@e.example/",
    )
    more = (
        "\tjavascript:1",
        "http://a b/",
        "https://e.example:99999/",
        "https:\\\\e.example",
        "https://" + "a" * 3000,
    )
    body = rss(
        "".join(
            f"<item><title>t</title><guid>{n}</guid><link>{url}</link></item>"
            for n, url in enumerate(bad + more)
        )
    )
    assert [entry.url for entry in read(body).entries] == [""] * 10


def test_fields_are_capped_and_cleaned() -> None:
    entry = only(rss(f"<item><title>\u202eab\u2066&#x85;{'x' * 900}</title><guid>{'g' * 9000}</guid></item>"))
    assert len(entry.title) == 500
    assert entry.title.startswith("ab…x")
    assert len(entry.guid) == 1000
    assert len(entry.key) == 32


def test_text_encoded_twice_is_read_as_it_was_meant() -> None:
    twice = "Kältewelle in Köln".encode().decode("latin-1")
    assert only(rss(f"<item><title>{twice}</title></item>")).title == "Kältewelle in Köln"


@pytest.mark.corpus
def test_the_fast_reader_and_feedparser_agree_on_real_feeds() -> None:
    """Every tenth document; the few known differences are links that feedparser makes of ids."""
    folder = corpus("feeds")
    documents = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["documents"]
    compared = same = 0
    for document in [d for d in documents if d["kind"] in ("rss", "atom", "rdf")][::10]:
        visited = page((folder / document["file"]).read_bytes())
        body = as_utf8(visited.body, {})
        try:
            fast = parse._strict(body, visited)
        except (etree.XMLSyntaxError, NotAFeed):
            continue
        slow = parse._by_feedparser(body)
        assert slow is not None
        ours, _ = entries_of(fast.items, visited, source())
        theirs, _ = entries_of(slow.items, visited, source())
        assert len(ours) == len(theirs), document["file"]
        for one, other in zip(ours, theirs, strict=True):
            compared += 1
            same += (one.guid, one.title, one.published) == (other.guid, other.title, other.published)
    assert compared > 300
    assert same / compared > 0.98


@pytest.mark.parametrize(
    "piece",
    ["<!DOCTYPE[", '<!ENTITY a "', "<![CDATA[", "<item>&x;<![CDATA[", "<!--", "<!--x-->", "<?x", "<", "&",
     "<a ", "<item>", "<a:b>", " a:b", '<x xmlns:a="', "&#x", "</item>", "<item><title>&lt;script>",
     "<item><description>&lt;!--"],
)  # fmt: skip
def test_a_piece_repeated_ten_thousand_times_takes_no_time(piece: str) -> None:
    start = time.perf_counter()
    for head in ("<rss><channel>", '<?xml version="1.0"?><!DOCTYPE x ['):
        try:
            read(head + piece * 10_000)
        except (NotAFeed, BrokenFeed):
            continue
    assert time.perf_counter() - start < 8
