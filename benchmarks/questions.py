"""What is asked of a made-up archive: words common and rare, pairs, phrases, NEAR, other scripts."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from benchmarks.bulk import UNSPACED


@dataclass(frozen=True, slots=True, kw_only=True)
class Queries:
    """What is asked, taken from the stored texts themselves."""

    common: list[str]
    rare: list[str]
    pairs: list[str]
    phrases: list[str]
    near: list[str]
    scripts: dict[str, list[str]]
    stories: list[str]
    newest: str


def queries(database: Path) -> Queries:
    """Words that stand in a tenth to a third of the articles of a sample, words in few, and pairs."""
    db = Database(str(database))
    most, newest = db.execute("SELECT max(id), max(day) FROM articles").fetchone()
    pick = random.Random(1)
    ids = json.dumps(pick.sample(range(1, most + 1), min(most, 3000)))
    rows = db.execute(
        "SELECT language, text, story_id FROM articles WHERE id IN (SELECT value FROM json_each(?))", [ids]
    ).fetchall()
    db.close()
    english = [re.findall(r"[a-z]+", text) for language, text, _ in rows if language == "en"]
    seen = Counter(word for words in english for word in set(words))
    common = [w for w, n in seen.items() if len(rows) / 10 < n < len(rows) / 3 and len(w) > 2]
    rare = [w for w, n in seen.items() if n <= 2 and len(w) > 2]
    starts = [(words, pick.randrange(len(words) - 8)) for words in english if len(words) > 60]
    scripts = {
        language: [_word(pick, language, text) for spoken, text, _ in rows if spoken == language][:200]
        for language in ("ur", "ar", "zh", "th")
    }
    return Queries(
        common=common,
        rare=rare,
        pairs=[" ".join(pick.sample(common, 2)) for _ in range(200)],
        phrases=[f'"{words[at]} {words[at + 1]}"' for words, at in starts],
        near=[f"{words[at]} NEAR/8 {words[at + 4]}" for words, at in starts],
        scripts=scripts,
        stories=[story for _, _, story in rows],
        newest=newest,
    )


def _word(pick: random.Random, language: str, text: str) -> str:
    """A word of a text: between spaces, or two to four characters in a row of a script without them."""
    if language in UNSPACED:
        at = pick.randrange(len(text) - 8)
        found = re.sub(r"\W", "", text[at : at + 8])[: pick.randint(2, 4)]
    else:
        found = pick.choice([w for w in re.findall(r"\w+", text) if len(w) > 2])
    return found or text[:3]
