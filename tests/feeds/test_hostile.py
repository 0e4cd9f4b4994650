"""The hostile feeds of the corpus: each is read, kept in part or refused as its manifest asks, in time."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import FeedError
from monitor.feeds import read_feed
from tests.corpus import SHARED, corpus
from tests.feeds.pages import page, source

HOSTILE = SHARED / "corpus" / "hostile"


def entries() -> list[dict[str, Any]]:
    manifest = HOSTILE / "manifest.json"
    if not manifest.exists():
        return []
    listed = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    return [entry for entry in listed if entry["group"] == "feeds"]


def body_of(folder: Path, entry: dict[str, Any]) -> bytes:
    raw = (folder / entry["file"]).read_bytes()
    return gzip.decompress(raw) if entry.get("stored") == "gz" else raw


@pytest.mark.corpus
@pytest.mark.parametrize("entry", entries(), ids=lambda entry: Path(entry["id"]).name)
def test_a_hostile_feed_does_what_its_manifest_expects(entry: dict[str, Any]) -> None:
    body = body_of(corpus("hostile"), entry)
    start = time.perf_counter()
    try:
        feed = read_feed(page(body, f"https://news.example/{entry['file'].removesuffix('.gz')}"), source())
    except FeedError:
        assert entry["expect"] == "reject"
    else:
        assert entry["expect"] != "reject"
        shown = "\n".join(f"{e.title}\n{e.summary}" for e in feed.entries)
        for text in entry.get("must_find", []):
            assert text in shown
        if entry.get("context", "").startswith("digest") is False:
            for text in entry.get("must_not_find", []):
                assert text not in shown
        if "entries" in entry:
            assert len(feed.entries) == entry["entries"]
    assert time.perf_counter() - start < entry["limits"]["s"] / 2
