"""Pages and sources for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.model import Page, Source

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOME = "https://news.example/feed.xml"


def page(body: str | bytes, url: str = HOME, headers: Mapping[str, str] | None = None) -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page(url=url, final_url=url, body=raw, fetched_at=NOW, headers=headers or {})


def source(url: str = HOME, **more: Any) -> Source:
    return Source(name="s", title="S", url=url, **more)


def rss(items: str, head: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>'
        f"<link>https://news.example/</link>{head}{items}</channel></rss>"
    )
