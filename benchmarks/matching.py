"""How fast articles are judged, and what a larger list of terms costs.

    python -m benchmarks.matching --items ITEMS.jsonl [--texts DIR] [--seconds 5]

ITEMS holds one labelled article a line (`title`, `text`, `lang`, `label`), DIR ordinary articles, one in each
`*.json` (`title`, `text`, `language`). Measured on one core: folding alone; the full lexicon with folding,
context, verdict, reasons and tags, over ordinary articles with three hits or mentions in a hundred, and over
the labelled articles alone, all of which are about the subject or near it; and term lists of 500 and 10,000
beside one another (made-up words besides the lexicon's own), the automaton's search included, with a `re`
alternation of 500 for comparison. Sizes are UTF-8 bytes of title and text, times are of the processor. Exit
code 1 below 20 MB/s over ordinary articles (over the labelled ones without DIR), or where 10,000 terms take
more than half as long again as 500.
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
from monitor.matching.context import gather
from monitor.matching.find import Found
from monitor.matching.fold import fold
from monitor.matching.judge import judge_with
from monitor.matching.verdict import decide, features
from monitor.model import Article, Lexicon, Term, Watch

LEXICON = Path(__file__).parents[1] / "alerts" / "lexicon"


EVERY = 33
"""One ordinary article in so many is followed by a hit or a mention."""


def articles(path: Path) -> dict[str, list[Article]]:
    """The articles of a file, by their labels."""
    found: dict[str, list[Article]] = {}
    for row in map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines())):
        article = Article(url=row["id"], title=row["title"] or "", text=row["text"], language=row["lang"])
        found.setdefault(row["label"], []).append(article)
    return found


def mixed(folder: Path, hits: Sequence[Article], full: Compiled) -> list[Article]:
    """Ordinary articles that are no hits, with three hits in a hundred."""
    rows = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    ordinary = [
        Article(url=row["id"], title=row.get("title") or "", text=row["text"], language=row.get("language"))
        for row in rows
        if row.get("text")
    ]
    ordinary = [a for a in ordinary if judge_with(a, full).verdict == "not_relevant"]
    chosen = iter(random.Random(11).sample(hits, len(hits)))
    return [a for i, one in enumerate(ordinary) for a in ((one, next(chosen)) if i % EVERY == 0 else (one,))]


def verdict(article: Article, full: Compiled) -> str:
    """The verdict alone, without reasons and tags."""
    found = Found(article, full)
    if not found.concepts:
        return "not_relevant"
    return decide(features(gather(found)), full.watch.weights)[0]


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


def measure(name: str, among: Sequence[Article], full: Compiled, seconds: float) -> float:
    """Print how fast articles are folded, come to their verdict and are judged with reasons and tags."""
    print(f"{len(among)} {name} articles, {sum(len(a.text.encode()) for a in among) / 1e6:.1f} MB")
    folded = rate(lambda a: fold(a.text, a.language), among, seconds)
    print(f"   folded                       {folded:7.1f} MB/s")
    print(f"   to the verdict               {rate(lambda a: verdict(a, full), among, seconds):7.1f} MB/s")
    judged = rate(lambda a: judge_with(a, full), among, seconds)
    print(f"   with reasons and tags        {judged:7.1f} MB/s")
    return judged


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    labelled = articles(arguments.items)
    among = [article for group in labelled.values() for article in group]
    lexicons = load_lexicons(LEXICON)
    full = Compiled(Watch(alerts=(), lexicons=lexicons, weights=load_weights(LEXICON), version="benchmark"))
    print(f"{sum(len(x.terms) for x in lexicons)} terms in {len(lexicons)} languages")
    judged = 0.0
    if arguments.texts:
        hits = [a for label, group in labelled.items() if label != "not_relevant" for a in group]
        judged = measure("ordinary", mixed(arguments.texts, hits, full), full, arguments.seconds)
    alone = measure("labelled", among, full, arguments.seconds)
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
    return 0 if (judged or alone) >= 20 and rates[500] <= 1.5 * rates[10_000] else 1


if __name__ == "__main__":
    sys.exit(main())
