"""Say of one address, file or stored article what was read, what was found, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitor.articles import read_article
from monitor.articles.urls import canonical
from monitor.errors import StoreError
from monitor.matching.hits import Miss, look_at_alerts
from monitor.matching.judge import judge
from monitor.model import Article, Hint, Hit, Judgement, Page, Request
from monitor.runs.record import analyse_page
from monitor.runs.wire import World
from monitor.store.articles import find_article, get_article

MAX_FILE = 30_000_000
"""A larger file is no article."""

MEDIA = {".pdf": "application/pdf", ".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An article, the verdict on it, and for each alert the hit or what was missing.

    `where` says what was explained; `verdict_then` is the verdict in the store, where the article is
    stored, so that a changed rule shows.
    """

    where: str
    article: Article
    judgement: Judgement
    alerts: tuple[Hit | Miss, ...]
    verdict_then: str = ""


async def explain(world: World, target: str) -> Explanation:
    """Explain a stored article (its number or address), a file, or an address that is fetched now.

    Raises:
        SourceError: the address cannot be fetched, or nothing can be read there.
        StoreError: no article of that number is stored.
    """
    if target.isdecimal():
        return explain_stored(world, int(target))
    if not target.startswith(("http://", "https://")):
        return _explained(world, f"file {target}", _read_file(world, Path(target)))
    known = find_article(world.db, canonical(target))
    if known is not None:
        return explain_stored(world, known)
    page = await world.web.get(Request(url=target))
    analysis = await analyse_page(world, page, Hint())
    return _explained(world, f"{target}, fetched now", analysis.article)


def explain_stored(world: World, article_id: int) -> Explanation:
    """Explain a stored article under the rules of today.

    Raises:
        StoreError: there is no such article.
    """
    stored = get_article(world.db, article_id)
    if stored is None:
        raise StoreError(f"no article {article_id} is stored")
    article, then = stored
    row = next(iter(world.db.query("SELECT source FROM articles WHERE id = ?", [article_id])))
    return _explained(
        world,
        f"stored article {article_id}",
        article,
        source=row["source"] or "",
        then=f"{then.verdict} ({then.score:.2f})",
    )


def _explained(
    world: World, where: str, article: Article, *, source: str = "", then: str = ""
) -> Explanation:
    watch = world.settings.watch
    home = next((listed.country for listed in world.settings.sources if listed.name == source), None)
    judgement = judge(article, watch, home)
    return Explanation(
        where=where,
        article=article,
        judgement=judgement,
        alerts=look_at_alerts(article, judgement, watch, source=source),
        verdict_then=then,
    )


def _read_file(world: World, path: Path) -> Article:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_FILE)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    url = path.resolve().as_uri()
    headers = {"content-type": MEDIA.get(path.suffix.lower(), "text/html")}
    page = Page(url=url, body=body, final_url=url, fetched_at=world.clock.now(), headers=headers, via="file")
    return read_article(page, Hint())
