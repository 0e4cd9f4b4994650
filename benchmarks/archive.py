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

from benchmarks.articles import Made
from benchmarks.bulk import OUTLETS, Bulk
from benchmarks.questions import queries
from monitor.model import Analysis, Hit
from monitor.store.articles import save_article
from monitor.store.database import open_store, stamp
from monitor.store.search import index_pending
from monitor.stories.group import article_name

ROOT = Path(__file__).parents[1]
NOW = datetime.now(UTC)
BATCH = 500
TRIES = 50
PORT = 8799


def fill(count: int, folder: Path) -> None:
    """Store that many made-up articles; print the rate and the size."""
    for name in ("metadata.yaml", "settings.json"):
        shutil.copy(ROOT / "db" / name, folder / name)
    db = open_store(folder / "monitor.db")
    with db.atomic():
        for number in range(OUTLETS):
            db.execute(
                "INSERT INTO sources (name, title, kind, url, state, items_per_week, expected_per_week)"
                " VALUES (?, ?, 'feed', ?, 'healthy', 23, 23)",
                [f"outlet-{number}", f"Outlet {number}", f"https://outlet{number}.example/rss"],
            )
    made = Bulk(7, NOW.date()).articles(count)
    spent = 0.0
    done = 0
    while batch := list(islice(made, BATCH)):
        at = time.process_time()
        with db.atomic():
            for item in batch:
                store(db, item)
            index_pending(db)
        spent += time.process_time() - at
        done += len(batch)
        if done % 50_000 == 0:
            click.echo(f"  {done} stored, {done / spent:.0f} a CPU second so far", err=True)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    size = (folder / "monitor.db").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(
        f"{done} articles stored and indexed: {done / spent:.0f} a CPU second, {size / done / 1024:.1f} KB"
        f" each; {peak} MB at most"
    )


def store(db: Database, made: Made) -> None:
    """Store an article by the product's own functions, and its story as planted."""
    article, judgement = made.article, made.judgement
    relevant = judgement.verdict == "relevant"
    hits = (Hit(alert="desk", verdict="relevant", score=0.9),) if relevant else ()
    analysis = Analysis(article=article, judgement=judgement, hits=hits, signature=None)
    source = f"outlet-{article.outlet.removeprefix('Outlet ')}"
    stored = save_article(db, analysis, identity=article.url, source=source, page=None, now=NOW)
    story, day = article_name(str(made.event)), str(article.published_on)
    db.execute(
        "INSERT INTO stories (id, title, first_seen_at, last_seen_at, day) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET articles = articles + 1",
        [story, article.title, stamp(NOW), stamp(NOW), day],
    )
    db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story, stored.article_id])


def fill_plain(source: Path, folder: Path, most: int) -> None:
    """The newest rows in one plain table, with sqlite-utils' defaults for full-text search."""
    plain = Database(str(folder / "plain.db"))
    at = time.process_time()
    rows = Database(str(source)).query(
        "SELECT id, url, title, text, outlet, language, day, verdict, countries, topics, forms FROM articles"
        " ORDER BY id DESC LIMIT ?",
        [most],
    )
    plain["articles"].insert_all(rows, pk="id")  # type: ignore[union-attr]
    plain["articles"].enable_fts(["title", "text"], create_triggers=True)  # type: ignore[union-attr]
    spent = time.process_time() - at
    count = plain["articles"].count
    plain.close()
    size = (folder / "plain.db").stat().st_size
    click.echo(
        f"plain table and FTS, {count} articles: {count / spent:.0f} a CPU second,"
        f" {size / count / 1024:.1f} KB each"
    )


@contextmanager
def served(arguments: list[str], port: int) -> Iterator[int]:
    """A server in a process of its own, until the block ends; its process id."""
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
        yield process.pid
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


def cpu_seconds(process: int) -> float:
    """The CPU time that a process has taken, where the system tells (Linux); else 0."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(name: str, server: tuple[int, int], path: Callable[[], str], target: int | None = None) -> None:
    """Time requests one after another; print the median, the 95th percentile and the server's mean CPU.

    Args:
        server: the port it listens on, and its process id.
    """
    port, process = server
    get(port, path())
    spent = []
    before = cpu_seconds(process)
    for _ in range(TRIES):
        where = path()
        at = time.perf_counter()
        get(port, where)
        spent.append(1000 * (time.perf_counter() - at))
    spent.sort()
    high = spent[math.ceil(0.95 * len(spent)) - 1]
    against = f" (target {target} ms{'' if high < target else ': MISSED'})" if target else ""
    cpu = 1000 * (cpu_seconds(process) - before) / TRIES
    median = spent[len(spent) // 2]
    click.echo(f"  {name:<34} median {median:7.1f} ms   95th {high:7.1f} ms   CPU {cpu:6.1f} ms{against}")


def measure(folder: Path) -> None:
    """Time the archive's pages and, beside them, those of Datasette as shipped over the plain table."""
    asked = queries(folder / "monitor.db")
    pick = random.Random(1).choice
    ours = [
        "-c",
        "import sys,uvicorn;from datetime import date;from pathlib import Path;"
        "from monitor.browse import pages;from monitor.browse.serve import archive;"
        "pages._today=lambda:date.fromisoformat(sys.argv[3]);"
        "uvicorn.run(archive(Path(sys.argv[1])).app(),port=int(sys.argv[2]),log_level='error')",
        str(folder),
        str(PORT),
        asked.newest,  # a kept archive is looked at as on its last day
    ]
    kinds = {
        "a rare word": asked.rare, "a common word": asked.common, "two common words": asked.pairs,
        "a phrase": asked.phrases, "NEAR": asked.near, "Urdu": asked.scripts["ur"],
        "Arabic": asked.scripts["ar"], "Chinese": asked.scripts["zh"], "Thai": asked.scripts["th"],
    }  # fmt: skip

    def search(words: list[str], **more: str) -> Callable[[], str]:
        return lambda: "/search?" + urlencode({"q": pick(words), **more})

    with served(ours, PORT) as process:
        here = (PORT, process)
        click.echo("the archive:")
        timed("start page", here, lambda: "/", 200)
        timed("story page", here, lambda: f"/story/{pick(asked.stories)}", 200)
        timed("sources", here, lambda: "/sources")
        for name, words in kinds.items():
            timed(f"newest first: {name}", here, search(words), 200)
        for name, words in kinds.items():
            timed(f"best first: {name}", here, search(words, sort="best"), 500)
        timed("best first, two facets", here,
              search(asked.common, sort="best", language="en", verdict="relevant"), 500)  # fmt: skip
        timed("best first, two rare facets", here,
              search(asked.common, sort="best", country="PH", source="outlet-7"), 500)  # fmt: skip
        two = [{"country": country, "verdict": "relevant"} for country in ("PK", "IN", "GB", "PH")]
        timed("list by two facets", here, lambda: "/search?" + urlencode(pick(two)), 500)
        timed("search as CSV", here, lambda: "/search.csv?" + urlencode({"q": pick(asked.common)}))
        timed("table page", here, lambda: "/monitor/articles", 500)
        timed("table page of stories", here, lambda: "/monitor/stories", 500)
    plain = ["-m", "datasette", "serve", str(folder / "plain" / "plain.db"), "--port", str(PORT + 1)]
    with served(plain, PORT + 1) as process:
        there = (PORT + 1, process)

        def searched(words: list[str]) -> Callable[[], str]:
            return lambda: "/plain/articles?" + urlencode({"_search": pick(words)})

        click.echo("Datasette as shipped over the plain table:")
        timed("table page", there, lambda: "/plain/articles")
        for name in ("a rare word", "a common word", "two common words"):
            timed(f"search: {name}", there, searched(kinds[name]))
        timed("search, two facets", there, lambda: "/plain/articles?" + urlencode(
            {"_search": pick(asked.common), "_facet": "language", "_facet_array": "countries"}))  # fmt: skip


@click.command(help=__doc__)
@click.option("--articles", "count", default=50_000, show_default=True, help="How many are stored.")
@click.option(
    "--plain",
    "plain_count",
    default=200_000,
    show_default=True,
    help="At most how many of them the plain table holds.",
)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Kept, and used again.")
def main(count: int, plain_count: int, folder: Path | None) -> None:
    """Fill an archive and time it."""
    with tempfile.TemporaryDirectory() as scratch:
        place = folder or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        if not (place / "monitor.db").exists():
            fill(count, place)
        plain = place / "plain"
        plain.mkdir(exist_ok=True)
        if not (plain / "plain.db").exists():
            fill_plain(place / "monitor.db", plain, plain_count)
        measure(place)


if __name__ == "__main__":
    main()
