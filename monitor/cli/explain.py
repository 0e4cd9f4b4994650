"""`monitor explain`: why an article is here, or why it is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from monitor.config.deployment import find_deployment
from monitor.digests.clean import one_line
from monitor.errors import SourceError
from monitor.matching.hits import Miss
from monitor.model import Article, Judgement, Mention
from monitor.runs.explain import Explanation, explain
from monitor.runs.wire import open_world

SHOWN = 12
"""Mentions shown in full; the others are counted."""


@click.command()
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.pass_obj
def command(at: Path | None, target: str, as_json: bool) -> int:
    """Explain TARGET: an address, a file (HTML, PDF, text) or the number of a stored article.

    Shows what was extracted, the terms with their sentences, what stands around them, what did not
    count and why, the verdict, the tags, which alerts want it, and what the others miss. Nothing is
    stored. An address that is not stored is fetched.

    Exit codes: 0 explained; 1 the address or file yields no article; 2 the command line or a file of
    the deployment is wrong; 3 the store is not to be had, or has no such article.
    """
    deployment = find_deployment(at)

    async def work() -> Explanation:
        async with open_world(deployment) as world:
            return await explain(world, target)

    try:
        explanation = asyncio.run(work())
    except SourceError as error:
        click.echo(f"{target}: nothing to explain: {type(error).__name__}: {one_line(str(error))}", err=True)
        return 1
    if as_json:
        click.echo(json.dumps(as_json_object(explanation), ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(words(explanation)))
    return 0


def as_json_object(explanation: Explanation) -> dict[str, object]:
    """The explanation with all its parts, for programs."""
    return {
        "where": explanation.where,
        "verdict_then": explanation.verdict_then,
        "article": asdict(explanation.article),
        "judgement": asdict(explanation.judgement),
        "alerts": [asdict(alert) for alert in explanation.alerts],
    }


def words(explanation: Explanation) -> Iterator[str]:
    """The explanation as a person reads it, line by line."""
    article, judgement = explanation.article, explanation.judgement
    yield from _read(explanation.where, article)
    yield ""
    then = f"; stored as {explanation.verdict_then}" if explanation.verdict_then else ""
    yield f"verdict   {_named(judgement.verdict)}, score {judgement.score:.2f}{then}"
    for reason in judgement.reasons:
        if reason.kind == "term":
            continue
        weight = f"{reason.weight:+.2f}  " if reason.weight else "       "
        yield f"  {weight}{one_line(reason.text)}"
    yield from _terms(article, judgement)
    yield from _tags(article, judgement)
    yield ""
    yield from _alerts(explanation)


def _read(where: str, article: Article) -> Iterator[str]:
    yield f"{where}: {one_line(article.url, 200)}"
    yield f"title     {one_line(article.title, 200) or '(none)'}"
    day = article.published_on or (article.published_at.date() if article.published_at else None)
    parts = [f"language {article.language or 'unknown'}", f"{len(article.text):,} characters of text"]
    parts += [f"published {day}"] if day else []
    parts += [f"place {one_line(article.place, 80)}"] if article.place else []
    yield f"read      {', '.join(parts)} ({article.method or 'unknown'}, from the {article.text_from})"
    for name, value in article.evidence.items():
        yield f"  {name}: {one_line(value, 160)}"
    for warning in article.warnings:
        yield f"  warning: {one_line(warning, 200)}"
    if article.text:
        yield f"  begins: {one_line(article.text, 160)}"


def _terms(article: Article, judgement: Judgement) -> Iterator[str]:
    if judgement.mentions:
        yield ""
        yield f"terms     {len(judgement.mentions)} found"
    for mention in judgement.mentions[:SHOWN]:
        need = "" if mention.strength == "sufficient" else ", needs context"
        yield (
            f"  {mention.field} {mention.start}-{mention.end}  “{mention.term}”"
            f" ({_named(mention.concept)}, {mention.position}{need})"
        )
        yield f"      {_sentence(article, mention)}"
    if len(judgement.mentions) > SHOWN:
        yield f"  … and {len(judgement.mentions) - SHOWN} more"


def _sentence(article: Article, mention: Mention) -> str:
    """The sentence with the term in brackets, cut around it where it is long."""
    text = article.title if mention.field == "title" else article.text
    before = text[max(mention.sentence_start, mention.start - 100) : mention.start]
    after = text[mention.end : min(mention.sentence_end, mention.end + 100)]
    return one_line(f"{before}[{text[mention.start : mention.end]}]{after}")


def _tags(article: Article, judgement: Judgement) -> Iterator[str]:
    tags = judgement.tags
    named = {
        "topics": tags.topics,
        "forms": tags.forms,
        "acts": tags.acts,
        "means": tags.means,
        "purposes": tags.purposes,
        "stages": tags.stages,
        "countries": tags.countries,
    }
    if any(named.values()) or tags.figures:
        yield ""
    for name, values in named.items():
        if values:
            yield f"{name:9} {', '.join(_named(value) for value in values)}"
    for figure in tags.figures:
        sentence = one_line(article.text[figure.start : figure.end], 160)
        yield f"figure    {figure.count:,} {figure.kind}: {sentence}"


def _alerts(explanation: Explanation) -> Iterator[str]:
    """The alerts that want it, then the others, the nearest first."""
    misses = [alert for alert in explanation.alerts if isinstance(alert, Miss)]
    for hit in explanation.alerts:
        if not isinstance(hit, Miss):
            yield f"wanted by {hit.alert}{' (urgent)' if hit.urgent else ''}"
    for miss in sorted(misses, key=lambda m: len(m.missing)):
        yield f"not for   {miss.alert}: " + "; ".join(one_line(m) for m in miss.missing)
    if not explanation.alerts:
        yield "no alert is defined"


def _named(name: str) -> str:
    return name.replace("_", " ")
