"""What is published is written down: tables, saved queries, pages."""

from __future__ import annotations

from pathlib import Path

from monitor.browse.guard import PUBLISHED

ROOT = Path(__file__).parents[2]


def test_every_published_table_is_in_the_data_dictionary() -> None:
    dictionary = (ROOT / "db" / "README.md").read_text(encoding="utf-8")
    assert [
        table
        for table in sorted(PUBLISHED)
        if f"`{table}`" not in dictionary and f"## {table}" not in dictionary
    ] == []


def test_every_private_table_is_denied_in_the_metadata_as_well() -> None:
    metadata = (ROOT / "db" / "metadata.yaml").read_text(encoding="utf-8")
    for table in ("digests", "told", "told_stories", "subscriptions", "outbox"):
        assert f"{table}: {{allow: false}}" in metadata, table
