"""From text to a tree, and what is read when no tree is to be had.

libxml2 parses with its limit of depth raised from 256 to 2,048 levels; where it says that it stopped
there all the same, everything below would be lost without a word. Then Python's html.parser reads the
page, unless it would hang on it; then a linear stripper, which takes anything.
"""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from lxml import etree

from monitor.articles.prescan import Shape

# lxml.html asks Python for the class of each element that is looked at: a tenth of a page's reading.
_HTML = etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement,
    comment=lxml.html.HtmlComment,
    pi=lxml.html.HtmlProcessingInstruction,
    entity=lxml.html.HtmlEntity,
)
_UNSEEN = re.compile(
    r"<(script|style|noscript|template|svg|textarea|select)\b[^>]*+>(?:[^<]|<(?!/\1))*+(?:</\1[^>]*+>|$)",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|td|th|section|article|blockquote|main|header|footer|nav|"
    r"aside|dd|dt|pre)\b[^>]{0,5000}>?",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[/!?]?[a-zA-Z!\[-][^<>]{0,20000}>?")
_ENDLESS = re.compile(r"<[a-zA-Z/][^<>]{5000,}>?")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)


def tree_of(html: str) -> Any | None:
    """Parse a page; returns an lxml tree, or None where libxml2 lost part of it.

    Args:
        html: the page's text; NUL and other controls are blanks.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    parser.set_element_class_lookup(_HTML)
    body = html.replace("\x00", "").encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(body or b"<html></html>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None
    if any("xcessive depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        return None
    return tree


def rough_text(html: str, shape: Shape) -> tuple[str, str, str]:
    """Read a page without a tree: its title, its lines that look like prose, and the method's name."""
    title = _TITLE.search(html[:100_000])
    head = _plain(title[1]) if title else ""
    if not shape.html_parser_may_hang:
        text = _by_html_parser(html)
        if text:
            return head, text, "html.parser"
    return head, _stripped(html), "stripped"


def _by_html_parser(html: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(["script", "style", "noscript", "template", "svg", "nav", "footer", "head"]):
        element.decompose()
    return prose(soup.get_text("\n"))


def _stripped(html: str) -> str:
    text = _UNSEEN.sub(" ", html[:8_000_000])
    # A tag that is thousands of characters long is data or an attack, not text.
    return prose(_plain(_TAG.sub("", _BLOCK.sub("\n\n", _ENDLESS.sub("", text)))))


def prose(text: str) -> str:
    """Keep the lines that read like sentences; without a tree, length is all there is to go by."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    kept = [line for line in lines if len(line) > 60 or (len(line) > 30 and line[-1] in '.!?…。！？۔।؟"”')]
    # The same line over and over is a menu or an attack, and adds nothing.
    return "\n\n".join(dict.fromkeys(kept))


def _plain(text: str) -> str:
    from html import unescape

    return unescape(text)
