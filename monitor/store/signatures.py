"""Signatures, filed under their bands so that copies find one another."""

from __future__ import annotations

import json
from datetime import date

from sqlite_utils import Database

from monitor.model import Signature
from monitor.stories.group import REPRINT_DAYS, Candidate, copies, far_keys, keys, near_keys
from monitor.stories.signature import AGREEING_BANDS, bands


def file_signature(db: Database, article_id: int, signature: Signature, day: date) -> list[int]:
    """File an article's signature; an earlier one is to be taken out first.

    Returns:
        the articles already filed that are copies of this one.
    """
    of = bands(signature.digest)
    found = _copies(db, article_id, of, signature, day)
    db.execute(
        "INSERT OR REPLACE INTO signatures (article_id, scheme, day, digest) VALUES (?, ?, ?, ?)",
        [article_id, signature.scheme, day.toordinal(), signature.digest],
    )
    _file_bands(db, article_id, of, day)
    return found


def _copies(db: Database, article_id: int, of: list[int], signature: Signature, day: date) -> list[int]:
    near, far = near_keys(of, day), far_keys(of, day)
    found = db.execute(
        f"SELECT article_id FROM signature_bands WHERE key IN ({_marks(near)})"
        f" UNION SELECT article_id FROM signature_bands WHERE key IN ({_marks(far)})"
        f" GROUP BY article_id HAVING count(*) >= {AGREEING_BANDS}",
        near + far,
    ).fetchall()
    wanted = [row[0] for row in found if row[0] != article_id]
    if not wanted:
        return []
    rows = db.execute(
        "SELECT article_id, day, digest FROM signatures"
        " WHERE scheme = ? AND day BETWEEN ? AND ? AND article_id IN (SELECT value FROM json_each(?))",
        [
            signature.scheme,
            day.toordinal() - REPRINT_DAYS,
            day.toordinal() + REPRINT_DAYS,
            json.dumps(wanted),
        ],
    ).fetchall()
    others = [Candidate(digest=digest, day=date.fromordinal(ordinal)) for _, ordinal, digest in rows]
    same = copies(Candidate(digest=signature.digest, day=day), others)
    return [row[0] for row, yes in zip(rows, same, strict=True) if yes]


def _marks(values: list[int]) -> str:
    return ", ".join("?" * len(values))


def unfile_signature(db: Database, article_id: int) -> None:
    """Take an article's signature out, with its bands."""
    row = db.execute("SELECT day, digest FROM signatures WHERE article_id = ?", [article_id]).fetchone()
    if row is None:
        return
    db.conn.executemany(
        "DELETE FROM signature_bands WHERE key = ? AND article_id = ?",
        [(key, article_id) for key in keys(bands(row[1]), date.fromordinal(row[0]))],
    )
    db.execute("DELETE FROM signatures WHERE article_id = ?", [article_id])


def refile_signatures(db: Database) -> None:
    """File the bands of all signatures anew."""
    db.execute("DELETE FROM signature_bands")
    for article_id, day, digest in db.execute("SELECT article_id, day, digest FROM signatures"):
        _file_bands(db, article_id, bands(digest), date.fromordinal(day))


def _file_bands(db: Database, article_id: int, of: list[int], day: date) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO signature_bands (key, article_id) VALUES (?, ?)",
        [(key, article_id) for key in keys(of, day)],
    )
