"""Links between the stories of one case: the later one develops the earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlite_utils import Database

from monitor.stories.threads import FIGURE_DAYS, WHY, Mark

MOST_SHARING = 60
"""A mark that more articles have than this tells nothing (an office's reference, a name of the day)."""

LONGEST = timedelta(days=3 * 365)
"""A case goes from raid to appeal within this time."""


def link_developments(db: Database, article_id: int, story: str, day: date, found: Sequence[Mark]) -> None:
    """File an article's marks and link its story to those that share one; in the caller's transaction."""
    db.execute("DELETE FROM case_marks WHERE article_id = ?", [article_id])
    for mark in found:
        reach = timedelta(days=FIGURE_DAYS) if mark.kind == "figures" else LONGEST
        rows = db.execute(
            "SELECT DISTINCT a.story_id, s.day FROM case_marks m JOIN articles a ON a.id = m.article_id"
            " JOIN stories s ON s.id = a.story_id WHERE m.mark = ? AND a.day BETWEEN ? AND ? LIMIT ?",
            [mark.value, (day - reach).isoformat(), (day + reach).isoformat(), MOST_SHARING],
        ).fetchall()
        db.execute(
            "INSERT OR IGNORE INTO case_marks (mark, article_id) VALUES (?, ?)", [mark.value, article_id]
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
