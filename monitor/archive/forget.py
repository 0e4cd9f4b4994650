"""Remove evidence: what a person's right to be forgotten, or retention, asks for."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

MOST_BYTES = 64 << 20
"""Bytes of a record that are searched for a name; pages are bounded far below."""

_TAG = re.compile(r"<[^<>]{0,2000}>")


def forget_evidence(folder: Path, digest: str) -> int:
    """Remove every record of the page whose bytes have this SHA-256 (64 hex digits); returns how many.

    Raises:
        ValueError: `digest` is no SHA-256, so that no other file can be meant.
    """
    if len(digest) != 64 or not all(c in "0123456789abcdef" for c in digest):
        raise ValueError(f"not a SHA-256 in hexadecimal: {digest!r}")
    found = list(folder.glob(f"*/{digest}.warc.gz"))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def evidence_that_names(folder: Path, names: Callable[[str], bool]) -> Iterator[str]:
    """The hashes of the pages kept of whose text `names` is true, whatever was read out of them."""
    for path in folder.glob("*/*.warc.gz"):
        try:
            with gzip.open(path) as record:
                page = record.read(MOST_BYTES).decode("utf-8", "replace")
        except (OSError, EOFError, zlib.error):
            continue  # `monitor doctor` names damaged files
        if names(html.unescape(_TAG.sub("", page))):
            yield path.name.removesuffix(".warc.gz")
