"""`monitor read`: what the program makes of one page, printed in the manner of its digests."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from monitor import __version__
from monitor.articles import read_article
from monitor.articles.present import as_json, as_markdown, as_text
from monitor.model import Article, Hint, Page, Request
from monitor.runs.recorded import keep
from monitor.runs.wire import SystemClock
from monitor.runs.workers import Workers

_FORMS = {"text": as_text, "markdown": as_markdown, "json": as_json}


@click.command()
@click.argument("where", metavar="URL-OR-FILE")
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(_FORMS)),
    default="text",
    show_default=True,
    help="How the article is shown.",
)
@click.option("--url", default="", help="The address that a file was saved from.")
@click.option("--language", help="The language that the feed states, where a page declares no encoding.")
@click.option(
    "--record",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder in which the page and its reading are kept as a regression fixture.",
)
def command(where: str, form: str, url: str, language: str | None, record: Path | None) -> None:
    """Read a page or a file and print its title, date, place and paragraphs."""
    page, article = asyncio.run(_read(where, url, Hint(language=language)))
    if record:
        keep(record, page, article)
        click.echo(f"kept in {record}", err=True)
    click.echo(_FORMS[form](article))


async def _read(where: str, url: str, hint: Hint) -> tuple[Page, Article]:
    page = await fetched(where) if where.startswith(("http://", "https://")) else from_file(Path(where), url)
    async with Workers(count=1) as workers:
        return page, await workers.run(page.url, read_article, page, hint)


async def fetched(url: str) -> Page:
    """Fetch one page politely, as a crawl would."""
    from monitor.web.client import GuardedWeb

    async with GuardedWeb(f"tip-monitor/{__version__}", SystemClock()) as web:
        return await web.get(Request(url=url, purpose="page"))


def from_file(path: Path, url: str) -> Page:
    """Make a page of a saved file; without an address it has its own `file:` one."""
    if not path.is_file():
        raise click.BadParameter(f"{path} is neither an address nor a file")
    address = url or path.resolve().as_uri()
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Page(url=address, final_url=address, body=path.read_bytes(), fetched_at=saved, via="file")
