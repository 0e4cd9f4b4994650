"""Links between the stories of one case: the later one develops the earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlite_utils import Database

from monitor.stories.threads import FIGURE_DAYS, WHY, Mark

MOST_SHARING = 60
"""A mark that more stories have than this tells nothing (an office's reference, a name of the day)."""

MOST_READ = 600
"""The articles with a mark that are looked at: a story may have many copies."""

LONGEST = 3 * 365
"""A case goes from raid to appeal within this many days."""


def forget_marks(db: Database, article_id: int) -> None:
    """Take an article's marks out."""
    db.execute("DELETE FROM case_marks WHERE article_id = ?", [article_id])


def link_developments(db: Database, article_id: int, story: str, day: date, found: Sequence[Mark]) -> None:
    """File an article's marks and link its story to those that share one; in the caller's transaction."""
    today = day.toordinal()
    for mark in found:
        reach = FIGURE_DAYS if mark.kind == "figures" else LONGEST
        rows = db.execute(
            "SELECT DISTINCT s.id, s.day FROM (SELECT article_id FROM case_marks WHERE mark = ?"
            f" AND day BETWEEN ? AND ? ORDER BY day DESC LIMIT {MOST_READ}) m JOIN articles a"
            f" ON a.id = m.article_id JOIN stories s ON s.id = a.story_id LIMIT {MOST_SHARING}",
            [mark.value, today - reach, today + reach],
        ).fetchall()
        db.execute(
            "INSERT OR IGNORE INTO case_marks (mark, day, article_id) VALUES (?, ?, ?)",
            [mark.value, today, article_id],
        )
        if len(rows) == MOST_SHARING:
            continue
        for other, other_day in rows:
            if other != story:
                earlier, later = sorted([(other_day, other), (day.isoformat(), story)])
                db.execute(
                    "INSERT OR IGNORE INTO story_developments (story_id, earlier_id, why) VALUES (?, ?, ?)",
                    [later[1], earlier[1], WHY[mark.kind]],
                )
