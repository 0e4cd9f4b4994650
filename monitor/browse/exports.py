"""CSV whose cells no spreadsheet executes, and Atom.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break is a formula to Excel, LibreOffice and
Google Sheets (OWASP, "CSV Injection"); it gets an apostrophe in front, which they show as text. A plain
number stays a number. Whoever reads such a file by program takes one leading apostrophe off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from monitor.store.archive import Row

_ACTIVE = re.compile(r"[\s\x00-\x1f\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?|-")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

csv.field_size_limit(1 << 30)  # a cell may hold an article's text

COLUMNS = ("day", "title", "outlet", "source", "url", "language", "verdict", "score", "countries", "topics",
           "forms", "stages", "place", "story_id", "id")  # fmt: skip


def safe_cell(value: object) -> str:
    """A cell's text that a spreadsheet shows and does not run."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    if _ACTIVE.match(text) and not _PLAIN.fullmatch(text):
        return "'" + text
    return text


def csv_of(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> str:
    """The rows as CSV (RFC 4180) with safe cells."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()


class SafeCsv:
    """Makes the cells of a CSV safe that comes in pieces, as Datasette streams it."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, piece: bytes, *, more: bool) -> bytes:
        """The next piece, made safe; a record that is not complete yet is held back while `more` comes."""
        held = self._rest + piece
        at = len(held) if not more else _last_record_end(held)
        self._rest = held[at:]
        out = io.StringIO()
        records = csv.reader(io.StringIO(held[:at].decode("utf-8", "replace"), newline=""))
        csv.writer(out).writerows([safe_cell(cell) for cell in record] for record in records)
        return out.getvalue().encode()


def _last_record_end(data: bytes) -> int:
    """Where the last complete record ends: after a line break outside quotes."""
    end = data.rfind(b"\n")
    while end >= 0 and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, end)
    return end + 1


def atom_of(rows: Iterable[Row], *, title: str, address: str, archive: str) -> bytes:
    """The rows as an Atom feed (RFC 4287).

    Args:
        address: the feed's own address.
        archive: the archive's address, before `/story/…`.
    """
    rows = list(rows)
    feed = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _text(feed, "title", title)
    _text(feed, "id", address)
    _text(feed, "updated", max((f"{row['day']}T00:00:00Z" for row in rows), default="1970-01-01T00:00:00Z"))
    SubElement(feed, "link", rel="self", href=address)
    SubElement(SubElement(feed, "author"), "name").text = "TIP Monitor"
    for row in rows:
        entry = SubElement(feed, "entry")
        _text(entry, "title", row["title"] or "(no title)")
        story = f"{archive}/story/{row['story_id']}" if row["story_id"] else f"{archive}/article/{row['id']}"
        _text(entry, "id", story)
        SubElement(entry, "link", rel="alternate", href=story)
        if row["url"].startswith(("https://", "http://")):
            SubElement(entry, "link", rel="related", href=_clean(row["url"]))
        _text(entry, "updated", f"{row['day']}T00:00:00Z")
        _text(entry, "summary", str(row.get("summary", "")))
        for kind in ("countries", "forms", "stages"):
            for value in row.get(kind) or ():
                SubElement(entry, "category", term=_clean(str(value)))
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
