"""`monitor sources`: lists, imports and exports without asking anybody."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from monitor.cli import main
from monitor.cli._source_tables import overview
from monitor.config.sources import load_sources
from monitor.feeds.opml import read_opml

TEXT = """[packs]
far = false
[[source]]
name = "a"
title = "A & <b>"
url = "https://a.example/feed"
[[source]]
name = "b"
url = "https://b.example/feed"
pack = "far"
"""
LIST = """<opml version="2.0"><body><outline text="Asia">
<outline text="C" xmlUrl="https://c.example/rss"/><outline text="bad" xmlUrl="javascript:alert(1)"/>
<outline text="A again" xmlUrl="http://A.example/feed/"/></outline></body></opml>"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(place: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["--at", str(place), "sources", *arguments])
    return int(end.value.code or 0)


def test_the_list_shows_what_is_on_and_on_request_what_is_off(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "list", "--json") == 0
    assert [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()] == ["a"]
    assert run(place) == 0
    assert "1 of 2 sources are switched on" in capsys.readouterr().out
    assert run(place, "list", "--off") == 0
    assert "its pack is off" in capsys.readouterr().out


def test_a_list_of_a_feed_reader_is_taken_in_and_its_bad_entries_are_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = place / "list.opml"
    path.write_text(LIST, encoding="utf-8")
    assert run(place, "import", str(path)) == 1
    shown = capsys.readouterr()
    assert "line 2: 'javascript:alert(1)' is no http(s) address" in shown.err
    assert "1 added, 1 there already, 1 left out" in shown.out
    added = load_sources(place / "sources.toml")[2]
    assert (added.name, added.url, added.tags, added.pack) == (
        "c",
        "https://c.example/rss",
        ("Asia",),
        "mine",
    )


def test_what_is_exported_can_be_read_again(place: Path) -> None:
    assert run(place, "export", "-o", str(place / "out.opml")) == 0
    (feed,) = read_opml((place / "out.opml").read_bytes()).feeds
    assert (feed.url, feed.title, feed.folders) == ("https://a.example/feed", "A & <b>", ("default",))


def test_an_unknown_name_is_refused_before_anything_is_visited(place: Path) -> None:
    assert run(place, "check", "nobody") == 2


def test_what_is_the_matter_stands_in_full_on_a_narrow_terminal(place: Path) -> None:
    (source, *_) = load_sources(place / "sources.toml")
    detail = "redirects for good to https://news.example/feeds/current.xml"
    rows = {source.name: {"state": "moved", "state_since": "2026-11-22T02:53:00Z", "state_detail": detail}}
    out = io.StringIO()
    console = Console(file=out, width=80)
    for part in overview([source], rows, None):
        console.print(part)
    said = out.getvalue()
    assert f"  {source.name}: redirects for good to" in said
    assert detail in " ".join(said.split())
    assert all(len(line) <= 80 for line in said.splitlines())
