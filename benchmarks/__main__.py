"""`make bench`: every measurement, one after the other, with what this machine has to measure on.

    python -m benchmarks [NAME …]

Those that need the shared corpus of real pages, feeds and labelled articles say so where it is absent.
Figures of single runs on a busy machine are worth little; the benchmarks print ratios against a named
alternative in the same run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

# Each measurement: its arguments, in which {out} is a file to write to and {corpus} the shared corpus.
MEASUREMENTS: dict[str, tuple[str, ...]] = {
    "feeds": ("--corpus", "{corpus}/feeds", "--predictions", "{out}"),
    "hostile": ("--corpus", "{corpus}/hostile"),
    "watching": (),
    "polling": ("--corpus", "{corpus}/feeds"),
    "extraction": ("--corpus", "{corpus}/pages", "--predictions", "{out}"),
    "relevance": ("--items", "{corpus}/relevance/items.jsonl", "--predictions", "{out}"),
    "places": ("{corpus}/relevance/items.jsonl",),
    "matching": ("--items", "{corpus}/relevance/items.jsonl"),
    "verdict": ("--corpus", "{corpus}/pages"),
    "stories": ("--synthetic", "100000"),
    "archive": ("--articles", "20000"),
    "digest": (),
}


def main(names: list[str]) -> int:
    """Run the named measurements, or all; returns how many failed."""
    failed = 0
    for name in names or list(MEASUREMENTS):
        arguments = MEASUREMENTS[name]
        print(f"\n== {name} " + "=" * (70 - len(name)), flush=True)
        if any("{corpus}" in argument for argument in arguments) and not CORPUS.is_dir():
            print(f"needs the shared corpus, which is not at {CORPUS}")
            continue
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
            filled = [a.format(corpus=CORPUS, out=out.name) for a in arguments]
            command = [sys.executable, "-m", f"benchmarks.{name}", *filled]
            failed += subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
