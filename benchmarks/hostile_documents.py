"""The groups of the hostile corpus that are read from bytes: HTML pages and PDFs.

Each document goes through the product's children, ten of them waiting at a time. The seconds are those
that the child took; a child that was stopped took its whole limit.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.hostile_outcome import Outcome, Result, Row, bytes_of
from monitor.articles import read_article
from monitor.errors import ExtractError, TookTooLong
from monitor.model import Hint, Page
from monitor.runs.workers import Workers

AT_ONCE = 10
TYPES = {"html": "text/html", "pdf": "application/pdf"}
GRACE = 1.0
"""Seconds over its limit in which a child must have been stopped."""


async def run_documents(folder: Path, rows: Sequence[Row]) -> Outcome:
    """Read each document in a child, and see that it says what it must and nothing breaks."""
    outcome, places = Outcome(), asyncio.Semaphore(AT_ONCE)
    async with Workers() as workers:

        async def one(row: Row) -> Result:
            async with places:
                return await _read(workers, folder, row)

        outcome.results = list(await asyncio.gather(*(one(row) for row in rows)))
        control = next(row for row in rows if row["expect"] == "ok" and row.get("must_find"))
        if not (await _read(workers, folder, control)).met:
            outcome.faults.append("after it all a good document is no longer read")
    return outcome


async def _read(workers: Workers, folder: Path, row: Row) -> Result:
    page = Page(
        url=f"https://hostile.example/{row['id']}",
        final_url=f"https://hostile.example/{row['id']}",
        body=bytes_of(folder, row),
        fetched_at=datetime(2026, 11, 2, 6, tzinfo=UTC),
        headers={"content-type": TYPES[row["group"]]},
    )
    begun = time.perf_counter()
    read, seconds, fault = False, 0.0, ""
    try:
        words, seconds = await workers.run(page.url, _words_of, page)
    except TookTooLong as error:
        words, seconds = f"stopped: {error.detail}", min(time.perf_counter() - begun, 10.0)
    except Exception as error:  # noqa: BLE001 - what must not happen is counted here
        words, fault = "", f"a bug: {type(error).__name__}: {error}"[:200]
    else:
        read = not words.startswith("refused: ")
    missing = [f"no {text!r}" for text in row.get("must_find", ()) if text not in words]
    banned = [f"has {text!r}" for text in row.get("must_not_find", ()) if text in words]
    late = [f"over its {row['limits']['s']} s"] if seconds > row["limits"]["s"] + GRACE else []
    refused = ["refused"] if row["expect"] == "ok" and not read else []
    faults = [*([fault] if fault else []), *missing, *banned, *late, *refused]
    return Result(
        id=row["id"],
        expected=row["expect"],
        met=not faults,
        bettered=row["expect"] == "reject" and read,
        what="; ".join([*faults, words[:120]]),
        seconds=seconds,
    )


def _words_of(page: Page) -> tuple[str, float]:
    """In the child: what is read, or why not, and the CPU seconds that it took."""
    begun = time.process_time()
    try:
        article = read_article(page, Hint())
        words = f"{article.title}\n{article.text}"
    except ExtractError as error:
        words = f"refused: {error.detail}"
    return words, time.process_time() - begun
