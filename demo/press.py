"""Print an outlet: its feed in its format, its pages in its layout and letters."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.outlets import Outlet, Piece
from demo.pdf import write_pdf

LAYOUTS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "layouts"), autoescape=True, undefined=StrictUndefined
)
FIRST_NUMBER = 101
"""The number of an outlet's oldest release, where its pages are numbered."""

RIGHT_TO_LEFT = {"ar", "ur"}

FEED_PATHS = {
    "rss": "/feed.xml",
    "atom": "/atom.xml",
    "rdf": "/index.rdf",
    "json": "/feed.json",
    "sitemap": "/sitemap.xml",
    "listing": "/news",
    "api": "/api/statements",
    "numbered": "/release/{n}",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What the newsroom answers for one path."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""


def piece_path(outlet: Outlet, piece: Piece) -> str:
    """The path of a piece's page on its outlet's server."""
    if outlet.kind == "numbered":
        oldest_first = sorted(outlet.pieces, key=lambda p: -p.hours)
        return f"/release/{FIRST_NUMBER + oldest_first.index(piece)}"
    if piece.page == "pdf":
        return f"/documents/{piece.slug}.pdf"
    return f"/members/{piece.slug}" if piece.page == "disallowed" else f"/news/{piece.slug}.html"


def print_outlet(outlet: Outlet, origin: str, now: datetime) -> dict[str, Document]:
    """Every document of one outlet by its path; `origin` is its "http://host:port"."""
    site = _Site(outlet, origin, now)
    documents = {"/robots.txt": Document(b"User-agent: *\nDisallow: /members/\n", "text/plain")}
    for piece in outlet.pieces:
        documents[piece_path(outlet, piece)] = site.page(piece)
    documents.update(site.feed())
    if outlet.moved:
        feed = FEED_PATHS[outlet.kind]
        documents["/feeds/current.xml"] = documents[feed]
        documents[feed] = Document(status=301, location=f"{origin}/feeds/current.xml")
    return documents


class _Site:
    """One outlet at one address and one time: what its printers share."""

    def __init__(self, outlet: Outlet, origin: str, now: datetime) -> None:
        self.outlet, self.origin, self.now = outlet, origin, now
        self.pieces = sorted(outlet.pieces, key=lambda p: p.hours)

    def url(self, piece: Piece) -> str:
        return self.origin + piece_path(self.outlet, piece)

    def page(self, piece: Piece) -> Document:
        published = piece.published(self.now)
        if piece.page in ("gone", "forbidden"):
            status = 404 if piece.page == "gone" else 403
            return Document(b"<h1>Not available</h1>", status=status)
        if piece.page == "pdf":
            return Document(write_pdf(piece.title, piece.paragraphs, published), "application/pdf")
        body = LAYOUTS.get_template(f"{self.outlet.layout}.html.j2").render(
            outlet=self.outlet,
            piece=piece,
            url=self.url(piece),
            published=published,
            blocks=_blocks(piece.paragraphs),
            others=[(p.title, self.url(p)) for p in self.pieces if p is not piece][:4],
            direction="rtl" if self.outlet.language in RIGHT_TO_LEFT else "ltr",
            charset=_declared_name(self.outlet.encoding) if self.outlet.declared == "meta" else "",
        )
        return self.letters(body, "text/html")

    def letters(self, text: str, content_type: str) -> Document:
        encoding = self.outlet.encoding
        charset = f"; charset={encoding}" if self.outlet.declared == "header" else ""
        return Document(text.encode(encoding, "xmlcharrefreplace"), content_type + charset)

    def feed(self) -> dict[str, Document]:
        """The documents that list the pieces; numbered pages have none."""
        if self.outlet.kind == "numbered":
            return {}
        if self.outlet.kind == "sitemap":
            return self.sitemaps()
        printers = {
            "rss": lambda: self.letters(self.rss(), "application/rss+xml"),
            "atom": lambda: self.letters(self.atom(), "application/atom+xml"),
            "rdf": lambda: self.letters(self.rdf(), "application/rdf+xml"),
            "json": lambda: Document(_json(self.json_feed()), "application/feed+json"),
            "api": lambda: Document(_json(self.api()), "application/json"),
            "listing": self.listing,
        }
        return {FEED_PATHS[self.outlet.kind]: printers[self.outlet.kind]()}

    def prolog(self) -> str:
        return f'<?xml version="1.0" encoding="{self.outlet.encoding}"?>\n'

    def rss(self) -> str:
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{self.url(p)}</link>"
            f'<guid isPermaLink="false">{self.outlet.name}:{p.slug}</guid>'
            f"<pubDate>{format_datetime(p.published(self.now))}</pubDate>"
            f"<description>{escape(escape(p.lead))}</description>"
            + (f"<content:encoded>{escape(_html(p.paragraphs))}</content:encoded>" if self.carries(p) else "")
            + "</item>\n"
            for p in self.pieces
        )
        return (
            f'{self.prolog()}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>{escape(self.outlet.title)}</title><link>{self.origin}/</link>"
            f"<description>News</description><language>{self.outlet.language}</language>\n"
            f"{items}</channel></rss>\n"
        )

    def carries(self, piece: Piece) -> bool:
        """Does the feed carry the whole text? It does where the page cannot be had."""
        return self.outlet.full_text or piece.page in ("gone", "forbidden", "disallowed")

    def atom(self) -> str:
        entries = "".join(
            f'<entry><title type="text">{escape(p.title)}</title>'
            f"<id>tag:{self.outlet.name}.example,2026:{p.slug}</id>"
            f'<link rel="alternate" href="{self.url(p)}"/>'
            f"<published>{p.published(self.now).isoformat()}</published>"
            f"<updated>{p.published(self.now).isoformat()}</updated>"
            f'<summary type="html">{escape(escape(p.lead))}</summary></entry>\n'
            for p in self.pieces
        )
        return (
            f'{self.prolog()}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{self.outlet.language}">'
            f"<title>{escape(self.outlet.title)}</title><id>{self.origin}/</id>"
            f"<updated>{self.now.isoformat()}</updated>"
            f'<link rel="self" href="{self.origin}/atom.xml"/>\n{entries}</feed>\n'
        )

    def rdf(self) -> str:
        listed = "".join(f'<rdf:li rdf:resource="{self.url(p)}"/>' for p in self.pieces)
        items = "".join(
            f'<item rdf:about="{self.url(p)}"><title>{escape(p.title)}</title>'
            f"<link>{self.url(p)}</link><description>{escape(p.lead)}</description>"
            f"<dc:date>{p.published(self.now).isoformat()}</dc:date></item>\n"
            for p in self.pieces
        )
        return (
            f'{self.prolog()}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            f' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<channel rdf:about="{self.origin}/index.rdf"><title>{escape(self.outlet.title)}</title>'
            f"<link>{self.origin}/</link><description>News</description>"
            f"<items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
        )

    def json_feed(self) -> dict[str, object]:
        return {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.outlet.title,
            "language": self.outlet.language,
            "home_page_url": f"{self.origin}/",
            "items": [
                {
                    "id": p.slug,
                    "url": self.url(p),
                    "title": p.title,
                    "summary": p.lead,
                    "content_html": f"<p>{escape(p.lead)}</p>",
                    "date_published": p.published(self.now).isoformat(),
                }
                for p in self.pieces
            ],
        }

    def sitemaps(self) -> dict[str, Document]:
        """A sitemap index and its child, with Google's news extension."""
        urls = "".join(
            f"<url><loc>{self.url(p)}</loc><news:news><news:publication>"
            f"<news:name>{escape(self.outlet.title)}</news:name>"
            f"<news:language>{self.outlet.language}</news:language></news:publication>"
            f"<news:publication_date>{p.published(self.now).isoformat()}</news:publication_date>"
            f"<news:title>{escape(p.title)}</news:title></news:news></url>\n"
            for p in self.pieces
        )
        prolog = '<?xml version="1.0" encoding="utf-8"?>\n'
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        index = (
            f"{prolog}<sitemapindex {space}><sitemap><loc>{self.origin}/sitemap-news.xml</loc>"
            f"<lastmod>{self.now.isoformat()}</lastmod></sitemap></sitemapindex>\n"
        )
        child = (
            f"{prolog}<urlset {space} "
            f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
        )
        return {
            "/sitemap.xml": Document(index.encode(), "application/xml"),
            "/sitemap-news.xml": Document(child.encode(), "application/xml"),
        }

    def listing(self) -> Document:
        body = LAYOUTS.get_template("listing.html.j2").render(
            outlet=self.outlet,
            rows=[(p.title, urlsplit(self.url(p)).path, p.lead, p.published(self.now)) for p in self.pieces],
            direction="rtl" if self.outlet.language in RIGHT_TO_LEFT else "ltr",
        )
        return self.letters(body, "text/html")

    def api(self) -> dict[str, object]:
        return {
            "total": len(self.pieces),
            "results": [
                {
                    "headline": p.title,
                    "link": self.url(p),
                    "when": p.published(self.now).isoformat(),
                    "teaser": p.lead,
                    "ref": f"{self.outlet.name}/{p.slug}",
                }
                for p in self.pieces
            ],
        }


def _declared_name(encoding: str) -> str:
    # Pages in GB 18030 usually say that they are in the older GB 2312.
    return "gb2312" if encoding == "gb18030" else encoding


def _blocks(paragraphs: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Paragraphs as ("p", [text]) and lists as ("ul", items)."""
    blocks: list[tuple[str, list[str]]] = []
    for paragraph in paragraphs:
        if not paragraph.startswith("- "):
            blocks.append(("p", [paragraph]))
        elif blocks and blocks[-1][0] == "ul":
            blocks[-1][1].append(paragraph[2:])
        else:
            blocks.append(("ul", [paragraph[2:]]))
    return blocks


def _html(paragraphs: tuple[str, ...]) -> str:
    parts = []
    for tag, items in _blocks(paragraphs):
        if tag == "p":
            parts.append(f"<p>{escape(items[0])}</p>")
        else:
            parts.append("<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>")
    return "".join(parts)


def _json(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
