"""The order in which a page is read: sniff, decode, text, title, date, place, language, authors."""

from __future__ import annotations

from datetime import date, datetime

import lxml.html
import trafilatura
from trafilatura.metadata import extract_metadata
from trafilatura.settings import Document

from monitor.articles.decode import decode
from monitor.articles.languages import language_of
from monitor.articles.plain import clean_line, clean_text
from monitor.articles.urls import claimed
from monitor.errors import NoText, NotText
from monitor.model import Article, Hint, Page

BIG_PAGE = 5_000  # bytes; a page of this size with nothing to read is a failure, not a short article


def read_page(page: Page, hint: Hint) -> Article:
    """Read a page; see `monitor.articles.read_article`."""
    if page.body[:1024].lstrip().startswith(b"%PDF-"):
        raise NotText(page.url, "a PDF")
    html, _ = decode(page.body, page.headers.get("content-type", ""), hint.language)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    tree = lxml.html.document_fromstring(html.encode("utf-8", "replace") or b"<html></html>", parser=parser)
    document = trafilatura.bare_extraction(tree, url=page.final_url, include_comments=False)
    text = (
        clean_text((document.text or "").replace("\n", "\n\n").replace("\n\n- ", "\n- "))
        if isinstance(document, Document)
        else ""
    )
    if not text:
        if hint.content or hint.summary:
            return read_feed(hint, page.url)
        raise NoText(page.url, f"nothing to read in {len(page.body)} bytes")
    metadata = extract_metadata(tree, page.final_url)
    published = date.fromisoformat(metadata.date) if metadata.date else None
    link = tree.find(".//link[@rel='canonical']")
    return Article(
        url=page.final_url,
        title=clean_line(metadata.title or hint.title),
        text=text,
        language=language_of(text, hint.language),
        canonical_url=claimed(page.final_url, link.get("href") if link is not None else None),
        published_on=published or _day(hint.published),
        published_at=hint.published,
        authors=tuple(clean_line(a) for a in (metadata.author or "").split(";") if a.strip()) or hint.authors,
        outlet=hint.outlet,
        method="trafilatura",
    )


def read_feed(hint: Hint, url: str) -> Article:
    """Make an article of the feed's words; see `monitor.articles.read_feed_text`."""
    markup = hint.content if len(hint.content) > len(hint.summary) else hint.summary
    text = clean_text(lxml.html.fromstring(f"<div>{markup}</div>").text_content()) if markup.strip() else ""
    title = clean_line(hint.title)
    if not text and not title:
        raise NoText(url, "the feed carries neither a headline nor a text")
    return Article(
        url=url,
        title=title,
        text=text,
        language=language_of(text or title, hint.language),
        published_on=_day(hint.published),
        published_at=hint.published,
        authors=hint.authors,
        outlet=hint.outlet,
        method="feed",
        text_from="feed",
        warnings=("feed text only",) if text else ("headline only",),
    )


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
