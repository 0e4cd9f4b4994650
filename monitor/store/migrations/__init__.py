"""The schema's history, one module per noun; applied in order, each in one transaction.

A released migration is never edited: changes get a module of their own.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from monitor.store.migrations import (
    m0001_watching,
    m0002_reading,
    m0003_stories,
    m0004_telling,
    m0005_search,
    m0006_placing,
)

STEPS = (m0001_watching, m0002_reading, m0003_stories, m0004_telling, m0005_search, m0006_placing)

MIGRATIONS = Migrations("monitor")


def _register(name: str, sql: str) -> None:
    @MIGRATIONS(name=name)
    def apply(db: Database) -> None:
        for statement in sql.split(";\n"):
            if statement.strip():
                db.execute(statement)


for step in STEPS:
    _register(step.__name__.rpartition(".")[2], step.SQL)
