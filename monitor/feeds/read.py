"""The one way in: a fetched page and its source become a `Feed`."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

from monitor.errors import BrokenFeed, NotAFeed
from monitor.feeds.encoding import as_utf8
from monitor.model import Feed, Page, Source

MAX_UNPACKED = 50_000_000
"""The sitemap protocol's own limit for one document, uncompressed."""

_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")


def read_feed(page: Page, source: Source) -> Feed:
    """The entries that `page` lists, read as `source.kind` says; RSS, Atom and JSON Feed by their bytes.

    Raises:
        NotAFeed: the document is something else: a login page, plain text, nothing.
        BrokenFeed: the document claims to be a feed and no parser can read it.
    """
    if page.body[:2] == b"\x1f\x8b":
        page = replace(page, body=_unpacked(page))
    if source.kind == "listing":
        from monitor.feeds.listing import read_listing

        return read_listing(page, source)
    if source.kind == "numbered":
        from monitor.feeds.numbered import read_numbered

        return read_numbered(page, source)
    if source.kind == "api":
        from monitor.feeds.api import read_api

        return read_api(page, source)
    if source.kind == "sitemap" or _SITEMAP.search(page.body[:2000]):
        from monitor.feeds.sitemap import read_sitemap

        return read_sitemap(page, source)
    start = as_utf8(page.body[:200], page.headers)[:1]
    if start in (b"{", b"["):
        if _says_xml(page):
            raise NotAFeed(page.url, "JSON where XML was announced")
        from monitor.feeds.jsonfeed import read_json_feed

        return read_json_feed(page, source)
    from monitor.feeds.parse import read_xml

    return read_xml(page, source)


def _unpacked(page: Page) -> bytes:
    """A document that is stored as a gzip file (sitemap.xml.gz), within bounds."""
    try:
        return zlib.decompressobj(47).decompress(page.body, MAX_UNPACKED)
    except zlib.error as error:
        raise BrokenFeed(page.url, f"a damaged gzip file: {error}") from error


def _says_xml(page: Page) -> bool:
    """Whether the server, or failing that the address, announces XML."""
    kind = page.headers.get("content-type", "").lower()
    if kind:
        return "xml" in kind
    return page.final_url.partition("?")[0].endswith((".xml", ".rss", ".atom", ".rdf"))
