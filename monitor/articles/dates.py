"""When an article was published: in which order the evidence is believed, and what is never guessed.

The order, first that gives a possible day (1990 to a day after the page was fetched):

1. JSON-LD `datePublished` of the main article;
2. meta tags that mean publication (article:published_time and its kin);
3. a full date in the address, which beats 1 and 2 when it differs by one day: those are often in UTC,
   the address is in the publisher's own time;
4. an element marked as the publication date, then a date written near the headline;
5. what the feed says;
6. htmldate's search of the whole page, except for its guess of a 1 January.

A written date such as 03/04/2025 is read only if one of its numbers is over 12, or the source states its
order, or the language and country leave one order; "first seen" stands for the rest, and the reader is
told. Measured on real pages with references, see docs/reading.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from monitor.articles.metadata import Metadata
from monitor.model import DateOrder, Hint

EARLIEST = date(1990, 1, 1)
_PUBLISHED = (
    "article:published_time", "datepublished", "article:published", "og:published_time",
    "og:article:published_time", "publishdate", "publish-date", "publish_date", "pubdate",
    "published_time", "publication_date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dcterms.date", "dc.date", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "citation_publication_date", "citation_online_date",
    "originalpublicationdate", "article_date_original", "article.published", "date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_ISO = re.compile(
    r"\s*(?P<y>\d{4})(?P<s>[-/.]?)(?P<m>\d{2}|(?<=[-/.])\d)(?P=s)(?P<d>\d{2}|(?<=[-/.])\d)(?!\d)"
    r"(?:[T ,]+(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?(?:[.,]\d+)?\s*(?P<z>Z|UTC|GMT|"
    r"[+-]\d{2}:?\d{2})?)?"
)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/_-](\d{1,2})[/_-](\d{1,2})(?=[/_.-]|$)|(?<=[/_-])((?:19|"
    r"20)\d\d)-?(\d\d)-?(\d\d)(?=[/_.-]|$)"
)
_MARKED = re.compile(
    r"publi|pubdate|posted|entry-date|datecreated|post-date|article[-_]*(date|time)|date[-_]*(line|post)"
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?![\d/-])")
_CJK = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_YEAR = r"((?:19|20)\d\d)"
_UPDATED = re.compile(
    r"updat|modif|aktualis|actualiz|mis à jour|mise à jour|aggiorn|обновл|atualiz|edited", re.IGNORECASE
)
_MONTH_FIRST = {"US", "PH", "FM", "PW"}


@dataclass(frozen=True, slots=True)
class Dating:
    """A publication day, the instant where one is stated, and where they were found."""

    day: date | None = None
    instant: datetime | None = None
    modified: datetime | None = None
    evidence: str = ""
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Stated:
    day: date
    instant: datetime | None
    where: str


def date_of(
    found: Metadata,
    near_title: Sequence[str],
    hint: Hint,
    *,
    url: str,
    latest: date,
    language: str | None,
    tree: Any,
) -> Dating:
    """Decide the date of a page.

    Args:
        found: the page's metadata.
        near_title: the short texts around the headline, nearest first.
        hint: the feed's and the source's word.
        url: the page's address.
        latest: the day after the page was fetched; nothing later is believed.
        language: of the text, for the names of months.
        tree: the parsed page, for htmldate.
    """
    modified = next(
        (s for s in _stated(found.structured.modified, *(found.meta.get(n) for n in _MODIFIED))), None
    )
    written = _Written(hint.date_order or order_of(language, hint.country, url), language)
    best = next(
        (s for s in _in_order(found, near_title, hint, url, written) if EARLIEST <= s.day <= latest), None
    )
    if best is None and tree is not None:
        best = _searched(tree, url, latest)
    if best is None:
        return Dating(modified=modified.instant if modified else None, ambiguous=written.ambiguous)
    return Dating(best.day, best.instant, modified.instant if modified else None, best.where)


def _in_order(
    found: Metadata, near_title: Sequence[str], hint: Hint, url: str, written: _Written
) -> Iterator[_Stated]:
    address = _address_date(url)
    stated = [
        *_labelled("JSON-LD datePublished", found.structured.published),
        *(s for name in _PUBLISHED for s in _labelled(f"meta {name}", found.meta.get(name))),
    ]
    if address and stated and abs(stated[0].day - address.day) <= timedelta(days=1):
        yield _Stated(address.day, stated[0].instant, f"{stated[0].where}, day of the address")
    yield from stated
    if address:
        yield address
    for time in found.times:
        if _MARKED.search(time.names) and not _UPDATED.search(time.names):
            yield from _labelled("marked as the date", time.value)
            yield from written.dates_in(time.text, "marked as the date")
    for text in near_title:
        yield from written.dates_in(text, "beside the headline")
    if len({time.value[:10] for time in found.times if time.value}) == 1:
        yield from _labelled("time element", found.times[0].value)
    if hint.published:
        yield _Stated(hint.published.date(), hint.published, "the feed")


def _labelled(where: str, text: str | None) -> Iterator[_Stated]:
    for stated in _stated(text):
        yield _Stated(stated.day, stated.instant, where)


def _stated(*texts: str | None) -> Iterator[_Stated]:
    """Read machine-readable dates; the day is the one written, whatever the offset."""
    for text in texts:
        match = _ISO.match(text or "")
        if not match:
            continue
        day = _day(match["y"], match["m"], match["d"])
        if day is None:
            continue
        yield _Stated(day, _instant(day, match), "")


def _instant(day: date, match: re.Match[str]) -> datetime | None:
    if match["H"] is None or match["z"] is None:
        return None
    zone = "+00:00" if match["z"] in {"Z", "UTC", "GMT"} else match["z"]
    text = f"{day.isoformat()}T{int(match['H']):02}:{match['M']}:{match['S'] or '00'}{zone}"
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _address_date(url: str) -> _Stated | None:
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for match in _IN_ADDRESS.finditer(path):
        day = _day(*[group for group in match.groups() if group])
        if day:
            return _Stated(day, None, "the address")
    return None


def order_of(language: str | None, country: str | None, url: str) -> DateOrder | None:
    """Return the order of day and month that a country or language leaves no doubt about, or None."""
    if country in _MONTH_FIRST:
        return "mdy"
    try:
        top = (urlsplit(url).hostname or "").rsplit(".", 1)[-1]
    except ValueError:
        top = ""
    if language in {"hu", "ko", "ja", "zh", "lt", "mn"}:
        return "ymd"
    if language and language not in {"en", "tl"}:
        # Spanish, French and the rest write the day first everywhere.
        return "dmy"
    return (
        "dmy"
        if country or top in {"uk", "au", "nz", "in", "pk", "ie", "za", "ng", "ke", "bd", "lk", "my", "sg"}
        else None
    )


class _Written:
    """Reads dates in running text, by one language's names of months."""

    def __init__(self, order: DateOrder | None, language: str | None) -> None:
        self._order, self._language, self.ambiguous = order, language or "en", False

    def dates_in(self, text: str, where: str) -> Iterator[_Stated]:
        for stated in _stated(text):
            yield _Stated(stated.day, stated.instant, where)
        for match in _CJK.finditer(text):
            if day := _day(*match.groups()):
                yield _Stated(day, None, where)
        for pattern, order in _with_months(self._language):
            for match in pattern.finditer(text.lower()):
                if day := _named(match, order, self._language):
                    yield _Stated(day, None, where)
        for match in _NUMERIC.finditer(text):
            if day := self._numeric(match[1], match[3], match[4], match[2]):
                yield _Stated(day, None, where)

    def _numeric(self, first: str, second: str, third: str, mark: str) -> date | None:
        if len(first) == 4:
            return _day(first, second, third)
        if len(first) == 3 or len(third) == 3:
            return None
        year = third if len(third) == 4 else f"20{third}"
        as_day, as_month = _day(year, second, first), _day(year, first, second)
        if as_day and as_month and as_day != as_month:
            if mark == "." or self._order == "dmy":
                return as_day
            if self._order == "mdy":
                return as_month
            self.ambiguous = True
            return None
        return as_day or as_month


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _months(language: str) -> dict[str, int]:
    """Return the names of months in one language and in English, long and short, in lower case."""
    from babel import Locale, UnknownLocaleError

    names: dict[str, int] = {}
    for code in ("en", language):
        try:
            calendar = Locale.parse(code).months
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in calendar[context][width].items():
                    word = name.lower().strip(". ")
                    if len(word) > 2 or not word.isascii():
                        names[word] = number
    names["sept"] = 9
    return {word: number for word, number in names.items() if not word.isdigit()}


@cache
def _with_months(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    words = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    return (
        (re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?,?\s?(?:de |of |"
        rf"-)?({words})\.?,?[\s-]?(?:de |del |من |سنة )?{_YEAR}"), "dmy"),
        (re.compile(rf"(?<!\w)({words})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}"), "mdy"),
        (re.compile(rf"{_YEAR}\.?\s({words})\.?\s(\d{{1,2}})(?!\d)"), "ymd"),
    )  # fmt: skip


def _named(match: re.Match[str], order: str, language: str) -> date | None:
    parts = dict(zip(order, match.groups(), strict=True))
    return _day(parts["y"], str(_months(language)[parts["m"]]), parts["d"])


def _searched(tree: Any, url: str, latest: date) -> _Stated | None:
    """Let htmldate search the page; a 1 January is what it makes of a mere year, so it does not count."""
    from htmldate import find_date

    try:
        text = find_date(
            tree, url=url, extensive_search=True, original_date=True, max_date=latest.isoformat()
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    day = date.fromisoformat(text) if text else None
    if day is None or (day.month, day.day) == (1, 1) or day < EARLIEST:
        return None
    return _Stated(day, None, "searched in the page")


def date_written(text: str, hint: Hint, url: str, language: str | None, latest: date) -> date | None:
    """Return the first full date written in a text that is possible, for documents without metadata."""
    written = _Written(hint.date_order or order_of(language, hint.country, url), language)
    return next((s.day for s in written.dates_in(text, "text") if EARLIEST <= s.day <= latest), None)
