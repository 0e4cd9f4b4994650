"""The verbs that keep: search, backup, restore, purge, doctor, and how browse is shared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.cli import commands
from monitor.errors import StoreError
from tests.browse.newsroom import seed


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text("")
    seed(tmp_path / "db", datetime.now(UTC).date()).close()
    return tmp_path


def run(place: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(commands, ["--at", str(place), *arguments], catch_exceptions=True)
    if isinstance(result.exception, StoreError):
        raise result.exception
    return result


def test_search_finds_by_rule_and_prints_what_a_terminal_may_show(place: Path) -> None:
    found = run(place, "search", "--json", 'title:kiln AND "bonded labour"')
    rows: list[dict[str, Any]] = [json.loads(line) for line in found.stdout.splitlines()]
    assert [r["size"] for r in rows] == [3]
    shown = run(place, "search", "انسانی سمگلنگ")
    assert "انسانی سمگلنگ" in shown.stdout
    assert run(place, "search", "nowhere to be found").stdout == ""


def test_backup_and_restore_bring_back_what_was_purged(place: Path) -> None:
    assert "articles" in run(place, "backup").output
    assert "articles" in run(place, "purge", "--yes", "--name", "Marek Holub").output
    assert "Holub" not in run(place, "search", "container behind the site").output
    restored = run(place, "restore").output
    assert "is in place" in restored
    assert "purge it again" in restored
    assert "Holub" not in restored
    assert run(place, "search", "--json", "Holub").stdout
    assert "Holub" not in run(place, "backup", "--list").output


def test_purge_wants_one_thing_and_names_the_backups_that_remember(place: Path) -> None:
    assert run(place, "purge").exit_code == 2
    run(place, "backup")
    output = run(place, "purge", "--yes", "--name", "Marek Holub").output
    assert "backups still hold it" in output
    assert "articles: 2" in output
    assert "articles: 1" in run(place, "purge", "--yes", "--url", "https://news.example/8/0").output
    assert "articles" in run(place, "purge", "--yes", "--older-than", "5", "--all-verdicts").output


def test_purge_shows_what_would_go_and_asks(place: Path) -> None:
    asked = run(place, "purge", "--name", "HOLUB, Marek")
    assert asked.exit_code == 1
    assert "spelled “Marek Holub”" in asked.output
    assert "articles: 2" in asked.output
    assert "Forget this for good?" in asked.output
    assert run(place, "search", "--json", "Holub").stdout


def test_the_doctor_names_a_damaged_store_and_the_backup_to_restore(place: Path) -> None:
    run(place, "backup")
    (place / "db" / "monitor.db").write_bytes(b"this is a letter " * 500)
    result = run(place, "doctor")
    assert result.exit_code == 1 or "bad      store" in result.output
    assert "monitor restore" in result.output
    assert "the newest is sound" in result.output


def test_the_doctor_says_what_is_wrong_with_the_files_too(place: Path) -> None:
    result = run(place, "doctor", "--mend")
    assert "bad      files" in result.output
    assert "good     index against text" in result.output


def test_sharing_is_explained(place: Path) -> None:
    assert "reverse_proxy 127.0.0.1:8001" in run(place, "browse", "--share").output
