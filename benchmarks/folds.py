"""Read every page with a forest that never saw its domain, and score that as the evaluator does.

Run by `python -m benchmarks.train_blocks --corpus DIR --folds 5`. Pages are divided by domain; one forest
is trained on each choice of all folds but one, and reads the one left out, the whole way that the program
reads: text, title and date. The figures are the evaluator's own, computed by its functions.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.block_forest import train
from benchmarks.block_labels import Example, fold_of
from benchmarks.extraction import product

NEWS = ("zyte", "fundus", "annot")
GROUPS: Mapping[str, Sequence[str] | None] = {
    "all": None,
    "news": NEWS,
    "fundus + annot": ("fundus", "annot"),
    "wcxb": ("wcxb",),
    "trafilatura": ("trafilatura",),
}
SHOWN = (
    "pages", "tok_p", "tok_r", "tok_f1", "bad", "keep", "leak", "li_keep", "intro_lists", "intro_keep",
    "intro_lost", "dateline", "title_any", "date",
)  # fmt: skip


def readings(corpus: Path, everything: Sequence[Example], folds: int) -> Iterator[dict[str, Any]]:
    """Yield one `{id, title, date, text}` a page, read by a forest of the other folds."""
    pages = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["pages"]
    for fold in range(folds):
        model = train([example for example in everything if fold_of(example.domain, folds) != fold])
        for entry in pages:
            if fold_of(entry["domain"], folds) == fold:
                body = gzip.decompress((corpus / entry["file"]).read_bytes())
                yield {"id": entry["id"], **product(body, entry["url"], model)}


def print_scores(corpus: Path, evaluator: Path, predictions: Sequence[Mapping[str, Any]]) -> None:
    """Print the evaluator's figures over the groups of sets that are reported."""
    judge = _load(evaluator)
    read = {reading["id"]: reading for reading in predictions}
    scores: defaultdict[str, list[Any]] = defaultdict(list)
    for entry in json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["pages"]:
        reference = json.loads((corpus / entry["groundtruth"]).read_text(encoding="utf-8"))
        score = judge.score(reference, read.get(entry["id"], {}))
        for group, sets in GROUPS.items():
            if sets is None or entry["set"] in sets:
                scores[group].append(score)
    for group, rows in scores.items():
        found = judge.summarise(rows)
        shown = (f"{name}={found[name]:.4g}" for name in SHOWN if found.get(name) is not None)
        print(f"{group}: {' '.join(shown)}")


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluator", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
