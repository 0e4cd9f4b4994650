"""Dates as feeds and listings write them, as moments in UTC, or None where they are impossible.

A date that could be read two ways (05/06/2016) is read only in the order that the source states. An
impossible date, one before 1990 or more than a day ahead of the fetch is no date (far dates
pin an item to the top for ever).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import islice

from monitor.model import DateOrder

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)

_CLOCK = r"(?:[T ,]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?"
_ZONE = r"\s*(?:(Z|[A-Za-z]{1,5}(?![A-Za-z]))?\s*([+-]\d{1,2}:?\d{2})?)"
_ISO = re.compile(r"\s*(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})" + _CLOCK + _ZONE)
_MAIL = re.compile(
    r"\s*(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|º|ª)?\.?[\s-]+(?:de\s+)?([^\W\d_]+)\.?,?[\s-]+(?:de\s+)?(\d{4}|\d{2})\b"
    + _CLOCK
    + _ZONE
)
_MONTH_FIRST = re.compile(
    r"\s*(?:[^\W\d_]+\.?,\s+)?([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b" + _CLOCK + _ZONE
)
_NUMBERS = re.compile(r"\s*(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b" + _CLOCK + _ZONE)

_ASCTIME_OR_KOREAN = re.compile(r"[가-힣]|^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d")

# Where a date may begin inside a text: at a number, or at a word before one.
_START = re.compile(r"(?<![\w/.-])(?:\d|[^\W\d_]{3,12}\.?,? \d)")

_ENGLISH = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_LANGUAGES = (
    "fr", "es", "pt", "it", "de", "nl", "ru", "uk", "ar", "ur", "hi", "bn", "ne", "ps", "fa", "tr", "id",
    "ms", "vi", "th", "sw", "el", "pl", "ro", "sq", "hu",
)  # fmt: skip

# RFC 2822 section 4.3, and the zones that outlets of the default pack write. IST is India's here.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "BST": 60, "CET": 60, "CEST": 120, "EET": 120,
    "EEST": 180, "MSK": 180, "SAST": 120, "EAT": 180, "WAT": 60, "CAT": 120, "GST": 240, "PKT": 300,
    "IST": 330, "NPT": 345, "ICT": 420, "WIB": 420, "SGT": 480, "HKT": 480, "PHT": 480, "JST": 540,
    "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip


def read_date(text: str, now: datetime, order: DateOrder | None = None) -> datetime | None:
    """The moment that `text` states, in UTC and between 1990 and a day after `now`; else None.

    Args:
        text: what the document says, in any of the usual notations.
        now: when the document was fetched.
        order: how the source writes dates in numbers alone.
    """
    text = text.strip()[:100]
    if not text:
        return None
    return _possible(_usual(text, order) or _others(text), now)


def find_date(text: str, now: datetime, order: DateOrder | None = None) -> datetime | None:
    """The first date that stands anywhere in a short text, read as `read_date` does."""
    for match in islice(_START.finditer(text[:1000]), 40):
        if found := _possible(_usual(text[match.start() :], order), now):
            return found
    return None


def _possible(found: datetime | None, now: datetime) -> datetime | None:
    return found if found is not None and EARLIEST <= found <= now + AHEAD else None


def _usual(text: str, order: DateOrder | None) -> datetime | None:
    return _iso(text) or _by_month_name(text) or _numbers(text, order)


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, full or short, in the languages of the default pack."""
    return _month(name)


def read_timestamp(seconds: float, now: datetime) -> datetime | None:
    """The moment of a Unix time in seconds or milliseconds, within the same bounds as `read_date`."""
    if seconds > 1e11:
        seconds /= 1000
    if not EARLIEST.timestamp() <= seconds <= (now + AHEAD).timestamp():
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if not match or (match[2] == "" and len(match[3] + match[4]) != 4):
        return None
    return _moment(match[1], int(match[3]), match[4], match.groups()[4:])


def _by_month_name(text: str) -> datetime | None:
    if match := _MAIL.match(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.match(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return None
    month = _month(name)
    if month is None:
        return None
    if len(year) == 2:
        year = ("20" if int(year) < 70 else "19") + year
    return _moment(year, month, day, match.groups()[3:])


def _numbers(text: str, order: DateOrder | None) -> datetime | None:
    match = _NUMBERS.match(text)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    if order == "dmy" or (order is None and first > 12):
        day, month = first, second
    elif order == "mdy" or (order is None and second > 12):
        day, month = second, first
    else:
        return None
    return _moment(match[3], month, str(day), match.groups()[3:])


def _others(text: str) -> datetime | None:
    """The notations only feedparser knows (Korean, asctime); it would guess at anything else."""
    if not _ASCTIME_OR_KOREAN.search(text):
        return None
    from feedparser.datetimes import _parse_date

    parsed = _parse_date(text)
    if parsed is None:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _moment(year: str, month: int, day: str, clock: tuple[str | None, ...]) -> datetime | None:
    hour, minute, second, name, offset = clock
    zone = _offset(name, offset)
    if zone is None:
        return None
    try:
        at = datetime(int(year), month, int(day), tzinfo=timezone(zone))
        hours = int(hour or 0)
        if hours > 24 or int(minute or 0) > 59 or int(second or 0) > 60:
            return None
        # A leap second is the last one of its minute; 24:00 is the day's end (ISO 8601).
        return (
            at + timedelta(hours=hours, minutes=int(minute or 0), seconds=min(int(second or 0), 59))
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(name: str | None, offset: str | None) -> timedelta | None:
    if offset:
        digits = offset[1:].replace(":", "").zfill(4)
        hours, minutes = int(digits[:2]), int(digits[2:])
        if hours > 15 or minutes > 59:
            return None
        return timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    return timedelta(minutes=_ZONES.get((name or "").upper(), 0))


def _month(name: str) -> int | None:
    name = name.casefold()
    return _ENGLISH[name[:3]] if name in _english() else _names().get(name)


@cache
def _english() -> frozenset[str]:
    full = "january february march april may june july august september october november december sept"
    return frozenset(full.split()) | frozenset(_ENGLISH)


@cache
def _names() -> dict[str, int]:
    """Month names, full and short, of the languages that the default pack is written in."""
    from babel.dates import get_month_names

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    names.setdefault(name.casefold().rstrip("."), number)
    return names
