"""The order in which a page is read: sniff, decode, tree, text, title, date, place, language, authors."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from monitor.articles.asking import asks
from monitor.articles.authors import authors_of
from monitor.articles.blocks import Block, blocks_of, tokens
from monitor.articles.choose import Gathered, chosen, gather, lay_out
from monitor.articles.dates import Dating, date_of, date_written
from monitor.articles.decode import decode
from monitor.articles.forest import Forest
from monitor.articles.languages import language_of
from monitor.articles.metadata import Metadata, metadata_of
from monitor.articles.parse import rough_text, tree_of
from monitor.articles.pdf import document_of
from monitor.articles.places import dateline_of
from monitor.articles.plain import clean_line, clean_text
from monitor.articles.prescan import shape_of
from monitor.articles.selectors import selected
from monitor.articles.textfile import is_unmarked, text_file_of
from monitor.articles.titles import title_of
from monitor.articles.urls import claimed
from monitor.articles.walls import wall_in
from monitor.errors import Blocked, NoText, NotText
from monitor.model import Article, Hint, Page

_SHORTEST = 20  # letters; less is no text
_MAGIC = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8|PK\x03\x04|\x1f\x8b|RIFF|\x00\x00\x00.ftyp|OggS|ID3|Rar!"
    rb"|7z\xbc\xaf|\x7fELF|MZ\x90|%!PS",
    re.DOTALL,
)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


@dataclass(slots=True)
class _Reading:
    """What is known of a page so far."""

    text: str = ""
    method: str = ""
    text_from: str = "page"
    title: str = ""
    title_from: str = ""
    place: str | None = None
    dating: Dating = field(default_factory=Dating)
    authors: tuple[str, ...] = ()
    canonical: str | None = None
    closed: bool = False
    language: str | None = None
    warnings: list[str] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put off the search for cyclic garbage: a walk leaves none, and it takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_page(page: Page, hint: Hint, model: Forest | None = None) -> Article:
    """Read a page; see `monitor.articles.read_article`. `model` stands in for the shipped forest."""
    head = page.body[:1024].lstrip()
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:200]:
        return _read_pdf(page, hint)
    if _MAGIC.match(head):
        raise NotText(page.url, "an image, an archive or another file without text")
    html, encoding = decode(page.body, page.headers.get("content-type", ""), hint.language)
    if _is_noise(html):
        raise NotText(page.url, "bytes that are no text in any encoding")
    reading = _read_text_file(html, page, hint) if is_unmarked(html) else _read_html(html, page, hint, model)
    reading.evidence["encoding"] = encoding
    wall = wall_in(
        title=reading.title,
        text=reading.text,
        html=html,
        status=page.status,
        url=page.url,
        final_url=page.final_url,
        closed=reading.closed,
    )
    if wall:
        raise Blocked(page.url, wall)
    if sum(map(str.isalnum, reading.text[:500])) < _SHORTEST:
        raise NoText(page.url, f"nothing to read in {len(page.body)} bytes")
    return _article(page.final_url, reading, hint)


def read_feed(hint: Hint, url: str) -> Article:
    """Make an article of the feed's words; see `monitor.articles.read_feed_text`."""
    markup = hint.content if len(hint.content) > len(hint.summary) else hint.summary
    tree = tree_of(f"<div>{markup}</div>") if markup.strip() else None
    blocks = [block for block in blocks_of(tree) if not asks(block.text)] if tree is not None else []
    text = clean_text(lay_out(blocks))
    title = clean_line(hint.title)
    if not text and not title:
        raise NoText(url, "the feed carries neither a headline nor a text")
    day = hint.published.date() if hint.published else None
    reading = _Reading(
        text=text,
        method="feed",
        text_from="feed",
        title=title,
        title_from="the feed" if title else "",
        dating=Dating(day, hint.published, None, "the feed" if day else ""),
        authors=hint.authors,
        warnings=["feed text only" if text else "headline only"],
    )
    return _article(url, reading, hint)


def _read_html(html: str, page: Page, hint: Hint, model: Forest | None) -> _Reading:
    shape = shape_of(html)
    tree = None if shape.too_much else tree_of(html)
    if tree is None:
        title, text, method = rough_text(html, shape)
        reading = _Reading(text=clean_text(text), method=method, warnings=["degraded extraction"])
        reading.title, reading.title_from = (clean_line(title), "title element") if title else ("", "")
        _date(reading, Metadata(), [], page, hint, tree=None)
        return reading
    found = metadata_of(tree, page.final_url)
    reading = _Reading(closed=found.structured.closed)
    reading.title, reading.title_from = title_of(found, hint, page.final_url)
    with _uncollected():
        gathered = gather(tree, html, found, page.final_url)
    blocks = gathered.blocks
    _read_text(reading, gathered, found, _without_title(chosen(gathered, model), reading.title))
    near = near_title(blocks, reading.title)
    if hint.selectors:
        _apply_selectors(reading, html, hint, near)
    _date(reading, found, near, page, hint, tree=tree)
    reading.authors = authors_of(found, near, hint)
    reading.canonical = claimed(page.final_url, found.canonical) or claimed(
        page.final_url, found.first("og:url")
    )
    return reading


def _read_text(reading: _Reading, gathered: Gathered, found: Metadata, kept: list[Block]) -> None:
    reading.language = gathered.language
    reading.text, reading.method = clean_text(lay_out(kept)), "blocks"
    if gathered.failure:
        reading.evidence["trafilatura"] = gathered.failure
    if gathered.failure or any(block.frame.depth > 250 for block in kept):
        reading.warnings.append("degraded extraction")
    if len(reading.text) < 200:
        title = tokens(reading.title)
        plain = clean_text(
            "\n\n".join(line for line in gathered.extracted if not asks(line) and tokens(line) != title)
        )
        if len(plain) > len(reading.text) + 100:
            reading.text, reading.method = plain, "trafilatura"
    stated = found.structured.body
    if len(tokens(stated)) > 40 and _is_part(reading.text, stated):
        reading.text, reading.method, reading.text_from = (
            clean_text(_lines_apart(stated)),
            "structured",
            "structured",
        )


def _without_title(kept: list[Block], title: str) -> list[Block]:
    """Leave out the headline where it stands at the beginning of the text, whatever tag it is in."""
    words = tokens(title)
    return [block for n, block in enumerate(kept) if n > 3 or block.words != words]


def _is_part(text: str, stated: str) -> bool:
    """Say whether the page shows no more than a part of what its JSON-LD holds."""
    shown, held = tokens(text), tokens(stated)
    if len(shown) > 0.6 * len(held):
        return False
    return len(shown) < 60 or len(set(shown) & set(held)) > 0.7 * len(set(shown))


def _lines_apart(text: str) -> str:
    return re.sub(r"\n+", "\n\n", text)


def near_title(blocks: list[Block], title: str) -> list[str]:
    """Return the short texts around the headline, nearest first: where dates and by-lines stand."""
    wanted = tokens(title)
    if not wanted:
        return []
    at = [n for n, block in enumerate(blocks) if block.words == wanted] or [
        n for n, block in enumerate(blocks) if block.kind == "h1"
    ]
    if not at:
        return []
    # Where the headline stands twice (a breadcrumb, a teaser), the last h1 is the article's.
    headings = [n for n in at if blocks[n].kind == "h1"]
    centre = (headings or at)[-1]
    order = sorted(
        range(max(0, centre - 6), min(len(blocks), centre + 13)), key=lambda n: abs(n - centre - 1)
    )
    return [blocks[n].text for n in order if n != centre and len(blocks[n].text) < 200]


def _apply_selectors(reading: _Reading, html: str, hint: Hint, near: list[str]) -> None:
    own = selected(html, hint.selectors)
    if own.text:
        reading.text, reading.method, reading.text_from = own.text, "selectors", "page"
    elif "text" in hint.selectors:
        reading.warnings.append("the source's selector for the text finds nothing")
    if own.title:
        reading.title, reading.title_from = own.title, "the source's selector"
    if own.date:
        near.insert(0, own.date)


def _date(reading: _Reading, found: Metadata, near: list[str], page: Page, hint: Hint, *, tree: Any) -> None:
    # Where trafilatura found text, its language is known; otherwise the text's own is.
    reading.language = reading.language or language_of(reading.text, found.language, hint.language)
    reading.dating = date_of(
        found, near, hint, url=page.final_url, latest=_latest(page), language=reading.language, tree=tree
    )


def _read_text_file(text: str, page: Page, hint: Hint) -> _Reading:
    """Read a text without markup, whose place may be given before its first paragraph."""
    file = text_file_of(text)
    reading = _Reading(text=file.text, method="lines", title=file.title, place=file.place)
    reading.title_from = "first line" if file.title else ""
    reading.language = language_of(f"{file.title}\n{file.text}", hint.language)
    if file.day:
        reading.dating = Dating(file.day, None, None, "the opening")
    else:
        reading.dating = _written(f"{file.title}\n{file.text}", "the text", page, hint, reading.language)
    reading.authors = hint.authors
    return reading


def _written(text: str, said: str, page: Page, hint: Hint, language: str | None) -> Dating:
    """Return the day written where a document begins, or else the feed's."""
    day = date_written(text[:1500], hint, page.final_url, language, _latest(page))
    if day:
        return Dating(day, None, None, said)
    if hint.published:
        return Dating(hint.published.date(), hint.published, None, "the feed")
    return Dating()


def _latest(page: Page) -> date:
    """Return the last day on which a page may be published: it is tomorrow already somewhere."""
    return page.fetched_at.date() + timedelta(days=1)


def _read_pdf(page: Page, hint: Hint) -> Article:
    document = document_of(page.body, page.url)
    reading = _Reading(
        text=document.text,
        method="pypdf",
        text_from="pdf",
        title=document.title,
        title_from=document.title_from,
    )
    language = language_of(document.text, hint.language)
    reading.dating = _written(document.text, "the first page", page, hint, language)
    if not reading.dating.day and document.created and date(1995, 1, 1) <= document.created <= _latest(page):
        reading.dating = Dating(document.created, None, None, "PDF metadata")
    if not document.text:
        reading.warnings.append("headline only")
    if document.cut:
        reading.warnings.append("only the first pages were read")
    reading.authors = hint.authors
    return _article(page.final_url, reading, hint)


def _article(url: str, reading: _Reading, hint: Hint) -> Article:
    text, place = reading.text, reading.place
    dateline = None if place else dateline_of(text)
    if dateline:
        text, place = dateline.rest, dateline.place
        reading.evidence["dateline"] = dateline.printed
    if reading.title_from:
        reading.evidence["title"] = reading.title_from
    if reading.dating.evidence:
        reading.evidence["date"] = reading.dating.evidence
    elif reading.dating.ambiguous:
        reading.warnings.append("day and month of the date cannot be told apart")
    return Article(
        url=url,
        title=reading.title or clean_line(hint.title),
        text=text,
        language=reading.language or language_of(f"{reading.title}\n{text}", hint.language),
        canonical_url=reading.canonical,
        published_on=reading.dating.day,
        published_at=reading.dating.instant,
        modified_at=reading.dating.modified,
        place=place,
        authors=reading.authors,
        outlet=hint.outlet,
        method=reading.method,
        text_from=reading.text_from,  # type: ignore[arg-type]
        evidence=reading.evidence,
        warnings=tuple(reading.warnings),
    )


def _is_noise(html: str) -> bool:
    """Say whether decoding gave anything but text: random bytes are full of controls."""
    sample = html[:20_000]
    return len(_CONTROL.findall(sample)) > 0.1 * len(sample)
