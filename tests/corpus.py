"""Where the shared corpus lies, if it lies beside the repository at all."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def corpus(name: str) -> Path:
    """The folder `name` ("feeds", "pages", "relevance", "hostile"); skips the test where it is absent."""
    folder = SHARED / "corpus" / name
    if not folder.is_dir():
        pytest.skip(f"no corpus beside the repository ({folder})")
    return folder
