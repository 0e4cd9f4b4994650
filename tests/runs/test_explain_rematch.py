"""Explaining an article, and judging the archive anew: what is shown is what is written, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner

from monitor.cli import commands
from monitor.errors import BadStatus, StoreError
from monitor.matching.hits import Miss
from monitor.model import Alert, Hit, Source
from monitor.runs.crawl import crawl_addresses
from monitor.runs.explain import explain
from monitor.runs.rematch import rematch, save
from monitor.runs.wire import World
from monitor.store.sources import sync_sources
from tests.fakes.web import FakeWeb
from tests.fakes.world import make_world

RAID = "https://courier.example/raid"
TEXT = (
    "Police rescued 14 people from a boat where they were held in debt bondage, and arrested two recruiters"
    " who are charged with human trafficking.</p><p>The men told the magistrate that their papers had been"
    " taken and their wages kept back. Victims of trafficking are now in a shelter in Karachi, Pakistan."
)
PAGE = (
    "<html lang=en><head><title>Fourteen rescued from bonded labour at sea</title></head><body><article>"
    f"<h1>Fourteen rescued from bonded labour at sea</h1><p>{TEXT}</p></article></body></html>"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = make_world(tmp_path)
    cast(FakeWeb, world.web).replies[RAID] = PAGE.encode()
    yield world
    world.db.close()


async def test_an_address_is_fetched_and_explained_without_being_stored(world: World) -> None:
    explanation = await explain(world, RAID)
    assert explanation.judgement.verdict == "relevant"
    assert any(isinstance(alert, Hit) for alert in explanation.alerts)
    assert world.db.execute("SELECT count(*) FROM articles").fetchone()[0] == 0


async def test_a_stored_article_is_explained_by_number_and_by_address(world: World) -> None:
    await crawl_addresses(world, [RAID])
    cast(FakeWeb, world.web).replies[RAID] = BadStatus(RAID, 404)
    for target in ("1", RAID + "?utm_source=mail"):
        explanation = await explain(world, target)
        assert explanation.where == "stored article 1"
        assert explanation.verdict_then.startswith("relevant")
    with pytest.raises(StoreError, match="no article 7"):
        await explain(world, "7")


async def test_a_stored_article_is_explained_with_its_outlets_country(world: World) -> None:
    cast(FakeWeb, world.web).replies[RAID] = PAGE.replace("in Karachi, Pakistan", "there").encode()
    await crawl_addresses(world, [RAID])
    assert not (await explain(world, "1")).judgement.tags.countries
    source = Source(name="courier", title="Courier", url="https://courier.example/feed", country="PK")
    world.settings = replace(world.settings, sources=(source,))
    sync_sources(world.db, world.settings.sources)
    world.db.execute("UPDATE articles SET source = 'courier'")
    assert (await explain(world, "1")).judgement.tags.countries == ("PK",)


async def test_a_file_is_explained_and_the_nearest_alert_named(world: World, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    far = Alert(name="far", title="Far", languages=("ur",), countries=("BR",), rule="brides")
    near = Alert(name="near", title="Near", rule="boat AND brides")
    world.settings = replace(
        world.settings, watch=replace(world.settings.watch, alerts=(far, near), version="others")
    )
    explanation = await explain(world, str(file))
    misses = [alert for alert in explanation.alerts if isinstance(alert, Miss)]
    assert [len(miss.missing) for miss in misses] == [3, 1]
    assert "brides" in misses[1].missing[0]


def test_the_command_prints_sentence_and_reasons(world: World, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(PAGE.replace("held in", "held\u202e in"))
    arguments = ["--at", str(tmp_path), "explain", str(file)]
    shown = CliRunner().invoke(commands, arguments, catch_exceptions=False, standalone_mode=False).output
    assert "verdict   relevant" in shown
    assert "[human trafficking]" in shown
    assert "wanted by trafficking" in shown
    assert "\u202e" not in shown
    as_json = (
        CliRunner()
        .invoke(commands, [*arguments, "--json"], catch_exceptions=False, standalone_mode=False)
        .output
    )
    assert json.loads(as_json)["judgement"]["verdict"] == "relevant"
    assert world.db.execute("SELECT count(*) FROM articles").fetchone()[0] == 0


async def test_rematch_shows_first_and_writes_only_when_told(world: World) -> None:
    await crawl_addresses(world, [RAID])
    before = list(world.db.query("SELECT * FROM articles"))
    told = ("trafficking", before[0]["story_id"], before[0]["id"])
    world.db.execute("INSERT INTO digests (alert, slot, composed_at) VALUES ('trafficking', 's', 't')")
    world.db.execute("INSERT INTO told (alert, story_id, article_id, digest_id) VALUES (?, ?, ?, 1)", told)
    other = Alert(name="boats", title="Boats", rule="boat")
    world.settings = replace(
        world.settings, watch=replace(world.settings.watch, alerts=(other,), version="changed")
    )
    shown = rematch(world)
    assert [(c.gained, c.lost) for c in shown.changes] == [(("boats",), ("trafficking",))]
    assert list(world.db.query("SELECT * FROM articles")) == before
    written = rematch(world, save)
    assert written.changes == shown.changes
    assert [r["alert"] for r in world.db.query("SELECT alert FROM hits")] == ["boats"]
    again = rematch(world)
    assert (again.current, again.changes) == (1, [])
    assert [(r["alert"], r["article_id"]) for r in world.db.query("SELECT * FROM told")] == [
        ("trafficking", 1)
    ]
    after = next(iter(world.db.query("SELECT * FROM articles")))
    assert world.db.execute("SELECT count(*) FROM search_pending").fetchone()[0] == 0
    kept = ("body_hash", "fetched_at", "text", "story_id", "first_seen_at", "revision")
    assert {k: after[k] for k in kept} == {k: before[0][k] for k in kept}


def test_rematch_counts_what_goes_from_which_verdict_to_which(world: World, tmp_path: Path) -> None:
    asyncio.run(crawl_addresses(world, [RAID]))
    world.db.execute("UPDATE articles SET verdict = 'passing', rules_version = 'old'")
    assert rematch(world).moves == {("passing", "relevant"): 1}
    shown = (
        CliRunner()
        .invoke(commands, ["--at", str(tmp_path), "rematch"], catch_exceptions=False, standalone_mode=False)
        .output
    )
    assert "passing → relevant" in shown
    assert "nothing was written" in shown
