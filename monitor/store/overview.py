"""What `monitor status` shows: each source's health, the outbox, what was found lately."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database


def source_rows(db: Database) -> list[dict[str, Any]]:
    """Every source that is switched on, the troubled ones first."""
    return list(
        db.query(
            "SELECT name, title, state, state_since, state_detail, last_success_at, last_new_at, failures,"
            " failing_since, last_failure, next_poll_at, items_per_week FROM sources WHERE enabled = 1"
            " ORDER BY state IN ('healthy', 'new'), failures DESC, name"
        )
    )


def outbox_rows(db: Database) -> list[dict[str, Any]]:
    """Every message that is not sent yet, or will not be, with what the server said."""
    return list(
        db.query(
            "SELECT recipient, subject, state, tries, queued_at, next_try_at, detail FROM outbox"
            " WHERE state <> 'sent' ORDER BY queued_at"
        )
    )


def totals(db: Database) -> dict[str, int]:
    """How much the store holds."""
    names = {
        "entries": "SELECT count(*) FROM entries",
        "pending": "SELECT count(*) FROM entries WHERE state = 'pending'",
        "unreadable": "SELECT count(*) FROM entries WHERE state = 'unreadable'",
        "articles": "SELECT count(*) FROM articles",
        "relevant": "SELECT count(*) FROM articles WHERE verdict = 'relevant'",
        "stories": "SELECT count(DISTINCT story_id) FROM articles WHERE verdict = 'relevant'",
        "sent": "SELECT count(*) FROM outbox WHERE state = 'sent'",
    }
    return {name: int(db.execute(sql).fetchone()[0]) for name, sql in names.items()}
