"""The archive at size: how fast it takes articles in and answers, beside plain tools on the same rows.

python benchmarks/archive.py --articles 1000000
        stores made-up articles through the store's own functions, serves them with Datasette on
        loopback and times its pages; then the same rows in a plain sqlite-utils table with its FTS
        defaults and Datasette as shipped. `--folder` keeps the databases for another run.
"""

from __future__ import annotations

import http.client
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlite_utils import Database

from benchmarks.articles import Newsroom
from monitor.model import Analysis
from monitor.store.articles import save_article
from monitor.store.database import open_store
from monitor.store.stories import place_article
from monitor.stories import sign

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
BATCH = 500
TRIES = 40
PORT = 8799


def fill(count: int, folder: Path) -> None:
    """Store that many made-up articles; print the rate and the size."""
    for name in ("metadata.yaml", "settings.json"):
        shutil.copy(ROOT / "db" / name, folder / name)
    db = open_store(folder / "monitor.db")
    made = Newsroom(7).articles(count)
    storing = signing = 0.0
    done = 0
    while batch := list(islice(made, BATCH)):
        at = time.process_time()
        signed = [(item, sign(item.article)) for item in batch]
        signing += time.process_time() - at
        at = time.process_time()
        with db.atomic():
            for item, signature in signed:
                analysis = Analysis(
                    article=item.article, judgement=item.judgement, hits=(), signature=signature
                )
                url = item.article.url
                stored = save_article(db, analysis, identity=url, source=None, page=None, now=NOW)
                place_article(db, stored.article_id, signature, item.article, item.judgement, NOW)
        storing += time.process_time() - at
        done += len(batch)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    size = (folder / "monitor.db").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(
        f"{done} articles stored: {done / storing:.0f} a CPU second, {size / done / 1024:.1f} KB each;"
        f" signing, done by the readers' processes, {1000 * signing / done:.1f} ms each; {peak} MB at most"
    )


def fill_plain(source: Path, folder: Path) -> None:
    """The same rows in one plain table, with sqlite-utils' defaults for full-text search."""
    plain = Database(str(folder / "plain.db"))
    at = time.process_time()
    rows = Database(str(source)).query(
        "SELECT id, url, title, text, outlet, language, day, verdict, countries, topics, forms FROM articles"
    )
    plain["articles"].insert_all(rows, pk="id")  # type: ignore[union-attr]
    plain["articles"].enable_fts(["title", "text"], create_triggers=True)  # type: ignore[union-attr]
    spent = time.process_time() - at
    count = plain["articles"].count
    plain.close()
    size = (folder / "plain.db").stat().st_size
    click.echo(f"plain table and FTS: {count / spent:.0f} a CPU second, {size / count / 1024:.1f} KB each")


@contextmanager
def served(arguments: list[str], port: int) -> Iterator[None]:
    """A server in a process of its own, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                get(port, "/-/versions.json")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def get(port: int, path: str) -> bytes:
    """The body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise click.ClickException(f"{path}: {answer.status}")
        return body
    finally:
        connection.close()


def timed(name: str, port: int, path: Callable[[], str], target: int | None = None) -> None:
    """Time requests one after another; print the median and the 95th percentile."""
    get(port, path())
    spent = []
    for _ in range(TRIES):
        where = path()
        at = time.perf_counter()
        get(port, where)
        spent.append(1000 * (time.perf_counter() - at))
    spent.sort()
    high = spent[math.ceil(0.95 * len(spent)) - 1]
    against = f" (target {target} ms{'' if high < target else ': MISSED'})" if target else ""
    click.echo(f"  {name:<42} median {spent[len(spent) // 2]:7.1f} ms   95th {high:7.1f} ms{against}")


def words_of(database: Path) -> tuple[list[str], list[str], list[str]]:
    """Common words, rarer ones, and stories to ask for."""
    db = Database(str(database))
    texts = [r[0] for r in db.execute("SELECT text FROM articles WHERE language = 'en' LIMIT 200").fetchall()]
    counted: dict[str, int] = {}
    for text in texts:
        for word in text.replace(".", " ").split():
            counted[word] = counted.get(word, 0) + 1
    ordered = sorted(counted, key=lambda w: -counted[w])
    stories = [r[0] for r in db.execute("SELECT id FROM stories ORDER BY random() LIMIT 200").fetchall()]
    db.close()
    return ordered[:20], ordered[200:2000], stories


def measure(folder: Path) -> None:
    """Time the archive's pages and, beside them, those of Datasette as shipped over the plain table."""
    common, rare, stories = words_of(folder / "monitor.db")
    pick = random.Random(1).choice
    ours = [
        "-c",
        "import sys,uvicorn;from pathlib import Path;from monitor.browse.serve import archive;"
        "uvicorn.run(archive(Path(sys.argv[1])).app(),port=int(sys.argv[2]),log_level='error')",
        str(folder),
        str(PORT),
    ]

    def search(words: list[str], **more: str) -> Callable[[], str]:
        return lambda: "/search?" + urlencode({"q": pick(words), **more})

    with served(ours, PORT):
        click.echo("the archive:")
        timed("start page", PORT, lambda: "/", 200)
        timed("story page", PORT, lambda: f"/story/{pick(stories)}", 200)
        timed("search, newest first", PORT, search(rare), 200)
        timed("search, newest first, the commonest words", PORT, search(common), 200)
        timed("search, best first", PORT, search(rare, sort="best"), 500)
        timed("search, best first, the commonest words", PORT, search(common, sort="best"), 500)
        timed("search, best first, two facets", PORT,
              search(common, sort="best", language="en", verdict="relevant"), 500)  # fmt: skip
        two = [{"country": country, "verdict": "relevant"} for country in ("PK", "IN", "GB")]
        timed("list by two facets", PORT, lambda: "/search?" + urlencode(pick(two)), 500)
        timed("table page", PORT, lambda: "/monitor/articles", 500)
    plain = ["-m", "datasette", "serve", str(folder / "plain" / "plain.db"), "--port", str(PORT + 1)]
    with served(plain, PORT + 1):
        click.echo("Datasette as shipped over the plain table:")
        timed("table page", PORT + 1, lambda: "/plain/articles")
        timed("search", PORT + 1, lambda: "/plain/articles?" + urlencode({"_search": pick(rare)}))
        timed("search, two facets", PORT + 1, lambda: "/plain/articles?" + urlencode(
            {"_search": pick(common), "_facet": "language", "_facet_array": "countries"}))  # fmt: skip


@click.command(help=__doc__)
@click.option("--articles", "count", default=50_000, show_default=True, help="How many are stored.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Kept, and used again.")
def main(count: int, folder: Path | None) -> None:
    """Fill an archive and time it."""
    with tempfile.TemporaryDirectory() as scratch:
        place = folder or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        if not (place / "monitor.db").exists():
            fill(count, place)
        plain = place / "plain"
        plain.mkdir(exist_ok=True)
        if not (plain / "plain.db").exists():
            fill_plain(place / "monitor.db", plain)

        measure(place)


if __name__ == "__main__":
    main()
