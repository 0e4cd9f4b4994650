"""Stories: place an article among its copies, follow redirects.

Everything runs inside the caller's transaction. The rule that decides is pure (`monitor.stories.group`);
here candidates are looked up, components joined, and addresses kept alive.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from monitor.model import Article, Judgement, Signature
from monitor.store.database import stamp
from monitor.store.developments import forget_marks, link_developments
from monitor.store.search import Reads
from monitor.store.signatures import file_signature, unfile_signature
from monitor.stories.group import article_name
from monitor.stories.threads import marks


def place_article(
    db: Database,
    article_id: int,
    signature: Signature | None,
    article: Article,
    judgement: Judgement,
    now: datetime,
) -> str:
    """Give an article its story, joining the stories that it connects; returns the story's id.

    The stories are the connected components of the rule in `monitor.stories.group`, whatever the order
    of arrival. A story's id is the least name of its articles as long as nobody was told of it, and
    never changes afterwards; an id that is given up leads on by a redirect. Stories of the same case are
    linked.
    """
    known, day = _story_and_day(db, article_id)
    joined = {known} if known else set()
    if signature is not None:
        if known:
            unfile_signature(db, article_id)
        joined |= _stories_of(db, file_signature(db, article_id, signature, day))
    name = article_name(article.url)
    story = _surviving(db, joined, name)
    _insert_story(db, story, article, day, now)
    for old in sorted(joined - {story}):
        _redirect(db, old, story)
    if story != known:
        db.execute("UPDATE articles SET story_id = ? WHERE id = ?", [story, article_id])
    if joined:
        _refresh(db, story, now)
    if known:
        forget_marks(db, article_id)
    link_developments(db, article_id, story, day, marks(article.text, judgement.tags))
    return story


def find_story(db: Reads, name: str) -> str | None:
    """The id under which a story stands today, its own or where its old one leads."""
    for sql in ("SELECT id FROM stories WHERE id = ?", "SELECT new FROM story_redirects WHERE old = ?"):
        if row := db.execute(sql, [name]).fetchone():
            return str(row[0])
    return None


def _story_and_day(db: Database, article_id: int) -> tuple[str | None, date]:
    story, day = db.execute("SELECT story_id, day FROM articles WHERE id = ?", [article_id]).fetchone()
    return story, date.fromisoformat(day)


def _stories_of(db: Database, articles: Sequence[int]) -> set[str]:
    if not articles:
        return set()
    found = db.execute(
        "SELECT DISTINCT story_id FROM articles WHERE story_id IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        [json.dumps(articles)],
    )
    return {row[0] for row in found.fetchall()}


def _surviving(db: Database, joined: set[str], name: str) -> str:
    """The id that a joined story keeps: the one told first, else the least of all names."""
    if joined:
        told = db.execute(
            "SELECT story_id FROM told_stories WHERE story_id IN (SELECT value FROM json_each(?))"
            " ORDER BY digest_id, story_id LIMIT 1",
            [json.dumps(sorted(joined))],
        ).fetchone()
        if told:
            return str(told[0])
    return min({*joined, name})


def _insert_story(db: Database, story: str, article: Article, day: date, now: datetime) -> None:
    db.execute(
        "INSERT INTO stories (id, title, first_seen_at, last_seen_at, day) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        [story, article.title, stamp(now), stamp(now), day.isoformat()],
    )
    db.execute("DELETE FROM story_redirects WHERE old = ?", [story])


def _redirect(db: Database, old: str, new: str) -> None:
    """Move everything of story `old` to `new` and let its address lead there."""
    db.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", [new, old])
    db.execute("UPDATE told SET story_id = ? WHERE story_id = ?", [new, old])
    db.execute("UPDATE OR IGNORE told_stories SET story_id = ? WHERE story_id = ?", [new, old])
    db.execute("DELETE FROM told_stories WHERE story_id = ?", [old])
    db.execute("UPDATE story_redirects SET new = ? WHERE new = ?", [new, old])
    db.execute("UPDATE OR IGNORE story_developments SET story_id = ? WHERE story_id = ?", [new, old])
    db.execute("UPDATE OR IGNORE story_developments SET earlier_id = ? WHERE earlier_id = ?", [new, old])
    db.execute("DELETE FROM story_developments WHERE story_id = ? AND earlier_id = story_id", [new])
    db.execute(
        "UPDATE stories SET first_seen_at = min(first_seen_at, (SELECT first_seen_at FROM stories"
        " WHERE id = ?)) WHERE id = ?",
        [old, new],
    )
    db.execute("DELETE FROM stories WHERE id = ?", [old])
    db.execute("INSERT OR REPLACE INTO story_redirects (old, new) VALUES (?, ?)", [old, new])


def _refresh(db: Database, story: str, now: datetime) -> None:
    """Let the story's row say what its articles say: the title of the earliest, the days, the number.

    All but the title comes from the index: an article's row is long, and a wire story has many.
    """
    db.execute(
        "UPDATE stories SET last_seen_at = max(last_seen_at, ?),"
        " (articles, day) = (SELECT count(*), max(day) FROM articles WHERE story_id = stories.id),"
        " title = coalesce((SELECT title FROM articles WHERE story_id = stories.id AND title != ''"
        " ORDER BY day, url LIMIT 1), title)"
        " WHERE id = ?",
        [stamp(now), story],
    )
