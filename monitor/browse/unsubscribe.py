"""The one address that changes anything: it ends the subscription of the token that it holds (RFC 8058).

A mail program posts to it without a cookie, so the token alone is the proof. Opening it in a browser only
asks: programs that look at links before their readers do must not unsubscribe anybody.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from monitor.errors import StoreError
from monitor.store.database import open_store
from monitor.store.digests import unsubscribe

PREFIX = "/-/unsubscribe/"

PAGE = (
    '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><body><h1>{title}</h1>{body}</body></html>"
)
ASK = '<form method="post"><button>Stop these mails</button></form>'


async def end(request: Any, datasette: Any) -> Any:
    """Ask on GET; end the subscription on POST."""
    if request.method != "POST":
        return _page("Unsubscribe", ASK)
    path = Path(datasette.get_database("monitor").path)
    try:
        known = await asyncio.to_thread(_end, path, request.url_vars["token"])
    except StoreError:
        return _page("The archive cannot be written here", "<p>Please answer to the mail instead.</p>", 503)
    if not known:
        return _page("This address is not known", "", 404)
    return _page("Unsubscribed", "<p>No more of these mails will be composed for you.</p>")


def _end(path: Path, token: str) -> bool:
    db = open_store(path)
    try:
        return unsubscribe(db, token, datetime.now(UTC)) is not None
    finally:
        db.close()


def _page(title: str, body: str, status: int = 200) -> Any:
    return Response.html(PAGE.format(title=title, body=body), status=status)


ROUTES = [(rf"^{PREFIX}(?P<token>[0-9a-f]{{32}})$", end)]
