"""What stands between the archive and a browser: who may call, what a page may load, what is published.

- Only known names in the Host header are answered: a web page whose name is rebound to 127.0.0.1 would
  otherwise read the archive through its visitor's browser.
- Every answer carries a Content-Security-Policy under which nothing is loaded from elsewhere, and a
  Referrer-Policy so that a followed link does not tell an outlet who watches it.
- The tables of mails and recipients read as empty to every query, whoever asks.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from monitor.browse.exports import SafeCsv

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

PUBLISHED = frozenset(
    {
        "articles", "mentions", "hits", "stories", "story_developments", "sources", "polls", "entries",
        "failures", "digest_pages",
    }
)  # fmt: skip
"""The tables that are served. What was told to whom, and whatever is added later, is not among them."""

NEVER = frozenset({"digests", "told", "told_stories", "outbox", "subscriptions", "recipients"})
"""Tables that are hidden even before a first migration made them."""

_READ_BY_PAGES = re.compile(r"story_redirects|archive_counts|search_.*|sqlite_.*")
"""Tables that hold nothing of their own, which the pages are made with."""

POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def guarded(app: App, allow_hosts: Iterable[str], script_hashes: Iterable[str]) -> App:
    """Wrap an ASGI application with the host check and the headers.

    Args:
        app: the application.
        allow_hosts: names beside the loopback's own under which the archive may be called.
        script_hashes: CSP hashes ("sha256-…") of the inline scripts that the pages bring along.
    """
    names = LOOPBACK | {name.lower() for name in allow_hosts}
    scripts = "".join(f" '{h}'" for h in script_hashes)
    headers = [
        (b"content-security-policy", POLICY.format(scripts=scripts).encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"x-robots-tag", b"noindex"),
    ]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif not _called_by_name(scope, names):
            await _refuse(send)
        else:
            await app(scope, receive, _Sender(send, headers, makes_csv=scope["path"].endswith(".csv")).send)

    return answer


class _Sender:
    """Sends an answer on, with the headers added and the cells of a CSV made safe."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], *, makes_csv: bool) -> None:
        self._send, self._headers = send, headers
        self._csv = SafeCsv() if makes_csv else None

    async def send(self, event: MutableMapping[str, Any]) -> None:
        """One event of the answer."""
        if event["type"] == "http.response.start":
            own = {name for name, _ in self._headers}
            kept = [(k, v) for k, v in event.get("headers", []) if k.lower() not in own]
            if self._csv is not None:
                kept = [(k, v) for k, v in kept if k.lower() != b"content-length"]
            event = {**event, "headers": kept + self._headers}
        elif event["type"] == "http.response.body" and self._csv is not None:
            more = bool(event.get("more_body"))
            event = {**event, "body": self._csv.feed(event.get("body", b""), more=more)}
        await self._send(event)


def _called_by_name(scope: Scope, names: frozenset[str]) -> bool:
    host = next((v for k, v in scope.get("headers", []) if k == b"host"), b"").decode("latin-1").lower()
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    return (name if port.isdigit() and name else host) in names


async def _refuse(send: Send) -> None:
    body = b"This archive does not answer under that name; see docs/archive.md, --allow-host.\n"
    await send(
        {
            "type": "http.response.start",
            "status": 421,
            "headers": [(b"content-type", b"text/plain; charset=utf-8")],
        }
    )
    await send({"type": "http.response.body", "body": body})


def hide_private(connection: sqlite3.Connection) -> None:
    """Let every read of a table that is not published give nothing, for as long as the connection lives.

    SQLite asks the authorizer when a statement is prepared; "ignore" makes a column read as NULL.
    """
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    hidden = {t for t in tables - PUBLISHED if not _READ_BY_PAGES.fullmatch(t)} | NEVER

    def authorize(action: int, table: str | None, *_: str | None) -> int:
        ignored = action == sqlite3.SQLITE_READ and table in hidden
        return sqlite3.SQLITE_IGNORE if ignored else sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)
