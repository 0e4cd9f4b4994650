"""`monitor sources record`: keep a page and its reading; `check --recorded` reads it again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor.articles import read_article
from monitor.config.deployment import Deployment, find_deployment
from monitor.config.sources import load_sources
from monitor.errors import SourceError
from monitor.feeds.fields import one_line
from monitor.model import Article, Page, Request, Source
from monitor.runs.record import hint_for
from monitor.runs.recorded import Fixture, keep, load_fixtures, replay
from monitor.runs.wire import open_world
from monitor.runs.workers import Workers

FOLDER = "recorded"
"""Where a deployment keeps its fixtures."""


@click.command()
@click.argument("url")
@click.option("--source", "name", help="Read it by this source's rules (default: the one of the same host).")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Keep it in this folder."
)
@click.pass_obj
def record(at: Path | None, url: str, name: str | None, folder: Path | None) -> int:
    """Keep the page at URL and what is read of it, to be read again by `sources check --recorded`."""
    deployment = find_deployment(at)
    sources = load_sources(deployment.sources_file)
    source = _source_for(url, name, sources)

    async def fetch() -> tuple[Page, Article]:
        async with open_world(deployment) as world:
            allowed = source.allow_hosts if source else ()
            page = await world.web.get(Request(url=url, purpose="page", allow_hosts=allowed))
            return page, await world.engine.run(url, read_article, page, hint_for(source))

    try:
        page, article = asyncio.run(fetch())
    except SourceError as error:
        click.echo(f"nothing was recorded: {error}", err=True)
        return 1
    folder = folder or deployment.root / FOLDER / _slug(url)
    keep(folder, page, article, source.name if source else "")
    click.echo(f"kept in {folder}: {one_line(article.title, 80)}, {len(article.text)} characters")
    return 0


def check_recorded(deployment: Deployment, names: Sequence[str]) -> int:
    """Read every recorded page again (of the sources named, if any is) and say what has changed."""
    sources = load_sources(deployment.sources_file)
    fixtures = [f for f in load_fixtures(deployment.root / FOLDER) if not names or f.source in names]

    async def read() -> list[tuple[Fixture, tuple[str, ...]]]:
        async with Workers() as engine:
            return [(fixture, await replay(engine, fixture, sources)) for fixture in fixtures]

    changed = 0
    for fixture, lines in asyncio.run(read()):
        changed += bool(lines)
        click.echo(f"{fixture.folder.name}: {'has changed' if lines else 'the same'} ({fixture.page.url})")
        for line in lines:
            click.echo(f"    {one_line(line, 200)}")
    click.echo(f"{len(fixtures) - changed} of {len(fixtures)} recorded pages are read as before")
    return 1 if changed else 0


def _source_for(url: str, name: str | None, sources: Sequence[Source]) -> Source | None:
    if name is not None:
        found = next((source for source in sources if source.name == name), None)
        if found is None:
            raise click.BadParameter(f"no source is called {name}", param_hint="--source")
        return found
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return next((s for s in sources if urlsplit(s.url).netloc.lower().removeprefix("www.") == host), None)


def _slug(url: str) -> str:
    parts = urlsplit(url)
    return re.sub(r"[^a-z0-9]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-")[:80] or "page"
