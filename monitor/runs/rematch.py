"""Run the rules of today over everything stored; show what would change, and change it where asked.

What was told stays told: nothing here touches that record, so that an article whose hit comes back is
not told again. A new hit on an old article is news to its alert and comes with the next digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from monitor.analyse import analyse_article
from monitor.model import Analysis
from monitor.runs.wire import World
from monitor.store.articles import article_of, judgement_row, save_hits, save_mentions
from monitor.store.database import saving
from monitor.store.search import index_pending
from monitor.store.stories import place_article

Judged: TypeAlias = tuple[dict[str, Any], Analysis]
"""A row of the table `articles`, and what the rules of today make of it."""

BATCH = 200
"""Articles read, and saved in one transaction, at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the rules of today make of one article, where that differs from what is stored."""

    article_id: int
    title: str
    url: str
    before: str
    after: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class RematchReport:
    """The changes found; `unread` articles have no text to judge, because a first look was enough then."""

    seen: int = 0
    current: int = 0
    unread: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def moves(self) -> Counter[tuple[str, str]]:
        """How many articles go from which verdict to which."""
        return Counter((c.before, c.after) for c in self.changes if c.before != c.after)


def look(world: World, judged: list[Judged]) -> None:
    """Keep nothing of one batch."""


def rematch(world: World, keep: Callable[[World, list[Judged]], None] = look) -> RematchReport:
    """Judge every stored article anew; `keep` is `look`, or `save` to write what was found."""
    report = RematchReport()
    version = world.settings.watch.version
    homes = {source.name: source.country for source in world.settings.sources}
    for rows in _batches(world):
        judged: list[Judged] = []
        for row in rows:
            report.seen += 1
            if row["rules_version"] == version:
                report.current += 1
            elif not row["text"] and row["looked"] == "first look":
                report.unread += 1
            else:
                source = row["source"] or ""
                analysis = analyse_article(
                    article_of(row), world.settings.watch, source=source, home=homes.get(source)
                )
                judged.append((row, analysis))
                if change := _change(world, row, analysis):
                    report.changes.append(change)
        keep(world, judged)
    return report


def save(world: World, judged: list[Judged]) -> None:
    """Write the verdicts, mentions and hits of one batch, in one transaction."""
    now = world.clock.now()
    with saving(world.db):
        for row, analysis in judged:
            columns = judgement_row(analysis.judgement)
            sets = ", ".join(f"{name} = :{name}" for name in columns)
            world.db.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**columns, "id": row["id"]})
            save_mentions(world.db, row["id"], analysis.judgement.mentions)
            save_hits(world.db, row["id"], analysis.hits, now)
            if analysis.signature is not None and row["story_id"] is None:
                place_article(
                    world.db, row["id"], analysis.signature, analysis.article, analysis.judgement, now
                )
        while index_pending(world.db):
            pass


def _batches(world: World) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while rows := list(
        world.db.query("SELECT * FROM articles WHERE id > ? ORDER BY id LIMIT ?", [last, BATCH])
    ):
        yield rows
        last = rows[-1]["id"]


def _change(world: World, row: dict[str, Any], analysis: Analysis) -> Change | None:
    had = {r["alert"] for r in world.db.query("SELECT alert FROM hits WHERE article_id = ?", [row["id"]])}
    has = {hit.alert for hit in analysis.hits}
    new = judgement_row(analysis.judgement)
    tags = tuple(n for n in ("topics", "forms", "stages", "countries") if row[n] != new[n])
    if had == has and row["verdict"] == analysis.judgement.verdict and not tags:
        return None
    return Change(
        article_id=row["id"],
        title=row["title"],
        url=row["url"],
        before=row["verdict"],
        after=analysis.judgement.verdict,
        gained=tuple(sorted(has - had)),
        lost=tuple(sorted(had - has)),
        tags=tags,
    )
