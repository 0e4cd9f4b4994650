"""Compose what is due, queue it with the mark that it is told, and send what the outbox holds.

Queueing and telling are one transaction: a crash leaves an article untold, or told and queued. Sending
works through states that are committed before each step (`store.outbox`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol

from sqlite_utils import Database

from monitor.config.templates import Stationery, load_stationery
from monitor.digests.chart import HISTORY
from monitor.digests.chat import chat_text, harmless
from monitor.digests.compose import compose
from monitor.digests.feed import as_atom
from monitor.digests.furniture import Furniture
from monitor.digests.message import message, message_id, message_id_of
from monitor.digests.render import Rendered, render
from monitor.digests.schedule import TRUST_AHEAD, due_slot, is_quiet, local_date, slot_at
from monitor.digests.wording import subject_of
from monitor.errors import Deferred, Refused, Uncertain, Unusable
from monitor.model import Alert, Candidate, Digest, Failure, MailSettings, Message, Recipients, Watch
from monitor.ports import Clock, Mailer
from monitor.runs.contain import contain
from monitor.store import digests as store
from monitor.store import outbox
from monitor.store.database import saving, stamp

Kind = Literal["slot", "now", "urgent"]

NOBODY = "0" * 32
"""Stands for the token of a recipient in a page that is rendered once for all of them."""

SERVER_WAIT = timedelta(minutes=30)
"""How long all mail waits when the server itself cannot be used (a wrong password, no TLS)."""


class Settings(Protocol):
    """Of the deployment's settings, what telling needs."""

    @property
    def watch(self) -> Watch: ...
    @property
    def mail(self) -> MailSettings: ...
    @property
    def recipients(self) -> Recipients: ...


class Place(Protocol):
    """Of the deployment, where its alerts lie."""

    @property
    def alerts_dir(self) -> Path: ...


class World(Protocol):
    """Of the world, what telling needs (`runs.wire.World` has it)."""

    @property
    def clock(self) -> Clock: ...
    @property
    def mailer(self) -> Mailer: ...
    @property
    def db(self) -> Database: ...
    @property
    def deployment(self) -> Place: ...
    @property
    def settings(self) -> Settings: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A digest that was queued."""

    digest_id: int
    alert: str
    kind: Kind
    slot: str
    digest: Digest

    @property
    def stories(self) -> int:
        """How many new stories it tells."""
        return self.digest.completeness.stories

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {"alert": self.alert, "kind": self.kind, "slot": self.slot, "stories": self.stories}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverReport:
    """What one round of telling did: digests composed, and messages by what became of them."""

    composed: tuple[Composed, ...] = ()
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    uncertain: int = 0
    failures: tuple[Failure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "composed": [composed.as_json() for composed in self.composed],
            "sent": self.sent,
            "waiting": self.waiting,
            "failed": self.failed,
            "uncertain": self.uncertain,
            "failures": [
                {
                    "where": f.where,
                    "kind": f.kind,
                    "detail": f.detail,
                    "retry_at": f.retry_at and stamp(f.retry_at),
                }
                for f in self.failures
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A digest before it is queued: its subject, both forms, and the articles that it tells of."""

    digest: Digest
    subject: str
    rendered: Rendered
    candidates: tuple[Candidate, ...]


async def deliver(world: World) -> DeliverReport:
    """Compose every digest that is due, then send what the outbox holds."""
    composed, failures = await queue_due(world)
    report = await send_queued(world)
    return replace(report, composed=composed, failures=(*failures, *report.failures))


async def queue_due(world: World) -> tuple[tuple[Composed, ...], tuple[Failure, ...]]:
    """Queue the digest of every alert whose slot is due, and what is urgent.

    An alert that cannot be composed (its template fails on what it is given) stops no other.
    """
    queued: list[Composed] = []
    failures: list[Failure] = []
    for alert in world.settings.watch.alerts:
        outcome = await contain("compose", alert.name, world.clock, _queue_due(world, alert))
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            queued += outcome
    return tuple(queued), tuple(failures)


async def _queue_due(world: World, alert: Alert) -> tuple[Composed, ...]:
    now = world.clock.now()
    if not alert.enabled:
        return ()
    if slot := _slot_due(world.db, alert, now):
        return _queue(world, alert, "slot", slot, now)
    if slot := _urgent_due(world.db, alert, now):
        return _queue(world, alert, "urgent", slot, now)
    return ()


def queue_now(world: World, names: Sequence[str] = ()) -> tuple[Composed, ...]:
    """Queue the digests of the named alerts (without names: of all that are enabled) at once."""
    now = world.clock.now()
    queued: list[Composed] = []
    for alert in _named(world.settings.watch.alerts, names):
        queued += _queue(world, alert, "now", now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), now)
    return tuple(queued)


def preview(world: World, names: Sequence[str] = ()) -> tuple[Draft, ...]:
    """What `queue_now` would queue; nothing is marked."""
    now = world.clock.now()
    stationery = load_stationery(world.deployment.alerts_dir)
    return tuple(
        _draft(world, alert, "now", "preview", now, stationery)
        for alert in _named(world.settings.watch.alerts, names)
    )


async def send_queued(world: World, only: Sequence[Composed] | None = None) -> DeliverReport:
    """Send what is due in the outbox, one message after the other; of `only` these digests, if given."""
    db, policy = world.db, world.settings.mail.when_uncertain
    outbox.recover(db, policy, world.clock.now())
    counts: Counter[str] = Counter()
    failures: list[Failure] = []
    wanted = None if only is None else {composed.digest_id for composed in only}
    for queued in outbox.due(db, world.clock.now()):
        if wanted is not None and queued.digest_id not in wanted:
            continue
        try:
            outcome, failure = await _send(world, queued)
        except Unusable as error:
            until = world.clock.now() + SERVER_WAIT
            counts["waiting"] += outbox.hold_all(db, until, str(error))
            failures.append(_failure(world, queued, error, until))
            break
        counts[outcome] += 1
        if failure:
            failures.append(failure)
    return DeliverReport(
        composed=tuple(only or ()),
        sent=counts["sent"],
        waiting=counts["waiting"],
        failed=counts["failed"],
        uncertain=counts["uncertain"],
        failures=tuple(failures),
    )


async def _send(world: World, queued: outbox.Queued) -> tuple[str, Failure | None]:
    db, clock = world.db, world.clock
    outbox.mark(db, queued.id, "sending")
    try:
        reply = await world.mailer.send(queued.message, lambda: outbox.mark(db, queued.id, "dot"))
    except Deferred as error:
        again = outbox.postpone(db, queued, clock.now(), str(error))
        return ("waiting" if again else "failed"), _failure(world, queued, error, again)
    except Refused as error:
        outbox.mark_over(db, queued.id, "failed", str(error))
        return "failed", _failure(world, queued, error, None)
    except Uncertain as error:
        if world.settings.mail.when_uncertain == "resend":
            again = outbox.postpone(db, queued, clock.now(), str(error))
            return ("waiting" if again else "failed"), _failure(world, queued, error, again)
        outbox.mark_over(db, queued.id, "uncertain", str(error))
        return "uncertain", _failure(world, queued, error, None)
    outbox.mark_sent(db, queued.id, clock.now(), reply)
    return "sent", None


def _failure(world: World, queued: outbox.Queued, error: Exception, again: datetime | None) -> Failure:
    return Failure(
        stage="send",
        where=queued.message.message_id,
        kind=type(error).__name__,
        detail=str(error),
        at=world.clock.now(),
        retry_at=again,
    )


def _slot_due(db: Database, alert: Alert, now: datetime) -> str:
    """The slot that is due; what was told under a clock that ran ahead does not stop the days between."""
    last = store.last_slot(db, alert.name, slot_at(alert.schedule, now + TRUST_AHEAD))
    if not last:
        began = store.began(db, alert.name)
        if began is None:
            return ""
        last = slot_at(alert.schedule, began)
    return due_slot(alert.schedule, last, now)


def _urgent_due(db: Database, alert: Alert, now: datetime) -> str:
    """The name of the urgent mail to send now: the local date and its number of the day; or ""."""
    if alert.urgent is None or is_quiet(alert.urgent, alert.schedule.zone, now):
        return ""
    day = local_date(alert.schedule.zone, now)
    sent = store.urgent_slots(db, alert.name, day)
    if sent >= alert.urgent.cap or not store.untold(db, alert, urgent_only="urgent"):
        return ""
    return f"{day.isoformat()} {sent + 1}"


def _queue(world: World, alert: Alert, kind: Kind, slot: str, now: datetime) -> tuple[Composed, ...]:
    """Compose and queue one digest and mark it told, all in one transaction."""
    stationery = load_stationery(world.deployment.alerts_dir)
    db, mail = world.db, world.settings.mail
    with saving(db):
        draft = _draft(world, alert, kind, slot, now, stationery)
        recipients = [
            (recipient, token)
            for recipient in world.settings.recipients.of(alert)
            for token, wanted in (store.subscribe(db, alert.name, recipient, now),)
            if wanted
        ]
        digest_id = store.record_digest(db, draft.digest, draft.candidates, draft.subject)
        if digest_id is None:
            return ()
        store.save_page(
            db, digest_id, draft.digest, html=_page(draft, stationery, mail), atom=_atom(draft, mail)
        )
        if draft.candidates or alert.send_empty:
            outbox.queue(db, digest_id, [_message(draft, stationery, r, t, mail) for r, t in recipients], now)
    return (Composed(digest_id=digest_id, alert=alert.name, kind=kind, slot=slot, digest=draft.digest),)


def _draft(world: World, alert: Alert, kind: Kind, slot: str, now: datetime, stationery: Stationery) -> Draft:
    db, mail = world.db, world.settings.mail
    candidates = store.untold(db, alert, urgent_only="urgent" if kind == "urgent" else "")
    began = store.began(db, alert.name)
    digest = compose(
        alert,
        candidates,
        kind=kind,
        slot=slot,
        now=now,
        covers_from=store.covered_until(db, alert.name),
        checked=store.count_checked(db, alert.name, candidates),
        past=store.past_stories(db, alert.name, now, HISTORY.days),
        known_since=began.date() if began else None,
    )
    furniture = _furniture(stationery, alert)
    headline = next((entry.headline for entry in digest.stories), "") if mail.subject_names_hits else ""
    subject = subject_of(digest, furniture, names_hits=headline)
    rendered = render(
        digest,
        furniture,
        stationery.templates,
        subject=subject,
        base_address=mail.base_address,
        unsubscribe=_unsubscribe_address(mail, NOBODY),
    )
    return Draft(digest=rendered.digest, subject=subject, rendered=rendered, candidates=candidates)


def _page(draft: Draft, stationery: Stationery, mail: MailSettings) -> str:
    """The digest for the archive: nobody's copy, so without an address to unsubscribe at."""
    furniture = _furniture(stationery, draft.digest.alert)
    return render(
        draft.digest, furniture, stationery.templates, subject=draft.subject, base_address=mail.base_address
    ).html


def _atom(draft: Draft, mail: MailSettings) -> str:
    return as_atom(draft.digest, base_address=mail.base_address)


def _message(draft: Draft, stationery: Stationery, recipient: str, token: str, mail: MailSettings) -> Message:
    """The draft for one recipient, with an unsubscribe address of their own; a chat gets a few lines."""
    if recipient.startswith("chat:"):
        furniture = _furniture(stationery, draft.digest.alert)
        lines = chat_text(draft.digest, furniture, base_address=mail.base_address)
        return Message(
            message_id=message_id(draft.digest, recipient, mail.sender),
            recipient=recipient,
            subject=harmless(draft.subject),
            content=lines.encode(),
        )
    unsubscribe = _unsubscribe_address(mail, token)
    page = draft.rendered
    return message(
        replace(page, html=page.html.replace(NOBODY, token), text=page.text.replace(NOBODY, token)),
        recipient=recipient,
        subject=draft.subject,
        settings=mail,
        unsubscribe=unsubscribe,
        references=_references(draft.digest, recipient, mail),
    )


def _unsubscribe_address(mail: MailSettings, token: str) -> str:
    return f"{mail.base_address}/-/unsubscribe/{token}" if mail.base_address else ""


def _references(digest: Digest, recipient: str, mail: MailSettings) -> tuple[str, ...]:
    """An urgent mail that follows up on a story refers to the mail that told of it before."""
    if digest.kind != "urgent":
        return ()
    found: dict[str, None] = {}
    for entry in digest.stories:
        for earlier in entry.follows:
            kind, _, slot = earlier.slot.partition(":")
            found[message_id_of(digest.alert.name, kind, slot, recipient, mail.sender)] = None
    return tuple(found)


def _furniture(stationery: Stationery, alert: Alert) -> Furniture:
    return stationery.furniture.get(alert.language) or stationery.furniture["en"]


def _named(alerts: Sequence[Alert], names: Sequence[str]) -> tuple[Alert, ...]:
    return tuple(a for a in alerts if (a.name in names if names else a.enabled))
