"""Stories, their signatures, and where a story's old address leads.

A story's row says what lists show of it; it is kept by the writer that adds the articles. Bands are
filed by epoch (16 days), so that what is written and looked up lies together and the work per article
stays the same when the archive grows.
"""

SQL = """
CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    day TEXT NOT NULL DEFAULT '',
    articles INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX stories_by_day ON stories(day, id);
CREATE TABLE story_redirects (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL REFERENCES stories(id)
) STRICT;
CREATE INDEX story_redirects_by_new ON story_redirects(new);
CREATE TABLE story_developments (
    story_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    earlier_id TEXT NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (story_id, earlier_id)
) STRICT;
CREATE INDEX story_developments_by_earlier ON story_developments(earlier_id);
CREATE TABLE case_marks (
    mark INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (mark, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_marks_by_article ON case_marks(article_id);
CREATE TABLE signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    day INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE TABLE signature_bands (
    epoch INTEGER NOT NULL,
    band INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (epoch, band, article_id)
) STRICT, WITHOUT ROWID;
"""
