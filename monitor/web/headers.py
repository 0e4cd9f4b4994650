"""What is read out of a response's headers, and what is not believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

KEPT = frozenset(
    {
        "age",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "link",
        "location",
        "retry-after",
        "x-robots-tag",
    }
)
"""All that anybody here asks for; cookies and the rest are let go."""

LONGEST_WAIT = timedelta(days=1)
"""A Retry-After beyond this is cut to it (88 hours have been seen)."""

_VISIBLE = re.compile(r"[\x20-\x7e]{1,512}\Z")


def kept(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers worth keeping: lower-case names, repeated ones joined by a comma (RFC 9110, 5.2)."""
    found: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name = name_bytes.decode("latin-1").lower()
        if name in KEPT:
            value = value_bytes[:2048].decode("latin-1")
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers that make a request conditional, from validators that are fit to be sent back."""
    headers = {}
    if etag and _VISIBLE.match(etag):
        headers["if-none-match"] = etag
    if last_modified and _VISIBLE.match(last_modified):
        headers["if-modified-since"] = last_modified
    return headers


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks to wait (RFC 9110, 10.2.3): seconds or a date; None for rubbish."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), LONGEST_WAIT.total_seconds()))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(at - now, LONGEST_WAIT) if at >= now else None


def seconds(number: float) -> timedelta:
    """A wait of so many seconds, rounded up to a whole one."""
    return timedelta(seconds=int(number) + 1)
