"""Run the default alert over articles, and write the predictions.

    python benchmarks/relevance.py --items FILE --predictions OUT.jsonl

The default alert is `alerts/trafficking.toml` with the repository's lexicons and weights: what it would
send is `relevant`, what is below it but mentions the subject is `passing`. FILE has one JSON object a line
with id, lang, title, text and, where known, label, sublabel, forms and countries. One prediction a line:
id, label, score, sublabel, forms, countries, reasons. Where the items are labelled, precision and recall
of the labels, forms, topics and countries are printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from monitor.analyse import analyse_article  # noqa: E402
from monitor.config.alerts import load_alerts  # noqa: E402
from monitor.config.lexicon import load_lexicons, load_weights  # noqa: E402
from monitor.matching.tags import sublabel  # noqa: E402
from monitor.model import Analysis, Article, Watch  # noqa: E402

ALERTS = ROOT / "alerts"
LEXICONS = ALERTS / "lexicon"
DEFAULT = "trafficking"
"""The alert that a new deployment begins with."""

Item = dict[str, Any]


def read_items(path: Path) -> list[Item]:
    """The items of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def watch() -> Watch:
    """The repository's watch with the default alert alone."""
    return Watch(
        alerts=tuple(alert for alert in load_alerts(ALERTS) if alert.name == DEFAULT),
        lexicons=load_lexicons(LEXICONS),
        weights=load_weights(LEXICONS),
        version="benchmark",
    )


def article(item: Item) -> Article:
    """An item as the article that extraction would have made of it."""
    return Article(url="", title=item["title"] or "", text=item["text"], language=item["lang"])


def predict(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Each item with its prediction."""
    here = watch()
    for item in items:
        yield item, _row(item["id"], analyse_article(article(item), here))


def _row(identity: str, analysis: Analysis) -> Item:
    judgement, tags = analysis.judgement, analysis.judgement.tags
    below = "passing" if tags.topics else "not_relevant"
    return {
        "id": identity,
        "label": "relevant" if analysis.hits else below,
        "score": judgement.score,
        "sublabel": sublabel(tags.topics) if tags.topics else None,
        "forms": list(tags.forms),
        "countries": list(tags.countries),
        "reasons": [r.text for r in judgement.reasons],
    }


def _report(pairs: list[tuple[Item, Item]]) -> None:
    languages = sorted({i["lang"] for i, _ in pairs})
    print(f"{'':12} items  found wrong missed  precision recall   (label `relevant`)")
    for name in ["all", "en news", *languages]:
        part = [
            (i, p)
            for i, p in pairs
            if name in ("all", i["lang"]) or (name == "en news" and (i["lang"], i["genre"]) == ("en", "news"))
        ]
        tp = sum(i["label"] == p["label"] == "relevant" for i, p in part)
        fp = sum(p["label"] == "relevant" != i["label"] for i, p in part)
        fn = sum(i["label"] == "relevant" != p["label"] for i, p in part)
        print(f"{name:12} {len(part):5} {tp:6} {fp:5} {fn:6}  {_rate(tp, fp):9} {_rate(tp, fn):6}")
    false = sum(i["label"] == "not_relevant" and p["label"] == "relevant" for i, p in pairs)
    print(f"false alarms: {false} of {sum(i['label'] == 'not_relevant' for i, _ in pairs)} not relevant")
    for field in ("label", "sublabel", "forms", "countries"):
        tp, fp, fn = _agreement(field, pairs)
        print(f"{field:12} agree {tp}, too many {fp}, missing {fn}: {_rate(tp, fp)} / {_rate(tp, fn)}")


def _agreement(field: str, pairs: list[tuple[Item, Item]]) -> tuple[int, int, int]:
    """Over the articles that a person and the judge both call relevant or passing."""
    tp = fp = fn = 0
    for item, row in pairs:
        if "not_relevant" in (item["label"], row["label"]):
            continue
        want = set(item[field]) if isinstance(item[field], list) else {item[field]}
        have = set(row[field]) if isinstance(row[field], list) else {row[field]}
        tp, fp, fn = tp + len(want & have), fp + len(have - want), fn + len(want - have)
    return tp, fp, fn


def _rate(good: int, bad: int) -> str:
    return f"{good / (good + bad):.3f}" if good + bad else "—"


def main() -> None:
    """Read the arguments, write the predictions, print the agreement."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    arguments = parser.parse_args()
    pairs = list(predict(read_items(arguments.items)))
    with arguments.predictions.open("w", encoding="utf-8") as out:
        for _, row in pairs:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    if all(item.get("label") for item, _ in pairs):
        _report(pairs)


if __name__ == "__main__":
    main()
