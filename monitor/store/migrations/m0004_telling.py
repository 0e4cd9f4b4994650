"""Digests, what each told, and the outbox.

Of these tables only `digest_pages` is published: a digest as everybody reads it, without its recipients.
"""

# `told` goes with its article, so that a reused row id never passes for told; `told_stories` stays,
# so that a story whose copies were all purged is still not told again. `entries_until` is the newest
# entry that a digest has counted: row ids go up whatever the clock does.
SQL = """
CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'slot' CHECK (kind IN ('slot', 'now', 'urgent')),
    slot TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    covers_from TEXT,
    entries_until INTEGER NOT NULL DEFAULT 0,
    subject TEXT NOT NULL DEFAULT '',
    counts TEXT NOT NULL DEFAULT '{}',
    UNIQUE (alert, kind, slot)
) STRICT;
CREATE TABLE digest_pages (
    digest_id INTEGER PRIMARY KEY REFERENCES digests(id) ON DELETE CASCADE,
    alert TEXT NOT NULL,
    composed_at TEXT NOT NULL,
    title TEXT NOT NULL,
    stories INTEGER NOT NULL,
    html TEXT NOT NULL,
    atom TEXT NOT NULL
) STRICT;
CREATE INDEX digest_pages_by_alert ON digest_pages(alert, composed_at);
CREATE TABLE told (
    alert TEXT NOT NULL,
    story_id TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    PRIMARY KEY (alert, article_id)
) STRICT;
CREATE INDEX told_by_story ON told(alert, story_id);
CREATE INDEX told_by_digest ON told(digest_id);
CREATE TABLE told_stories (
    alert TEXT NOT NULL,
    story_id TEXT NOT NULL,
    digest_id INTEGER NOT NULL REFERENCES digests(id),
    PRIMARY KEY (alert, story_id)
) STRICT;
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
CREATE INDEX outbox_open ON outbox(state, next_try_at) WHERE state <> 'sent';
CREATE TABLE subscriptions (
    token TEXT PRIMARY KEY,
    alert TEXT NOT NULL,
    recipient TEXT NOT NULL,
    since TEXT NOT NULL,
    ended_at TEXT,
    UNIQUE (alert, recipient)
) STRICT;
"""
