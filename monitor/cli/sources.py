"""`monitor sources`: the sources and how they are; find, check, import and export them."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console

from monitor.cli._record import check_recorded, record
from monitor.cli._source_tables import overview, switched_off, what_is_known
from monitor.config.deployment import find_deployment
from monitor.config.edit_sources import append_sources, write_findings
from monitor.config.sources import address_key, load_sources
from monitor.errors import ConfigError, FeedError, FetchError
from monitor.feeds.fields import one_line, safe_link
from monitor.feeds.opml import Subscription, read_opml, write_opml
from monitor.model import Source
from monitor.runs.survey import Candidate, Finding, age, find_candidates, survey
from monitor.runs.wire import open_world

OWN_PACK = "mine"


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the sources and how they are; add, check, import and export them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@command.command("list")
@click.option("--off", is_flag=True, help="The sources that are switched off, and why.")
@click.option("--pack", help="Only this pack.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def show(at: Path | None, off: bool = False, pack: str | None = None, as_json: bool = False) -> None:
    """Show each source's state, when it last answered, what it yields and when it is asked next."""
    deployment = find_deployment(at)
    sources = load_sources(deployment.sources_file)
    chosen = [s for s in sources if s.enabled is not off and pack in (None, s.pack)]
    rows, away = what_is_known(deployment)
    if as_json:
        for source in chosen:
            told = {"name": source.name, "title": source.title, "pack": source.pack, "note": source.note}
            click.echo(json.dumps({**rows.get(source.name, {}), **told}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for part in [switched_off(chosen)] if off else overview(chosen, rows, away):
        console.print(part)
    on = sum(source.enabled for source in sources)
    console.print(
        f"{on} of {len(sources)} sources are switched on; `monitor sources list --off` shows the rest."
        " Times are UTC."
    )


@command.command()
@click.argument("url")
@click.option("--name", help="What to call it (default: made from the address).")
@click.option("--pick", type=click.IntRange(min=1), help="Take this one of the candidates, without asking.")
@click.pass_obj
def add(at: Path | None, url: str, name: str | None, pick: int | None) -> int:
    """Find the feeds of the site at URL, and add one to sources.toml."""
    deployment = find_deployment(at)
    known = load_sources(deployment.sources_file)
    address = safe_link(url if "://" in url else f"https://{url}")
    if not address:
        raise click.BadParameter(f"{one_line(url, 80)!r} is no http(s) address", param_hint="URL")

    async def look() -> tuple[Candidate, ...]:
        async with open_world(deployment) as world:
            return await find_candidates(world, address)

    try:
        candidates = asyncio.run(look())
    except FetchError as error:
        click.echo(f"{error}; open it in a browser, and give the address that it ends at", err=True)
        return 1
    if not candidates:
        click.echo(
            f"no feed found at {address}; a page that lists articles can be watched too: docs/sources.md"
        )
        return 1
    for number, candidate in enumerate(candidates, 1):
        click.echo(f"{number:2}  {candidate.found.url}\n    {_words(candidate)}")
    if pick is None:
        pick = (
            1
            if len(candidates) == 1
            else click.prompt("which one", type=click.IntRange(1, len(candidates)), default=1)
        )
    if pick > len(candidates):
        raise click.BadParameter(f"there are {len(candidates)}", param_hint="--pick")
    chosen = candidates[pick - 1]
    source = _source_of(chosen, name or _slug(chosen, {s.name for s in known}))
    same = next((s for s in known if address_key(s.url) == address_key(source.url)), None)
    if same is not None:
        click.echo(
            f"it is there already, as {same.name}" + ("" if same.enabled else f" (switched off: {same.note})")
        )
        return 0
    day = datetime.now(UTC).date().isoformat()
    append_sources(
        deployment.sources_file, [source], f"Added {day} with `monitor sources add`: {_words(chosen)}."
    )
    click.echo(f"added {source.name} to {deployment.sources_file}; it is polled at the next run")
    return 0


@command.command()
@click.argument("names", nargs=-1)
@click.option("--off", is_flag=True, help="Visit those that are switched off, too.")
@click.option("--write", is_flag=True, help="Write the findings into sources.toml.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--recorded", is_flag=True, help="Visit nobody: read the recorded pages again, and say what has changed."
)
@click.pass_obj
def check(
    at: Path | None, names: tuple[str, ...], off: bool, write: bool, as_json: bool, recorded: bool
) -> int:
    """Visit sources (NAMES, or all that are on) and say what wants repair. Exit code 1 if anything does."""
    deployment = find_deployment(at)
    if recorded:
        return check_recorded(deployment, names)
    sources = load_sources(deployment.sources_file)
    unknown = set(names) - {source.name for source in sources}
    if unknown:
        raise click.BadParameter(f"no source is called {', '.join(sorted(unknown))}", param_hint="NAMES")
    chosen = [s for s in sources if (s.name in names if names else s.enabled or off)]

    async def visit() -> tuple[Finding, ...]:
        async with open_world(deployment) as world:
            return await survey(world, chosen, lambda finding: None if as_json else _say(finding))

    findings = asyncio.run(visit())
    if as_json:
        for finding in findings:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False, default=str))
    working = [finding for finding in findings if finding.works]
    if len(findings) > 2 and all(finding.detail.startswith("Unreachable") for finding in findings):
        click.echo("nothing answers: see to this machine's own connection; nothing was written", err=True)
        return 1
    if write:
        day = datetime.now(UTC).date()
        broken = {f.source: f"{f.state}: {f.detail}" for f in findings if not f.works}
        write_findings(deployment.sources_file, {f.source: day for f in working}, broken, day)
    if not as_json:
        click.echo(f"{len(working)} of {len(findings)} work" + ("; written to sources.toml" if write else ""))
    return 0 if len(working) == len(findings) else 1


command.add_command(record)


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def import_opml(at: Path | None, file: Path) -> int:
    """Add the feeds of an OPML FILE to sources.toml; what cannot be taken is named with its line."""
    deployment = find_deployment(at)
    known = load_sources(deployment.sources_file)
    try:
        subscriptions = read_opml(file.read_bytes(), file.name)
    except FeedError as error:
        raise ConfigError(error.detail, path=file, remedy="export OPML 2.0 from your feed reader") from error
    for line in subscriptions.refused:
        click.echo(f"{file}: {line}; left out", err=True)
    have, names, fresh = {address_key(s.url) for s in known}, {s.name for s in known}, []
    for feed in subscriptions.feeds:
        if address_key(feed.url) not in have:
            fresh.append(_imported(feed, names))
            have.add(address_key(feed.url))
            names.add(fresh[-1].name)
    if fresh:
        append_sources(
            deployment.sources_file, fresh, f"Imported {datetime.now(UTC):%Y-%m-%d} from {file.name}."
        )
    already = len(subscriptions.feeds) - len(fresh)
    click.echo(f"{len(fresh)} added, {already} there already, {len(subscriptions.refused)} left out")
    return 1 if subscriptions.refused else 0


@command.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file (default: the screen)."
)
@click.option("--all", "everything", is_flag=True, help="Those that are switched off, too.")
@click.pass_obj
def export(at: Path | None, output: Path | None, everything: bool) -> None:
    """Write the feeds as OPML, one folder for each pack."""
    sources = load_sources(find_deployment(at).sources_file)
    document = write_opml(source for source in sources if source.enabled or everything)
    if output is None:
        click.echo(document.decode(), nl=False)
    else:
        output.write_bytes(document)


def _say(finding: Finding) -> None:
    click.echo(f"{finding.source}: {finding.state}: {one_line(finding.detail, 200)}")
    if finding.remedy:
        click.echo(f"    {one_line(finding.remedy, 200)}")


def _words(candidate: Candidate) -> str:
    """A candidate as a person hears of it."""
    parts = [one_line(candidate.title, 60), candidate.format, candidate.found.how, f"{candidate.items} items"]
    if candidate.newest:
        parts.append(f"newest {age(datetime.now(UTC) - candidate.newest)} ago")
    return ", ".join(part for part in parts if part)


def _source_of(candidate: Candidate, name: str) -> Source:
    return Source(
        name=name,
        title=one_line(candidate.title, 80) or name,
        url=candidate.found.url,
        kind=candidate.found.kind,
        language=candidate.language,
        pack=OWN_PACK,
        last_seen_working=datetime.now(UTC).date(),
        weekly=candidate.weekly,
    )


def _slug(candidate: Candidate, taken: set[str]) -> str:
    host = (urlsplit(candidate.found.url).hostname or "source").removeprefix("www.")
    return _free(re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-"), taken)


def _imported(feed: Subscription, taken: set[str]) -> Source:
    title = one_line(feed.title, 80)
    host = urlsplit(feed.url).hostname or "source"
    slug = re.sub(r"[^a-z0-9]+", "-", (title if title.isascii() and title else host).lower()).strip("-")[:40]
    return Source(
        name=_free(slug or "source", taken),
        title=title or host,
        url=feed.url,
        language=feed.language,
        tags=feed.folders,
        pack=OWN_PACK,
    )


def _free(slug: str, taken: set[str]) -> str:
    """`slug`, or `slug-2`, `slug-3`, … where it is taken."""
    number, name = 1, slug
    while name.casefold() in {each.casefold() for each in taken}:
        number += 1
        name = f"{slug}-{number}"
    return name
