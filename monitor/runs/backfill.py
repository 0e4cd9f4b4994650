"""A backfill: pages from web archives go the way that fetched pages go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monitor.archive.read import read_warc
from monitor.model import Failure, Hint
from monitor.runs.contain import contain
from monitor.runs.read import read_page
from monitor.runs.record import ReadReport
from monitor.runs.wire import World


async def backfill(world: World, files: Sequence[Path]) -> ReadReport:
    """Analyse and save every answered page of the given WARC files; what is stored already stays one article.

    Raises:
        StoreError: a file is missing or no WARC; the pages before it are saved.
    """
    report = ReadReport()
    for file in files:
        for page in read_warc(file):
            if page.status != 200:
                continue
            report.taken += 1
            outcome = await contain(
                "read", page.final_url, world.clock, read_page(world, page, Hint(), report)
            )
            if isinstance(outcome, Failure):
                report.unreadable += 1
                report.failures.append(outcome)
    return report
