"""`sources.toml`: where to look. Every fault of it is told with its line, before anything runs.

::

    [packs]
    un = true                # switch a whole pack on or off by name; a pack not named here is on

    [[source]]
    name = "un-news-en"      # what tables, mails and commands call it; never changes
    url = "https://news.un.org/feed/subscribe/en/news/all/rss.xml"
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import regex
from pydantic import AfterValidator, Field

from monitor.config.fetching import FetchingTable
from monitor.config.toml import KeyPath, Lines, Schema, fault, read_toml
from monitor.errors import ConfigError, ConfigErrors
from monitor.feeds import api, listing, numbered
from monitor.feeds.fields import safe_link, without_controls
from monitor.model import Source

MIN_INTERVAL = 5
"""Minutes; less would be a burden to the site (and most feeds say 15 to 60)."""

MAX_PATTERN = 500
_PROBES = ("a" * 60 + "!", "a/" * 60 + "!", "word " * 40 + "!", "1" * 60 + "x", "ab" * 200, "/-_." * 60 + "!")
_PROBE_SECONDS = 0.05
_PRIVATE_NAMES = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home.arpa", ".test")


def _name(value: str) -> str:
    if not value.strip() or value != value.strip() or len(value) > 80 or without_controls(value) != value:
        raise ValueError('must be 1 to 80 visible characters — write a short slug: name = "un-news-en"')
    if "\n" in value or "\t" in value:
        raise ValueError("must be on one line — write a short slug without line breaks or tabs")
    return value


def _interval(value: int) -> int:
    if not MIN_INTERVAL <= value <= 44_640:
        raise ValueError(
            f"{value} minutes — write {MIN_INTERVAL} to 44640, or leave it out: the pace is learned"
        )
    return value


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError('must be two capital letters (ISO 3166) — write country = "PK", or leave it out')
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError('must be a language code in small letters — write language = "ur"')
    return value


def _pattern(value: str) -> str:
    check_pattern(value)
    return value


def _css(value: dict[str, str]) -> dict[str, str]:
    import soupsieve

    for name, selector in value.items():
        try:
            soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, ValueError, TypeError) as error:
            said = str(error).splitlines()[0]
            raise ValueError(f'{name}: {said} — write a CSS selector such as "div.news a"') from error
    return value


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", name) or not re.fullmatch(r"[\x20-\x7e]{0,1000}", text):
            raise ValueError(
                f"{name[:40]!r} is no HTTP header — write plain ASCII names and values on one line"
            )
        if name.lower() in ("host", "content-length", "transfer-encoding", "connection", "accept-encoding"):
            raise ValueError(f"{name} is set by the program — remove it")
    return value


class _SourceTable(Schema):
    name: Annotated[str, AfterValidator(_name)]
    url: str
    title: str = ""
    kind: Literal["feed", "sitemap", "listing", "numbered", "api"] = "feed"
    country: Annotated[str, AfterValidator(_country)] | None = None
    language: Annotated[str, AfterValidator(_language)] | None = None
    tags: list[str] = Field(default_factory=list)
    pack: str = "default"
    enabled: bool = True
    interval: Annotated[int, AfterValidator(_interval)] | None = None
    weekly: Annotated[float, Field(ge=0, le=100_000)] | None = None
    last_seen_working: date | None = None
    note: str = ""
    sitemap: str | None = None
    link_pattern: Annotated[str, AfterValidator(_pattern)] | None = None
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    selectors: Annotated[dict[str, str], AfterValidator(_css)] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)
    article: dict[str, str] = Field(default_factory=dict)
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = Field(default_factory=dict)
    allow_hosts: list[str] = Field(default_factory=list)


class _File(Schema):
    fetching: FetchingTable = FetchingTable()
    packs: dict[str, bool] = Field(default_factory=dict)
    source: list[_SourceTable] = Field(default_factory=list)


def load_sources(path: Path) -> tuple[Source, ...]:
    """The sources of a `sources.toml`, in its order; those of a pack that is off are not enabled.

    Raises:
        ConfigErrors: everything that is wrong with the file, each with its line.
    """
    document, lines = read_toml(path, _File)
    if not document.source:
        raise ConfigErrors(
            [ConfigError("names no source", path=path, remedy="add a [[source]] with name and url")]
        )
    problems = [*_packs(document, path, lines), *_repeated(document, path, lines)]
    for number, table in enumerate(document.source):
        problems += _check(table, ("source", number), path, lines)
    if problems:
        raise ConfigErrors(sorted(problems, key=lambda problem: problem.line or 0))
    return tuple(_source(table, on=document.packs.get(table.pack, True)) for table in document.source)


def address_key(url: str) -> str:
    """What two addresses of one place share: case, scheme, fragment and a last slash do not matter."""
    return re.sub(r"^https?:", "", url.partition("#")[0].casefold()).rstrip("/")


def check_pattern(pattern: str) -> None:
    """Accept a user's pattern, or say what is wrong with it.

    Raises:
        ValueError: its syntax; that it matches everything; that it can take exponential time.
    """
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"is longer than {MAX_PATTERN} characters — a pattern for links is short")
    groups = re.findall(r"\(\?P?<(\w+)>", pattern)
    if len(groups) != len(set(groups)):
        raise ValueError("names a group twice — give each group its own name")
    if _repeats_a_repetition(pattern) or any(
        int(n) > 1000 for n in re.findall(r"\{\d*,?(\d{4,9})\}", pattern)
    ):
        raise ValueError(
            "repeats what is already repeated: that can take for ever — write one repetition: a+, not (a+)+"
        )
    try:
        compiled = regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"is no regular expression: {error} — test it on one link of the page") from error
    try:
        if compiled.search("", timeout=_PROBE_SECONDS):
            raise ValueError(
                'matches everything — name a part of the links that articles have: "/news/\\\\d{4}/"'
            )
        for probe in _PROBES:
            compiled.search(probe, timeout=_PROBE_SECONDS)
    except TimeoutError:
        raise ValueError("takes too long on a short text — write it without nested repetitions") from None


def _repeats_a_repetition(pattern: str) -> bool:
    """Whether a group that holds an unbounded repetition is itself repeated without bound."""
    text = re.sub(r"\\.|\[(?:\\.|[^\]\\])+\]", "x", pattern)
    endless = r"(?:[*+]|\{\d*,\d*\})"
    inner: list[bool] = []
    for match in re.finditer(rf"\(|\)(?P<after>{endless})?|{endless}", text):
        if match[0] == "(":
            inner.append(False)
        elif match[0].startswith(")"):
            repeats = inner.pop() if inner else False
            if repeats and match["after"]:
                return True
            if inner and (repeats or match["after"]):
                inner[-1] = True
        elif inner:
            inner[-1] = True
    return False


def _packs(document: _File, path: Path, lines: Lines) -> Iterator[ConfigError]:
    used = sorted({table.pack for table in document.source})
    for pack in document.packs:
        if pack not in used:
            near = difflib.get_close_matches(pack, used, n=1)
            remedy = f"did you mean `{near[0]}`?" if near else "remove it; packs here: " + ", ".join(used)
            yield fault(
                "no source is in this pack", path=path, lines=lines, key=("packs", pack), remedy=remedy
            )


def _repeated(document: _File, path: Path, lines: Lines) -> Iterator[ConfigError]:
    names: dict[str, int] = {}
    urls: dict[str, int] = {}
    for number, table in enumerate(document.source):
        for key, value, seen in (
            ("name", table.name.casefold(), names),
            ("url", address_key(table.url), urls),
        ):
            first = seen.setdefault(value, number)
            if first != number:
                line = lines.of(("source", first, key))
                yield fault(
                    f"the same {key} stands at line {line}",
                    path=path,
                    lines=lines,
                    key=("source", number),
                    remedy="keep one of the two; the name is what the archive knows a source by",
                )


def _check(table: _SourceTable, at: KeyPath, path: Path, lines: Lines) -> Iterator[ConfigError]:
    def wrong(key: str, message: str, remedy: str) -> ConfigError:
        return fault(message, path=path, lines=lines, key=(*at, key), remedy=remedy)

    for key, address in (("url", table.url), ("sitemap", table.sitemap)):
        if address is not None and (problem := _unfit(address, table)):
            yield wrong(key, *problem)
    if table.kind == "listing" and not (table.link_pattern or table.selectors):
        yield wrong("kind", "a listing needs link_pattern or selectors", 'add link_pattern = "/news/\\\\d+"')
    if table.kind == "numbered" and numbered.PLACE not in table.url:
        yield wrong("url", "a numbered source has {n} in its address", 'write url = "https://…/{n}"')
    if table.kind == "numbered" and not all(table.fields.get(k, "1").isdecimal() for k in ("start", "ahead")):
        yield wrong("fields", "start and ahead are numbers in quotes", 'write fields = { start = "18420" }')
    if table.kind == "api" and not {"title", "link"} & set(table.fields):
        yield wrong(
            "fields" if table.fields else "kind",
            "an API needs at least the paths of title and link",
            'add fields = { items = "data", … }',
        )
    known = {"api": api.FIELDS, "numbered": ("start", "ahead")}.get(table.kind, ())
    for field, names, group in (
        ("fields", known, table.fields),
        ("selectors", listing.SELECTORS, table.selectors),
    ):
        for name in group:
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                yield fault(
                    f"is not known for kind = \"{table.kind}\"", path=path, lines=lines,
                    key=(*at, field, name),
                    remedy=f"did you mean `{near[0]}`?" if near else f"use {', '.join(names) or 'none'}",
                )  # fmt: skip


def _unfit(address: str, table: _SourceTable) -> tuple[str, str] | None:
    """What is wrong with an address and what to write instead, or None."""
    shown = without_controls(address)[:80]
    if not safe_link(address.replace(numbered.PLACE, "1")):
        return (
            f"{shown!r} is no http(s) address",
            "write it as a browser shows it: https://…, without a password",
        )
    parts = urlsplit(address.replace(numbered.PLACE, "1"))
    host, port = parts.hostname or "", parts.port
    if {host, f"{host}:{port}"} & set(table.allow_hosts):
        return None
    if is_private(host):
        return f"{host} is a private address", f'if it is yours and meant: allow_hosts = ["{host}"]'
    if port not in (None, 80, 443):
        return f"port {port} is not contacted", f'if it is meant: allow_hosts = ["{host}:{port}"]'
    return None


def is_private(host: str) -> bool:
    """Whether a host, as written, is evidently not on the public internet; names are not resolved."""
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(_PRIVATE_NAMES) or "." not in host.replace(":", "."):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", host) or not re.fullmatch(
        r"0x[0-9a-f]+|[0-9]+", host.rpartition(".")[2]
    ):
        return False
    try:
        # 127.1, 0x7f000001 and 2130706433 are read as addresses by the resolver.
        return not ipaddress.ip_address(socket.inet_aton(host)).is_global
    except OSError:
        return True


def _source(table: _SourceTable, *, on: bool) -> Source:
    return Source(
        name=table.name,
        title=table.title or table.name,
        url=table.url,
        kind=table.kind,
        country=table.country,
        language=table.language,
        tags=tuple(table.tags),
        pack=table.pack,
        enabled=table.enabled and on,
        interval=timedelta(minutes=table.interval) if table.interval else None,
        weekly=table.weekly,
        last_seen_working=table.last_seen_working,
        note=table.note,
        sitemap=table.sitemap,
        link_pattern=table.link_pattern,
        date_order=table.date_order,
        selectors=table.selectors,
        fields=table.fields,
        article=table.article,
        headers=table.headers,
        allow_hosts=tuple(table.allow_hosts),
    )
