"""Group articles into stories with the product's own code, and measure it.

python benchmarks/stories.py --articles FILE --groups OUT.jsonl
        FILE: one article a line, {"id", "source", "outlet", "date", "title", "text"}
        OUT: {"id", "story"} a line
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlite_utils import Database

from monitor.model import Article, Judgement
from monitor.store.database import open_store
from monitor.store.stories import find_story, place_article
from monitor.stories import sign

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


@click.command(help=__doc__)
@click.option("--articles", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--groups", type=click.Path(path_type=Path), required=True)
def main(articles: Path, groups: Path) -> None:
    """Group a file of articles."""
    rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        placed = group(rows, Path(folder))
    groups.write_text(
        "".join(json.dumps({"id": i, "story": s}) + "\n" for i, s in placed.items()), encoding="utf-8"
    )
    click.echo(f"{len(placed)} articles, {len(set(placed.values()))} stories")


if __name__ == "__main__":
    main()
