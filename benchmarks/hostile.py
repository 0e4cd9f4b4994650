"""Hostile inputs, and whether what is expected of us is met.

    python -m benchmarks.hostile --corpus DIR [--group http …] [--json REPORT.json]

`DIR` holds `manifest.json`. A group is a function that takes the folder and the manifest's entries and
returns one `Result` for each of them; it is registered in `GROUPS`. An expectation is met, bettered (a
document was to be refused, and was read within its limits) or missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from benchmarks.hostile_documents import run_documents
from benchmarks.hostile_lists import run_config, run_lists
from benchmarks.hostile_outcome import Outcome, Row
from benchmarks.hostile_web import run_feeds, run_http


@dataclass(slots=True)
class Memory:
    """The most that a process and its children held, sampled while something ran."""

    before: int = 0
    peak: int = 0
    child: int = 0
    slowest_beat: float = 0.0

    @property
    def grown(self) -> float:
        """Megabytes that the parent grew."""
        return (self.peak - self.before) / 2**20


Group = Callable[[Path, Sequence[Row]], Awaitable[Outcome]]
GROUPS: Mapping[str, Group] = {
    "http": run_http,
    "feeds": run_feeds,
    "html": run_documents,
    "pdf": run_documents,
    "lists": run_lists,
    "config": run_config,
}
"""The groups that can be run, by their name in the manifest."""


@contextmanager
def watch_memory() -> Iterator[Memory]:
    """Sample this process and its children every 20 ms in a thread."""
    memory, process, over = Memory(), psutil.Process(), threading.Event()
    memory.before = memory.peak = process.memory_info().rss

    def sample() -> None:
        while not over.wait(0.02):
            memory.peak = max(memory.peak, process.memory_info().rss)
            for child in process.children(recursive=True):
                try:
                    memory.child = max(memory.child, child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()


async def run(folder: Path, wanted: Sequence[str]) -> dict[str, Outcome]:
    """Run the groups one after the other."""
    rows: list[Row] = json.loads((folder / "manifest.json").read_text("utf-8"))["entries"]
    found = {}
    for name, group in GROUPS.items():
        if not wanted or name in wanted:
            begun = time.perf_counter()
            with watch_memory() as memory:
                outcome = await group(folder, [row for row in rows if row["group"] == name])
            outcome.notes |= {
                "seconds": round(time.perf_counter() - begun, 1),
                "parent grew MB": round(memory.grown, 1),
                "largest child MB": round(memory.child / 2**20, 1),
            }
            if memory.grown > 64:
                outcome.faults.append(f"the parent grew by {memory.grown:.0f} MB, more than 64")
            found[name] = outcome
    return found


def main() -> int:
    """Print what was missed; 1 if anything was."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--group", action="append", default=[])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    outcomes = asyncio.run(run(arguments.corpus, arguments.group))
    missed = 0
    for name, outcome in outcomes.items():
        good = sum(result.met for result in outcome.results)
        better = sum(result.bettered for result in outcome.results)
        print(f"{name}: {good} of {len(outcome.results)} met ({better} bettered)  {outcome.notes}")
        for result in outcome.results:
            if not result.met:
                print(f"  MISSED {result.id}: {result.expected}; {result.what} ({result.seconds:.1f} s)")
        for fault in outcome.faults:
            print(f"  MISSED {fault}")
        missed += len(outcome.results) - good + len(outcome.faults)
    if arguments.json:
        report = {name: asdict(outcome) for name, outcome in outcomes.items()}
        arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False), "utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
