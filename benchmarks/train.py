"""Learn `alerts/lexicon/weights.toml` from labelled articles; needs numpy and scipy.

    python benchmarks/train.py --items FILE [--more TEXTS]  # cross-validated figures, nothing is written
    python benchmarks/train.py --items FILE [--more TEXTS] --write  # and the weights learned from all

With `--more` the articles of TEXTS whose labels stand in `labels.jsonl` are learned from too, and never
tested on: they were drawn to be hard, those of FILE as they come.

Logistic regression with a penalty on large weights (of clues taken in their standard deviations). What a
clue may say is fixed beforehand: a term never speaks against an article, a word of another domain never
for it. Articles of one `group` (copies, one
long-running story) are never both learned from and tested on.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.labelled import labelled
from benchmarks.relevance import LEXICONS, Item, article, read_items, watch
from monitor.matching.compile import compiled
from monitor.matching.concepts import DOMAINS
from monitor.matching.context import gather
from monitor.matching.find import Found
from monitor.matching.verdict import Features, features

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

PENALTY = 20.0
FOLDS = 5
PARTINGS = 4
"""The articles are parted in this many ways: what one parting says of 150 articles is partly luck."""
RARE = 8
"""A clue that fewer articles have than this is not learned."""

FOR = (
    "title_", "lead_", "body_", "headline_sufficient", "headline_context", "first_", "earliness", "spread",
    "density", "terms", "share", "sentences", "concepts", "balance", "beside_",
)  # fmt: skip
AGAINST = ("early_", "excluded", "other_", "gap", *(f"headline_of_{domain}" for domain in DOMAINS))


def clues_of(items: Sequence[Item]) -> list[Features | None]:
    """The clues of each item; None where no term stands at all, which is never relevant."""
    ready = compiled(watch())
    made: list[Features | None] = []
    for item in items:
        found = Found(article(item), ready)
        evidence = gather(found) if found.concepts else None
        made.append(features(evidence) if evidence and evidence.mentions else None)
    return made


def learn(rows: Sequence[Features], labels: Sequence[bool], penalty: float = PENALTY) -> dict[str, float]:
    """The weights, by clue, that tell the labelled rows apart."""
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= RARE)
    matrix: Matrix = np.array([[row.get(name, 0.0) for name in names] + [1.0] for row in rows])
    target: Vector = np.array(labels, dtype=np.float64)
    shrink: Vector = np.append(penalty * matrix[:, :-1].var(axis=0), 0.0)

    def loss(weights: Vector) -> tuple[float, Vector]:
        total = matrix @ weights
        value = np.logaddexp(0, total) - target * total
        error = 1 / (1 + np.exp(-total)) - target
        return float(value.sum() + 0.5 * (shrink * weights**2).sum()), matrix.T @ error + shrink * weights

    bounds = [
        (0, None) if name.startswith(FOR) else (None, 0) if name.startswith(AGAINST) else (None, None)
        for name in names
    ]
    result = minimize(
        loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    )
    return dict(zip([*names, "bias"], result.x.tolist(), strict=True))


def scored(rows: Sequence[Features | None], weights: dict[str, float]) -> Vector:
    """The probability that the weights give each row."""
    totals = [
        -30.0 if row is None else weights["bias"] + sum(v * weights.get(n, 0.0) for n, v in row.items())
        for row in rows
    ]
    return np.asarray(1 / (1 + np.exp(-np.clip(totals, -30, 30))), dtype=np.float64)


def fold_of(item: Item, parting: int = 0) -> int:
    """Which fold an item belongs to, by its group; another `parting` makes other folds."""
    name = str(item["group"]) + ("" if not parting else f" {parting}")
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def cross_validated(
    items: Sequence[Item],
    rows: Sequence[Features | None],
    labels: Sequence[bool],
    tested: int,
    penalty: float = PENALTY,
    parting: int = 0,
) -> Vector:
    """For each of the first `tested` items the probability by weights learned without its fold's groups."""
    folds = [fold_of(item, parting) for item in items[:tested]]
    scores = np.zeros(tested)
    for held in range(FOLDS):
        groups = {item["group"] for item, fold in zip(items, folds, strict=False) if fold == held}
        known = [
            (row, label)
            for item, row, label in zip(items, rows, labels, strict=True)
            if item["group"] not in groups and row is not None
        ]
        weights = learn([r for r, _ in known], [label for _, label in known], penalty)
        given = scored(rows[:tested], weights)
        for index, fold in enumerate(folds):
            if fold == held:
                scores[index] = given[index]
    return scores


def best_threshold(several: Sequence[Vector], labels: Sequence[bool]) -> float:
    """The line at which the worse of precision and recall is best, by all the partings of `several`."""
    truth = np.array(labels)
    candidates = np.arange(0.2, 0.8, 0.01)
    worse = []
    for line in candidates:
        found = np.mean([((scores >= line) & truth).sum() for scores in several])
        called = np.mean([(scores >= line).sum() for scores in several])
        worse.append(found / max(1.0, called, truth.sum()))
    best = max(worse)
    return round(float(candidates[np.array(worse) >= best - 0.003].mean()), 2)


def report(items: Sequence[Item], chosen: Sequence[bool]) -> None:
    """Counts, precision and recall of `relevant`, for all, English news and each language."""
    languages = sorted({i["lang"] for i in items})
    for name in ["all", "en news", *languages]:
        part = [
            (i["label"], c)
            for i, c in zip(items, chosen, strict=True)
            if name in ("all", i["lang"]) or (name == "en news" and (i["lang"], i["genre"]) == ("en", "news"))
        ]
        tp = sum(label == "relevant" and c for label, c in part)
        passing = sum(label == "passing" and c for label, c in part)
        false = sum(label == "not_relevant" and c for label, c in part)
        fn = sum(label == "relevant" and not c for label, c in part)
        precision, recall = tp / max(1, tp + passing + false), tp / max(1, tp + fn)
        print(
            f"{name:8} {len(part):4} items: {tp:3} found, {fn:2} missed, wrongly {passing:2} passing "
            f"and {false:2} not relevant: precision {precision:.3f} recall {recall:.3f}"
        )


def write(path: Path, tables: dict[str, dict[str, float]]) -> None:
    """The weights as TOML, each table sorted by name."""
    lines = [
        "# What each clue adds to an article's score, and where the lines are drawn.",
        "# `python benchmarks/train.py` learns these from labelled articles; they may be changed by hand.",
    ]
    for table, values in tables.items():
        lines += ["", f"[{table}]"]
        lines += [f"{name} = {value:.3f}" for name, value in sorted(values.items()) if abs(value) >= 0.001]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the arguments, print cross-validated figures, write the weights where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--more", type=Path, help="texts of labels.jsonl to learn from as well")
    parser.add_argument("--penalty", type=float, default=PENALTY)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    tested = read_items(arguments.items)
    items = tested + (labelled(arguments.more) if arguments.more else [])
    rows = clues_of(items)
    tables: dict[str, dict[str, float]] = {}
    lines: dict[str, float] = {}
    for table, wanted in (("relevant", {"relevant"}), ("mentioned", {"relevant", "passing"})):
        labels = [item["label"] in wanted for item in items]
        several = [
            cross_validated(items, rows, labels, len(tested), arguments.penalty, n) for n in range(PARTINGS)
        ]
        lines[table] = best_threshold(several, labels[: len(tested)])
        if table == "relevant":
            for scores in several:
                report(tested, [bool(s >= lines[table]) for s in scores])
        known = [(row, label) for row, label in zip(rows, labels, strict=True) if row is not None]
        tables[table] = learn([r for r, _ in known], [label for _, label in known], arguments.penalty)
    if arguments.write:
        write(LEXICONS / "weights.toml", {**tables, "threshold": lines})


if __name__ == "__main__":
    main()
