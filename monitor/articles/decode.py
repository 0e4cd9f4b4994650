"""From bytes to text: which encoding a page is in, decided in a documented order.

The order (as in the WHATWG Encoding and HTML standards, where they speak):

1. a byte order mark; without one, the zero bytes that betray UTF-16 and UTF-32;
2. UTF-8, when the bytes are valid UTF-8 and hold more than ASCII, whatever is declared: text in another
   encoding is hardly ever valid UTF-8 by accident, while wrong declarations are common;
3. the charset of the HTTP header, of the meta tag or XML declaration, of the feed, if the bytes fit it;
4. UTF-8 with replacement, when only a few bytes are damaged;
5. detection: by statistics, then by the page's own language.

Only encodings on the list of the WHATWG Encoding standard are used: Python's `codecs` know names such as
"punycode" or "zlib" that take minutes or decompress bombs.
"""

from __future__ import annotations

import codecs
import re

import chardet

# WHATWG labels that differ from Python's names or widen them: what browsers do with the label.
_WIDENED = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254",
    "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs", "big5hkscs": "big5hkscs",
}  # fmt: skip
_ALLOWED = {
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "gb18030", "big5hkscs",
    "cp932", "shift_jis_2004", "euc_jp", "iso2022_jp", "cp949", "koi8-r", "koi8-u", "mac-roman",
    "mac-cyrillic", "cp866", "cp874", "cp720", "cp864", *(f"cp125{n}" for n in range(9)),
    *(f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:+-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:+-]{2,40})""", re.IGNORECASE)
_LANG = re.compile(rb"""<html[^>]{0,500}?\blang\s*=\s*["']?([a-z]{2,3})""", re.IGNORECASE)
_HTTP = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]{2,40})""", re.IGNORECASE)
# The legacy encoding that each language's web was written in: the WHATWG table of locale defaults.
_OF_LANGUAGE = {
    "ar": "cp1256", "fa": "cp1256", "ur": "cp1256", "ps": "cp1256", "he": "cp1255", "iw": "cp1255",
    "ru": "cp1251", "uk": "cp1251", "be": "cp1251", "bg": "cp1251", "mk": "cp1251", "sr": "cp1251",
    "ky": "cp1251", "kk": "cp1251", "tg": "cp1251", "mn": "cp1251", "tt": "cp1251",
    "cs": "cp1250", "pl": "iso8859-2", "hu": "iso8859-2", "sk": "cp1250", "sl": "iso8859-2", "hr": "cp1250",
    "ro": "cp1250", "sq": "cp1252", "el": "cp1253", "tr": "cp1254", "az": "cp1254", "ku": "cp1254",
    "et": "cp1257", "lt": "cp1257", "lv": "cp1257", "vi": "cp1258", "th": "cp874",
    "ja": "cp932", "ko": "cp949", "zh": "gb18030",
}  # fmt: skip
_DAMAGE = 0.02  # the share of non-ASCII bytes that may be broken in a page that is UTF-8 all the same


# What a language was also written in; taken where the usual encoding gives letters that no text has.
_INSTEAD_OF = {"cp1251": ("koi8-u", "cp866"), "gb18030": ("big5hkscs",)}


def decode(body: bytes, content_type: str = "", language: str | None = None) -> tuple[str, str]:
    """Return the text of a page and the encoding's name; the arguments are those of `encoding_of`."""
    name = encoding_of(body, content_type, language)
    # A second mark (E05) is dropped with the first.
    return body.decode(name, "replace").lstrip("\ufeff"), name


def encoding_of(body: bytes, content_type: str = "", language: str | None = None) -> str:
    """Return the name of the encoding that a page is in.

    Args:
        body: the bytes as they came.
        content_type: the HTTP header's value, or "".
        language: what the feed says, for pages that declare nothing.
    """
    marked = next((name for mark, name in _BOMS if body.startswith(mark)), None) or _wide(body)
    if marked:
        return marked
    # Without an escape, text in ISO-2022-JP is ASCII.
    if b"\x1b" not in body and _is_utf8(body):
        return "utf-8"
    declared = [name for name in _declared(body, content_type) if name]
    return (
        ("iso2022_jp" if "iso2022_jp" in declared or b"\x1b$B" in body[:4096] else None)
        or ("utf-8" if _is_utf8(body) else None)
        or next((name for name in declared if name != "utf-8" and _fits(body, name)), None)
        or _detected(body, language)
    )


def _is_utf8(body: bytes) -> bool:
    """Say whether the bytes are UTF-8 but for a little damage or one run of something else."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    else:
        return True
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return broken <= max(1, _DAMAGE * (whole + broken)) or whole > 4 * broken


def _declared(body: bytes, content_type: str) -> list[str | None]:
    head = body[:8192]
    labels = [m[1] for m in [_HTTP.search(content_type)] if m]
    labels += [m[1].decode("ascii", "ignore") for m in (_XML.search(head), _META.search(head)) if m]
    return [known(label) for label in labels]


def known(label: str) -> str | None:
    """Return Python's name of a declared encoding, or None for one that no web page is written in."""
    label = label.strip().lower()
    label = {"x-sjis": "shift_jis", "windows-31j": "cp932", "ks_c_5601-1987": "euc_kr"}.get(label, label)
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _WIDENED.get(name, name)
    return name if name in _ALLOWED else None


def _wide(body: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 without a mark by where their zero bytes lie."""
    head = body[:2048]
    if len(head) < 8 or head.count(0) < len(head) // 4:
        return None
    zeros = [head[offset::4].count(0) for offset in range(4)]
    quarter = len(head) // 4
    if zeros[1] > 0.9 * quarter and zeros[2] > 0.9 * quarter and zeros[3] > 0.9 * quarter:
        return "utf-32-le"
    if zeros[0] > 0.9 * quarter and zeros[1] > 0.9 * quarter and zeros[2] > 0.9 * quarter:
        return "utf-32-be"
    if zeros[1] + zeros[3] > 4 * (zeros[0] + zeros[2]):
        return "utf-16-le"
    if zeros[0] + zeros[2] > 4 * (zeros[1] + zeros[3]):
        return "utf-16-be"
    return None


def _fits(body: bytes, name: str) -> bool:
    """Say whether hardly a byte is undefined in the declared encoding."""
    text = body.decode(name, "replace")
    high = sum(1 for byte in body if byte > 127) or 1
    return text.count("\ufffd") <= 0.01 * high + 1


def _reads_well(body: bytes, name: str) -> bool:
    """Say whether decoding gives letters as texts have them: few capitals, nothing for private use."""
    text = [character for character in body[:200_000].decode(name, "replace") if character > "\x7f"]
    private = sum(1 for character in text if "\ue000" <= character <= "\uf8ff")
    capitals = sum(1 for character in text if character.isupper())
    return private <= 0.01 * len(text) and capitals <= 0.5 * len(text)


def _detected(body: bytes, language: str | None) -> str:
    lang = _LANG.search(body[:8192])
    stated = language or (lang[1].decode("ascii").lower() if lang else None)
    usual = _OF_LANGUAGE.get(stated or "")
    for possible in (usual, *_INSTEAD_OF.get(usual or "", ())):
        if possible and _fits(body, possible) and _reads_well(body, possible):
            return possible
    # Statistics see the letters only: markup is ASCII in every encoding.
    words = b" ".join(re.findall(rb"[\x20-\x7e]{0,3}[\x80-\xff]{1,40}[\x20-\x7e]{0,2}", body)[:4000])
    guess = chardet.detect(words)
    name = known(guess["encoding"] or "")
    return name if name and (guess["confidence"] or 0) > 0.3 else "cp1252"
