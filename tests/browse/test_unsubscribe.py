"""One click ends a subscription; a look at the address does not."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from monitor.browse.serve import archive
from monitor.store.database import open_store
from monitor.store.digests import subscribe

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


async def test_one_click_and_only_a_click_ends_a_subscription(tmp_path: Path) -> None:
    for name in ("metadata.yaml", "settings.json"):
        shutil.copy(ROOT / "db" / name, tmp_path / name)
    db = open_store(tmp_path / "monitor.db")
    with db.atomic():
        token, wanted = subscribe(db, "desk", "a@example.org", NOW)
    assert wanted
    served = archive(tmp_path)
    address = f"/-/unsubscribe/{token}"
    looked = await served.client.get(address)
    assert "a@example.org" not in looked.text
    assert subscribe(db, "desk", "a@example.org", NOW) == (token, True)
    clicked = await served.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    assert subscribe(db, "desk", "a@example.org", NOW) == (token, False)
    again = await served.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200
    unknown = await served.client.post("/-/unsubscribe/" + "0" * 32)
    assert unknown.status_code == 404
    db.close()
