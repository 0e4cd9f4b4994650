"""Recorded pages: what was read once is read again, and what is different is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.articles import read_article
from monitor.cli import main
from monitor.cli._record import FOLDER
from monitor.model import Page, Source
from monitor.runs.record import hint_for
from monitor.runs.recorded import READING, changes, keep, load_fixtures, replay
from tests.fakes.web import HereEngine

WORDS = "The court heard on Monday how the workers had been held at the brick kiln for more than a year."
SOURCE = Source(name="courier", title="The Courier", url="https://courier.example/feed", language="en")
PAGE = Page(
    url="https://courier.example/raid",
    final_url="https://courier.example/raid",
    body=f"<html><h1>Raid on a kiln</h1><p>{WORDS}</p><p>{WORDS} Again.</p></html>".encode(),
    fetched_at=datetime(2026, 11, 2, 6, tzinfo=UTC),
    headers={"content-type": "text/html"},
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nname = "courier"\ntitle = "The Courier"\nurl = "{SOURCE.url}"\nlanguage = "en"\n',
        "utf-8",
    )
    keep(tmp_path / FOLDER / "raid", PAGE, read_article(PAGE, hint_for(SOURCE)), "courier")
    return tmp_path


async def test_a_recorded_page_is_read_as_before(place: Path) -> None:
    (fixture,) = load_fixtures(place)
    assert replace(fixture.page, via="web") == PAGE
    assert await replay(HereEngine(), fixture, [SOURCE]) == ()


async def test_a_page_that_is_no_longer_read_says_so(place: Path) -> None:
    (fixture,) = load_fixtures(place)
    broken = replace(fixture, page=replace(fixture.page, body=b"\x89PNG\r\n\x1a\n" + bytes(200)))
    (line,) = await replay(HereEngine(), broken, [SOURCE])
    assert line.startswith("it is no longer read")


def test_what_has_changed_is_named_field_by_field() -> None:
    before = {"title": "A", "text": "one\n\ntwo", "authors": ["x"], "place": None}
    now = {"title": "B", "text": "two\n\nthree", "authors": ["x"], "place": None}
    assert changes(before, now) == ('title: "A" → "B"', 'text: lost "one"', 'text: new "three"')
    assert changes(before, dict(before)) == ()


def test_check_recorded_fails_when_a_reading_has_changed(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> int:
        with pytest.raises(SystemExit) as end:
            main(["--at", str(place), "sources", "check", "--recorded"])
        return int(end.value.code or 0)

    assert run() == 0
    assert "1 of 1 recorded pages are read as before" in capsys.readouterr().out
    file = place / FOLDER / "raid" / READING
    stored = json.loads(file.read_text("utf-8"))
    stored["expected"]["title"] = "Another headline"
    file.write_text(json.dumps(stored), "utf-8")
    assert run() == 1
    shown = capsys.readouterr().out
    assert "raid: has changed" in shown
    assert 'title: "Another headline" → "Raid on a kiln"' in shown
