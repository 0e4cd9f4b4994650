"""The archive answers only its own name, loads nothing from elsewhere, and shows no mail."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.browse.serve import archive
from monitor.errors import StoreError
from monitor.store.database import open_store

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


@pytest.fixture
def served(tmp_path: Path) -> Any:
    for name in ("metadata.yaml", "settings.json"):
        shutil.copy(ROOT / "db" / name, tmp_path / name)
    db = open_store(tmp_path / "monitor.db")
    with db.atomic():
        db.execute(
            "INSERT INTO digests (id, alert, slot, composed_at, covers_from, subject)"
            " VALUES (1, 'desk', 'x', 'x', 'x', 'canary-subject')"
        )
        db.execute(
            "INSERT INTO outbox (digest_id, recipient, message_id, subject, content, queued_at, next_try_at)"
            " VALUES (1, 'canary@example.org', 'm', 'canary-subject', x'00', 'x', 'x')"
        )
    db.close()
    return archive(tmp_path, allow_hosts=["archive.example.org"])


async def test_mails_and_recipients_are_not_served(served: Any) -> None:
    for table in ("outbox", "digests", "told"):
        for path in (f"/monitor/{table}", f"/monitor/{table}.json", f"/monitor/{table}/1.json"):
            answer = await served.client.get(path)
            assert answer.status_code in (403, 404), path
            assert "canary" not in answer.text
    assert "outbox" not in (await served.client.get("/monitor.json")).text


async def test_nobody_runs_sql_and_even_the_operator_reads_no_mail(served: Any) -> None:
    query = {"sql": "select recipient, subject from outbox"}
    assert (await served.client.get("/monitor.json", params=query)).status_code == 403
    cookie = {"ds_actor": served.sign({"a": {"id": "root"}}, "actor")}
    answer = await served.client.get("/monitor.json", params=query, cookies=cookie)
    assert answer.status_code == 200
    assert "canary" not in answer.text


async def test_the_database_is_not_to_be_downloaded(served: Any) -> None:
    assert (await served.client.get("/monitor.db")).status_code in (403, 404)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8001", 200),
        ("[::1]:8001", 200),
        ("archive.example.org", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
    ],
)
async def test_only_known_hosts_are_answered(served: Any, host: str, status: int) -> None:
    answer = await served.client.get("/-/versions.json", headers={"host": host})
    assert answer.status_code == status


async def test_every_answer_carries_the_policies(served: Any) -> None:
    for path in ("/", "/monitor", "/monitor/articles", "/nowhere"):
        headers = (await served.client.get(path)).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"


def test_without_a_database_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="monitor crawl"):
        archive(tmp_path)
