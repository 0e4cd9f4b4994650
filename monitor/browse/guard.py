"""What stands between the archive and a browser: who may call, what a page may load, what is published.

- Only known names in the Host header are answered: a web page whose name is rebound to 127.0.0.1 would
  otherwise read the archive through its visitor's browser.
- Every answer carries a Content-Security-Policy under which nothing is loaded from elsewhere, and a
  Referrer-Policy so that a followed link does not tell an outlet who watches it.
- The tables of mails and recipients read as empty to every query, whoever asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

PRIVATE_TABLES = frozenset({"digests", "told", "told_stories", "outbox", "subscriptions", "recipients"})
"""What was told to whom: never served."""

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
    replaced = {name for name, _ in headers}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _called_by_name(scope, names):
            await _refuse(send)
            return

        async def send_guarded(event: MutableMapping[str, Any]) -> None:
            if event["type"] == "http.response.start":
                kept = [(k, v) for k, v in event.get("headers", []) if k.lower() not in replaced]
                event = {**event, "headers": kept + headers}
            await send(event)

        await app(scope, receive, send_guarded)

    return answer


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
    """Let every read of a private table give nothing, for as long as the connection lives.

    SQLite asks the authorizer when a statement is prepared; "ignore" makes a column read as NULL.
    """

    def authorize(action: int, table: str | None, *_: str | None) -> int:
        hidden = action == sqlite3.SQLITE_READ and table in PRIVATE_TABLES
        return sqlite3.SQLITE_IGNORE if hidden else sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)
