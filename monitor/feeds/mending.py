"""What real documents get wrong most, mended in bytes: control characters, HTML's entities, bare ampersands.

Character references to nothing (surrogates, beyond Unicode) go too: libxml2 in its lenient mode would
make invalid UTF-8 of them, and feedparser raises.
"""

from __future__ import annotations

import re
from html.entities import html5

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&(?:#([0-9]{1,20}|[xX][0-9a-fA-F]{1,20});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_XML_NAMES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def mended(body: bytes) -> bytes:
    """The document with every reference resolvable and without characters that XML 1.0 forbids."""
    declares = b"<!ENTITY" in body[:5000]

    def reference(match: re.Match[bytes]) -> bytes:
        number, name = match[1], match[2]
        if number:
            code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
            return match[0] if _is_legal(code) else b""
        if name is None:
            return b"&amp;"
        if name in _XML_NAMES or declares:
            return match[0]
        text = html5.get(name.decode() + ";")
        return text.encode() if text else b"&amp;" + name + b";"

    parts = _CDATA.split(_CONTROL.sub(b"", body))
    return b"".join(
        part if part.startswith(b"<![CDATA[") else _REFERENCE.sub(reference, part) for part in parts
    )


def _is_legal(code: int) -> bool:
    """Whether XML 1.0 (section 2.2) allows the character."""
    return (
        code in (9, 10, 13)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
