"""What placing an article asks for, filed so that the work stays the same when the archive grows.

A band's key holds its epoch, so that what is written and looked up lies together; marks are filed with
their days, so that a mark which comes every week is not read back to the beginning; and whatever hangs on
a story or an article is found by an index when stories are joined or articles forgotten. The bands are
filed anew from the signatures when the store is opened.
"""

SQL = """
DROP TABLE signature_bands;
CREATE TABLE signature_bands (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;
ALTER TABLE case_marks RENAME TO old_marks;
CREATE TABLE case_marks (
    mark INTEGER NOT NULL,
    day INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    PRIMARY KEY (mark, day, article_id)
) STRICT, WITHOUT ROWID;
INSERT INTO case_marks (mark, day, article_id)
    SELECT m.mark, unixepoch(a.day) / 86400 + 719163, a.id
    FROM old_marks m JOIN articles a ON a.id = m.article_id;
DROP TABLE old_marks;
CREATE INDEX case_marks_by_article ON case_marks(article_id);
DROP INDEX articles_by_story;
CREATE INDEX articles_by_story ON articles(story_id, day);
CREATE INDEX told_by_story_alone ON told(story_id);
CREATE INDEX told_by_article ON told(article_id);
CREATE INDEX told_stories_by_story ON told_stories(story_id);
"""
