"""`monitor digest` and `monitor alerts`, as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import commands
from monitor.store.database import open_store
from tests.fakes.telling import add_article, add_source, article

SOURCES = '[[source]]\nname = "dawn"\ntitle = "Dawn"\nurl = "https://dawn.example/feed"\n'
ALERT = 'title = "Trafficking in persons"\n[schedule]\nzone = "Asia/Karachi"\n'
LEXICON = Path(__file__).parents[2] / "alerts" / "lexicon"

Monitor = Callable[..., Result]


@pytest.fixture
def monitor(tmp_path: Path) -> Monitor:
    """The command line on a small deployment with one matched article."""
    (tmp_path / "sources.toml").write_text(SOURCES)
    (tmp_path / "alerts").mkdir()
    (tmp_path / "alerts" / "trafficking.toml").write_text(ALERT)
    (tmp_path / "alerts" / "lexicon").symlink_to(LEXICON)
    (tmp_path / "db").mkdir()
    db = open_store(tmp_path / "db" / "monitor.db")
    now = datetime.now(UTC)
    add_source(db, at=now)
    add_article(db, article(1, published_on=now.date()), now, story="s1")
    db.close()
    return lambda *words: CliRunner().invoke(
        commands, ["--at", str(tmp_path), *words], catch_exceptions=False
    )


def test_digest_shows_and_marks_nothing(monitor: Monitor) -> None:
    for _ in range(2):
        shown = monitor("digest")
        assert "Police free 1 people" in shown.output
        assert shown.output.startswith("Subject: Trafficking in persons · 1 new story")
    assert json.loads(monitor("digest", "--json").output)[0]["stories"][0]["place"] == "LAHORE"


def test_what_was_written_is_not_told_again(monitor: Monitor, tmp_path: Path) -> None:
    folder = tmp_path / "written"
    assert "1 new stories" in monitor("digest", "--to-folder", str(folder)).output
    assert all(len(list(folder.glob(kind))) == 1 for kind in ("*.eml", "*.html", "*.atom"))
    report = json.loads(monitor("digest", "--to-folder", str(folder), "--json").output)
    assert (report["composed"][0]["stories"], report["sent"]) == (0, 1)


def test_sending_goes_where_the_deployment_says(monitor: Monitor, tmp_path: Path) -> None:
    assert "1 sent" in monitor("digest", "--send").output
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_an_unknown_alert_is_named(monitor: Monitor) -> None:
    result = monitor("digest", "traficking")
    assert result.exit_code == 2
    assert "there are trafficking" in result.output


def test_the_alerts_are_listed(monitor: Monitor) -> None:
    assert "trafficking: Trafficking in persons (next " in monitor("alerts", "list").output
    assert json.loads(monitor("alerts", "list", "--json").output)[0]["recipients"] == 1


def test_a_preview_counts_day_by_day(monitor: Monitor) -> None:
    shown = json.loads(monitor("alerts", "preview", "trafficking", "--days", "7", "--json").output)
    assert (len(shown["days"]), shown["stories"], shown["days"][-1]["stories"]) == (7, 1, 1)
    assert "Police free 1 people" in monitor("alerts", "preview", "trafficking").output


def test_a_token_ends_a_subscription(monitor: Monitor, tmp_path: Path) -> None:
    monitor("digest", "--send")
    db = open_store(tmp_path / "db" / "monitor.db")
    token = db.execute("SELECT token FROM subscriptions").fetchone()[0]
    db.close()
    assert "gets no more mail" in monitor("alerts", "unsubscribe", token).output
    assert "0 sent" in monitor("digest", "--send").output
    assert monitor("alerts", "unsubscribe", "nonsense").exit_code == 2
