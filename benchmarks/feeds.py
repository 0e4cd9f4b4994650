"""How well real feeds are read: every document of a corpus, beside what its origin states of it.

    python -m benchmarks.feeds --corpus DIR --predictions OUT.jsonl [--json REPORT.json]

Writes one line a document, `{file, entries: [{id, link, title, published}]}`, and prints how many of the
stated counts, ids, links, titles and dates were met; every miss is listed with its cause.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.errors import FeedError
from monitor.feeds import read_feed
from monitor.feeds.dates import read_date
from monitor.feeds.fields import title_of
from monitor.model import Feed, Page, Source

API_FIELDS = {
    "entry_dump_json": {
        "items": ".",
        "title": "title",
        "link": "link",
        "date": "date_published",
        "language": "language",
    },
    "gdelt_doc_api": {
        "items": "articles",
        "title": "title",
        "link": "url",
        "date": "seendate",
        "language": "language",
    },
}
PARTS = ("count", "id", "link", "title", "published")
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@dataclass
class Report:
    """The tally: met and missed per part, the misses with their causes, seconds per document."""

    met: Counter[str] = field(default_factory=Counter)
    missed: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    failures: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def judge(self, part: str, file: str, stated: object, read: object, cause: str = "") -> None:
        """Count one comparison; a miss needs a cause."""
        if stated == read:
            self.met[part] += 1
        else:
            self.missed[part].append((file, str(stated), str(read), cause))


def read(document: dict[str, Any], folder: Path) -> Feed:
    """The document as the product reads it, under a source of its kind."""
    body = (folder / document["file"]).read_bytes()
    address = f"https://corpus.example/{document['file']}"
    kind = document["kind"]
    if kind == "opml":
        return Feed(format="opml", entries=())
    source = Source(
        name="corpus", title="corpus", url=address, kind="api" if kind in API_FIELDS else "feed",
        fields=API_FIELDS.get(kind, {}),
    )  # fmt: skip
    return read_feed(Page(url=address, final_url=address, body=body, fetched_at=NOW), source)


def compare(document: dict[str, Any], feed: Feed, report: Report) -> None:
    """Hold what was read against what the origin states."""
    expected = document["expected"] or {}
    file = document["file"]
    if "entries" in expected:
        report.judge("count", file, expected["entries"], len(feed.entries))
    elif "feedparser_6_0_14" in document["measured"]:
        report.judge(
            "count (feedparser)",
            file,
            document["measured"]["feedparser_6_0_14"]["entries"],
            len(feed.entries),
        )
    elif document["kind"] != "opml" and document["kind"] != "sitemap_index":
        report.judge("count (raw)", file, document["measured"]["raw_items"], len(feed.entries))
    for index, part, stated in stated_fields(expected):
        if index >= len(feed.entries):
            report.judge(part, file, stated, None)
            continue
        entry = feed.entries[index]
        if part == "id":
            report.judge(part, file, stated, entry.guid or entry.url)
        elif part == "link":
            report.judge(part, file, stated.strip(), entry.url)
        elif part == "title":
            report.judge("title (as written)", file, stated, entry.title)
            report.judge(part, file, title_of(stated), entry.title)
        else:
            at = read_date(stated, NOW)
            read_at = {"published": entry.published, "updated": entry.updated or entry.published}[part]
            report.judge("published", file, at and at.replace(microsecond=0), read_at)


def stated_fields(expected: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """What the origin states of its entries: (place, part, value)."""
    for index, identifier in enumerate(expected.get("ids", [])):
        yield index, "id", identifier
    for index, item in enumerate(expected.get("items", [])):
        if identifier := item.get("guid") or item.get("id"):
            yield index, "id", identifier if isinstance(identifier, str) else identifier.get("value", "")
        link = item.get("link") or next(
            (
                each.get("href")
                for each in item.get("links", [])
                if isinstance(each, dict) and each.get("rel") in (None, "alternate")
            ),
            None,
        )
        if link:
            yield index, "link", link
        title = item.get("title")
        if title:
            yield index, "title", title if isinstance(title, str) else title["content"]
        if at := item.get("isoDate") or item.get("published") or item.get("updated"):
            yield index, "published", at
    for each in expected.get("fields", []):
        match = re.fullmatch(
            r"entries\[(\d+)\]\.(id|guid|link|title|published|updated|published_parsed|updated_parsed|created_parsed)",
            each["path"],
        )
        if not match:
            continue
        value, part = each["equals"], match[2]
        if isinstance(value, list):
            value = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*value[:6])
        part = {
            "guid": "id",
            "published_parsed": "published",
            "created_parsed": "published",
            "updated_parsed": "updated",
        }.get(part, part)
        yield int(match[1]), part, value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    arguments = parser.parse_args()
    documents = json.loads((arguments.corpus / "manifest.json").read_text())["documents"]
    report = Report()
    begun = time.perf_counter()
    with arguments.predictions.open("w", encoding="utf-8") as out:
        for document in documents:
            start = time.perf_counter()
            try:
                feed = read(document, arguments.corpus)
            except FeedError as error:
                report.refused.append((document["file"], f"{type(error).__name__}: {error.detail}"))
                feed = Feed(format="", entries=())
            except Exception as error:  # noqa: BLE001 - the point of the benchmark
                report.failures.append((document["file"], repr(error)[:200]))
                feed = Feed(format="", entries=())
            report.slowest.append((time.perf_counter() - start, document["file"]))
            rows = [
                {
                    "id": e.guid or e.url,
                    "link": e.url,
                    "title": e.title,
                    "published": e.published.isoformat() if e.published else None,
                }
                for e in feed.entries
            ]
            out.write(json.dumps({"file": document["file"], "entries": rows}, ensure_ascii=False) + "\n")
            compare(document, feed, report)
    seconds = time.perf_counter() - begun
    print(f"{len(documents):,} documents in {seconds:.1f} s")
    print(f"{len(report.failures)} exceptions, {len(report.refused)} refused")
    for name in sorted(set(report.met) | set(report.missed)):
        met, missed = report.met[name], len(report.missed[name])
        print(f"{name:20} {met:5} of {met + missed:5}  {met / (met + missed):.2%}")
    for file, detail in report.failures + report.refused:
        print("!", file, detail)
    for name, misses in report.missed.items():
        for miss in misses:
            print(name, "|", *(f"{value[:140]} |" for value in miss))
    for spent, file in sorted(report.slowest, reverse=True)[:8]:
        print(f"{spent:.3f}s {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
