"""How fast articles are judged, and what a larger list of terms costs.

    python -m benchmarks.matching --items ITEMS.jsonl [--seconds 5]

ITEMS holds one article a line (`title`, `text`, `lang`). Measured on one core: folding alone; the full
lexicon with folding, context and verdict; and term lists of 500 and 10,000 beside one another (made-up
words besides the lexicon's own), the automaton's search included, with a `re` alternation of 500 for
comparison. Sizes are UTF-8 bytes of title and text, times are of the processor. Exit code 1 below 20 MB/s,
or where 10,000 terms take more than half as long again as 500.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from monitor.config.lexicon import load_lexicons, load_weights
from monitor.matching.compile import Compiled
from monitor.matching.find import Found
from monitor.matching.fold import fold
from monitor.matching.judge import judge_with
from monitor.model import Article, Lexicon, Term, Watch

LEXICON = Path(__file__).parents[1] / "alerts" / "lexicon"


def articles(path: Path) -> list[Article]:
    """The articles of a file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Article(url=r["id"], title=r["title"] or "", text=r["text"], language=r["lang"]) for r in rows]


def rate(work: Callable[[Article], object], among: Sequence[Article], seconds: float) -> float:
    """Megabytes a second: the best of whole rounds over the articles within about `seconds`."""
    size = sum(len(f"{a.title}{a.text}".encode()) for a in among) / 1e6
    for article in among[::7]:
        work(article)
    best, end = 0.0, time.process_time() + seconds
    while True:
        start = time.process_time()
        for article in among:
            work(article)
        best = max(best, size / (time.process_time() - start))
        if time.process_time() > end:
            return best


def invented(count: int, known: Sequence[Term]) -> Lexicon:
    """A lexicon of `count` terms: the known ones first, then pairs of made-up words."""
    source = random.Random(7)
    terms = list(known[:count])
    while len(terms) < count:
        words = ["".join(source.choices("aeioubcdfglmnprst", k=source.randint(4, 9))) for _ in range(2)]
        terms.append(Term(text=" ".join(words), concept="forced_labour", language="en"))
    return Lexicon(language="en", terms=tuple(terms))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    among = articles(arguments.items)
    lexicons = load_lexicons(LEXICON)
    full = Compiled(Watch(alerts=(), lexicons=lexicons, weights=load_weights(LEXICON), version="benchmark"))
    print(f"{len(among)} articles, {sum(len(x.terms) for x in lexicons)} terms in {len(lexicons)} languages")
    folded = rate(lambda a: fold(a.text, a.language), among, arguments.seconds)
    print(f"folding alone                   {folded:7.1f} MB/s")
    judged = rate(lambda a: judge_with(a, full), among, arguments.seconds)
    print(f"full lexicon, to the verdict    {judged:7.1f} MB/s")
    english = [a for a in among if a.language == "en"]
    known = [
        t
        for x in lexicons
        if x.language == "en"
        for t in x.terms
        if " + " not in t.text and "*" not in t.text
    ]
    rates = {}
    for count in (500, 10_000):
        ready = Compiled(Watch(alerts=(), lexicons=(invented(count, known),), version=f"{count}"))
        rates[count] = rate(lambda a, ready=ready: Found(a, ready).concepts, english, arguments.seconds)  # type: ignore[misc]
        print(f"{count:6} terms, folded and found   {rates[count]:7.1f} MB/s")
    pattern = re.compile("|".join(re.escape(t.text) for t in known[:500]), re.IGNORECASE)
    plain = rate(lambda a: pattern.findall(a.text), english[:60], 1.0)
    print(f"   500 terms, a `re` alternation {plain:7.1f} MB/s")
    return 0 if judged >= 20 and rates[500] <= 1.5 * rates[10_000] else 1


if __name__ == "__main__":
    sys.exit(main())
