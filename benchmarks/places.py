"""How well the countries of labelled articles are found: `python -m benchmarks.places ITEMS.jsonl`.

Items without a labelled country are left out. Prints precision and recall of the countries, and how
often the first country given is a labelled one, for all items and by language.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from monitor.matching.places import find_countries


@dataclass
class Count:
    """What was found rightly, wrongly and not at all."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    items: int = 0
    first: int = 0

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return (
            f"{self.items:4} items  precision {precision:.3f}  recall {recall:.3f}  first right {self.first}"
        )


def measure(path: Path) -> dict[str, Count]:
    """The counts by language, "all" among them."""
    counts: dict[str, Count] = defaultdict(Count)
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        labelled = set(item["countries"])
        if not labelled:
            continue
        found = find_countries(item["title"], item["text"], item["lang"])
        for key in ("all", item["lang"]):
            count = counts[key]
            count.items += 1
            count.first += bool(found) and found[0] in labelled
            count.right += len(labelled.intersection(found))
            count.wrong += len(set(found) - labelled)
            count.missed += len(labelled.difference(found))
    return counts


if __name__ == "__main__":
    for name, count in sorted(measure(Path(sys.argv[1])).items()):
        print(f"{name:4} {count}")
