"""How well real feeds are read: every document of a corpus, beside what its origin states of it.

    python benchmarks/feeds.py --corpus DIR --predictions OUT.jsonl

Writes one line a document, `{file, entries: [{id, link, title, published}]}`, and prints how many of the
stated counts, ids, links, titles and dates are met, every miss with its cause, what was refused, and the
seconds beside feedparser's. A stated title may hold HTML while an entry's is plain text: both are compared
as plain text, and as written too.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.errors import FeedError
from monitor.feeds import read_feed
from monitor.feeds.dates import read_date
from monitor.feeds.fields import title_of
from monitor.model import Feed, Page, Source

API_FIELDS = {
    "entry_dump_json": {"items": ".", "title": "title", "link": "link", "date": "date_published"},
    "gdelt_doc_api": {"items": "articles", "title": "title", "link": "url", "date": "seendate"},
}
NOW = datetime(2026, 12, 1, tzinfo=UTC)
HERE = "https://corpus.example"
"""A file has no address, so this one is made up; a link that only it makes absolute is shown as written."""

XML = ("rss", "atom", "rdf", "atom_entry", "rss_or_cdf")
DATES = {"published": "published", "published_parsed": "published", "created_parsed": "published"}
FIELD = re.compile(
    r"entries\[(\d+)\]\.(id|guid|link|title|published|updated|published_parsed|updated_parsed|created_parsed)"
)


@dataclass
class Report:
    """The tally: what was met, what was missed and why, what was refused, how long each document took."""

    met: Counter[str] = field(default_factory=Counter)
    missed: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    raised: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    seconds: list[tuple[float, str]] = field(default_factory=list)

    def judge(self, part: str, file: str, stated: object, read: object, cause: str) -> None:
        """Count one comparison; `cause` explains it where it is a miss."""
        if stated == read:
            self.met[part] += 1
        else:
            self.missed[part].append((file, str(stated), str(read), cause))


def read(document: dict[str, Any], body: bytes, report: Report) -> Feed:
    """The document as the product reads it under a source of its kind; nothing where it is refused."""
    file, kind = document["file"], document["kind"]
    nothing = Feed(format="", entries=())
    if kind == "opml":
        return nothing
    source = Source(
        name="corpus",
        title="corpus",
        url=f"{HERE}/{file}",
        kind="api" if kind in API_FIELDS else "feed",
        fields=API_FIELDS.get(kind, {}),
    )
    start = time.perf_counter()
    try:
        return read_feed(Page(url=source.url, final_url=source.url, body=body, fetched_at=NOW), source)
    except FeedError as error:
        report.refused.append((file, f"{type(error).__name__}: {error.detail}"))
    except Exception as error:  # noqa: BLE001 - that there is none is what is measured
        report.raised.append((file, repr(error)[:200]))
    finally:
        report.seconds.append((time.perf_counter() - start, file))
    return nothing


def shown_link(link: str) -> str:
    """An entry's link, relative again where only the made-up address made it absolute."""
    return link.removeprefix(HERE)


def row_of(feed: Feed) -> list[dict[str, str | None]]:
    """The entries as the predictions show them."""
    return [
        {
            "id": entry.guid or shown_link(entry.url),
            "link": shown_link(entry.url),
            "title": entry.title,
            "published": entry.published.isoformat() if entry.published else None,
        }
        for entry in feed.entries
    ]


def compare(document: dict[str, Any], body: bytes, feed: Feed, report: Report) -> None:
    """Hold what was read against what the origin states."""
    expected, file, listed = document.get("expected") or {}, document["file"], len(feed.entries)
    measured = document.get("measured") or {}
    if "entries" in expected:
        report.judge("count", file, expected["entries"], listed, "")
    elif "feedparser_6_0_14" in measured:
        stated = measured["feedparser_6_0_14"]["entries"]
        report.judge("count beside feedparser", file, stated, listed, "")
    elif "raw_items" in measured and document["kind"] not in ("opml", "sitemap_index"):
        report.judge("count beside raw items", file, measured["raw_items"], listed, "")
    for index, part, stated in stated_fields(expected):
        entry = feed.entries[index] if index < listed else None
        if part == "id":
            found = (entry.guid or shown_link(entry.url)) if entry else None
            absent = stated.encode() not in body
            part_or_made = "id made up by the origin" if absent and not stated.endswith("/link") else part
            report.judge(part_or_made, file, stated, found, "not in the document" if absent else "")
        elif part == "link":
            found = shown_link(entry.url) if entry else None
            cause = "a slash was added by the origin" if stated.rstrip("/") == (found or "") else ""
            report.judge(part, file, stated.strip(), found, cause)
        elif part == "title":
            found = entry.title if entry else None
            markup = "markup" if "<" in stated or "&" in stated else ""
            report.judge("title as written", file, stated, found, markup)
            report.judge(part, file, title_of(stated), found, "")
        else:
            at = read_date(stated, NOW)
            when = entry and (entry.updated if part == "updated" and entry.updated else entry.published)
            report.judge("date", file, at, when, "")


def stated_fields(expected: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """What the origin states: the place of the entry, the part, the value."""
    for index, identifier in enumerate(expected.get("ids", [])):
        yield index, "id", identifier
    for index, item in enumerate(expected.get("items", [])):
        links = [each for each in item.get("links", []) if isinstance(each, dict)]
        pages = [each.get("href") for each in links if each.get("rel") in (None, "alternate")]
        title = item.get("title")
        stated = {
            "id": item.get("guid") or item.get("id"),
            "link": item.get("link") or (pages[0] if pages else None),
            "title": title["content"] if isinstance(title, dict) else title,
            "published": item.get("isoDate") or item.get("published") or item.get("updated"),
        }
        for part, value in stated.items():
            if value:
                yield index, part, value["value"] if isinstance(value, dict) else value
    for each in expected.get("fields", []):
        if match := FIELD.fullmatch(each["path"]):
            value, part = each["equals"], match[2]
            if isinstance(value, list):
                value = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*value[:6])
            name = {"guid": "id", "updated_parsed": "updated"}.get(part, DATES.get(part, part))
            yield int(match[1]), name, value


def beside_feedparser(documents: list[dict[str, Any]], folder: Path) -> tuple[float, float]:
    """Seconds for the captured feeds: as the product reads them, and feedparser alone."""
    import feedparser

    report = Report()
    captured = [d for d in documents if d.get("class", "").startswith("captured") and d["kind"] in XML]
    bodies = [(d, (folder / d["file"]).read_bytes()) for d in captured]
    start = time.perf_counter()
    for document, body in bodies:
        read(document, body, report)
    middle = time.perf_counter()
    for _, body in bodies:
        feedparser.parse(io.BytesIO(body))
    return middle - start, time.perf_counter() - middle


def main() -> int:
    """Read the corpus, write the predictions, print the report; 1 if anything raised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    manifest = (arguments.corpus / "manifest.json").read_text(encoding="utf-8")
    documents = json.loads(manifest)["documents"]
    report = Report()
    with arguments.predictions.open("w", encoding="utf-8") as out:
        for document in documents:
            body = (arguments.corpus / document["file"]).read_bytes()
            feed = read(document, body, report)
            line = {"file": document["file"], "entries": row_of(feed)}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            compare(document, body, feed, report)
    print_report(report, len(documents))
    ours, theirs = beside_feedparser(documents, arguments.corpus)
    print(f"\ncaptured feeds: {ours:.2f} s; feedparser alone: {theirs:.2f} s")
    return 1 if report.raised else 0


def print_report(report: Report, documents: int) -> None:
    """The tally first, then everything that is not as stated."""
    total = sum(seconds for seconds, _ in report.seconds)
    print(f"{documents:,} documents in {total:.1f} s; slowest:")
    for seconds, file in sorted(report.seconds, reverse=True)[:3]:
        print(f"  {seconds:.3f} s  {file}")
    print(f"raised: {len(report.raised)}; refused: {len(report.refused)}\n")
    for part in sorted({*report.met, *report.missed}):
        met, missed = report.met[part], len(report.missed[part])
        print(f"{part:26} {met:5} of {met + missed:5}  {met / (met + missed):8.2%}")
    for name, rows in (("raised", report.raised), ("refused", report.refused)):
        for file, detail in rows:
            print(f"\n{name}: {file}\n  {detail}", end="")
    for part, misses in report.missed.items():
        print(f"\n\nmissed, {part}:")
        for file, stated, found, cause in misses:
            print(
                f"  {file}\n    stated {stated[:120]!r}\n    read   {found[:120]!r}"
                + (f"  ({cause})" if cause else "")
            )


if __name__ == "__main__":
    sys.exit(main())
