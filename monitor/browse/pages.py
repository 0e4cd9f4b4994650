"""The archive's own pages: start, search, story, sources; and what a search gives as CSV, JSON and Atom.

Each view reads in one go on a thread of Datasette's pool, under a time limit, and renders a template.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response

from monitor.browse import story as stories
from monitor.browse.charts import Bar, bars, days
from monitor.browse.exports import COLUMNS, atom_of, csv_of
from monitor.browse.finding import Asked, Found, find
from monitor.browse.labels import FACETS, label
from monitor.browse.reading import read_archive, render_page
from monitor.browse.worldmap import world
from monitor.store import archive
from monitor.store.overview import REMEDIES, network_away
from monitor.store.stories import find_story

SHOWN_DAYS = 30
NEW_STORIES = 14


def _today() -> date:
    return datetime.now(UTC).date()


# --- start ----------------------------------------------------------------------------------------


async def start(datasette: Any, request: Any) -> Any:
    """What is new, and how the last thirty days were."""
    today = _today()
    since = (today - timedelta(days=SHOWN_DAYS - 1)).isoformat()
    address = datasette.urls.path

    def read(db: sqlite3.Connection) -> dict[str, Any]:
        titles = archive.source_titles(db)
        by_day = archive.counts_by_day(db, since=since)
        facets: dict[str, list[Bar]] = {}
        for kind in ("form", "country", "language", "source"):
            rows = archive.counts_by(db, kind, since=since, most=8)
            facets[kind] = bars(
                [
                    (
                        titles.get(row["value"], "") or label(kind, row["value"]),
                        row["articles"],
                        address("/search?" + urlencode({kind: row["value"], "verdict": "relevant"})),
                    )
                    for row in rows
                ]
            )
        countries = archive.counts_by(db, "country", since=since, most=250)
        states = archive.source_states(db)
        return {
            "new": stories.cards(db, archive.newest_hits(db, most=NEW_STORIES * 6), NEW_STORIES),
            "days": days(by_day, today - timedelta(days=SHOWN_DAYS - 1), today),
            "today": by_day.get(today.isoformat(), 0),
            "week": sum(by_day.get((today - timedelta(days=n)).isoformat(), 0) for n in range(7)),
            "month": sum(by_day.values()),
            "all": archive.total(db, "relevant"),
            "facets": facets,
            "map": world({row["value"]: row["articles"] for row in countries}),
            "sources": len(states),
            "troubled": [s for s in states if s["state"] not in ("healthy", "new")],
        }

    shown = await read_archive(datasette, request, read)
    return await render_page(datasette, request, "archive_start.html", **shown)


# --- search ---------------------------------------------------------------------------------------


def _asked(request: Any) -> Asked:
    arguments = {name: request.args.getlist(name) for name in request.args}
    return Asked.of(arguments)


async def search(datasette: Any, request: Any) -> Any:
    """Search the archive and narrow what is found."""
    asked = _asked(request)

    def read(db: sqlite3.Connection) -> tuple[Found, dict[str, str]]:
        return find(db, asked, _today()), archive.source_titles(db)

    found, titles = await read_archive(datasette, request, read)

    def address(base: str, other: Asked, **changed: str | None) -> str:
        query = urlencode(other.arguments(**changed))
        return str(datasette.urls.path(base + ("?" + query if query else "")))

    facets = {
        name: [
            (label(kind, value) if kind != "source" else titles.get(value) or value, count,
             address("/search", asked.with_filter(kind, value)))
            for value, count in found.facets[kind].most_common(8)
            if (kind, value) not in asked.filters
        ]
        for kind, name in FACETS.items()
    }  # fmt: skip
    chips = [
        (
            f"{FACETS[kind]}: {titles.get(value) or label(kind, value)}",
            address("/search", asked.without(kind, value)),
        )
        for kind, value in asked.filters
    ]
    following = str(found.next_before) if found.next_before is not None else None
    return await render_page(
        datasette,
        request,
        "archive_search.html",
        asked=asked,
        found=found,
        facets={name: values for name, values in facets.items() if values},
        chips=chips,
        words=found.question.rule.words() if found.question.rule else "",
        newest=address("/search", asked, sort=None),
        best=address("/search", asked, sort="best"),
        following=address("/search", asked, before=following) if following else None,
        exports={kind: address(f"/search.{kind}", asked) for kind in ("csv", "json", "atom")},
    )


async def export(datasette: Any, request: Any) -> Any:
    """A search as CSV, JSON or Atom: the newest matches, one row an article's story."""
    asked = _asked(request)
    kind = request.url_vars["kind"]
    found = await read_archive(datasette, request, lambda db: find(db, asked, _today()))
    rows = [{**card, "summary": card["snippet"].striptags()} for card in found.cards]
    if kind == "csv":
        return Response(csv_of(rows), content_type="text/csv; charset=utf-8")
    if kind == "json":
        shown = [{name: row.get(name) for name in (*COLUMNS, "summary")} for row in rows]
        body = {"count": found.count, "count_is_a_minimum": found.more, "articles": shown}
        return Response(json.dumps(body, ensure_ascii=False), content_type="application/json; charset=utf-8")
    title = f"TIP Monitor: {asked.text}" if asked.text else "TIP Monitor: what was found"
    root = datasette.absolute_url(request, datasette.urls.path("/")).rstrip("/")
    here = datasette.absolute_url(request, request.full_path)
    feed = atom_of(rows, title=title, address=here, archive=root)
    return Response(feed.decode(), content_type="application/atom+xml; charset=utf-8")


# --- stories and sources --------------------------------------------------------------------------


async def story(datasette: Any, request: Any) -> Any:
    """One story with all its copies; an old address leads on to where the story stands today."""
    name = request.url_vars["story"]

    def read(db: sqlite3.Connection) -> tuple[str | None, dict[str, Any] | None]:
        now = find_story(db, name)
        return now, stories.page(db, now) if now else None

    now, shown = await read_archive(datasette, request, read)
    if now is None or shown is None:
        raise NotFound("There is no such story; it may have been purged.")
    if now != name:
        return Response.redirect(datasette.urls.path(f"/story/{now}"), status=301)
    return await render_page(datasette, request, "archive_story.html", **shown)


async def article(datasette: Any, request: Any) -> Any:
    """An article's place: in its story, or alone where it has none."""
    article_id = int(request.url_vars["article"])
    found = await read_archive(datasette, request, lambda db: archive.get_article(db, article_id))
    if found is None:
        raise NotFound("There is no such article; it may have been purged.")
    if found["story_id"]:
        return Response.redirect(datasette.urls.path(f"/story/{found['story_id']}#a{article_id}"))
    return await render_page(datasette, request, "archive_story.html", **stories.alone(found))


async def sources(datasette: Any, request: Any) -> Any:
    """How each source is, the troubled ones first."""
    states = await read_archive(datasette, request, archive.source_states)
    counts: dict[str, int] = {}
    for row in states:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    away = await read_archive(datasette, request, network_away)
    return await render_page(
        datasette, request, "archive_sources.html", states=states, counts=counts, remedies=REMEDIES, away=away
    )


ROUTES: list[tuple[str, Callable[..., Awaitable[Any]]]] = [
    (r"^/$", start),
    (r"^/search$", search),
    (r"^/search\.(?P<kind>csv|json|atom)$", export),
    (r"^/story/(?P<story>[a-z2-7]{1,20})$", story),
    (r"^/article/(?P<article>\d{1,18})$", article),
    (r"^/sources$", sources),
]
