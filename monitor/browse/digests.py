"""The digests as pages and as feeds: what was told, without whom it was told to."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import NotFound, Response

from monitor.browse.reading import read_archive, render_page

LISTED = 60
"""Digests on the list: two months of a daily one."""


async def digests(datasette: Any, request: Any) -> Any:
    """The latest digests, and the feed of each alert."""

    def latest(connection: sqlite3.Connection) -> tuple[list[Any], list[Any]]:
        rows = connection.execute(
            "SELECT digest_id, alert, composed_at, title, stories FROM digest_pages"
            " ORDER BY composed_at DESC, digest_id DESC LIMIT ?",
            [LISTED],
        ).fetchall()
        alerts = connection.execute(
            "SELECT DISTINCT alert, title FROM digest_pages ORDER BY alert"
        ).fetchall()
        return rows, alerts

    rows, alerts = await read_archive(datasette, request, latest)
    return await render_page(datasette, request, "archive_digests.html", digests=rows, alerts=alerts)


async def digest(datasette: Any, request: Any) -> Any:
    """One digest as it was mailed."""
    number = int(request.url_vars["digest"])
    html = await _stored(datasette, request, "SELECT html FROM digest_pages WHERE digest_id = ?", number)
    return Response.html(html)


async def feed(datasette: Any, request: Any) -> Any:
    """The latest digest of an alert as an Atom feed."""
    sql = "SELECT atom FROM digest_pages WHERE alert = ? ORDER BY composed_at DESC, digest_id DESC LIMIT 1"
    atom = await _stored(datasette, request, sql, request.url_vars["alert"])
    return Response(atom, content_type="application/atom+xml; charset=utf-8")


async def _stored(datasette: Any, request: Any, sql: str, key: int | str) -> str:
    row = await read_archive(datasette, request, lambda connection: connection.execute(sql, [key]).fetchone())
    if row is None:
        raise NotFound("There is no such digest, or what it told was purged")
    return str(row[0])


ROUTES: list[tuple[str, Callable[..., Awaitable[Any]]]] = [
    (r"^/digests$", digests),
    (r"^/digests/(?P<alert>[A-Za-z0-9_-]{1,100})\.atom$", feed),
    (r"^/digest/(?P<digest>\d{1,18})$", digest),
]
