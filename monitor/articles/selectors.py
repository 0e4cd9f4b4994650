"""A source's own rules: CSS selectors from `sources.toml`, tried through BeautifulSoup.

Known names: `text` (the paragraphs or their container), `remove` (what to take out first), `title`,
`date`. A selector that finds nothing changes nothing, and the article says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.articles.asking import asks
from monitor.articles.blocks import blocks_of
from monitor.articles.choose import lay_out
from monitor.articles.parse import tree_of
from monitor.articles.plain import clean_line, clean_text

NAMES = ("text", "remove", "title", "date")


@dataclass(frozen=True, slots=True)
class Selected:
    """What the selectors found; "" where they found nothing."""

    text: str = ""
    title: str = ""
    date: str = ""


def selected(html: str, selectors: Mapping[str, str]) -> Selected:
    """Apply a source's selectors to a page.

    Raises:
        ValueError: a selector that is no CSS (`monitor check` finds it before).
    """
    from bs4 import BeautifulSoup
    from soupsieve import SelectorSyntaxError

    soup = BeautifulSoup(html, "lxml")
    try:
        for element in soup.select(selectors["remove"]) if "remove" in selectors else ():
            element.decompose()
        pieces = soup.select(selectors["text"], limit=2000) if "text" in selectors else []
        title = soup.select_one(selectors["title"]) if "title" in selectors else None
        date = soup.select_one(selectors["date"]) if "date" in selectors else None
    except SelectorSyntaxError as error:
        raise ValueError(f"no CSS selector: {error}") from None
    tree = (
        tree_of("<div>" + "".join(f"<div>{piece}</div>" for piece in pieces) + "</div>") if pieces else None
    )
    blocks = [block for block in blocks_of(tree) if not asks(block.text)] if tree is not None else []
    return Selected(
        text=clean_text(lay_out(blocks)),
        title=clean_line(title.get_text(" ")) if title else "",
        date=clean_line(str(date.get("datetime") or date.get("content") or date.get_text(" ")))
        if date
        else "",
    )
