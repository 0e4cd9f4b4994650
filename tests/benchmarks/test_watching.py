"""A few simulated days keep the promise that a month is measured by."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.watching import simulate


@pytest.mark.slow
async def test_what_can_be_seen_is_stored_once(tmp_path: Path) -> None:
    report = await simulate(60, 2, 5, tmp_path / "monitor.db")
    assert report.items > 500
    assert report.share > 0.998
    assert (report.twice, report.strangers, report.overlaps) == (0, 0, 0)
    assert report.share_of_quarter_hourly < 0.5
