"""Sources, entries, polls and failures in the store: written twice, they are there once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.model import Entry, Failure, Sighting, Source, Standing
from monitor.store import entries, failures, polls, sources
from monitor.store.archive import source_states
from monitor.store.database import open_store
from monitor.store.overview import network_away

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    store = open_store(tmp_path / "monitor.db")
    sources.sync_sources(
        store, [Source(name=name, title=name, url=f"https://{name}/") for name in ("a", "b")]
    )
    return store


def sighting(key: str, source: str = "a", title: str = "Title", **more: object) -> Sighting:
    entry = Entry(source=source, key=key, url=f"https://{source}/{key}", title=title, **more)  # type: ignore[arg-type]
    return Sighting(entry=entry, identity=f"id-{key}", content_hash=f"hash-{title}")


def test_a_source_that_leaves_the_file_is_switched_off_and_comes_back_with_its_history(db: Database) -> None:
    entries.save_entries(db, [sighting("1", "b")], NOW)
    standing = Standing(state="healthy", next_poll_at=NOW, etag='"x"', interval=timedelta(minutes=20))
    sources.save_standing(db, "b", standing)
    sources.sync_sources(db, [Source(name="a", title="a", url="https://a/")])
    assert sources.due_sources(db, NOW) == ["a"]
    sources.sync_sources(db, [Source(name=name, title=name, url=f"https://{name}/") for name in ("a", "b")])
    assert sources.load_standings(db, ["b"]) == {"b": standing}
    assert entries.count_entries(db, "b") == 1


def test_a_new_address_begins_without_the_validators_of_the_old(db: Database) -> None:
    sources.save_standing(db, "a", Standing(etag='"x"', body_hash="h", failures=4, next_poll_at=NOW))
    sources.sync_sources(db, [Source(name="a", title="a", url="https://a/new")])
    assert sources.load_standings(db, ["a"])["a"] == Standing()


def test_a_jump_of_the_clock_silences_no_source(db: Database) -> None:
    later = NOW + timedelta(days=400)
    sources.save_standing(db, "a", Standing(last_polled_at=later, next_poll_at=later))
    sources.save_standing(db, "b", Standing(last_polled_at=NOW, next_poll_at=NOW + timedelta(hours=1)))
    assert sources.due_sources(db, NOW) == ["a"]
    assert sources.due_sources(db, datetime.max.replace(tzinfo=UTC)) == ["b", "a"]


def test_an_entry_is_kept_once(db: Database) -> None:
    assert entries.save_entries(db, [sighting("1"), sighting("2")], NOW) == 2
    assert entries.save_entries(db, [sighting("1"), sighting("3")], NOW) == 1
    assert entries.save_entries(db, [sighting("1", "b")], NOW) == 1
    assert [e.key for e in entries.known_entries(db, "a", [sighting("1"), sighting("9")])] == ["1"]


def test_an_entry_goes_through_the_store_unchanged(db: Database) -> None:
    entry = Entry(
        source="a", key="1", url="https://a/1", title="T", summary="S", content="<p>C", authors=("Ä", "B"),
        published=NOW, updated=NOW, language="ur", guid="g",
    )  # fmt: skip
    entries.save_entries(db, [Sighting(entry=entry, identity="i", content_hash="h")], NOW)
    (pending,) = entries.pending_entries(db, NOW, 10)
    assert pending.entry == entry
    assert (pending.tries, pending.revision, pending.first_seen_at) == (0, 0, NOW)


def test_every_source_has_its_turn_before_any_has_its_second(db: Database) -> None:
    entries.save_entries(db, [sighting(str(n), published=NOW + timedelta(minutes=n)) for n in range(9)], NOW)
    entries.save_entries(db, [sighting("x", "b"), sighting("y", "b")], NOW)
    found = [(p.entry.source, p.entry.key) for p in entries.pending_entries(db, NOW, 5)]
    assert found == [("a", "8"), ("b", "y"), ("a", "7"), ("b", "x"), ("a", "6")]


def test_what_was_read_is_not_pending_and_what_failed_waits(db: Database) -> None:
    entries.save_entries(db, [sighting("1"), sighting("2"), sighting("3")], NOW)
    three, two, one = entries.pending_entries(db, NOW, 10)
    entries.mark_entry_done(db, one.id, None)
    entries.mark_entry_unreadable(db, two.id, "NoText: nothing to read")
    entries.mark_entry_retry(db, three.id, "TimedOut", NOW + timedelta(minutes=5))
    assert entries.pending_entries(db, NOW, 10) == []
    (again,) = entries.pending_entries(db, NOW + timedelta(minutes=5), 10)
    assert (again.id, again.tries) == (three.id, 1)
    (healed,) = entries.pending_entries(db, NOW - timedelta(days=9), 10)
    assert healed.id == three.id


def test_an_edited_entry_is_a_revision_and_is_read_again_a_few_times(db: Database) -> None:
    entries.save_entries(db, [sighting("1", title="v0")], NOW)
    (first,) = entries.pending_entries(db, NOW, 1)
    for edit in range(1, 6):
        entries.mark_entry_done(db, first.id, None)
        entries.revise_entry(db, first.id, sighting("1", title=f"v{edit}"), NOW)
        entries.revise_entry(db, first.id, sighting("1", title=f"v{edit}"), NOW)  # a second time: nothing
        assert len(entries.pending_entries(db, NOW, 9)) == (1 if edit <= entries.REREADS else 0)
    kept = [row["title"] for row in db.query("SELECT title FROM entry_revisions ORDER BY revision")]
    assert kept == ["v0", "v1", "v2", "v3", "v4"]


def test_left_out_entries_are_known_and_never_read(db: Database) -> None:
    entries.leave_out_entries(db, [sighting("old")], NOW)
    assert entries.pending_entries(db, NOW, 9) == []
    (known,) = entries.known_entries(db, "a", [sighting("old")])
    entries.revise_entry(db, known.id, sighting("old", title="edited"), NOW)
    assert entries.pending_entries(db, NOW, 9) == []


def test_the_polls_of_a_day_are_counted(db: Database) -> None:
    poll = polls.Poll(source="a", started_at=NOW, outcome="new", new=3, window_rolled=True)
    for one in (poll, replace(poll, source="b", outcome="TimedOut", new=0, window_rolled=False)):
        polls.record_poll(db, one)
    counts = polls.count_polls(db, NOW, NOW + timedelta(days=1))
    assert counts == polls.PollCounts(polls=2, sources=2, failed_polls=1, new=3, revised=0, rolled=("a",))
    assert polls.count_polls(db, NOW + timedelta(1), NOW + timedelta(2)).polls == 0
    assert polls.forget_polls(db, NOW + timedelta(1)) == 2


def test_failures_are_kept_and_forgotten(db: Database) -> None:
    failure = Failure(stage="poll", where="a", kind="TimedOut", detail="x", at=NOW, retry_at=NOW)
    failures.record_failure(db, failure)
    assert failures.recent_failures(db, NOW) == [failure]
    assert failures.forget_failures(db, NOW + timedelta(1)) == 1


def _tried(db: Database, name: str, minutes: int, failure: str) -> None:
    at = NOW + timedelta(minutes=minutes)
    sources.save_standing(
        db,
        name,
        replace(
            sources.load_standings(db, [name])[name],
            last_polled_at=at,
            failures=1,
            failing_since=at,
            last_failure=failure,
        ),
    )


def test_when_nothing_answers_it_is_our_own_network(db: Database) -> None:
    names = [f"n{number}" for number in range(6)]
    sources.sync_sources(
        db, [Source(name=name, title=name, url=f"https://{name}.example/") for name in names]
    )
    for name in names:
        sources.save_standing(db, name, Standing(state="healthy", last_polled_at=NOW, last_success_at=NOW))
    assert network_away(db) is None
    for minute, name in enumerate(names[:4]):
        _tried(db, name, minute, "unreachable: no route")
    assert network_away(db) is None  # a bad minute is no outage
    _tried(db, names[4], 20, "timed out: x")
    away = network_away(db)
    assert away is not None
    assert (away.since, away.sources) == (NOW, 5)
    _tried(db, names[5], 21, "HTTP status 500")  # somebody answers, if only with an error
    assert network_away(db) is None


def test_a_key_in_an_address_is_not_in_the_table(db: Database) -> None:
    sources.sync_sources(db, [Source(name="k", title="K", url="https://k.example/f?q=x&api_key=CANARY&n=2")])
    assert db.execute("SELECT url FROM sources WHERE name = 'k'").fetchone()[0] == (
        "https://k.example/f?q=x&api_key=…&n=2"
    )


def test_the_troubled_are_listed_before_the_unmet_and_those_before_the_healthy(db: Database) -> None:
    states = {"a": "healthy", "b": "new", "c": "moved"}
    sources.sync_sources(db, [Source(name=name, title=name, url=f"https://{name}/") for name in states])
    for name, state in states.items():
        db.execute("UPDATE sources SET state = ? WHERE name = ?", [state, name])
    assert [row["name"] for row in source_states(db)] == ["c", "b", "a"]
