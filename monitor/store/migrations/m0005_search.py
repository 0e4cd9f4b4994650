"""The search index, and the counts of what was found.

The index holds folded words that the program cuts itself (`monitor.stories.words`), since no tokenizer
of SQLite finds words in all scripts; its own splits at spaces. A row's id is `day * 2^32 + article id`,
so that the newest is first without sorting and a span of days is a span of ids. It keeps no text
of its own. What lists are narrowed by stands in a table of its own, because an article's row is long and
reading thousands of them to count is slow. Triggers strike what has changed from the index and queue
it, so nothing can be forgotten.

Counts are kept at hand because counting a million rows for each page takes a second.
"""

from __future__ import annotations

from sqlite_utils.utils import sqlite3

# Without text of its own since SQLite 3.43; older ones keep a copy and answer the same queries.
_CONTENTLESS = "content='', contentless_delete=1, " if sqlite3.sqlite_version_info >= (3, 43) else ""

_ROW = "unixepoch({0}.day) / 86400 * 4294967296 + {0}.id"

_WATCHED = "title, text, day, verdict, source, outlet, language, topics, forms, stages, countries, place"


def _count(row: str, step: str) -> str:
    """Add `step` to the counts of everything that a row of articles is."""
    facets = " UNION ALL ".join(
        [f"SELECT '{name}' AS facet, {row}.{name} AS value" for name in ("source", "language", "verdict")]
        + [
            f"SELECT '{name}', value FROM json_each({row}.{column})"
            for name, column in (
                ("country", "countries"), ("topic", "topics"), ("form", "forms"), ("stage", "stages")
            )
        ]
    )  # fmt: skip
    return (
        "INSERT INTO archive_counts (facet, value, verdict, day, articles)"
        f" SELECT facet, value, {row}.verdict, span.day, {step} FROM ({facets}),"
        f" (SELECT {row}.day AS day UNION ALL SELECT '') AS span WHERE value != ''"
        " ON CONFLICT (facet, verdict, day, value) DO UPDATE SET articles = articles + excluded.articles; "
    )


_STRIKE = (
    f"DELETE FROM search_index WHERE rowid = {_ROW.format('old')}; "
    f"DELETE FROM search_facets WHERE row = {_ROW.format('old')}; "
)
_QUEUE = "INSERT OR IGNORE INTO search_pending (article_id) VALUES (new.id); "
_FORGET = "DELETE FROM search_pending WHERE article_id = old.id; "

SQL = f"""
CREATE VIRTUAL TABLE search_index USING fts5(
    title, text, tags, {_CONTENTLESS} tokenize = "ascii tokenchars '_'"
);
CREATE TABLE search_facets (
    row INTEGER PRIMARY KEY,
    source TEXT,
    language TEXT,
    verdict TEXT NOT NULL,
    countries TEXT NOT NULL,
    topics TEXT NOT NULL,
    forms TEXT NOT NULL,
    stages TEXT NOT NULL
) STRICT;
CREATE TABLE search_pending (
    article_id INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE archive_counts (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    verdict TEXT NOT NULL,
    day TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (facet, verdict, day, value)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER articles_came AFTER INSERT ON articles BEGIN {_QUEUE}{_count("new", "1")}END;
CREATE TRIGGER articles_changed AFTER UPDATE OF {_WATCHED} ON articles BEGIN
{_STRIKE}{_QUEUE}{_count("old", "-1")}{_count("new", "1")}END;
CREATE TRIGGER articles_went AFTER DELETE ON articles BEGIN {_STRIKE}{_FORGET}{_count("old", "-1")}END;
"""
