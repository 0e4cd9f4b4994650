"""Recorded pages: a page's bytes beside what was read of it, read again to see what has changed.

A fixture is a folder with `page.bin`, the bytes as they came, and `reading.json`, which says where and
when the page was fetched, under which source's rules it was read, and what was read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.articles import read_article
from monitor.articles.present import as_json
from monitor.errors import ExtractError
from monitor.model import Article, Page, Source
from monitor.ports import Engine
from monitor.runs.record import hint_for

BYTES, READING = "page.bin", "reading.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A recorded page: its folder, the source by whose rules it is read ("" for none), what is expected."""

    folder: Path
    page: Page
    source: str
    expected: Mapping[str, Any]


def keep(folder: Path, page: Page, article: Article, source: str = "") -> None:
    """Write a page and its reading into `folder`; what was recorded there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "url": page.url,
        "final_url": page.final_url,
        "fetched_at": page.fetched_at.isoformat(),
        "content_type": page.headers.get("content-type", ""),
        "source": source,
    }
    text = json.dumps({"page": about, "expected": json.loads(as_json(article))}, ensure_ascii=False, indent=1)
    (folder / BYTES).write_bytes(page.body)
    (folder / READING).write_text(text + "\n", encoding="utf-8")


def load_fixtures(root: Path) -> list[Fixture]:
    """Every fixture under `root`, in the order of their names."""
    found = []
    for file in sorted(root.glob(f"**/{READING}")):
        stored = json.loads(file.read_text("utf-8"))
        about = stored["page"]
        page = Page(
            url=about["url"],
            final_url=about["final_url"],
            body=(file.parent / BYTES).read_bytes(),
            fetched_at=datetime.fromisoformat(about["fetched_at"]),
            headers={"content-type": about["content_type"]} if about["content_type"] else {},
            via="file",
        )
        found.append(
            Fixture(
                folder=file.parent, page=page, source=about.get("source", ""), expected=stored["expected"]
            )
        )
    return found


async def replay(engine: Engine, fixture: Fixture, sources: Sequence[Source]) -> tuple[str, ...]:
    """What of a fixture's reading is different now, a line for each field; nothing if all is the same."""
    hint = hint_for(next((source for source in sources if source.name == fixture.source), None))
    try:
        article = await engine.run(fixture.page.url, read_article, fixture.page, hint)
    except ExtractError as error:
        return (f"it is no longer read: {error.detail}",)
    return changes(fixture.expected, json.loads(as_json(article)))


def changes(expected: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that differ, in words: of a text, the paragraphs that came and went."""
    lines = []
    for name in dict.fromkeys((*expected, *found)):
        before, now = expected.get(name), found.get(name)
        if before == now:
            continue
        if name == "text" or isinstance(before, list):
            lines += _came_and_went(name, _parts(before), _parts(now))
        else:
            lines.append(f"{name}: {_short(before)} → {_short(now)}")
    return tuple(lines)


def _parts(value: object) -> list[str]:
    if isinstance(value, str):
        return [part for part in value.split("\n") if part.strip()]
    return [str(part) for part in value] if isinstance(value, list) else []


def _came_and_went(name: str, before: list[str], now: list[str]) -> list[str]:
    lost = [f"{name}: lost {_short(part)}" for part in before if part not in now]
    came = [f"{name}: new {_short(part)}" for part in now if part not in before]
    return [*lost, *came] or [f"{name}: in another order"]


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 90 else text[:89] + "…"
