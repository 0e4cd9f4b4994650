"""The outbox: one row a message, whose state says how far it came.

    pending ─► sending ─► dot ─► sent
       ▲          │        ├───► uncertain   the server may have it (RFC 1047)
       └──────────┘        └───► failed      the server will not have it

A state is committed before the step that it names is taken. So a process that dies while `sending` has
certainly not delivered, and one that dies at the `dot` may have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from monitor.model import Message
from monitor.store.database import moment, saving, stamp

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)
"""RFC 5321, 4.5.4.1 suggests to retry for at least 4-5 days; mail about this morning is old by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A message that waits, and how often it was tried."""

    id: int
    digest_id: int
    message: Message
    tries: int
    queued_at: datetime


def queue(db: Database, digest_id: int, messages: Sequence[Message], now: datetime) -> int:
    """Put messages into the outbox; inside the caller's transaction. Returns how many are new."""
    count = 0
    for message in messages:
        count += db.execute(
            "INSERT INTO outbox (digest_id, recipient, message_id, subject, content, queued_at, next_try_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                digest_id,
                message.recipient,
                message.message_id,
                message.subject,
                message.content,
                stamp(now),
                stamp(now),
            ],
        ).rowcount
    return count


def recover(db: Database, policy: Literal["hold", "resend"], now: datetime) -> int:
    """Put right what a process that died left behind; only for the one process that sends.

    What was `sending` is pending again. What stood at the `dot` is held as uncertain, or sent again
    under the same Message-ID. Returns the number of messages that were at the dot.
    """
    with saving(db):
        db.execute("UPDATE outbox SET state = 'pending' WHERE state = 'sending'")
        if policy == "hold":
            return int(
                db.execute(
                    "UPDATE outbox SET state = 'uncertain', detail ="
                    " 'stopped after the final dot: the server may have it' WHERE state = 'dot'"
                ).rowcount
            )
        return int(
            db.execute(
                "UPDATE outbox SET state = 'pending', next_try_at = ? WHERE state IN ('dot', 'uncertain')",
                [stamp(now)],
            ).rowcount
        )


def due(db: Database, now: datetime) -> tuple[Queued, ...]:
    """The messages to try now, the oldest first.

    A next try further away than the longest wait was set by a clock that ran ahead; it is due too.
    """
    rows = db.query(
        "SELECT * FROM outbox WHERE state = 'pending' AND (next_try_at <= ? OR next_try_at > ?) ORDER BY id",
        [stamp(now), stamp(now + LONGEST_WAIT)],
    )
    return tuple(
        Queued(
            id=row["id"],
            digest_id=row["digest_id"],
            message=Message(
                message_id=row["message_id"],
                recipient=row["recipient"],
                subject=row["subject"],
                content=bytes(row["content"]),
            ),
            tries=row["tries"],
            queued_at=moment(row["queued_at"]),
        )
        for row in rows
    )


def mark(db: Database, row_id: int, state: Literal["sending", "dot"]) -> None:
    """Commit that a message has come so far, before the step is taken."""
    with saving(db):
        db.execute("UPDATE outbox SET state = ? WHERE id = ?", [state, row_id])


def mark_sent(db: Database, row_id: int, now: datetime, reply: str) -> None:
    """The server has taken the message."""
    with saving(db):
        db.execute(
            "UPDATE outbox SET state = 'sent', sent_at = ?, tries = tries + 1, detail = ? WHERE id = ?",
            [stamp(now), reply[:200], row_id],
        )


def mark_over(db: Database, row_id: int, state: Literal["failed", "uncertain"], detail: str) -> None:
    """The message will not be tried again by itself; a person may decide otherwise (`retry`)."""
    with saving(db):
        db.execute(
            "UPDATE outbox SET state = ?, tries = tries + 1, detail = ? WHERE id = ?",
            [state, detail[:300], row_id],
        )


def postpone(db: Database, queued: Queued, now: datetime, detail: str) -> datetime | None:
    """Try later: after 1, 2, 4 … minutes, at most 6 hours, for 3 days. None where that is over."""
    wait: timedelta = FIRST_WAIT * int(2 ** min(queued.tries, 20))
    at = now + min(wait, LONGEST_WAIT)
    over = now - queued.queued_at > GIVE_UP_AFTER
    if over:
        mark_over(db, queued.id, "failed", f"gave up after {GIVE_UP_AFTER.days} days: {detail}")
        return None
    with saving(db):
        db.execute(
            "UPDATE outbox SET state = 'pending', tries = tries + 1, next_try_at = ?, detail = ?"
            " WHERE id = ?",
            [stamp(at), detail[:300], queued.id],
        )
    return at


def hold_all(db: Database, until: datetime, detail: str) -> int:
    """Let every waiting message wait until a moment: the server itself cannot be used."""
    with saving(db):
        return int(
            db.execute(
                "UPDATE outbox SET state = 'pending', next_try_at = max(next_try_at, ?), detail = ?"
                " WHERE state IN ('pending', 'sending')",
                [stamp(until), detail[:300]],
            ).rowcount
        )


def retry(db: Database, now: datetime) -> int:
    """Put what failed or is uncertain back in the queue, as a person decided; the Message-IDs stay."""
    with saving(db):
        return int(
            db.execute(
                "UPDATE outbox SET state = 'pending', tries = 0, queued_at = ?, next_try_at = ?"
                " WHERE state IN ('failed', 'uncertain')",
                [stamp(now), stamp(now)],
            ).rowcount
        )
