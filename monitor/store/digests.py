"""Digests, and what each told: what an alert still has to tell, and the numbers that prove it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.model import (
    Alert,
    Candidate,
    Completeness,
    Digest,
    Earlier,
    Hit,
    Mention,
    PastStory,
    Trouble,
)
from monitor.store.articles import article_of, judgement_of
from monitor.store.database import moment, saving, stamp
from monitor.store.overview import network_away
from monitor.stories.threads import WHY

STORY = "COALESCE(a.story_id, 'article-' || a.id)"
"""A story's id; an article that was never placed is a story of its own."""

FAILING = "(failures > 0 OR state IN ('failing', 'blocked', 'disallowed', 'gone'))"
"""Sources whose last try failed. All are counted and named, the worst (`feeds.health`) first."""


def last_slot(db: Database, alert: str, until: str) -> str:
    """The latest scheduled slot of an alert, none after `until`; "" if there is none."""
    row = db.execute(
        "SELECT max(slot) FROM digests WHERE alert = ? AND kind = 'slot' AND slot <= ?", [alert, until]
    ).fetchone()
    return str(row[0] or "")


def began(db: Database, alert: str) -> datetime | None:
    """Since when there is anything that this alert could tell of: its first hit, or the first poll."""
    row = db.execute(
        "SELECT coalesce((SELECT min(matched_at) FROM hits WHERE alert = ?),"
        " (SELECT min(started_at) FROM polls))",
        [alert],
    ).fetchone()
    return moment(row[0]) if row[0] else None


def urgent_slots(db: Database, alert: str, day: date) -> int:
    """How many urgent mails an alert has sent on a local day."""
    row = db.execute(
        "SELECT count(*) FROM digests WHERE alert = ? AND kind = 'urgent' AND slot LIKE ? || '%'",
        [alert, day.isoformat()],
    ).fetchone()
    return int(row[0])


def untold(db: Database, alert: Alert, *, urgent_only: str = "") -> tuple[Candidate, ...]:
    """Every article that the alert matched and that no digest of it has told.

    Args:
        db: the store.
        alert: whose hits.
        urgent_only: "urgent" for those alone that do not wait, and whose story is new.
    """
    where = " AND h.urgent = 1" if urgent_only else ""
    rows = db.query(
        f"SELECT a.*, {STORY} AS story, s.title AS source_title, h.verdict AS hit_verdict,"
        " h.score AS hit_score, h.reasons AS hit_reasons, h.urgent AS hit_urgent,"
        " (SELECT count(*) FROM entries e WHERE e.article_id = a.id) AS items"
        " FROM hits h JOIN articles a ON a.id = h.article_id LEFT JOIN sources s ON s.name = a.source"
        " WHERE h.alert = :alert AND NOT EXISTS"
        f" (SELECT 1 FROM told t WHERE t.alert = h.alert AND t.article_id = h.article_id){where}"
        " ORDER BY a.id",
        {"alert": alert.name},
    )
    found = [_candidate(db, alert.name, row) for row in rows]
    return tuple(c for c in found if not (urgent_only and c.story_told))


def count_checked(db: Database, alert: str, candidates: Sequence[Candidate]) -> Completeness:
    """What was checked since the alert's last digest, in counts of source items.

    An item is an entry. An article that no entry leads to (its address was given by hand) is an item
    that was carried over.
    """
    after = entries_told(db, alert)
    states = _states(db, after)
    read, from_feed = states.get("done", 0), states.get("from feed", 0)
    matched, before = _matched(db, alert, after)
    ids = json.dumps([c.article_id for c in candidates])
    old = db.execute(
        "SELECT count(*) FROM entries WHERE id <= ? AND article_id IN (SELECT value FROM json_each(?))",
        [after, ids],
    ).fetchone()[0]
    kept = db.execute(
        "SELECT count(*) FROM entries e JOIN hits h ON h.article_id = e.article_id AND h.alert = :alert"
        " WHERE e.id > :after AND e.state <> 'pending'"
        " AND e.article_id NOT IN (SELECT value FROM json_each(:ids))"
        " AND NOT EXISTS (SELECT 1 FROM told t WHERE t.article_id = e.article_id AND t.alert = :alert)",
        {"alert": alert, "after": after, "ids": ids},
    ).fetchone()[0]
    by_hand = sum(1 for c in candidates if c.items == 0)
    failing = _troubles(db, FAILING, "failing_since", "state_detail")
    polled = db.execute(
        f"SELECT count(*) FROM sources s WHERE enabled = 1 AND NOT ({FAILING}) AND EXISTS"
        " (SELECT 1 FROM polls p WHERE p.source = s.name AND p.started_at >= ?)",
        [_covered_from(db, alert)],
    ).fetchone()[0]
    total = db.execute("SELECT count(*) FROM sources WHERE enabled = 1").fetchone()[0]
    return Completeness(
        sources=total,
        polled=polled,
        not_due=total - polled - len(failing),
        failing=failing,
        network_away=(away.since, away.sources) if (away := network_away(db)) else None,
        silent=_troubles(
            db, f"state IN ('quiet', 'hollow') AND NOT ({FAILING})", "state_since", "state_detail"
        ),
        lossy=_lossy(db, alert),
        seen=sum(states.values()),
        read=read,
        from_feed=from_feed,
        unreadable=states.get("unreadable", 0),
        waiting=states.get("pending", 0),
        matched=matched,
        passed_over=read + from_feed - matched,
        carried_over=old + by_hand,
        told_before=before,
        told_now=sum(c.items or 1 for c in candidates),
        kept=kept,
    )


def entries_told(db: Database, alert: str) -> int:
    """The newest entry that a digest of this alert has counted."""
    row = db.execute("SELECT max(entries_until) FROM digests WHERE alert = ?", [alert]).fetchone()
    return int(row[0] or 0)


def covered_until(db: Database, alert: str) -> datetime | None:
    """When the last digest that counted was composed."""
    row = db.execute(
        "SELECT composed_at FROM digests WHERE alert = ? AND kind <> 'urgent' ORDER BY id DESC LIMIT 1",
        [alert],
    ).fetchone()
    return moment(row[0]) if row else None


def past_stories(db: Database, alert: str, now: datetime, days: int) -> tuple[PastStory, ...]:
    """The stories that an alert matched in the days before, each on the day of its first match."""
    rows = db.query(
        f"SELECT min(h.matched_at) AS first, a.countries, a.forms FROM hits h JOIN articles a"
        f" ON a.id = h.article_id WHERE h.alert = ? AND h.matched_at >= ? GROUP BY {STORY}",
        [alert, stamp(now - timedelta(days=days + 1))],
    )
    return tuple(
        PastStory(
            day=moment(row["first"]).date(),
            countries=tuple(json.loads(row["countries"])),
            forms=tuple(json.loads(row["forms"])),
        )
        for row in rows
    )


def record_digest(db: Database, digest: Digest, candidates: Sequence[Candidate], subject: str) -> int | None:
    """Write a digest and mark what it tells as told; inside the caller's transaction.

    Returns its id, or None where the slot was taken already: then nothing was written.
    """
    counting = digest.kind != "urgent"
    row = db.execute(
        "INSERT INTO digests (alert, kind, slot, composed_at, covers_from, entries_until, subject, counts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        [
            digest.alert.name,
            digest.kind,
            digest.slot,
            stamp(digest.composed_at),
            stamp(digest.covers_from) if digest.covers_from else None,
            newest_entry(db) if counting else entries_told(db, digest.alert.name),
            subject,
            json.dumps(_counts(digest), ensure_ascii=False),
        ],
    ).fetchone()
    if row is None:
        return None
    digest_id = int(row[0])
    for candidate in candidates:
        values = [digest.alert.name, candidate.story_id, digest_id]
        db.execute(
            "INSERT INTO told (alert, article_id, story_id, digest_id) VALUES (?, ?, ?, ?)",
            [digest.alert.name, candidate.article_id, candidate.story_id, digest_id],
        )
        db.execute("INSERT OR IGNORE INTO told_stories (alert, story_id, digest_id) VALUES (?, ?, ?)", values)
    return digest_id


def save_page(db: Database, digest_id: int, digest: Digest, *, html: str, atom: str) -> None:
    """Keep a digest as a page and as a feed, without its recipients; inside the caller's transaction."""
    db.execute(
        "INSERT INTO digest_pages (digest_id, alert, composed_at, title, stories, html, atom)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            digest_id,
            digest.alert.name,
            stamp(digest.composed_at),
            digest.alert.title,
            digest.completeness.stories,
            html,
            atom,
        ],
    )


def newest_entry(db: Database) -> int:
    """The row id of the newest entry."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()[0])


def subscribe(db: Database, alert: str, recipient: str, now: datetime) -> tuple[str, bool]:
    """The token of a recipient of an alert, made on first use, and whether mail is still wanted.

    The token stands in the unsubscribe address in the place of the mail address (RFC 8058, 3.1).
    """
    db.execute(
        "INSERT INTO subscriptions (token, alert, recipient, since)"
        " VALUES (lower(hex(randomblob(16))), ?, ?, ?) ON CONFLICT DO NOTHING",
        [alert, recipient, stamp(now)],
    )
    row = db.execute(
        "SELECT token, ended_at FROM subscriptions WHERE alert = ? AND recipient = ?", [alert, recipient]
    ).fetchone()
    return str(row[0]), row[1] is None


def unsubscribe(db: Database, token: str, now: datetime) -> tuple[str, str] | None:
    """End the subscription of a token; returns its alert and recipient, None for an unknown token."""
    with saving(db):
        db.execute(
            "UPDATE subscriptions SET ended_at = coalesce(ended_at, ?) WHERE token = ?", [stamp(now), token]
        )
    row = db.execute("SELECT alert, recipient FROM subscriptions WHERE token = ?", [token]).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def _candidate(db: Database, alert: str, row: dict[str, Any]) -> Candidate:
    mentions = tuple(
        Mention(**{k: v for k, v in m.items() if k not in ("id", "article_id")})
        for m in db.query("SELECT * FROM mentions WHERE article_id = ? ORDER BY id", [row["id"]])
    )
    return Candidate(
        article_id=row["id"],
        story_id=row["story"],
        article=article_of(row),
        judgement=judgement_of(row, mentions),
        hit=Hit(
            alert=alert,
            verdict=row["hit_verdict"],
            score=row["hit_score"],
            reasons=tuple(json.loads(row["hit_reasons"])),
            urgent=bool(row["hit_urgent"]),
        ),
        source=row["source"] or "",
        source_title=row["source_title"] or "",
        first_seen_at=moment(row["first_seen_at"]),
        items=row["items"],
        story_told=bool(_told(db, alert, row["story"])),
        follows=_follows(db, alert, row["story"]),
        same_event=_same_event(db, row["story"]),
    )


def _told(db: Database, alert: str, story: str) -> list[dict[str, Any]]:
    """The digest that told a story, under this id or one that leads to it."""
    return list(
        db.query(
            "SELECT d.slot, d.kind, d.composed_at FROM told_stories t JOIN digests d ON d.id = t.digest_id"
            " WHERE t.alert = :alert AND (t.story_id = :story OR t.story_id IN"
            " (SELECT old FROM story_redirects WHERE new = :story)) ORDER BY d.id LIMIT 1",
            {"alert": alert, "story": story},
        )
    )


def _follows(db: Database, alert: str, story: str) -> tuple[Earlier, ...]:
    rows = db.query(
        "SELECT s.id, s.title FROM story_developments v JOIN stories s ON s.id = v.earlier_id"
        " WHERE v.story_id = ? ORDER BY s.first_seen_at DESC LIMIT 3",
        [story],
    )
    return tuple(
        Earlier(
            story_id=row["id"],
            title=row["title"],
            told_on=moment(told["composed_at"]).date(),
            slot=f"{told['kind']}:{told['slot']}",
        )
        for row in rows
        for told in _told(db, alert, row["id"])
    )


def _same_event(db: Database, story: str) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT earlier_id FROM story_developments WHERE story_id = :story AND why = :why"
        " UNION SELECT story_id FROM story_developments WHERE earlier_id = :story AND why = :why",
        {"story": story, "why": WHY["figures"]},
    )
    return tuple(str(row[0]) for row in rows)


def _states(db: Database, after: int) -> dict[str, int]:
    """The entries after one, by state; "from feed" are those judged by what the feed itself says."""
    rows = db.query(
        "SELECT CASE WHEN state = 'unreadable' AND article_id IS NOT NULL THEN 'from feed' ELSE state END"
        " AS state, count(*) AS n FROM entries WHERE id > ? GROUP BY 1",
        [after],
    )
    return {row["state"]: row["n"] for row in rows}


def _matched(db: Database, alert: str, after: int) -> tuple[int, int]:
    """Of the entries after one: how many matched, and how many of these were told before now."""
    row = db.execute(
        "SELECT count(*), count(t.article_id) FROM entries e JOIN hits h ON h.article_id = e.article_id"
        " AND h.alert = :alert LEFT JOIN told t ON t.article_id = e.article_id AND t.alert = :alert"
        " WHERE e.id > :after AND e.state <> 'pending'",
        {"alert": alert, "after": after},
    ).fetchone()
    return int(row[0]), int(row[1])


def _covered_from(db: Database, alert: str) -> str:
    covered = covered_until(db, alert)
    return stamp(covered) if covered else ""


def _troubles(db: Database, where: str, since: str, detail: str) -> tuple[Trouble, ...]:
    rows = db.query(
        f"SELECT name, title, {since} AS since, {detail} AS detail FROM sources"
        f" WHERE enabled = 1 AND {where} ORDER BY state IN ('healthy', 'new'), {since}, name"
    )
    return tuple(_trouble(row) for row in rows)


def _lossy(db: Database, alert: str) -> tuple[Trouble, ...]:
    rows = db.query(
        "SELECT s.name, s.title, min(p.started_at) AS since, max(p.detail) AS detail FROM polls p"
        " JOIN sources s ON s.name = p.source WHERE s.enabled = 1 AND p.window_rolled = 1"
        " AND p.started_at >= ? GROUP BY s.name ORDER BY since, s.name",
        [_covered_from(db, alert)],
    )
    return tuple(_trouble(row) for row in rows)


def _trouble(row: dict[str, Any]) -> Trouble:
    return Trouble(
        source=row["name"],
        title=row["title"],
        since=moment(row["since"]) if row["since"] else None,
        detail=row["detail"] or "",
    )


def _counts(digest: Digest) -> dict[str, Any]:
    counts = asdict(digest.completeness)
    for name in ("failing", "silent", "lossy"):
        counts[name] = [trouble["source"] for trouble in counts[name]]
    counts["network_away"] = digest.completeness.network_away is not None
    return counts
