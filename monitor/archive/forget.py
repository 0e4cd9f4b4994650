"""Remove evidence: what a person's right to be forgotten, or retention, asks for."""

from __future__ import annotations

from pathlib import Path


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
