"""Let atheris (libFuzzer) look for bytes that make the reader raise anything but an `ExtractError`.

usage: python -m benchmarks.fuzz_reader [-max_total_time=600] [CORPUS_FOLDER]

The options are libFuzzer's. Without atheris, which comes for Linux and few versions of Python, it says so
and ends well; the properties in tests/properties/test_reading.py need only hypothesis.
"""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, datetime

from monitor.articles import read_article
from monitor.errors import ExtractError
from monitor.model import Hint, Page

URL = "https://example.org/news/1"
TYPES = ("text/html", "text/html; charset=windows-1256", "application/pdf", "text/plain; charset=utf-16")


def read_one(data: bytes) -> None:
    """Read one input: its first byte says what the server declares, the rest is the page."""
    declared = TYPES[data[0] % len(TYPES)] if data else TYPES[0]
    page = Page(
        url=URL,
        final_url=URL,
        body=data[1:],
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        headers={"content-type": declared},
    )
    try:
        read_article(page, Hint())
    except ExtractError:
        return


def main() -> int:
    """Fuzz until the time or the runs are over."""
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed (python -m pip install atheris): nothing was fuzzed")
        return 0
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, read_one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
