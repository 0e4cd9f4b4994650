"""Train the forest that tells an article's blocks from the rest of its page.

usage: python -m benchmarks.train_blocks --corpus DIR [--folds 5 --evaluator FILE [--predictions OUT.jsonl]]

DIR holds `manifest.json`, `pages/` and `groundtruth/` (see docs/reading.md). The forest is trained on all
its pages and written to monitor/articles/forest.json. With `--folds` nothing is written: every page is read
by a forest that was not trained on its domain, and the evaluator's figures for these readings are printed.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.block_forest import model_of
from benchmarks.block_labels import examples
from benchmarks.folds import print_scores, readings

MODEL = Path(__file__).parents[1] / "monitor" / "articles" / "forest.json"


def write(columns: list[str], trees: list[Any], pages: int) -> None:
    """Write the model file, one tree a line."""
    about = {
        "trained": datetime.now(UTC).date().isoformat(),
        "pages": pages,
        "by": "python -m benchmarks.train_blocks",
    }
    body = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    MODEL.write_text(
        f'{{"about": {json.dumps(about)},\n"columns": {json.dumps(columns)},\n"trees": [\n{body}\n]}}\n',
        encoding="utf-8",
    )


def main() -> None:
    """Train on everything and write the model file, or measure by folds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0)
    shared = Path(__file__).parents[2] / "shared" / "tools" / "evaluate_extraction.py"
    parser.add_argument("--evaluator", type=Path, default=shared)
    parser.add_argument("--predictions", type=Path, help="where the readings of the folds are written")
    arguments = parser.parse_args()
    everything = list(examples(arguments.corpus))
    if arguments.folds:
        read = list(readings(arguments.corpus, everything, arguments.folds))
        if arguments.predictions:
            lines = (json.dumps(reading, ensure_ascii=False) + "\n" for reading in read)
            arguments.predictions.write_text("".join(lines), encoding="utf-8")
        print_scores(arguments.corpus, arguments.evaluator, read)
        return
    columns, trees = model_of(everything)
    write(columns, trees, len(everything))
    print(f"{MODEL}: {len(trees)} trees from {len(everything)} pages, {MODEL.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
