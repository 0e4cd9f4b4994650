"""What is kept as evidence comes back byte for byte, and is kept once."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.archive.forget import forget_evidence
from monitor.archive.read import read_warc
from monitor.archive.write import evidence_path, write_evidence
from monitor.errors import StoreError
from monitor.model import Page

NOW = datetime(2026, 11, 21, 6, 30, 15, 250000, tzinfo=UTC)


def page(body: bytes = b"<p>text</p>", **changes: object) -> Page:
    values = {
        "url": "https://a.example/x",
        "final_url": "https://a.example/final?q=1",
        "body": body,
        "fetched_at": NOW,
        "headers": {"content-type": "text/html; charset=windows-1256", "set-cookie": "id=1"},
    }
    return Page(**{**values, **changes})  # type: ignore[arg-type]


def test_a_page_comes_back(tmp_path: Path) -> None:
    path = write_evidence(tmp_path, page())
    assert path == evidence_path(tmp_path, page())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (back,) = read_warc(path)
    assert (back.final_url, back.body, back.fetched_at, back.status) == (
        "https://a.example/final?q=1",
        b"<p>text</p>",
        NOW,
        200,
    )
    assert back.headers == {"content-type": "text/html; charset=windows-1256"}
    assert back.via == "archive"


def test_it_is_kept_once(tmp_path: Path) -> None:
    first = write_evidence(tmp_path, page())
    before = first.stat().st_mtime_ns
    assert write_evidence(tmp_path, page()) == first
    assert first.stat().st_mtime_ns == before
    assert len(list(tmp_path.rglob("*.*"))) == 1


@given(st.binary(max_size=2000))
def test_any_bytes_survive(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = write_evidence(tmp_path_factory.mktemp("evidence"), page(body))
    assert [p.body for p in read_warc(path)] == [body]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(b"this is no archive at all\r\n\r\n")
    with pytest.raises(StoreError, match=r"x\.warc"):
        list(read_warc(path))
    with pytest.raises(StoreError, match="No such file"):
        list(read_warc(tmp_path / "none.warc"))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "evidence"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="could not be kept"):
        write_evidence(blocked, page())


def test_evidence_can_be_forgotten(tmp_path: Path) -> None:
    kept, gone = write_evidence(tmp_path, page()), write_evidence(tmp_path, page(b"other"))
    digest = gone.name.removesuffix(".warc.gz")
    assert forget_evidence(tmp_path, digest) == 1
    assert forget_evidence(tmp_path, digest) == 0
    assert kept.exists()
    assert not gone.exists()
    with pytest.raises(ValueError, match="SHA-256"):
        forget_evidence(tmp_path, "*")
