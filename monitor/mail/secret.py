"""Secrets are named where they stand, read when they are used, and kept nowhere."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.errors import Unusable


def read_secret(reference: str) -> str:
    """The secret behind "env:NAME" or "file:PATH"; "" for no reference.

    Raises:
        Unusable: the variable is not set, or the file cannot be read.
    """
    kind, _, place = reference.partition(":")
    if not place:
        return ""
    if kind == "env":
        if secret := os.environ.get(place, ""):
            return secret
        raise Unusable(f"the environment variable {place} is not set")
    try:
        return Path(place).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{place}: cannot be read: {error}") from error
