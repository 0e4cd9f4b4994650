"""Feeds found from a site's address: what a page announces, and where feeds usually lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from monitor.errors import FeedError
from monitor.feeds.encoding import as_utf8
from monitor.feeds.fields import MAX_TITLE, one_line, safe_link
from monitor.feeds.read import read_feed
from monitor.model import Page, Source, SourceKind

_TYPES = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/rdf+xml": "RDF",
    "application/feed+json": "JSON Feed",
    "application/json": "JSON Feed",
    "text/xml": "XML",
    "application/xml": "XML",
}
_LOOKS_LIKE_A_FEED = re.compile(
    r"(?i)(?:/(?:rss|feed|feeds|atom)(?:/|\.xml|\.rss|$)|\.(?:rss|atom|rdf)$|[?&](?:feed|format)=(?:rss|atom))"
)
_USUAL = (
    "/feed/",
    "/rss.xml",
    "/rss",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/news/rss",
    "/sitemap-news.xml",
    "/news-sitemap.xml",
)
MAX_FOUND = 20
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that may be there: its address, what it is called, and how it was found."""

    url: str
    title: str = ""
    how: str = ""
    kind: SourceKind = "feed"


def find_feeds(page: Page) -> tuple[FoundFeed, ...]:
    """The feeds of a fetched page, the surest first: itself, those it announces, those it links to."""
    itself = _itself(page)
    if itself:
        return (itself,)
    from selectolax.lexbor import LexborHTMLParser

    body = as_utf8(page.body[:MAX_BYTES], page.headers)
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    found: dict[str, FoundFeed] = {}
    for node in tree.css("link[rel][href]"):
        kind = _TYPES.get((node.attributes.get("type") or "").lower().partition(";")[0].strip())
        if kind and "alternate" in (node.attributes.get("rel") or "").lower():
            _note(
                found, page, node.attributes.get("href"), node.attributes.get("title"), f"announced as {kind}"
            )
    for node in tree.css("a[href]"):
        if _LOOKS_LIKE_A_FEED.search(node.attributes.get("href") or ""):
            _note(found, page, node.attributes.get("href"), node.text(deep=True), "linked")
    return tuple(found.values())[:MAX_FOUND]


def usual_addresses(page: Page) -> tuple[str, ...]:
    """Where a feed or a news sitemap usually lies on the page's site, to be tried when none is announced."""
    return tuple(filter(None, (safe_link(urljoin(page.final_url, path)) for path in _USUAL)))


def sitemaps_of(robots: Page) -> tuple[FoundFeed, ...]:
    """The sitemaps that a robots.txt names; those for news first."""
    text = robots.body[:500_000].decode("utf-8", "replace")
    links = re.findall(r"(?im)^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", text)
    found = [
        FoundFeed(url=url, how="named in robots.txt", kind="sitemap")
        for url in dict.fromkeys(safe_link(link, robots.final_url) for link in links)
        if url
    ]
    return tuple(sorted(found, key=lambda each: "news" not in each.url.lower()))[:MAX_FOUND]


def _itself(page: Page) -> FoundFeed | None:
    try:
        feed = read_feed(page, Source(name="candidate", title="", url=page.final_url))
    except FeedError:
        return None
    kind: SourceKind = "sitemap" if "sitemap" in feed.format else "feed"
    return FoundFeed(
        url=page.final_url, title=feed.title, how=f"the address itself ({feed.format})", kind=kind
    )


def _note(found: dict[str, FoundFeed], page: Page, link: str | None, title: str | None, how: str) -> None:
    url = safe_link(link or "", page.final_url)
    if url and url not in found:
        found[url] = FoundFeed(url=url, title=one_line(title or "", MAX_TITLE), how=how)
