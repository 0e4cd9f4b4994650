"""The program's changes to `sources.toml` keep what a person wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.config.edit_sources import append_sources, write_findings
from monitor.config.sources import load_sources
from monitor.errors import ConfigErrors
from monitor.model import Source

TEXT = """# Mine.
[[source]]  # the first
name = "a"
url = "https://a.example/feed"   # keep
last_seen_working = 2026-01-01

# checked 2026-02-02: fails: BadStatus: HTTP status 404
[[source]]
name = "b"
url = "https://b.example/feed"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o640)
    return path


def test_findings_change_a_date_or_leave_a_remark_and_nothing_else(file: Path) -> None:
    day = date(2026, 11, 21)
    write_findings(file, {"b": day}, {"a": "fails:\nBadStatus: HTTP status 410"}, day)
    assert file.read_text(encoding="utf-8") == TEXT.replace(
        "[[source]]  # the first",
        "# checked 2026-11-21: fails: BadStatus: HTTP status 410\n[[source]]  # the first",
    ).replace("# checked 2026-02-02: fails: BadStatus: HTTP status 404\n", "").replace(
        'url = "https://b.example/feed"\n',
        'url = "https://b.example/feed"\nlast_seen_working = 2026-11-21\n',
    )
    write_findings(file, {"a": day}, {}, day)
    assert "410" not in file.read_text(encoding="utf-8")
    assert [source.last_seen_working for source in load_sources(file)] == [day, day]
    assert file.stat().st_mode & 0o777 == 0o640


def test_appended_sources_load_again_as_they_were(file: Path) -> None:
    odd = Source(
        name="c", title='A "quoted" \\ title', url="https://c.example/?a=1&b=2", kind="sitemap",
        language="ur",
        tags=("x", "y"), pack="mine", weekly=3.5, last_seen_working=date(2026, 11, 21), note="Ein Grund.",
    )  # fmt: skip
    append_sources(file, [odd], "Added by hand\nand more")
    assert load_sources(file)[2] == odd
    assert file.read_text(encoding="utf-8").startswith(TEXT.rstrip())


def test_a_change_that_would_break_the_file_is_not_made(file: Path) -> None:
    same = Source(name="z", title="Z", url="http://A.example/feed#top")
    with pytest.raises(ConfigErrors, match=r"sources\.toml:\d+: .*the same url stands at line 4"):
        append_sources(file, [same], "x")
    assert file.read_text(encoding="utf-8") == TEXT
    assert [path.name for path in file.parent.iterdir()] == ["sources.toml"]
