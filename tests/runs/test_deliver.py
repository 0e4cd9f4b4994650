"""What is found is told once, to everyone, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.digests.completeness import wrong_sums
from monitor.errors import Deferred, Refused, Uncertain, Unusable
from monitor.mail.folder import FolderMailer
from monitor.model import MailSettings, Urgent, Watch
from monitor.runs.deliver import deliver, preview, queue_due, queue_now
from monitor.store import outbox
from monitor.store.database import open_store, stamp
from monitor.stories.threads import WHY
from tests.fakes.clock import FakeClock
from tests.fakes.telling import (
    ALERT,
    NOON,
    CountingMailer,
    Place,
    Settings,
    World,
    add_article,
    add_entry,
    add_source,
    article,
)

DAY = timedelta(days=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A store with one source that was polled."""
    store = open_store(tmp_path / "monitor.db")
    add_source(store)
    yield store
    store.close()


@pytest.fixture
def post() -> CountingMailer:
    """A post office."""
    return CountingMailer()


@pytest.fixture
def world(db: Database, post: CountingMailer) -> World:
    """A world at noon with one alert and two recipients."""
    return World(
        db=db, clock=FakeClock(NOON), mailer=post, settings=Settings(Watch(alerts=(ALERT,), lexicons=()))
    )


def states(db: Database) -> dict[str, str]:
    """The state of each recipient's newest message."""
    return {row["recipient"]: row["state"] for row in db.query("SELECT * FROM outbox ORDER BY id")}


async def test_a_story_is_told_to_everybody_once(world: World, post: CountingMailer) -> None:
    add_article(world.db, article(1), NOON, story="s1")
    assert await deliver(world), "the slot of this morning lies before anything was known"
    assert not post.delivered
    world.clock.move(days=1)
    report = await deliver(world)
    assert [(c.alert, c.slot) for c in report.composed] == [("trafficking", "2026-11-21T07:00")]
    assert report.sent == 2
    assert [m.recipient for m in post.delivered] == ["a@example.org", "b@example.org"]
    text = message_from_bytes(post.delivered[0].content, policy=default).get_body(("plain",))
    assert text is not None
    assert "date 2026-11-20 LAHORE:" in text.get_content()
    for _ in range(3):
        world.clock.move(hours=1)
        assert not (await deliver(world)).composed
    assert len(post.delivered) == 2


async def test_a_day_with_nothing_new_says_so(world: World, post: CountingMailer) -> None:
    world.clock.move(days=1)
    await deliver(world)
    assert "Nothing new" in post.delivered[0].subject
    assert not (await deliver(world)).composed


async def test_down_over_two_digest_times_is_one_digest_with_everything(
    world: World, post: CountingMailer
) -> None:
    add_article(world.db, article(1), NOON, story="s1")
    add_article(world.db, article(2), NOON + DAY, story="s2")
    world.clock.move(days=2)
    report = await deliver(world)
    assert len(report.composed) == 1
    assert b"Police free 1 people" in post.delivered[0].content
    assert b"Police free 2 people" in post.delivered[0].content


async def test_a_further_copy_of_a_story_is_no_new_story(world: World, post: CountingMailer) -> None:
    add_article(world.db, article(1), NOON, story="s1")
    world.clock.move(days=1)
    await deliver(world)
    add_article(world.db, article(2, outlet="Geo News"), NOON + DAY, story="s1")
    world.clock.move(days=1)
    await deliver(world)
    assert "Nothing new" in post.delivered[-1].subject
    counts = json.loads(world.db.execute("SELECT counts FROM digests ORDER BY id DESC").fetchone()[0])
    assert (counts["stories"], counts["articles_of_told_stories"]) == (0, 1)


async def test_a_server_that_is_down_for_days_loses_nothing(world: World, post: CountingMailer) -> None:
    post.errors = {"a@example.org": Deferred("421 busy"), "b@example.org": Deferred("421 busy")}
    add_article(world.db, article(1), NOON, story="s1")
    world.clock.move(days=1)
    for _ in range(60):
        await deliver(world)
        world.clock.move(hours=1)
    post.errors = {}
    world.clock.move(hours=6)
    await deliver(world)
    told = [m.recipient for m in post.delivered if b"Police free 1 people" in m.content]
    assert sorted(told) == ["a@example.org", "b@example.org"]


async def test_each_recipient_has_a_state_of_their_own(world: World, post: CountingMailer) -> None:
    post.errors = {"a@example.org": Refused("550 no such user")}
    add_article(world.db, article(1), NOON, story="s1")
    queue_now(world)
    report = await deliver(world)
    assert states(world.db) == {"a@example.org": "failed", "b@example.org": "sent"}
    assert [failure.kind for failure in report.failures] == ["Refused"]
    post.errors = {}
    await deliver(world)
    assert len(post.delivered) == 1, "what was refused is not tried again by itself"
    assert outbox.retry(world.db, world.clock.now()) == 1
    await deliver(world)
    assert [m.recipient for m in post.delivered] == ["b@example.org", "a@example.org"]


async def test_a_server_that_cannot_be_used_is_asked_once(world: World, post: CountingMailer) -> None:
    post.errors = {name: Unusable("535 wrong password") for name in ALERT.recipients}
    queue_now(world)
    report = await deliver(world)
    assert (len(report.failures), report.waiting) == (1, 2)
    post.errors = {}
    assert (await deliver(world)).sent == 0, "no storm of retries"
    world.clock.move(hours=1)
    assert (await deliver(world)).sent == 2


@pytest.mark.parametrize(("policy", "state"), [("hold", "uncertain"), ("resend", "pending")])
async def test_silence_after_the_dot_follows_the_policy(
    db: Database, post: CountingMailer, policy: str, state: str
) -> None:
    settings = Settings(
        Watch(alerts=(ALERT,), lexicons=()),
        mail=MailSettings(when_uncertain=policy),  # type: ignore[arg-type]
    )
    world = World(db=db, clock=FakeClock(NOON), mailer=post, settings=settings)
    post.errors = {"a@example.org": Uncertain("silence")}
    queue_now(world)
    await deliver(world)
    assert states(db) == {"a@example.org": state, "b@example.org": "sent"}


async def test_a_preview_marks_nothing(world: World) -> None:
    add_article(world.db, article(1), NOON, story="s1")
    (draft,) = preview(world)
    assert "1 new story" in draft.subject
    assert preview(world)[0].candidates == draft.candidates


async def test_the_numbers_add_up(world: World) -> None:
    add_article(world.db, article(1), NOON, story="s1")
    add_article(world.db, article(2), NOON, story="s1")
    add_article(world.db, article(3), NOON, alerts=())
    (draft,) = preview(world)
    assert not wrong_sums(draft.digest.completeness)
    c = draft.digest.completeness
    assert (c.seen, c.read, c.matched, c.told_now, c.stories) == (3, 3, 2, 2, 1)


async def test_what_only_the_feed_told_is_counted_as_such(world: World) -> None:
    entry = add_entry(world.db, "https://news.example/closed", NOON)
    add_article(world.db, article(1, text_from="feed"), NOON, entry=entry)
    world.db.execute("UPDATE entries SET state = 'unreadable' WHERE id = ?", [entry])
    add_entry(world.db, "https://news.example/lost", NOON, state="unreadable")
    (draft,) = preview(world)
    c = draft.digest.completeness
    assert (c.seen, c.read, c.from_feed, c.unreadable, c.matched) == (2, 0, 1, 1, 1)
    assert not wrong_sums(c)


async def test_urgent_news_does_not_wait_but_has_a_cap_and_a_quiet_time(
    db: Database, post: CountingMailer
) -> None:
    urgent = Urgent(rule="trafficking", cap=2, quiet_from=time(22), quiet_until=time(6))
    desk = replace(ALERT, urgent=urgent)
    watch = Watch(alerts=(desk,), lexicons=())
    world = World(db=db, clock=FakeClock(NOON), mailer=post, settings=Settings(watch))
    subjects = []
    for number in range(4):
        add_article(db, article(number), world.clock.now(), story=f"s{number}", urgent=("trafficking",))
        report = await deliver(world)
        subjects += [composed.kind for composed in report.composed]
        world.clock.move(hours=1)
    assert subjects == ["urgent", "urgent"], "the cap of the day"
    world.clock.move(hours=6)
    assert not (await deliver(world)).composed, "people sleep"
    world.clock.move(hours=10)
    (morning,) = (await deliver(world)).composed
    assert (morning.kind, morning.stories) == ("slot", 2), "the digest has what the cap held back"
    assert all(message.subject.startswith("Urgent") for message in post.delivered[:4])


async def test_a_follow_up_refers_to_the_mail_that_told_the_story(db: Database, post: CountingMailer) -> None:
    desk = replace(ALERT, urgent=Urgent(rule="trafficking"), recipients=("a@example.org",))
    world = World(
        db=db, clock=FakeClock(NOON), mailer=post, settings=Settings(Watch(alerts=(desk,), lexicons=()))
    )
    add_article(db, article(1), NOON, story="s1")
    queue_now(world)
    await deliver(world)
    for story in ("s1", "s2"):
        db.execute(
            "INSERT INTO stories (id, title, first_seen_at, last_seen_at, day) VALUES (?, ?, ?, ?, ?)",
            [story, f"Title of {story}", stamp(NOON), stamp(NOON), "2026-11-20"],
        )
    db.execute("INSERT INTO story_developments (story_id, earlier_id) VALUES ('s2', 's1')")
    add_article(db, article(2), NOON, story="s2", urgent=("trafficking",))
    await deliver(world)
    first, second = (message_from_bytes(m.content, policy=default) for m in post.delivered)
    assert second["References"] == first["Message-ID"]
    body = second.get_body(("plain",))
    assert body is not None
    assert "Further development of “Title of s1”" in body.get_content()


async def test_one_event_in_two_languages_is_told_in_one_entry(world: World, db: Database) -> None:
    for number, language in ((1, "en"), (2, "ur")):
        add_article(db, article(number, language=language), NOON, story=f"s{number}")
        db.execute(
            "INSERT INTO stories (id, title, first_seen_at, last_seen_at, day) VALUES (?, ?, ?, ?, ?)",
            [f"s{number}", f"Title {number}", stamp(NOON), stamp(NOON), "2026-11-20"],
        )
    db.execute(
        "INSERT INTO story_developments (story_id, earlier_id, why) VALUES ('s2', 's1', ?)", [WHY["figures"]]
    )
    (told,) = queue_now(world)
    assert told.stories == 1
    assert db.execute("SELECT count(*) FROM told_stories").fetchone()[0] == 2, "neither is told again"


async def test_a_clock_that_ran_ahead_does_not_stop_the_days_between(world: World) -> None:
    world.clock.move(days=3)
    assert [c.slot for c in (await deliver(world)).composed] == ["2026-11-23T07:00"]
    world.clock.move(days=-2)
    assert [c.slot for c in (await deliver(world)).composed] == ["2026-11-21T07:00"]
    world.clock.move(days=1)
    assert [c.slot for c in (await deliver(world)).composed] == ["2026-11-22T07:00"]
    world.clock.move(days=1)
    assert not (await deliver(world)).composed, "that date had its digest"
    world.clock.move(days=1)
    assert [c.slot for c in (await deliver(world)).composed] == ["2026-11-24T07:00"]


async def test_the_folder_holds_each_mail_once(world: World, tmp_path: Path) -> None:
    world.mailer = FolderMailer(tmp_path / "mail")
    add_article(world.db, article(1), NOON, story="s1")
    queue_now(world)
    await deliver(world)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2
    assert len(list((tmp_path / "mail").glob("*.html"))) == 2


async def test_the_same_slot_is_queued_once(world: World) -> None:
    world.clock.move(days=1)
    (queued,), failures = await queue_due(world)
    assert (queued.slot, failures) == ("2026-11-21T07:00", ())
    assert await queue_due(world) == ((), ())


async def test_an_alert_that_cannot_be_composed_stops_no_other(
    db: Database, post: CountingMailer, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "digest.txt.j2").write_text(
        "{% if digest.alert.name == 'broken' %}{{ digest.no_such_thing }}{% endif %}fine"
    )
    desks = tuple(replace(ALERT, name=name) for name in ("broken", "sound"))
    settings = Settings(Watch(alerts=desks, lexicons=()))
    world = World(
        db=db, clock=FakeClock(NOON), mailer=post, settings=settings, deployment=Place(alerts_dir=tmp_path)
    )
    world.clock.move(days=1)
    report = await deliver(world)
    assert [c.alert for c in report.composed] == ["sound"]
    assert [(f.stage, f.where, f.kind) for f in report.failures] == [("compose", "broken", "bug")]
    assert report.sent == 2
    assert not list(db.query("SELECT 1 FROM digests WHERE alert = 'broken'")), "nothing is marked as told"


async def test_each_recipient_has_an_unsubscribe_address_of_their_own(
    db: Database, post: CountingMailer
) -> None:
    settings = Settings(
        Watch(alerts=(ALERT,), lexicons=()), mail=MailSettings(base_address="https://m.example")
    )
    world = World(db=db, clock=FakeClock(NOON), mailer=post, settings=settings)
    queue_now(world)
    await deliver(world)
    tokens = {row["recipient"]: row["token"] for row in db.query("SELECT * FROM subscriptions")}
    assert len(set(tokens.values())) == 2
    for message in post.delivered:
        mail = message_from_bytes(message.content, policy=default)
        address = f"https://m.example/-/unsubscribe/{tokens[message.recipient]}"
        assert mail["List-Unsubscribe"] == f"<{address}>"
        for kind in ("plain", "html"):
            body = mail.get_body((kind,))
            assert body is not None
            assert address in body.get_content()
        assert message.recipient not in address
