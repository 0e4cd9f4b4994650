"""Digests, what each told, and the outbox. None of these tables is published."""

SQL = """
CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    slot TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    covers_from TEXT,
    covers_until TEXT NOT NULL,
    subject TEXT NOT NULL,
    counts TEXT NOT NULL DEFAULT '{}',
    UNIQUE (alert, slot)
) STRICT;
CREATE TABLE told (
    alert TEXT NOT NULL,
    story_id TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    PRIMARY KEY (alert, article_id)
) STRICT;
CREATE INDEX told_by_story ON told(alert, story_id);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    content BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sending', 'dot', 'sent', 'failed', 'uncertain')),
    tries INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    next_try_at TEXT NOT NULL,
    sent_at TEXT,
    detail TEXT NOT NULL DEFAULT '',
    UNIQUE (digest_id, recipient)
) STRICT;
CREATE INDEX outbox_due ON outbox(next_try_at) WHERE state IN ('pending', 'sending', 'dot');
"""
