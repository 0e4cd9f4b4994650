"""Group articles into stories with the product's own code, and measure it.

python benchmarks/stories.py --articles FILE --groups OUT.jsonl
        FILE: one article a line, {"id", "source", "outlet", "date", "title", "text"}
        OUT: {"id", "story"} a line
python benchmarks/stories.py --synthetic 1000000
        made-up articles, a fifth of the events carried by several outlets in altered copies
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlite_utils import Database

from benchmarks.articles import Newsroom
from monitor.model import Article, Judgement
from monitor.store.database import open_store
from monitor.store.stories import find_story, place_article
from monitor.stories import sign

T = TypeVar("T")

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
NOTHING = Judgement(verdict="not_relevant", score=0.0)


def article_of(row: Mapping[str, str | None]) -> Article:
    """The article that a line of the file states."""
    published = None
    with suppress(ValueError):
        published = date.fromisoformat((row.get("date") or "")[:10])
    return Article(
        url=str(row["id"]),
        title=row.get("title") or "",
        text=row.get("text") or "",
        outlet=row.get("outlet") or "",
        published_on=published,
    )


def store_article(db: Database, number: int, article: Article) -> None:
    """Store as much of an article as grouping asks for."""
    day = (article.published_on or NOW.date()).isoformat()
    db.execute(
        "INSERT INTO articles (id, identity, url, title, first_seen_at, day, verdict)"
        " VALUES (?, ?, ?, ?, ?, ?, 'passing')",
        [number, article.url, article.url, article.title, NOW.isoformat(), day],
    )


def group(rows: Iterable[Mapping[str, str | None]], folder: Path) -> dict[str, str]:
    """The story of each article by its id, as the store places them one after another."""
    db = open_store(folder / "stories.db")
    placed: dict[str, str] = {}
    with db.atomic():
        for number, row in enumerate(rows, 1):
            article = article_of(row)
            store_article(db, number, article)
            placed[article.url] = place_article(db, number, sign(article), article, NOTHING, NOW)
    return {ident: find_story(db, story) or story for ident, story in placed.items()}


def synthetic(count: int, folder: Path) -> None:
    """Group made-up articles with planted copies; print recall, precision, time and memory as they grow."""
    db = open_store(folder / "stories.db")
    db.execute("DROP TRIGGER articles_came")  # counts and search index: measured in benchmarks/archive.py
    events: dict[str, int] = {}
    began, step = time.process_time(), max(1, count // 10)
    spent = {"signing": 0.0, "placing": 0.0}
    lap, told = dict(spent), 0
    for chunk in batched(enumerate(Newsroom(6).articles(count), 1), 500):
        with db.atomic():
            for number, made in chunk:
                store_article(db, number, made.article)
                at = time.process_time()
                signature = sign(made.article)
                spent["signing"] += time.process_time() - at
                at = time.process_time()
                place_article(db, number, signature, made.article, made.judgement, NOW)
                spent["placing"] += time.process_time() - at
                events[made.article.url] = made.event
        if chunk[-1][0] >= told + step:
            each = {k: 1000 * (v - lap[k]) / (chunk[-1][0] - told) for k, v in spent.items()}
            lap, told = dict(spent), chunk[-1][0]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            click.echo(
                f"{chunk[-1][0]:>9} articles: CPU for each {each['signing']:.2f} ms signing,"
                f" {each['placing']:.2f} ms placing; {peak} MB at most; {time.process_time() - began:.0f} s"
            )
    click.echo(score(events, dict(db.execute("SELECT url, story_id FROM articles").fetchall())))


def score(events: Mapping[str, int], stories: Mapping[str, str]) -> str:
    """Recall and precision of pairs: planted copies that share a story, shared stories that are planted."""

    def pairs(groups: Iterable[object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(groups).values())

    both = pairs((events[url], stories[url]) for url in events)
    planted, grouped = pairs(events.values()), pairs(stories[url] for url in events)
    return f"pairs: {planted} planted, recall {both / planted:.4f}, precision {both / grouped:.4f}"


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of that size (`itertools.batched` of Python 3.12)."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


@click.command(help=__doc__)
@click.option("--articles", type=click.Path(path_type=Path, exists=True), help="Articles to group.")
@click.option("--groups", type=click.Path(path_type=Path), help="Where the groups are written.")
@click.option("--synthetic", "made_up", type=int, help="Group this many made-up articles instead.")
def main(articles: Path | None, groups: Path | None, made_up: int | None) -> None:
    """Group a file of articles, or made-up ones."""
    with tempfile.TemporaryDirectory() as folder:
        if made_up:
            synthetic(made_up, Path(folder))
            return
        if articles is None or groups is None:
            raise click.UsageError("give --articles FILE and --groups OUT, or --synthetic COUNT")
        lines = articles.read_text(encoding="utf-8").splitlines()
        placed = group([json.loads(line) for line in lines if line.strip()], Path(folder))
    groups.write_text(
        "".join(json.dumps({"id": i, "story": s}) + "\n" for i, s in placed.items()), encoding="utf-8"
    )
    click.echo(f"{len(placed)} articles, {len(set(placed.values()))} stories")


if __name__ == "__main__":
    main()
