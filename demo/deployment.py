"""Make the demonstration's deployment: the shipped files, and a `sources.toml` that points at loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from demo.newsroom import CLOSED, DEAD, HOST, Newsroom
from demo.outlets import Outlet
from demo.press import FIRST_NUMBER

STATE = "newsroom.json"
"""Keeps the ports and the time of the newsroom, so that a second run meets the same addresses."""

READING: Mapping[str, tuple[str, ...]] = {
    "sitemap": ('kind = "sitemap"',),
    "listing": (
        'kind = "listing"',
        'link_pattern = "/news/"',
        'date_order = "dmy"',
        'selectors = { item = ".teaser", title = "h2", date = ".date", summary = "p" }',
    ),
    "numbered": ('kind = "numbered"', f'fields = {{ start = "{FIRST_NUMBER}" }}'),
    "api": (
        'kind = "api"',
        'fields = { items = "results", id = "ref", title = "headline", link = "link",'
        ' date = "when", summary = "teaser" }',
    ),
}
"""What `sources.toml` says of a source that is no feed."""

RECIPIENTS = """# Made by the demonstration. Nothing is sent: the digest goes to a folder.
[lists]
analysts = ["analyst@example.org"]
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The newsroom of the first run: when it was, and at which ports."""

    now: datetime
    ports: Mapping[str, int]


def recall(out: Path) -> Remembered | None:
    """The newsroom that the deployment in `out` knows; None where nothing is there yet."""
    path = out / STATE
    if not path.exists():
        return None
    state = json.loads(path.read_text())
    return Remembered(datetime.fromisoformat(state["now"]), state["ports"])


def make_deployment(out: Path, newsroom: Newsroom, *, pause: float = 0.25) -> None:
    """Fill `out` as `monitor init` does, then let `sources.toml` name the newsroom's addresses.

    `pause` is the seconds between two requests to an outlet; in the world they are never under one.
    """
    subprocess.run([sys.executable, "-m", "monitor", "init", str(out)], check=True, stdout=subprocess.DEVNULL)
    (out / "sources.toml").write_text("\n".join(_sources(newsroom, pause)), encoding="utf-8")
    recipients = out / "alerts" / "recipients.toml"
    recipients.write_text(RECIPIENTS)
    recipients.chmod(0o600)
    state = {"now": newsroom.now.isoformat(), "ports": newsroom.ports}
    (out / STATE).write_text(json.dumps(state))


def _sources(newsroom: Newsroom, pause: float) -> Iterator[str]:
    yield "# Made by the demonstration: its newsroom on loopback. `allow_hosts` exempts each source from the"
    yield "# ban on private addresses and uncommon ports."
    yield f"\n[fetching]\nseconds_between_requests = {pause}"
    for outlet in newsroom.outlets:
        yield from _source(outlet, newsroom)
    for name, title in ((DEAD, "The Night Desk (nobody answers)"), (CLOSED, "The Closed Gazette (404)")):
        yield from _table(name, title, f"{newsroom.origin(name)}/feed.xml", newsroom.ports[name])


def _source(outlet: Outlet, newsroom: Newsroom) -> Iterator[str]:
    yield from _table(outlet.name, outlet.title, newsroom.feed_url(outlet), newsroom.ports[outlet.name])
    yield f'language = "{outlet.language}"'
    if outlet.country:
        yield f'country = "{outlet.country}"'
    yield from READING.get(outlet.kind, ())


def _table(name: str, title: str, url: str, port: int) -> Iterator[str]:
    yield "\n[[source]]"
    yield f'name = "{name}"'
    yield f"title = {json.dumps(title, ensure_ascii=False)}"
    yield f'url = "{url}"'
    yield f'allow_hosts = ["{HOST}:{port}"]'
