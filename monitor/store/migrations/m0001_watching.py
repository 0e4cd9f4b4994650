"""Sources and what is known of their health, polls, the entries they listed, failures."""

SQL = """
CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    country TEXT,
    language TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    pack TEXT NOT NULL DEFAULT 'default',
    enabled INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'new',
    state_since TEXT,
    state_detail TEXT NOT NULL DEFAULT '',
    expected_per_week REAL,
    items_per_week REAL,
    last_polled_at TEXT,
    last_success_at TEXT,
    last_new_at TEXT,
    last_verified_at TEXT,
    next_poll_at TEXT,
    interval_seconds INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    last_failure TEXT NOT NULL DEFAULT '',
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    moved_to TEXT,
    moved_since TEXT,
    peak_per_hour REAL NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 0,
    empty_polls INTEGER NOT NULL DEFAULT 0,
    rolled_at TEXT,
    trust_seconds INTEGER NOT NULL DEFAULT 3600
) STRICT;
CREATE INDEX sources_due ON sources(next_poll_at) WHERE enabled = 1;
CREATE TABLE polls (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources(name),
    started_at TEXT NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL,
    status INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    window_rolled INTEGER NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX polls_by_source ON polls(source, started_at);
CREATE INDEX polls_by_time ON polls(started_at);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources(name),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    summary TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    authors TEXT NOT NULL DEFAULT '[]',
    language TEXT,
    published_at TEXT,
    updated_at TEXT,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    guid TEXT NOT NULL DEFAULT '',
    identity TEXT NOT NULL,
    content_hash TEXT NOT NULL DEFAULT '',
    revision INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'unreadable', 'left_out')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    failure TEXT NOT NULL DEFAULT '',
    article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    UNIQUE (source, key)
) STRICT;
CREATE INDEX entries_by_identity ON entries(source, identity);
CREATE INDEX entries_pending ON entries(next_try_at) WHERE state = 'pending';
CREATE INDEX entries_by_url ON entries(url);
CREATE INDEX entries_by_article ON entries(article_id);
CREATE INDEX entries_by_time ON entries(first_seen_at);
CREATE TABLE entry_revisions (
    entry_id INTEGER NOT NULL REFERENCES entries(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    replaced_at TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (entry_id, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    stage TEXT NOT NULL,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    at TEXT NOT NULL,
    retry_at TEXT
) STRICT;
CREATE INDEX failures_by_time ON failures(at);
"""
