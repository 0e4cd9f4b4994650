"""What the groups of hostile inputs share: a row of the manifest, its bytes, and what became of it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One input: met or not, why, and how long it took."""

    id: str
    expected: str
    met: bool
    bettered: bool = False
    what: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Outcome:
    """A group's results, and what the whole of it took."""

    results: list[Result] = field(default_factory=list)
    notes: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def bytes_of(folder: Path, row: Row) -> bytes:
    """An input as it is meant, unpacked where it is only stored packed."""
    data = (folder / row["file"]).read_bytes()
    return gzip.decompress(data) if row.get("stored") == "gz" else data
