"""`monitor search RULE`: find stored articles by a rule, on the command line."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import click

from monitor.config.deployment import find_deployment
from monitor.errors import StoreError
from monitor.runs.wire import SystemClock, open_database

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--best", is_flag=True, help="The most relevant first, not the newest.")
@click.option("--verdict", type=click.Choice(["relevant", "passing", "not_relevant"]), help="Only these.")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def command(
    at: Path | None, words: tuple[str, ...], best: bool, verdict: str | None, most: int, as_json: bool
) -> None:
    """Find articles by words, or by a rule as in the alerts: '"forced labour" NEAR/10 brick* country:PK'."""
    from monitor.browse.finding import Asked, find

    deployment = find_deployment(at)
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet; run `monitor crawl` first")
    asked = Asked(
        text=" ".join(words),
        filters=(("verdict", verdict),) if verdict else (),
        sort="best" if best else "newest",
    )
    db = open_database(deployment)
    try:
        cards: list[dict[str, Any]] = []
        while True:
            found = find(db, asked, SystemClock().now().date())
            cards += found.cards
            if len(cards) >= most or found.next_before is None:
                break
            asked = asked.older(found.next_before)
    finally:
        db.close()
    if found.question.note:
        click.echo(_plain(found.question.note), err=True)
    for card in cards[:most]:
        click.echo(_line(card) if as_json else _shown(card))
    if not as_json:
        more = "more than " if found.more else ""
        articles = "article" if found.count == 1 else "articles"
        shown = "story" if len(cards[:most]) == 1 else "stories"
        click.echo(f"{more}{found.count} {articles}; {len(cards[:most])} {shown} shown", err=True)


def _line(card: dict[str, Any]) -> str:
    keys = ("day", "title", "outlet", "source", "url", "language", "verdict", "score", "countries", "forms",
            "stages", "story_id", "size")  # fmt: skip
    return json.dumps(
        {**{k: card[k] for k in keys}, "snippet": card["snippet"].striptags()}, ensure_ascii=False
    )


def _shown(card: dict[str, Any]) -> str:
    copies = f", {card['size']} copies" if card["size"] > 1 else ""
    by = f"{_plain(card['outlet'] or card['source'] or '')} · {card['verdict'].replace('_', ' ')}{copies}"
    title = click.style(_plain(card["title"]) or "(no title)", bold=True)
    return f"{card['day']}  {title}\n  {by} · {_plain(card['url'])}\n  {_marked(card)}\n"


def _marked(card: dict[str, Any]) -> str:
    """The snippet with what matched set off, in colour where there is a terminal."""
    pieces = re.split(r"<mark>(.*?)</mark>", str(card["snippet"]), flags=re.DOTALL)
    plain = [_plain(html.unescape(piece)) for piece in pieces]
    return "".join(click.style(p, fg="yellow", bold=True) if n % 2 else p for n, p in enumerate(plain))


def _plain(text: str) -> str:
    """The text without what a terminal would obey."""
    return _CONTROL.sub(" ", text)
