"""Stories, their signatures, and where a story's old address leads."""

SQL = """
CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL
) STRICT;
CREATE TABLE story_redirects (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL REFERENCES stories(id)
) STRICT;
CREATE TABLE story_developments (
    story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    earlier_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (story_id, earlier_id)
) STRICT;
CREATE TABLE signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE TABLE signature_bands (
    band INTEGER NOT NULL,
    value INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (band, value, article_id)
) STRICT, WITHOUT ROWID;
"""
