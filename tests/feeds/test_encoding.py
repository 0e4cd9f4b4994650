"""Which characters the bytes stand for."""

from __future__ import annotations

import pytest

from monitor.feeds.encoding import as_utf8

TEXT = "торговля людьми"


def document(declared: str, codec: str, text: str = TEXT) -> bytes:
    return f'<?xml version="1.0" encoding="{declared}"?><t>{text}</t>'.encode(codec)


@pytest.mark.parametrize(
    "codec", ["windows-1251", "koi8-r", "iso-8859-5", "utf-8", "utf-16", "utf-32", "utf-8-sig"]
)
def test_a_declared_encoding_is_read(codec: str) -> None:
    assert TEXT in as_utf8(document(codec, codec), {}).decode()


def test_utf16_is_known_by_its_zero_bytes() -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        assert TEXT in as_utf8(document("utf-16", codec), {}).decode()


def test_valid_utf8_beats_a_header_that_lies() -> None:
    assert (
        TEXT in as_utf8(document("utf-8", "utf-8"), {"content-type": "text/xml; charset=iso-8859-1"}).decode()
    )


def test_the_header_beats_the_declaration() -> None:
    body = document("iso-8859-1", "windows-1251")
    assert TEXT in as_utf8(body, {"content-type": "text/xml; charset=windows-1251"}).decode()


def test_a_few_bad_bytes_spoil_a_few_characters_only() -> None:
    for declared in ("utf-8", "windows-1251"):
        text = as_utf8(document(declared, "utf-8").replace(b"<t>", b"<t>\xff\xe9"), {}).decode()
        assert TEXT in text
        assert text.count("\ufffd") == 2
    chinese = document("gb2312", "gb18030", "人口贩运" * 20).replace(b"</t>", b"\xff</t>")
    assert "人口贩运" in as_utf8(chinese, {}).decode()


@pytest.mark.parametrize(
    "codec", ["punycode", "idna", "zlib", "rot13", "unicode_escape", "undefined", "hex", "utf-99"]
)
def test_codecs_that_are_no_character_sets_are_never_called(codec: str) -> None:
    body = document(codec, "utf-8", r"\x41" * 1000)
    assert as_utf8(body, {"content-type": f"text/xml; charset={codec}"}) == body
