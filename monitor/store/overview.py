"""What `monitor status` shows: each source's health, the outbox, what was found lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.store.database import moment
from monitor.store.search import Reads

REMEDIES = {
    "quiet": "look whether it publishes elsewhere now",
    "hollow": "open its address in a browser: it answers with no list, or an empty one",
    "failing": "wait, or find its successor: monitor sources check",
    "blocked": "ask the publisher, or use another feed of the site",
    "disallowed": "use a feed of the site instead of this page",
    "gone": "find its successor: monitor sources add",
    "moved": "write the new address into sources.toml",
    "rolled over": "name its sitemap, or a shorter interval, in sources.toml",
}
"""What a person can do about each state that is not well."""

AWAY_SOURCES, AWAY_TIME = 3, timedelta(minutes=15)
"""So many sources must have begun to be unreachable, and for so long none must have answered, before it is
this machine's own connection that is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Nothing answers: since when (None if nothing ever did), and how many sources were tried in vain."""

    since: datetime | None
    sources: int

    @property
    def words(self) -> str:
        """One line for a person."""
        since = f" since {self.since:%Y-%m-%d %H:%M} UTC" if self.since else ""
        return (
            f"Nothing has answered{since}: none of the {self.sources} sources tried can be reached. That is"
            " this machine's own connection, not the sources; they are tried again by themselves."
        )


def network_away(db: Reads) -> Away | None:
    """Whether all that was tried since the last good poll is out of reach, or None.

    An answer of any kind, an error page too, shows that the network is there.
    """
    row = db.execute(
        "WITH good AS (SELECT ifnull(max(last_success_at), '') AS at FROM sources WHERE enabled = 1),"
        " tried AS (SELECT *, last_failure LIKE 'unreachable:%' OR last_failure LIKE 'timed out:%' AS lost"
        " FROM sources WHERE enabled = 1 AND failures > 0)"
        " SELECT good.at, max(last_polled_at), count(*) FILTER (WHERE lost AND failing_since >= good.at),"
        " count(*) FILTER (WHERE NOT lost) FROM good, tried WHERE last_polled_at >= good.at GROUP BY good.at"
    ).fetchone()
    if row is None or row[2] < AWAY_SOURCES or row[3]:
        return None
    since = moment(row[0]) if row[0] else None
    if since is not None and moment(row[1]) - since < AWAY_TIME:
        return None
    return Away(since=since, sources=row[2])


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
