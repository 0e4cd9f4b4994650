"""A digest's stories as a table and as plain texts, to attach."""

from __future__ import annotations

import csv
import io

from monitor.digests.clean import one_line, plain
from monitor.model import Digest

COLUMNS = (
    "story", "date", "place", "headline", "outlet", "language", "address", "outlets",
    "topics", "forms", "stages", "countries", "score",
)  # fmt: skip


def cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: what could begin one gets an apostrophe before it.

    Reading it back: take away one leading apostrophe where it is followed by one of `= + - @`, a tab or
    a carriage return (OWASP, CSV injection). A lone "-" stays.
    """
    text = str(value)
    active = text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and len(text) > 1)
    return f"'{text}" if active else text


def as_csv(digest: Digest) -> str:
    """One row a copy of a story, with the byte order mark that spreadsheets want before UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for number, entry in enumerate(digest.stories, 1):
        for copy in entry.copies:
            row = (
                number,
                copy.published_on or "",
                entry.place or "",
                copy.title or one_line(entry.headline),
                copy.outlet,
                copy.language or "",
                copy.url,
                len(entry.copies),
                " ".join(entry.topics),
                " ".join(entry.forms),
                " ".join(entry.stages),
                " ".join(entry.countries),
                f"{entry.score:.2f}",
            )
            writer.writerow([cell(value) for value in row])
    return "\ufeff" + out.getvalue()


def as_texts(digest: Digest) -> str:
    """The full text of every story, one after the other, in the manner of a press review."""
    blocks = []
    for number, entry in enumerate(digest.stories, 1):
        day = f"date {entry.published_on} " if entry.published_on else ""
        place = f"{entry.place}: " if entry.place else ""
        first = entry.copies[0]
        head = f"[{number}] {one_line(entry.headline)}\n{first.outlet}\n{first.url}"
        blocks.append(f"{head}\n\n{day}{place}{plain(entry.text)}\n")
    return "\n\n".join(blocks)
