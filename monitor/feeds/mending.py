"""What real documents get wrong most, mended in bytes.

Control characters, HTML's named entities, bare ampersands, an XML declaration that is not at the start,
prefixes whose namespace is not declared. Character references to nothing (surrogates, beyond Unicode) go
too: libxml2 in its lenient mode would make invalid UTF-8 of them, and feedparser raises.
"""

from __future__ import annotations

import re
from html.entities import html5

MAX_PREFIXES = 50

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&(?:#([0-9]{1,20}|[xX][0-9a-fA-F]{1,20});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_DECLARATION = re.compile(rb"<\?xml\s[^<>]{0,200}\?>")
_ROOT = re.compile(rb"<[A-Za-z][\w:.-]*")
_USED = re.compile(rb"<([A-Za-z][\w-]{0,30}):[A-Za-z]|\s([A-Za-z][\w-]{0,30}):[A-Za-z][\w-]*\s*=\s*[\"']")
_DECLARED = re.compile(rb"xmlns:([A-Za-z][\w-]{0,30})\s*=")
_XML_NAMES = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_MARKUP = {ord(c) for c in "&<>\"'"}
_NAMESPACES = {
    b"atom": b"http://www.w3.org/2005/Atom",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"media": b"http://search.yahoo.com/mrss/",
    b"news": b"http://www.google.com/schemas/sitemap-news/0.9",
    b"rdf": b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def mended(body: bytes) -> bytes:
    """The document with every reference and prefix resolvable, without what XML 1.0 forbids."""
    declares = b"<!ENTITY" in body[:5000]

    def reference(match: re.Match[bytes]) -> bytes:
        number, name = match[1], match[2]
        if number:
            return _character(int(number[1:], 16) if number[:1] in b"xX" else int(number))
        if name is None:
            return b"&amp;"
        if name in _XML_NAMES or declares:
            return match[0]
        text = html5.get(name.decode() + ";")
        return text.encode() if text else b"&amp;" + name + b";"

    first, *sections = _DECLARATION.sub(b"", _CONTROL.sub(b"", body)).split(b"<![CDATA[")
    parts = [_REFERENCE.sub(reference, first)]
    for section in sections:
        # In a CDATA section nothing is a reference.
        inside, end, after = section.partition(b"]]>")
        parts += [b"<![CDATA[", inside, end, _REFERENCE.sub(reference, after)]
    return _with_prefixes(b"".join(parts).lstrip())


def _character(code: int) -> bytes:
    """A character reference's character, in UTF-8; nothing where XML 1.0 (section 2.2) forbids it."""
    if code in _MARKUP:
        return b"&#%d;" % code
    allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    return chr(code).encode() if allowed or 0x10000 <= code <= 0x10FFFF else b""


def _with_prefixes(body: bytes) -> bytes:
    """The document with every prefix that it uses declared on its root."""
    root = _ROOT.search(body)
    if root is None:
        return body
    used = {prefix for pair in _USED.findall(body) for prefix in pair if prefix}
    missing = sorted(used - set(_DECLARED.findall(body)) - {b"xml", b"xmlns"})[:MAX_PREFIXES]
    added = b"".join(
        b' xmlns:%s="%s"' % (prefix, _NAMESPACES.get(prefix, b"urn:undeclared:" + prefix))
        for prefix in missing
    )
    return body[: root.end()] + added + body[root.end() :]
