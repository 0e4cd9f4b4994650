"""How well the countries of labelled articles are found, and the weights by which they are.

    python -m benchmarks.places ITEMS.jsonl                          # precision and recall by language
    python -m benchmarks.places ITEMS.jsonl --learn [--more TEXTS]   # cross-validated, and the weights

Over articles labelled relevant or passing in which a term stands. `--learn` prints what
`monitor/matching/countries.py` holds; with `--more` the articles of `labels.jsonl` are learned from too.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.labelled import labelled
from benchmarks.relevance import Item, article, read_items, watch
from benchmarks.train import FOLDS, PARTINGS, fold_of, learn
from monitor.matching.compile import compiled
from monitor.matching.context import gather
from monitor.matching.countries import WEIGHTS, Clues, chosen, country_clues
from monitor.matching.find import Found
from monitor.matching.tags import sentences_of

PENALTY = 3.0
LINE = 0.43
"""The probability from which a country is given: where precision and recall are about equal."""


@dataclass
class Count:
    """What was found rightly, wrongly and not at all."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    items: int = 0
    first: int = 0

    def add(self, found: Sequence[str], wanted: Collection[str]) -> None:
        """Count one article."""
        self.items += 1
        self.first += bool(found) and found[0] in wanted
        self.right += len(set(wanted).intersection(found))
        self.wrong += len(set(found).difference(wanted))
        self.missed += len(set(wanted).difference(found))

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return (
            f"{self.items:4} items  precision {precision:.3f}  recall {recall:.3f}  first right {self.first}"
        )


def read(items: Iterable[Item]) -> list[tuple[Item, dict[str, Clues]]]:
    """The items that count, with the clues of the countries they name."""
    ready, made = compiled(watch()), []
    for item in items:
        found = Found(article(item), ready)
        if item["label"] != "not_relevant" and found.concepts:
            near = sentences_of(gather(found))
            made.append((item, country_clues(item["title"], item["text"], item["lang"], near=near)))
    return made


def learned(rows: list[tuple[Item, dict[str, Clues]]]) -> dict[str, float]:
    """The weights that tell the labelled countries from the others."""
    known = [(made, country in item["countries"]) for item, clues in rows for country, made in clues.items()]
    weights = learn([made for made, _ in known], [label for _, label in known], PENALTY)
    return {**weights, "bias": weights["bias"] - log(LINE / (1 - LINE))}


def cross_validated(
    tested: list[tuple[Item, dict[str, Clues]]], more: list[tuple[Item, dict[str, Clues]]]
) -> None:
    """Print the figures of `tested` by weights that were learned without the article's fold."""
    for parting in range(PARTINGS):
        count = Count()
        for held in range(FOLDS):
            part = [row for row in tested if fold_of(row[0], parting) == held]
            groups = {item["group"] for item, _ in part}
            weights = learned([row for row in tested + more if row[0]["group"] not in groups])
            for item, clues in part:
                count.add(chosen(clues, weights), item["countries"])
        print(f"all  {count}")


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("items", type=Path)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--learn", action="store_true")
    arguments = parser.parse_args()
    tested = read(read_items(arguments.items))
    if arguments.learn:
        more = read(labelled(arguments.more)) if arguments.more else []
        cross_validated(tested, more)
        for name, weight in sorted(learned(tested + more).items()):
            print(f'    "{name}": {weight:.3f},')
        return
    counts: dict[str, Count] = defaultdict(Count)
    for item, clues in tested:
        for key in ("all", item["lang"]):
            counts[key].add(chosen(clues, WEIGHTS), item["countries"])
    for name, count in sorted(counts.items()):
        print(f"{name:4} {count}")


if __name__ == "__main__":
    main()
