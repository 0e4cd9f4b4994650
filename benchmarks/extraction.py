"""Measure reading: the product beside trafilatura, readability-lxml and newspaper4k on the same pages.

usage: python benchmarks/extraction.py --corpus DIR --predictions OUT.jsonl [--evaluator FILE] [--only SET …]

DIR holds `manifest.json`, `pages/` and `groundtruth/`. OUT.jsonl gets one `{id, title, date, text}` a line,
as the product read it (a date-line stands before its text, as in the references). With an evaluator
script (called as `FILE --data DIR PREDICTIONS`) its table is printed for every reader; without references
nothing but the cost is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor.articles.forest import Forest
from monitor.articles.read import read_page
from monitor.errors import ExtractError
from monitor.model import Hint, Page

LATEST = datetime(2030, 1, 1, tzinfo=UTC)
Reading = dict[str, str | None]


def product(body: bytes, url: str, model: Forest | None = None) -> Reading:
    """Read as the program does; `model` stands in for the forest that is shipped."""
    page = Page(url=url, final_url=url, body=body, fetched_at=LATEST)
    try:
        article = read_page(page, Hint(), model)
    except ExtractError:
        return {}
    text = f"{article.evidence.get('dateline', '')} {article.text}".strip()
    return {"title": article.title, "date": str(article.published_on or "") or None, "text": text}


def trafilatura_alone(body: bytes, url: str) -> Reading:
    """Read with trafilatura, metadata included."""
    import trafilatura

    document: Any = trafilatura.bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    return {"title": document.title, "date": document.date, "text": document.text} if document else {}


def readability_alone(body: bytes, _url: str) -> Reading:
    """Read with readability-lxml, which knows no dates."""
    import lxml.html
    from readability import Document

    document = Document(body)
    tree = lxml.html.fromstring(document.summary())
    return {"title": document.short_title(), "date": None, "text": "\n".join(tree.itertext())}


def newspaper_alone(body: bytes, url: str) -> Reading:
    """Read with newspaper4k; as English where its tokenizer for the page's language is not installed."""
    import newspaper

    text = body.decode("utf-8", "replace")
    try:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=text)
        article.parse()
    except ImportError:
        article = newspaper.Article(url, language="en", fetch_images=False)
        article.download(input_html=text)
        article.parse()
    day = article.publish_date
    return {"title": article.title, "date": str(day)[:10] if day else None, "text": article.text}


READERS: dict[str, Callable[[bytes, str], Reading]] = {
    "product": product,
    "trafilatura": trafilatura_alone,
    "readability": readability_alone,
    "newspaper4k": newspaper_alone,
}


def run(name: str, corpus: Path, out: Path, only: list[str]) -> None:
    """Read every page with one reader, in this process; print the CPU a page and the peak memory."""
    logging.disable(logging.CRITICAL)
    reader, spent, count = READERS[name], 0.0, 0
    with out.open("w", encoding="utf-8") as lines:
        for entry in json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["pages"]:
            if only and entry["set"] not in only:
                continue
            body = gzip.decompress((corpus / entry["file"]).read_bytes())
            began = time.process_time()
            try:
                reading = reader(body, entry["url"])
            except (ValueError, TypeError, AttributeError, LookupError, RuntimeError) as error:
                print(f"{name}: {entry['id']}: {type(error).__name__}", file=sys.stderr)
                reading = {}
            spent += time.process_time() - began
            count += 1
            lines.write(json.dumps({"id": entry["id"], **reading}, ensure_ascii=False) + "\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name}: {count} pages, {spent / max(1, count) * 1000:.1f} ms CPU a page, peak {peak} MB", flush=True
    )


def main() -> None:
    """Run each reader in a process of its own, so that memory is measured apart; print what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    shared = Path(__file__).parents[2] / "shared" / "tools" / "evaluate_extraction.py"
    parser.add_argument("--evaluator", type=Path, default=shared if shared.exists() else None)
    parser.add_argument("--only", nargs="*", default=[], metavar="SET")
    parser.add_argument("--readers", nargs="*", default=list(READERS), choices=list(READERS))
    parser.add_argument("--reader", choices=list(READERS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.reader:
        run(arguments.reader, arguments.corpus, arguments.predictions, arguments.only)
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.readers:
            out = arguments.predictions if name == "product" else Path(folder) / f"{name}.jsonl"
            again = [sys.executable, __file__, "--corpus", str(arguments.corpus), "--predictions", str(out)]
            subprocess.run([*again, "--reader", name, "--only", *arguments.only], check=True)
            if arguments.evaluator:
                chosen = ["--set", *arguments.only] if arguments.only else []
                command = [sys.executable, str(arguments.evaluator), "--data", str(arguments.corpus)]
                subprocess.run([*command, str(out), "--by", "set", *chosen], check=True)


if __name__ == "__main__":
    main()
