"""Read web archives back into pages: evidence of ours, or anyone's WARC files, for a backfill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from monitor.errors import StoreError
from monitor.model import Page

MAX_BODY = 20_000_000
"""Bytes of one record that are read; larger ones are cut there, as a live fetch would refuse them."""


def read_warc(path: Path) -> Iterator[Page]:
    """Every answered page of a WARC file (gzip or not), in its order.

    Raises:
        StoreError: the file is missing, is no WARC, or is damaged; what came before the damage was yielded.
    """
    try:
        records = 0
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.format != "warc":
                    raise StoreError(f"{path}: not a WARC file")
                records += 1
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                yield Page(
                    url=address,
                    final_url=address,
                    body=record.content_stream().read(MAX_BODY),
                    status=int(record.http_headers.get_statuscode() or 0),
                    headers={name.lower(): value for name, value in record.http_headers.headers},
                    fetched_at=_date(record.rec_headers.get_header("WARC-Date")),
                    via="archive",
                )
        if not records:
            raise StoreError(f"{path}: holds no WARC record")
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    except (ArchiveLoadFailed, ValueError, EOFError) as error:
        raise StoreError(f"{path}: not a whole WARC file: {error}") from error


def _date(stated: str | None) -> datetime:
    """WARC-Date is ISO 8601 in UTC, with or without fractions (ISO 28500:2017, 5.4)."""
    return datetime.fromisoformat(stated or "").astimezone(UTC)
