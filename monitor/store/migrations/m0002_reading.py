"""Articles with their verdicts, the mentions found in them, the hits of each alert."""

SQL = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    canonical_url TEXT,
    source TEXT REFERENCES sources(name),
    outlet TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    language TEXT,
    published_on TEXT,
    published_at TEXT,
    modified_at TEXT,
    place TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    method TEXT NOT NULL DEFAULT '',
    text_from TEXT NOT NULL DEFAULT 'page',
    evidence TEXT NOT NULL DEFAULT '{}',
    warnings TEXT NOT NULL DEFAULT '[]',
    looked TEXT NOT NULL DEFAULT 'full',
    body_hash TEXT,
    fetched_at TEXT,
    first_seen_at TEXT NOT NULL,
    day TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    verdict TEXT NOT NULL CHECK (verdict IN ('relevant', 'passing', 'not_relevant')),
    score REAL NOT NULL DEFAULT 0,
    reasons TEXT NOT NULL DEFAULT '[]',
    topics TEXT NOT NULL DEFAULT '[]',
    forms TEXT NOT NULL DEFAULT '[]',
    acts TEXT NOT NULL DEFAULT '[]',
    means TEXT NOT NULL DEFAULT '[]',
    purposes TEXT NOT NULL DEFAULT '[]',
    stages TEXT NOT NULL DEFAULT '[]',
    countries TEXT NOT NULL DEFAULT '[]',
    figures TEXT NOT NULL DEFAULT '[]',
    rules_version TEXT NOT NULL DEFAULT '',
    story_id TEXT
) STRICT;
CREATE INDEX articles_by_story ON articles(story_id);
CREATE INDEX articles_by_day ON articles(day, id);
CREATE INDEX articles_by_verdict ON articles(verdict, day, id);
CREATE INDEX articles_by_canonical_url ON articles(canonical_url);
CREATE TABLE mentions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    concept TEXT NOT NULL,
    term TEXT NOT NULL,
    language TEXT NOT NULL,
    field TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    strength TEXT NOT NULL,
    position TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_by_article ON mentions(article_id);
CREATE TABLE hits (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    alert TEXT NOT NULL,
    verdict TEXT NOT NULL,
    score REAL NOT NULL,
    reasons TEXT NOT NULL DEFAULT '[]',
    urgent INTEGER NOT NULL DEFAULT 0,
    matched_at TEXT NOT NULL,
    UNIQUE (article_id, alert)
) STRICT;
CREATE INDEX hits_by_alert ON hits(alert, matched_at);
"""
