"""The fields of an entry, made safe: plain text, http(s) addresses, lengths that a database can index.

Whatever a feed says ends on a terminal, in a mail and in a table; so control characters, direction
overrides and markup are taken off here, once, before anything is stored.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

MAX_TITLE = 500
MAX_URL = 2048
MAX_AUTHOR = 200
MAX_AUTHORS = 20
MAX_TEXT = 200_000
MAX_GUID = 1000

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ENCODED_TWICE = re.compile(
    "[\xc2-\xf4][\x80-\xbf\u0152-\u0161\u0178-\u017e\u0192\u02c6\u02dc\u2013-\u2122\u20ac]"
)
_C1 = re.compile("[\x80-\x9f]")
_MARKS_OF_CP1252 = {n: bytes([n]).decode("cp1252", "ignore") for n in range(0x80, 0xA0)}
_HTML_TAG = re.compile(
    r"</?(?:a|abbr|acronym|address|article|aside|audio|b|bdi|bdo|big|blink|blockquote|body|br|button|caption|center"
    r"|cite|code|col|del|details|dfn|div|dl|dd|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr"
    r"|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|nobr|object|ol|p|param|picture|pre|q|s|samp"
    r"|section|select|small|source|span|strike|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|tt"
    r"|u|ul|var|video|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?h[1-6]|/?blockquote|/?ul|/?ol|hr)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>")
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


def without_controls(text: str) -> str:
    """`text` without control characters, direction overrides and lone surrogates; lines and tabs stay."""
    return _CONTROLS.sub("", text) if _CONTROLS.search(text) else text


def repaired(text: str) -> str:
    """`text` with two usual faults of publishers undone: UTF-8 encoded twice, and cp1252's marks as controls.

    Both are undone only where the whole text allows no other reading.
    """
    if not _ENCODED_TWICE.search(text):
        return text.translate(_MARKS_OF_CP1252) if _C1.search(text) else text
    for codec in ("latin-1", "cp1252"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return text


def one_line(text: str, limit: int) -> str:
    """`text` on one line, at most `limit` characters; an ellipsis marks a cut."""
    line = " ".join(without_controls(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def decoded(text: str) -> str:
    """`text` with its HTML character references resolved; those beyond Unicode become U+FFFD.

    `html.unescape` raises on a reference of more digits than Python turns into a number.
    """
    if "&" not in text:
        return text
    return unescape(_LONG_REFERENCE.sub("\ufffd", text))


def title_of(markup: str, *, html: bool = True) -> str:
    """A title as plain text on one line; with `html` its tags go and its references are resolved."""
    text = repaired(markup[: MAX_TITLE * 20])
    if html and "<" in text:
        text = _HTML_TAG.sub("", _UNSEEN.sub("", text))
    return one_line(decoded(text) if html else text, MAX_TITLE)


def text_of(markup: str) -> str:
    """HTML as plain text, one line per block, cut at `MAX_TEXT` characters."""
    text = repaired(markup[: MAX_TEXT * 2])
    if "<" in text:
        text = _ANY_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub(" ", text)))
    lines = (" ".join(line.split()) for line in without_controls(decoded(text)).split("\n"))
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def safe_link(link: str, base: str = "") -> str:
    """The absolute http(s) address that `link` means at `base`, or "" where it is none.

    Credentials, white space, backslashes, ports that do not exist and more than 2,048 characters make
    an address that nobody may click and nobody fetches.
    """
    link = link.strip()
    if not link or len(link) > MAX_URL or _unspeakable(link):
        return ""
    try:
        address = link if link.startswith(("http://", "https://")) else urljoin(base, link)
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or len(address) > MAX_URL:
        return ""
    if any(c.isspace() or c in "<>\"'`{}|^%" for c in host) or port == 0:
        return ""
    return address.replace(" ", "%20")


def _unspeakable(link: str) -> bool:
    """Control characters, a backslash, white space in the host: what two programs read in two ways."""
    host = link.split("?", maxsplit=1)[0][:60]
    return bool(_CONTROLS.search(link)) or any(c in link for c in "\\\n\r\t") or " " in host


def language_of(tag: str | None) -> str | None:
    """The primary subtag of a BCP 47 language tag in lower case, or None where it is no tag."""
    primary = re.split(r"[-_]", (tag or "").strip().lower())[0]
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) else None
