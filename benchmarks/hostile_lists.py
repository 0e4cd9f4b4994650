"""The lists of the hostile corpus, and its configurations: each row goes to the functions that meet its like.

A check is given one row and returns what is wrong, "" if nothing is.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from benchmarks.hostile_outcome import Outcome, Result, Row, bytes_of
from benchmarks.hostile_web import Now, Settings, desk
from monitor.errors import BrokenFeed, ConfigError, Disallowed, FetchError
from monitor.model import Message, Page, Request, Source
from monitor.runs.poll import poll_sources
from monitor.runs.workers import Workers
from monitor.store.sources import load_standings
from monitor.web.client import Bounds, GuardedWeb
from tests.servers.replay import replay, response

Check = Callable[[Row], Awaitable[str]]
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
FORBIDDEN = {
    chr(code) for code in (*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""What never reaches a terminal or a log: control characters (but line feed) and direction overrides."""


async def run_lists(folder: Path, rows: Sequence[Row]) -> Outcome:
    """Every row of every list."""
    outcome = Outcome()
    for row in rows:
        check = CHECKS.get(Path(row["file"]).stem)
        if check is None:
            outcome.faults.append(f"nothing checks {row['id']}")
            continue
        lines = (folder / row["file"]).read_text("utf-8").splitlines()
        for number, item in enumerate(map(json.loads, lines), 1):
            begun = time.perf_counter()
            fault = await check(item)
            seconds = time.perf_counter() - begun
            if seconds > row["limits"]["s"]:
                fault += f"; over its {row['limits']['s']} s"
            outcome.results.append(
                Result(
                    id=f"{row['id']}:{number}",
                    expected=json.dumps(item)[:120],
                    met=not fault,
                    what=fault,
                    seconds=seconds,
                )
            )
    return outcome


async def run_config(folder: Path, rows: Sequence[Row]) -> Outcome:
    """Each configuration is accepted, or refused with its file, line and key, and a remedy."""
    from monitor.config.sources import load_sources

    outcome = Outcome()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "sources.toml"
        for row in rows:
            path.write_bytes(bytes_of(folder, row))
            begun, fault = time.perf_counter(), ""
            try:
                load_sources(path)
            except ConfigError as error:
                fault = f"refused: {error}" if row["expect"] == "ok" else _unclear(error, path, row)
            else:
                fault = "accepted" if row["expect"] == "reject" else ""
            seconds = time.perf_counter() - begun
            fault += "; slow" * (seconds > 5)
            outcome.results.append(
                Result(id=row["id"], expected=row["expect"], met=not fault, what=fault, seconds=seconds)
            )
    return outcome


def _unclear(error: ConfigError, path: Path, row: Row) -> str:
    """What a person would miss in the message."""
    named, missing = row.get("error_names", {}), []
    if str(path) not in str(error):
        missing.append("the file")
    if not error.remedy:
        missing.append("a remedy")
    if named.get("line") and error.line != named["line"]:
        missing.append(f"line {named['line']}")
    if named.get("key") and named["key"] not in str(error):
        missing.append(f"key {named['key']}")
    return f"does not name {', '.join(missing)}: {error}" if missing else ""


async def _ssrf(item: Row) -> str:
    from tests.web.test_ssrf import NAMES, WAYS, Network, attempt, safe_host

    names = NAMES | ({safe_host(item["url"]): item["resolves_to"]} if item["resolves_to"] else {})
    for way in WAYS:
        network = Network(names=names)
        async with GuardedWeb(
            "bench/1", Now(), Bounds(pause=0), resolve=network.resolve, tcp=network
        ) as client:
            try:
                await attempt(client, way, item["url"])
            except FetchError:
                pass
            else:
                return f"{way}: was fetched"
        reached = [host for host in network.contacted if not ip_address(host).is_loopback]
        if way == "feed" and item["block"] and network.contacted:
            return f"{way}: contacted {network.contacted}"
        if item["block"] and reached:
            return f"{way}: contacted {reached}"
        if not item["block"] and way == "feed" and reached != item["resolves_to"]:
            return f"{way}: not contacted"
    return ""


async def _robots(item: Row) -> str:
    status = {200: "200 OK", 404: "404 Not Found"}.get(item["status"], f"{item['status']} X")
    robots = response(item["body"].encode(), status=status)
    async with (
        replay(robots, response(b"page")) as server,
        GuardedWeb("bench/1", Now(), Bounds(pause=0)) as web,
    ):
        request = Request(url=server.url(item["path"]), purpose="page", allow_hosts=(server.host,))
        try:
            await web.get(request)
        except Disallowed as error:
            return "" if not item["allowed"] else f"disallowed: {error.detail}"
        return "" if item["allowed"] else "fetched"


async def _retry_after(item: Row) -> str:
    answer = response(b"x", status=f"{item['status']} Wait", retry_after=item["value"])
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(desk())
        server = await stack.enter_async_context(replay(answer))
        world.settings = Settings(
            (Source(name="s", title="s", url=server.url(), allow_hosts=(server.host,)),)
        )
        before = world.clock.now()
        await poll_sources(world, ["s"])
        at = load_standings(world.db, ["s"])["s"].next_poll_at
        assert at is not None
        wait = at - before.replace(microsecond=0)
        low, high = timedelta(seconds=item["min_s"] - 1), timedelta(seconds=item["max_s"] + 5)
        return "" if low <= wait <= high else f"waits {wait}"


async def _csv(item: Row) -> str:
    """A digest's table and Datasette's export."""
    from monitor.browse.exports import safe_cell
    from monitor.digests.table import cell

    for write in (cell, safe_cell):
        written = write(item["cell"])
        if written != ("'" + item["cell"] if item["dangerous"] else item["cell"]):
            return f"{write.__name__} writes {written!r}"
    return ""


async def _evasion(item: Row) -> str:
    from tests.matching.test_fold import finds

    language = "ru" if any("\u0400" <= letter <= "\u04ff" for letter in item["keyword"]) else "en"
    found = bool(finds(item["keyword"], item["text"], language))
    return (
        "" if found == bool(item["should_match"]) else f"{'found' if found else 'not found'}: {item['why']}"
    )


async def _search(item: Row) -> str:
    """What a person types is a question or plain words; never an exception."""
    from monitor.browse.query import ask
    from monitor.store.database import open_store
    from monitor.store.search import count_facets, search_newest

    with tempfile.TemporaryDirectory() as scratch:
        db = open_store(Path(scratch) / "monitor.db")
        try:
            question = ask(item["q"])
            rows = search_newest(db, question.match, span=question.span, most=10)
            count_facets(db, rows)
        except Exception as error:  # noqa: BLE001 - any would be an error page
            return f"{type(error).__name__}: {error}"
        finally:
            db.close()
    return ""


async def _header(item: Row) -> str:
    """As a subject, as an alert's title (List-Id) and as the sender's name."""
    from monitor.digests.message import header_names, message
    from monitor.model import MailSettings
    from tests.digests.test_injection import rendered

    page, digest, _ = rendered(["harmless"])
    titled = replace(page, digest=replace(digest, alert=replace(digest.alert, title=item["value"])))

    def names(of: object, subject: str, settings: MailSettings) -> list[str]:
        return header_names(
            message(of, recipient="a@e.example", subject=subject, settings=settings).content  # type: ignore[arg-type]
        )

    plain = MailSettings()
    expected = names(page, "harmless", plain)
    for place, found in (
        ("subject", names(page, item["value"], plain)),
        ("list", names(titled, "harmless", plain)),
        ("reply", names(page, "harmless", replace(plain, sender=f"{item['value'][:50]} <m@e.example>"))),
    ):
        if found != expected:
            return f"{place}: {sorted(set(found) - set(expected))}"
    return ""


async def _path(item: Row) -> str:
    """A name from outside never leaves the folder it is meant for: evidence, the mail folder, attachments."""
    from monitor.archive.write import write_evidence
    from monitor.mail.folder import FolderMailer

    name = item["name"]
    with tempfile.TemporaryDirectory() as scratch:
        inside = Path(scratch) / "inside"
        inside.mkdir()
        page = Page(
            url=f"https://e.example/{name}".replace("\0", "%00"),
            final_url="https://e.example/x",
            body=name.encode() or b"x",
            fetched_at=NOON,
            headers={"content-disposition": f'attachment; filename="{name}"', "content-type": "text/html"},
        )
        mail = (
            f"List-Id: <{name[:200]}.tip-monitor.e.example>\nDate: Mon, 02 Nov 2026 12:00:00 +0000\n\nx"
        ).replace("\0", "")
        written = [write_evidence(inside, page)]
        message = Message(
            message_id=f"<{name}@e>", recipient="a@e.example", subject="s", content=mail.encode()
        )
        written.append(Path(await FolderMailer(inside).send(message, lambda: None)))
        outside = [path for path in written if not path.resolve().is_relative_to(inside.resolve())]
        strangers = [path for path in Path(scratch).iterdir() if path != inside]
        return f"wrote {outside or strangers}" if outside or strangers else ""


async def _regex(item: Row) -> str:
    """As a link_pattern: refused when it is loaded, or stopped when it takes too long."""
    from monitor.config.sources import load_sources
    from monitor.feeds import read_feed

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "sources.toml"
        path.write_text(
            '[[source]]\nname = "a"\nkind = "listing"\nurl = "https://a.example/news"\n'
            f"link_pattern = {json.dumps(item['pattern'])}\n",
            "utf-8",
        )
        try:
            (source,) = load_sources(path)
        except ConfigError as error:
            return "" if error.line == 5 and error.key.endswith("link_pattern") else f"names no line: {error}"
    links = "".join(f'<a href="/{number}/{item["text"][:4000]}">x</a>' for number in range(50))
    page = Page(url=source.url, final_url=source.url, body=f"<html>{links}</html>".encode(), fetched_at=NOON)
    begun = time.perf_counter()
    with suppress(BrokenFeed):
        read_feed(page, source)
    spent = time.perf_counter() - begun
    return f"searched for {spent:.1f} s" if spent > 2 else ""


async def _terminal(item: Row) -> str:
    """As a feed's title, a page's title and an error's words, on their way to a screen or a log."""
    import html

    from monitor.articles import read_article
    from monitor.articles.present import as_text
    from monitor.feeds import read_feed
    from monitor.feeds.fields import one_line
    from monitor.model import Hint
    from monitor.runs.contain import failure_of

    text = item["text"]
    url = "https://a.example/x"
    said = html.escape(f"Before {text} after")
    words = " ".join(["The court heard evidence of the harm that was done to the workers."] * 5)
    page = Page(
        url=url,
        final_url=url,
        body=f"<html><title>{said}</title><h1>{said}</h1><p>{said} {words}</p><p>{words}</p></html>".encode(),
        fetched_at=NOON,
    )
    feed = Page(
        url=url,
        final_url=url,
        body=f"<rss><channel><item><title>{said}</title><link>{url}</link></item></channel></rss>".encode(),
        fetched_at=NOON,
    )
    async with Workers(count=1) as workers:  # where pages are read; its libraries weigh on no parent
        article = await workers.run(url, read_article, page, Hint())
    shown = {
        "feed": read_feed(feed, Source(name="a", title="a", url=url)).entries[0].title,
        "article": as_text(article),
        "log": failure_of("poll", "a", Now(), FetchError(url, text)).detail,
        "screen": one_line(text, 200),
    }
    for place, written in shown.items():
        if bad := FORBIDDEN & set(written.replace("\n", "")):
            return f"{place}: {sorted(bad)}"
    return ""


CHECKS: dict[str, Check] = {
    "ssrf-urls": _ssrf,
    "robots": _robots,
    "retry-after": _retry_after,
    "csv-cells": _csv,
    "evasion": _evasion,
    "fts-queries": _search,
    "headers": _header,
    "paths": _path,
    "regexes": _regex,
    "terminal": _terminal,
}
