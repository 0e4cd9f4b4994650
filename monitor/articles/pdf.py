"""Statements and press releases in PDF: pypdf's text with paragraphs put back, a title, a date.

pypdf bounds decompression, recursion and the page tree; pages are capped here besides. It runs in the
same child process as everything else, and nothing embedded in the file is run or written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice

from monitor.articles.plain import BULLET, LONGEST_TEXT, clean_line, clean_text
from monitor.errors import NotText

MOST_PAGES = 60
_END = re.compile(r"[.!?:;…。！？۔؟\"”’)]\s*$")
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^(microsoft word|untitled|document\d*|.*\.(docx?|pdf|indd|qxd|rtf)$|slide \d|powerpoint)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF, read: its text in paragraphs, its title with where it was found, the day of its metadata."""

    text: str
    title: str
    title_from: str
    created: date | None
    cut: bool


def document_of(body: bytes, url: str) -> Document:
    """Read a PDF.

    Raises:
        NotText: no PDF, damaged beyond reading, locked, or a scan without a text layer.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotText(url, "a PDF that is locked with a password")
        pages = list(_pages(reader))
        stated, created = _metadata(reader)
        blank = not any(
            "/Contents" in page or "/Resources" in page for page in islice(reader.pages, MOST_PAGES)
        )
        cut = len(pages) == MOST_PAGES
    except (
        PyPdfError,
        RecursionError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        NotImplementedError,
    ) as error:
        raise NotText(url, f"a PDF that cannot be read ({type(error).__name__})") from None
    text = clean_text("\n\n".join(_paragraphs(_without_running_heads(pages))))
    title, title_from = _title(stated, text)
    # Pages with nothing on them are no scan: what such a file says is its title.
    if len(text) < 20 and not (blank and title_from == "PDF metadata"):
        raise NotText(url, "a PDF without a text layer (a scan?)")
    return Document(text, title, title_from, created, cut)


def _pages(reader: object) -> Iterator[list[str]]:
    from pypdf import PdfReader

    assert isinstance(reader, PdfReader)
    size = 0
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        size += len(text)
        yield [" ".join(line.split()) for line in text.split("\n")]
        if number == MOST_PAGES or size > LONGEST_TEXT:
            return


def _metadata(reader: object) -> tuple[str, date | None]:
    from pypdf import PdfReader

    assert isinstance(reader, PdfReader)
    information = reader.metadata
    if information is None:
        return "", None
    try:
        created: datetime | None = information.creation_date
    except ValueError:
        created = None
    return clean_line(str(information.title or "")), created.date() if created else None


def _without_running_heads(pages: list[list[str]]) -> Iterator[str]:
    """Yield all lines but page numbers and what stands at the top or foot of most pages."""
    edges: dict[str, int] = {}
    for lines in pages:
        for line in {*lines[:2], *lines[-2:]}:
            edges[line] = edges.get(line, 0) + 1
    running = {line for line, count in edges.items() if count > 2 and count > len(pages) / 2}
    if all(line in running or not line for lines in pages for line in lines):
        running = set()
    for lines in pages:
        yield from (line for line in lines if line not in running and not _PAGE_NUMBER.match(line))


def _paragraphs(lines: Iterator[str]) -> Iterator[str]:
    """Join lines into paragraphs, which end at a blank, a bullet, or a short line that ends a sentence."""
    everything = list(lines)
    lengths = sorted(len(line) for line in everything if line) or [80]
    widest = lengths[len(lengths) * 9 // 10]
    current = ""
    for line in everything:
        bullet = BULLET.match(line)
        if not line or bullet:
            if current:
                yield current
            current = f"- {line[bullet.end() :]}" if bullet and line[bullet.end() :] else ""
            continue
        # A word that is divided at the line's end is put together again.
        current = current[:-1] + line if re.search(r"[a-z]-$", current) else f"{current} {line}".strip()
        if _END.search(line) and len(line) < 0.75 * widest:
            yield current
            current = ""
    if current:
        yield current


def _title(stated: str, text: str) -> tuple[str, str]:
    first = clean_line(text.split("\n", 1)[0].removeprefix("- "), 200)
    if len(stated) > 8 and not _NO_TITLE.search(stated):
        return stated, "PDF metadata"
    return first, "the first page"
