"""Pace, health and standing: pure functions of what polls brought and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import cadence
from monitor.feeds.health import in_plain_words, state_of
from monitor.feeds.news import Known, sightings_of, sort_news
from monitor.feeds.standing import (
    Answer,
    Listing,
    address_of,
    after_failure,
    after_listing,
    after_unchanged,
    is_conditional,
)
from monitor.model import Entry, Feed, KnownEntry, Sighting, Source, Standing

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = Source(name="a", title="A", url="http://news.example/feed", weekly=7)
GOOD = Standing(
    state="healthy",
    last_polled_at=NOW,
    last_success_at=NOW,
    last_new_at=NOW,
    last_verified_at=NOW,
    next_poll_at=NOW + HOUR,
    interval=HOUR,
    listed=20,
    items_per_week=7.0,
)


def answer(at: datetime, **headers: str) -> Answer:
    return Answer(
        at=at, headers={name.replace("_", "-"): value for name, value in headers.items()}, body_hash="h"
    )


def dated(*hours_ago: float) -> list[datetime]:
    return [NOW - hours * HOUR for hours in hours_ago]


# --- pace ---


def test_the_pace_is_the_time_in_which_half_the_window_may_be_replaced() -> None:
    assert cadence.safe_wait(listed=20, peak_per_hour=10, items_per_week=None) == HOUR
    assert cadence.safe_wait(listed=20, peak_per_hour=0, items_per_week=None) == DAY
    assert cadence.pace(DAY) == cadence.LONGEST
    assert cadence.pace(timedelta()) == cadence.SHORTEST


def test_a_first_document_tells_its_rhythm_by_its_dates() -> None:
    busy = after_listing(SOURCE, Standing(), answer(NOW), Listing(listed=10, new=10, dates=dated(*range(10))))
    slow = after_listing(
        SOURCE, Standing(), answer(NOW), Listing(listed=10, new=10, dates=dated(*range(0, 4000, 400)))
    )
    assert busy.interval is not None
    assert slow.interval is not None
    assert busy.interval < slow.interval == cadence.LONGEST
    assert busy.items_per_week == pytest.approx(10 * 168 / 9)


def test_a_burst_quickens_the_pace_and_is_forgotten_slowly() -> None:
    after = after_listing(SOURCE, GOOD, answer(NOW + HOUR), Listing(listed=20, new=15))
    assert after.interval is not None
    assert after.interval < HOUR
    later = after_unchanged(SOURCE, after, answer(NOW + 60 * DAY))
    assert later.interval == cadence.LONGEST


def test_the_publishers_wish_is_followed_as_far_as_it_is_safe() -> None:
    calm = replace(GOOD, items_per_week=0.1)
    wish = Listing(listed=20, new=0, ttl=timedelta(hours=6))
    assert after_listing(SOURCE, calm, answer(NOW + HOUR), wish).interval == timedelta(hours=6)
    cached = after_unchanged(SOURCE, calm, answer(NOW + HOUR, cache_control="public, max-age=14400"))
    assert cached.interval == timedelta(hours=4)
    busy = replace(GOOD, peak_per_hour=20.0)
    assert after_listing(SOURCE, busy, answer(NOW + HOUR), wish).interval == pytest.approx(HOUR / 2, rel=0.1)


def test_a_fixed_interval_stays() -> None:
    fixed = replace(SOURCE, interval=timedelta(minutes=5))
    after = after_listing(fixed, GOOD, answer(NOW + HOUR), Listing(listed=5, new=5, rolled_over=True))
    assert after.interval == timedelta(minutes=5)


@given(st.integers(0, 60), st.timedeltas(timedelta(), timedelta(days=4000)), st.integers(0, 10**6))
def test_back_off_never_becomes_silence(failures: int, failing: timedelta, listed: int) -> None:
    standing = replace(GOOD, failures=failures, failing_since=NOW - failing, listed=listed)
    after = after_failure(SOURCE, standing, "timed out", NOW, None)
    assert after.next_poll_at is not None
    assert timedelta(minutes=8) <= after.next_poll_at - NOW <= timedelta(hours=12)


def test_equal_sources_are_spread() -> None:
    waits = {cadence.jittered(HOUR, f"s{n}", NOW) for n in range(200)}
    assert len(waits) > 100
    assert timedelta(minutes=54) <= min(waits) <= max(waits) <= HOUR


def test_what_the_server_asks_for_is_kept() -> None:
    after = after_failure(SOURCE, GOOD, "HTTP status 429; asks for 50000 s", NOW, timedelta(seconds=50_000))
    assert after.next_poll_at == NOW + timedelta(seconds=50_000)


# --- validators ---


def test_not_modified_is_believed_longer_by_a_server_that_was_right() -> None:
    standing = replace(GOOD, items_per_week=1.0)
    for step in range(1, 5):
        assert is_conditional(standing, standing.last_success_at or NOW)
        standing = after_unchanged(SOURCE, standing, answer(NOW + step * DAY, etag='"a"'))
    assert standing.trust == timedelta(hours=16)
    assert not is_conditional(standing, NOW + 6 * DAY)
    assert not is_conditional(standing, NOW - DAY)  # the clock was set back


@pytest.mark.parametrize(
    ("standing", "etag"),
    [
        (replace(GOOD, etag='"a"'), '"a"'),  # the same validator, new entries
        (replace(GOOD, etag='"a"', last_success_at=NOW + 2 * HOUR), '"b"'),  # 304, though there was news
    ],
)
def test_a_lie_ends_the_trust_for_good(standing: Standing, etag: str) -> None:
    news = Listing(listed=20, new=1, new_dates=[NOW + HOUR])
    after = after_listing(SOURCE, standing, answer(NOW + 3 * HOUR, etag=etag), news)
    assert after.trust == timedelta()
    later = after_unchanged(SOURCE, after, answer(NOW + 5 * HOUR, etag=etag))
    assert not is_conditional(later, NOW + 5 * HOUR)


# --- moves ---


def test_https_on_the_same_host_is_adopted_at_once_and_other_moves_after_days() -> None:
    to_https = replace(answer(NOW), moved_to="https://news.example/feed")
    after = after_unchanged(SOURCE, GOOD, to_https)
    assert address_of(SOURCE, after, NOW) == "https://news.example/feed"
    elsewhere = after_unchanged(SOURCE, GOOD, replace(answer(NOW), moved_to="https://other.example/"))
    assert address_of(SOURCE, elsewhere, NOW + 6 * DAY) == SOURCE.url
    assert address_of(SOURCE, elsewhere, NOW + 7 * DAY) == "https://other.example/"
    assert after_unchanged(SOURCE, elsewhere, answer(NOW + DAY)).moved_to is None  # it came back


# --- health ---


@pytest.mark.parametrize(
    ("standing", "at", "state", "says"),
    [
        (Standing(), NOW, "new", "not reached yet"),
        (GOOD, NOW + DAY, "healthy", ""),
        (
            replace(GOOD, failures=1, failing_since=NOW, last_failure="timed out: x"),
            NOW + DAY,
            "healthy",
            "timed out",
        ),
        (GOOD, NOW + 7 * DAY, "quiet", "nothing new since 2026-11-02; it usually brings 7 a week"),
        (replace(GOOD, empty_polls=3), NOW, "hollow", "lists nothing (3 times in a row)"),
        (replace(GOOD, rolled_at=NOW), NOW + HOUR, "rolled over", "items may be lost"),
        (
            replace(GOOD, moved_to="https://b/", moved_since=NOW),
            NOW,
            "moved",
            "redirects for good to https://b/",
        ),
    ],
)
def test_the_state_of_a_source_in_words(standing: Standing, at: datetime, state: str, says: str) -> None:
    found, words = state_of(SOURCE, standing, at)
    assert found == state
    assert says in words


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("HTTP status 404", "there is nothing at this address (HTTP 404)"),
        ("HTTP status 502", "the server has a fault (HTTP 502)"),
        ("HTTP status 429; asks for 86400 s", "asks us to wait 24 hours (HTTP 429)"),
        ("HTTP status 503; asks for 120 s", "asks us to wait 2 minutes (HTTP 503)"),
        ("timed out: not done within 28 s", "timed out: not done within 28 s"),
    ],
)
def test_a_failure_in_words_that_a_person_understands(failure: str, words: str) -> None:
    assert in_plain_words(failure) == words


def test_what_was_learned_counts_for_more_than_a_guess_once_there_is_enough_of_it() -> None:
    guessed = replace(SOURCE, weekly=70)
    learned = replace(GOOD, items_per_week=1.4, listed=20)
    assert state_of(guessed, learned, NOW + 7 * DAY)[0] == "healthy"
    assert state_of(guessed, replace(learned, listed=2), NOW + 7 * DAY)[0] == "quiet"


def test_a_feed_whose_newest_item_is_old_is_quiet_at_the_first_visit() -> None:
    dates = [NOW - 300 * DAY - n * DAY for n in range(10)]
    found = after_listing(
        SOURCE, Standing(), Answer(at=NOW, headers={}), Listing(listed=10, new=10, dates=dates)
    )
    assert (found.state, found.last_new_at) == ("quiet", NOW - 300 * DAY)
    ahead = after_listing(
        SOURCE, Standing(), Answer(at=NOW, headers={}), Listing(listed=1, new=1, dates=[NOW + HOUR])
    )
    assert (ahead.state, ahead.last_new_at) == ("healthy", NOW)


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        ("timed out: not done within 28 s", "failing"),
        ("HTTP status 404", "failing"),
        ("HTTP status 403", "blocked"),
        ("HTTP status 429; asks for 60 s", "blocked"),
        ("HTTP status 410", "gone"),
        ("not a feed: a web page", "hollow"),
        ("robots.txt of news.example asks robots to stay away from this page", "disallowed"),
    ],
)
def test_no_alarm_at_the_first_failure_and_no_month_of_silence(failure: str, state: str) -> None:
    standing, at = GOOD, NOW
    states = []
    for _ in range(12):
        standing = after_failure(SOURCE, standing, failure, at, None)
        states.append(standing.state)
        assert standing.next_poll_at is not None
        at = standing.next_poll_at
    assert states[0] == "healthy"
    assert states[-1] == state
    assert standing.failing_since == NOW
    assert in_plain_words(failure) in standing.state_detail


# --- news ---


def entry(key: str, title: str = "Title", url: str = "https://news.example/1", **more: object) -> Entry:
    return Entry(source="a", key=key, url=url, title=title, **more)  # type: ignore[arg-type]


def known(*sightings: Sighting) -> Known:
    return Known(
        ever=len(sightings),
        entries=[
            KnownEntry(
                id=number,
                key=sighting.entry.key,
                identity=sighting.identity,
                content_hash=sighting.content_hash,
                title=sighting.entry.title,
            )
            for number, sighting in enumerate(sightings)
        ],
    )


def seen(*entries: Entry) -> tuple[Sighting, ...]:
    return sightings_of(Feed(format="rss", entries=entries))


def test_a_rotated_guid_is_the_same_item_even_with_an_edited_title() -> None:
    before = known(*seen(entry("g1")))
    assert sort_news(seen(entry("g2")), before).seen == (0,)
    assert [number for number, _ in sort_news(seen(entry("g2", "Edited")), before).revised] == [0]


def test_items_that_share_an_address_are_told_apart_by_their_titles() -> None:
    before = known(*seen(entry("1", "One"), entry("2", "Two")))
    news = sort_news(seen(entry("3", "Three"), entry("4", "Two")), before)
    assert [sighting.entry.title for sighting in news.new] == ["Three"]
    assert news.seen == (1,)


def test_the_window_rolled_over_only_where_something_was_known() -> None:
    both = seen(entry("1"), entry("2", "Two", "https://news.example/2"))
    assert not sort_news(both, Known(ever=0)).rolled_over
    assert sort_news(both, Known(ever=5)).rolled_over
    assert not sort_news(both, replace(known(both[0]), ever=5)).rolled_over
    assert not sort_news(both[:1], Known(ever=5)).rolled_over


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from("12")), max_size=8))
def test_what_was_stored_is_never_new_again(rows: list[tuple[str, str, str]]) -> None:
    sightings = seen(*(entry(key, title, f"https://news.example/{path}") for key, title, path in rows))
    again = sort_news(sightings, known(*sightings))
    assert (again.new, again.revised, len(again.seen)) == ((), (), len(sightings))
