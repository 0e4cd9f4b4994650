"""Labels of articles whose texts are not ours to publish: `labels.jsonl`, and the texts that belong to them.

One label a line: `source` is where the text was found (`owner/repository:path#row`), `sha256` that of the
text that was read, `group` the story or template it shares with others. `docs/matching.md` says how the
articles were drawn and read, and how the texts are made again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from benchmarks.relevance import Item, read_items

LABELS = Path(__file__).with_name("labels.jsonl")


def fingerprint(text: str) -> str:
    """The SHA-256 of a text in UTF-8, by which its label knows it."""
    return hashlib.sha256(text.encode()).hexdigest()


def labelled(texts: Path, labels: Path = LABELS) -> list[Item]:
    """The items of `texts` (lines with title and text) that have a label, with it, in the labels' order.

    Raises:
        ValueError: no text is one that was read.
    """
    found = {fingerprint(item["text"]): item for item in read_items(texts)}
    items = [{**found[label["sha256"]], **label} for label in read_items(labels) if label["sha256"] in found]
    if not items:
        raise ValueError(f"{texts} holds no text that {labels} knows")
    return items


def write_labels(items: list[Item], labels: Path = LABELS) -> None:
    """Labels without their texts, in the order of their sources."""
    with labels.open("w", encoding="utf-8") as out:
        for item in sorted(items, key=lambda i: str(i["source"])):
            row = {
                "source": item["source"],
                "sha256": fingerprint(item["text"]),
                **{name: item[name] for name in ("lang", "genre", "label", "sublabel", "forms", "countries")},
                "group": item["group"],
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
