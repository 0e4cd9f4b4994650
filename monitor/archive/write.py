"""Keep the page behind a hit as evidence: one WARC file a page, named by the hash of its bytes.

WARC is ISO 28500:2017, what web archives and courts' experts read. The Berkeley Protocol on Digital
Open Source Investigations (2022) asks for the bytes as received, their hash, the time and the address;
the record holds all four, apart from the working copy in the database. One file a page, written aside
and renamed, so that a crash leaves either the whole record or none.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor.errors import StoreError
from monitor.model import Page

DROPPED_HEADERS = frozenset({"set-cookie", "transfer-encoding", "content-encoding", "content-length"})
"""Headers that no longer hold for the bytes as stored (decoded), or that identify the reader."""


def evidence_path(folder: Path, page: Page) -> Path:
    """Where a page's record lies: `YYYY-MM/<SHA-256 of its bytes>.warc.gz` in the month it was fetched."""
    digest = hashlib.sha256(page.body).hexdigest()
    return folder / f"{page.fetched_at:%Y-%m}" / f"{digest}.warc.gz"


class _InMemoryWriter(WARCWriter):  # type: ignore[misc]
    """Assembles a record in memory: pages are bounded, and warcio leaves its temporary files open."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def write_evidence(folder: Path, page: Page) -> Path:
    """Write a page's record, once; returns where it lies.

    Raises:
        StoreError: the folder cannot be written.
    """
    path = evidence_path(folder, page)
    if path.exists():
        return path
    aside = path.with_suffix(".part")  # of one name, so that the next try overwrites what a crash left
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            _write_record(out, page)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: the page could not be kept as evidence: {error.strerror}") from error
    return path


def _write_record(out: BinaryIO, page: Page) -> None:
    writer = _InMemoryWriter(out, gzip=True, warc_version="1.1")
    headers = [(name, value) for name, value in page.headers.items() if name.lower() not in DROPPED_HEADERS]
    record = writer.create_warc_record(
        page.final_url,
        "response",
        payload=io.BytesIO(page.body),
        http_headers=StatusAndHeaders(f"{page.status} ", headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": page.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
    )
    writer.write_record(record)
