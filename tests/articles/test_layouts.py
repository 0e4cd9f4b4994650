# ruff: noqa: E501 - markup is read more easily unbroken
"""The two seed documents in three layouts each, of own markup, read back as `monitor read` reads files."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.articles import read_article
from monitor.cli import commands
from monitor.cli.read import from_file
from monitor.model import Article, Hint
from tests.corpus import SHARED

URL = "https://outlet.example/news/trafficking-2319"
ITEMS = (
    "strengthened the legal framework against trafficking in persons and the smuggling of migrants;",
    "set up a dedicated wing of investigators, with a register of cases shared by all provinces;",
    "opened shelters, helplines and a fund for the rehabilitation of victims;",
    "signed agreements with countries of transit and destination.",
)
MENU = ("Home", "World", "Politics", "Business", "Sport", "Opinion", "Weather", "Newspaper", "Contact us")
RELATED = ("Rain expected in the north this week", "Rupee gains in early trade", "Ten dishes for the weekend")


@dataclass(frozen=True)
class Seed:
    """A seed document: its file, its title and date where the file has none, and the place to be read."""

    file: str
    title: str
    day: str
    place: str | None


SEEDS = {
    "statement": Seed("000_1892675b6b1ce812.txt", "", "2021-11-22", None),
    "newspaper": Seed(
        "003_ff431a56786067d8.txt", "Pakistan reaffirms commitment to combat TIP", "2025-07-31", "ISLAMABAD"
    ),
}


def parts_of(seed: Seed) -> tuple[str, list[str]]:
    path = SHARED / "seeds" / seed.file
    if not path.exists():
        pytest.skip(f"no seeds beside the repository ({path})")
    text = path.read_text(encoding="utf-8").strip().removeprefix(f"date {seed.day} ")
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return (seed.title, paragraphs) if seed.title else (paragraphs[0], paragraphs[1:])


def body_of(paragraphs: list[str]) -> str:
    """Write paragraphs as markup, with the list that the plain file lost after "We have:"."""
    items = "".join(f"<li>{html.escape(item)}</li>" for item in ITEMS)
    return "\n".join(
        f"<p>{html.escape(part)}</p>" + (f"<ul>{items}</ul>" if part.endswith("We have:") else "")
        for part in paragraphs
    )


def links(names: tuple[str, ...]) -> str:
    return "".join(f"<li><a href='/{n}'>{name}</a></li>" for n, name in enumerate(names))


def statement(title: str, day: str, body: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title} | Permanent Mission of Examplia</title>"
        f"</head><body><div id=top><ul class=menu>{links(MENU)}</ul></div><div id=content><h2 class=page-title>"
        f"{title}</h2><div class=date>{day}</div><div class=statement-text>{body}</div></div>"
        "<div id=footer>Permanent Mission of Examplia · 1 Example Plaza · All rights reserved</div></body></html>"
    )


def press_release(title: str, day: str, body: str) -> str:
    return (
        f"<html lang=en><head><meta charset=utf-8><title>{title}</title>"
        f"<meta name='dcterms.date' content='{day}'></head><body><header><a href='/'>Ministry of Examples</a>"
        f"<nav><ul>{links(MENU)}</ul></nav></header><main><p>PRESS RELEASE</p><h1>{title}</h1>"
        f"<section class='field-name-body'>{body}</section><section class=contact><h3>Media contact</h3>"
        "<p>press@ministry.example, +99 1 555 0100</p></section></main></body></html>"
    )


def newspaper(title: str, day: str, body: str) -> str:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title,
        "datePublished": f"{day}T06:30:00+05:00", "author": {"@type": "Person", "name": "A Correspondent"},
    }  # fmt: skip
    return (
        f"<html lang=en><head><meta charset=utf-8><title>{title} - The Example Times</title>"
        f"<meta property='og:site_name' content='The Example Times'><meta property='og:title' content='{title}'>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script></head><body>"
        f"<nav class=navbar><ul>{links(MENU)}</ul></nav><div class=ticker>Breaking: <a href='/9'>{RELATED[0]}</a>"
        f"</div><div class=row><article class=story><h1 class=story__title>{title}</h1>"
        f"<span class=story__byline>A Correspondent</span><time datetime='{day}'>{day}</time>"
        f"<ul class=share><li><a href=#>Facebook</a></li><li><a href=#>WhatsApp</a></li></ul>"
        f"<div class=story__content>{body}</div><div class=newsletter>Sign up to our newsletter and never miss a "
        f"story.</div></article><aside class=sidebar><h3>Read more</h3><ul>{links(RELATED)}</ul>"
        f"<h3>Most popular</h3><ol>{links(RELATED)}</ol></aside></div>"
        f"<footer><ul>{links(MENU)}</ul>© The Example Times</footer></body></html>"
    )


LAYOUTS: dict[str, Callable[[str, str, str], str]] = {
    "statement": statement,
    "press release": press_release,
    "newspaper": newspaper,
}


def written(folder: Path, name: str, layout: str) -> Path:
    title, paragraphs = parts_of(SEEDS[name])
    path = folder / "page.html"
    text = LAYOUTS[layout](html.escape(title, quote=True), SEEDS[name].day, body_of(paragraphs))
    path.write_text(text, encoding="utf-8")
    return path


def wanted(name: str) -> list[str]:
    """What must be read, in this order; the date-line is apart."""
    _, paragraphs = parts_of(SEEDS[name])
    place = SEEDS[name].place
    found = []
    for part in paragraphs:
        found.append(part.removeprefix(f"{place}:").strip())
        found += [f"- {item}" for item in ITEMS] if part.endswith("We have:") else []
    return found


def in_order(text: str, parts: list[str]) -> list[str]:
    """Return the parts that do not stand in the text after the one before."""
    missing, at = [], 0
    for part in parts:
        found = text.find(part, at)
        if found == -1:
            missing.append(part)
        else:
            at = found + len(part)
    return missing


def check(article: Article, name: str) -> None:
    seed = SEEDS[name]
    title, _ = parts_of(seed)
    assert article.title == title
    assert str(article.published_on) == seed.day
    assert article.place == seed.place
    assert article.language == "en"
    assert in_order(article.text, wanted(name)) == []
    beside = (*RELATED, "newsletter", "WhatsApp", "rights reserved", "Weather", "press@ministry.example")
    assert [line for line in beside if line in article.text] == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_document_is_read_back_whole(name: str, layout: str, tmp_path: Path) -> None:
    check(read_article(from_file(written(tmp_path, name, layout), URL), Hint()), name)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SEEDS)
def test_the_command_prints_a_seed_document(name: str, layout: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, layout)
    shown = CliRunner().invoke(commands, ["read", str(path), "--url", URL], catch_exceptions=False)
    assert shown.exit_code == 0
    title, _ = parts_of(SEEDS[name])
    seed = SEEDS[name]
    opening = f"date {seed.day} {seed.place}: " if seed.place else f"date {seed.day} "
    assert shown.output.startswith(f"{title}\n\n{opening}{wanted(name)[0]}")
    assert in_order(shown.output, wanted(name)) == []
