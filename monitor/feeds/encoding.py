"""Which characters the bytes of a feed stand for; the result is always UTF-8.

Order: a byte order mark; UTF-16 or UTF-32 told by its zero bytes; valid UTF-8 with a character beyond
ASCII (no other encoding looks like that by chance); the Content-Type's charset; the XML declaration's;
UTF-8. The first whose codec is on the list and that decodes without an error is taken; where none
does, the one with the fewest replacement characters. A few bad bytes in UTF-8 spoil a few characters
and never turn the page into another encoding. Codecs
such as punycode, idna, zlib or unicode_escape are never called: they hang, expand or raise.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)

_ALLOWED = {
    "ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
    "big5", "big5hkscs", "cp949", "cp950", "cp932", "euc_jp", "euc_jis_2004", "euc_kr", "gb18030", "gbk",
    "gb2312", "hz", "iso2022_jp", "iso2022_kr", "johab", "shift_jis", "shift_jis_2004", "koi8-r", "koi8-u",
    "tis-620", "mac-roman", "mac-cyrillic", "ptcp154", "kz1048", "cp037", "cp437", "cp850", "cp866", "cp874",
    *(f"cp125{n}" for n in range(9)), *(f"iso8859-{n}" for n in range(1, 17)),
}  # fmt: skip
# What is declared, and what is meant (WHATWG Encoding Standard, section 4.2).
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254",
    "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip

_MARKS = (
    (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
)  # fmt: skip
_ZEROS = (
    (b"\0\0\0<", "utf-32-be"), (b"<\0\0\0", "utf-32-le"), (b"\0<\0", "utf-16-be"), (b"<\0", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)  # fmt: skip


def as_utf8(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The document in UTF-8, without a byte order mark and without white space before it."""
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _trimmed(body[len(mark) :].decode(codec, "replace").encode("utf-8", "replace"))
    for start, codec in _ZEROS:
        if body.startswith(start):
            return _trimmed(body.decode(codec, "replace").encode("utf-8", "replace"))
    body = _trimmed(body)
    if not body.isascii() and _decodes(body, "utf-8"):
        return body
    stated = [codec for codec in _stated(body, headers) if not codec.startswith("utf")]
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad and len(text) - len(text.encode("ascii", "ignore")) > 5 * bad:
        return text.encode()
    for codec in stated:
        if _decodes(body, codec):
            return body.decode(codec).encode("utf-8", "replace")
    readings = [text, *(body.decode(codec, "replace") for codec in stated)]
    return min(readings, key=lambda reading: reading.count("\ufffd")).encode("utf-8", "replace")


def _trimmed(body: bytes) -> bytes:
    while body[:3] == codecs.BOM_UTF8 or body[:1] in (b" ", b"\n", b"\r", b"\t", b"\0"):
        body = body.lstrip(b" \n\r\t\0").removeprefix(codecs.BOM_UTF8)
    return body


def _stated(body: bytes, headers: Mapping[str, str]) -> list[str]:
    """The allowed codecs that the header and the declaration name, as they are meant."""
    names = []
    if match := _CHARSET.search(headers.get("content-type", "")):
        names.append(match[1])
    if declared := _DECLARED.match(body):
        names.append(declared[1].decode("ascii"))
    found = []
    for name in names:
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        if codec in _ALLOWED:
            found.append(_MEANT.get(codec, codec))
    return found


def _decodes(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
