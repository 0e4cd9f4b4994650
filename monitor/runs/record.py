"""Analyse one page in a child and record what was found: what crawling and backfill share."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.analyse import analyse, analyse_at_a_glance, analyse_feed_text
from monitor.archive.write import write_evidence
from monitor.model import Analysis, Failure, Hint, Page, Source, Watch
from monitor.runs.wire import World
from monitor.store.articles import save_article
from monitor.store.search import index_pending
from monitor.store.stories import place_article


@dataclass(slots=True)
class ReadReport:
    """What became of the entries taken, in numbers that add up:
    `taken` = `read` + `from_feed` + `known` + `later` + `unreadable` + `bugs`.

    `relevant`, `passing` and `hits` count what was new or changed among them, `found` names the hits'
    articles, `glanced` those that were not read because no term stands in them.
    """

    taken: int = 0
    read: int = 0
    from_feed: int = 0
    known: int = 0
    later: int = 0
    unreadable: int = 0
    bugs: int = 0
    relevant: int = 0
    passing: int = 0
    hits: int = 0
    glanced: int = 0
    found: set[int] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)


async def analyse_page(world: World, page: Page, hint: Hint) -> Analysis:
    """All that is in a page, found by a child process.

    Raises:
        ExtractError: the page yields no article.
    """
    watch = world.settings.watch
    # An alert that takes what the judge finds not relevant has rules of its own: it needs the whole text.
    whole = world.looks == "thorough" or any(a.enabled and a.minimum == "not_relevant" for a in watch.alerts)
    look = _analyse if whole else _analyse_at_a_glance
    return await world.engine.run(page.url, look, page, hint, _packed(watch))


async def analyse_hint(world: World, url: str, hint: Hint) -> Analysis:
    """The same for an article whose page is closed to us: the feed's own text is judged.

    Raises:
        ExtractError: the feed carries nothing to judge.
    """
    return await world.engine.run(url, _analyse_feed_text, url, hint, _packed(world.settings.watch))


def hint_for(source: Source | None) -> Hint:
    """What a source says of all its pages."""
    if source is None:
        return Hint()
    return Hint(
        language=source.language,
        country=source.country,
        outlet=source.title,
        source=source.name,
        date_order=source.date_order,
        selectors=source.article,
    )


def record(
    world: World,
    analysis: Analysis,
    *,
    identity: str,
    source: str | None,
    page: Page | None,
    report: ReadReport,
) -> int:
    """Save an article with all that was found, story and index; returns its id. The caller's transaction.

    The bytes behind a hit are kept as evidence first: a record without an article does no harm, an
    article that lost its evidence would.
    """
    now = world.clock.now()
    if page is not None and analysis.hits and page.via == "web":
        write_evidence(world.deployment.evidence_dir, page)
    recorded = save_article(world.db, analysis, identity=identity, source=source, page=page, now=now)
    if analysis.signature is not None or analysis.hits:
        place_article(
            world.db, recorded.article_id, analysis.signature, analysis.article, analysis.judgement, now
        )
    index_pending(world.db)
    if recorded.change != "same":
        report.relevant += analysis.judgement.verdict == "relevant"
        report.passing += analysis.judgement.verdict == "passing"
        report.glanced += analysis.looked == "first look"
        if analysis.hits:
            report.hits += 1
            report.found.add(recorded.article_id)
    return recorded.article_id


# The watch is large and seldom changes: it is pickled once here and unpickled once in each child.


@lru_cache(maxsize=2)
def _packed(watch: Watch) -> bytes:
    return pickle.dumps(watch)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Watch:
    watch: Watch = pickle.loads(packed)  # noqa: S301  (our own bytes, from our own parent process)
    return watch


def _analyse(page: Page, hint: Hint, packed: bytes) -> Analysis:
    return analyse(page, hint, _unpacked(packed))


def _analyse_at_a_glance(page: Page, hint: Hint, packed: bytes) -> Analysis:
    return analyse_at_a_glance(page, hint, _unpacked(packed))


def _analyse_feed_text(url: str, hint: Hint, packed: bytes) -> Analysis:
    return analyse_feed_text(url, hint, _unpacked(packed))
