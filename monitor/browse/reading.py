"""How a page of the archive reads: in one go on a thread of Datasette's pool, under a time limit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

T = TypeVar("T")

DATABASE = "monitor"
TIME_LIMIT = 5_000
"""Milliseconds after which a page gives up reading."""


async def read_archive(datasette: Any, request: Any, reader: Callable[[sqlite3.Connection], T]) -> T:
    """What `reader` reads of the archive, if whoever asks may see it."""
    await datasette.ensure_permissions(request.actor, [("view-database", DATABASE), "view-instance"])

    def limited(connection: sqlite3.Connection) -> T:
        with sqlite_timelimit(connection, TIME_LIMIT):
            return reader(connection)

    found: T = await datasette.get_database(DATABASE).execute_fn(limited)
    return found


async def render_page(datasette: Any, request: Any, template: str, **shown: Any) -> Any:
    """A template of the archive, filled."""
    shown["path"] = datasette.urls.path
    return Response.html(await datasette.render_template(template, shown, request=request))
