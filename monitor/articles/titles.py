"""The headline without the site's name, and who else in the page agrees on it.

Sources disagree on what the headline is (the h1, og:title for social networks, JSON-LD for search
engines). The order: a lone h1; the h1 that another source repeats; JSON-LD; og:title; the title
element; the feed. A site's name is cut where it stands apart behind a separator and is known from the
page (og:site_name, publisher, address, feed), or where another source has the same headline without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from monitor.articles.blocks import tokens
from monitor.articles.metadata import Metadata
from monitor.articles.plain import clean_line
from monitor.model import Hint

# A separator with spaces around it, or one of the full-width ones that need none.
_SEPARATOR = re.compile(r"\s+[|\-–—·•:»«›‹/~⋆*]+\s+|\s*[｜|]\s*|\s*：\s*")
_DANGLING = re.compile(r"(\s+[|\-–—·•/]+)+\s*$")
_HINTS_OF_SITE = (
    "og:site_name",
    "application-name",
    "twitter:site",
    "al:android:app_name",
    "publisher",
    "dc.publisher",
)
_SHORTEST = 8


def title_of(found: Metadata, hint: Hint, url: str) -> tuple[str, str]:
    """Return the headline and where it was found; ("", "") where a page has none."""
    names = _site_names(found, hint, url)
    stated = [
        ("JSON-LD headline", found.structured.headline),
        ("og:title", found.first("og:title")),
        ("title element", found.title),
        ("twitter:title", found.first("twitter:title")),
        ("the feed", hint.title),
    ]
    raw = [(where, clean_line(text)) for where, text in stated if text.strip()]
    headings = list(dict.fromkeys(clean_line(text) for text in found.headings if text.strip()))
    # Some pages have their headline in an h2, with the site's name beside it only in the title element.
    others = [*(text for _, text in raw), *headings, *found.lower_headings]
    candidates = [(where, without_site(text, names, others)) for where, text in raw]
    heading = _heading(headings, [text for _, text in candidates], names)
    headline = candidates[0][1] if candidates and candidates[0][0] == "JSON-LD headline" else ""
    if _whole(headline, names) and (not heading or _alike(heading, headline) < 0.3):
        return headline, "JSON-LD headline"
    if heading:
        return without_site(heading, names, [t for _, t in raw]), "h1"
    for where, text in candidates:
        if text and _folded(text) not in names:
            return text, where
    return (candidates[0][1], candidates[0][0]) if candidates else ("", "")


def _heading(headings: Sequence[str], stated: Sequence[str], names: set[str]) -> str:
    """Choose the h1 that is the headline: one that others repeat, or the only one that could be it."""
    possible = [text for text in headings if len(text) >= _SHORTEST and _folded(text) not in names]
    agreed = [text for text in possible if any(_alike(text, other) >= 0.5 for other in stated)]
    if agreed:
        return max(agreed, key=lambda text: max(_alike(text, other) for other in stated))
    # A lone h1 that nobody repeats is as often a section's name as a headline.
    return possible[0] if len(possible) == 1 and len(stated) < 2 else ""


def _whole(headline: str, names: set[str]) -> bool:
    return len(headline) > 15 and not headline.endswith(("...", "…")) and _folded(headline) not in names


def without_site(text: str, names: set[str], others: Iterable[str]) -> str:
    """Cut the site's name off a headline.

    Args:
        text: a headline as a page states it.
        names: the site's names, folded.
        others: other statements of the same headline.
    """
    shorter = [o for o in others if _SHORTEST <= len(o) < len(text) and _separated(text, o)]
    if shorter:
        return max(shorter, key=len) if not names else without_site(max(shorter, key=len), names, ())
    text = _DANGLING.sub("", text)
    while True:
        parts = [m.span() for m in _SEPARATOR.finditer(text)]
        if not parts:
            return text
        start, end = parts[-1]
        if _is_site(text[end:], names) and len(text[:start]) >= _SHORTEST:
            text = text[:start].rstrip()
            continue
        start, end = parts[0]
        if _is_site(text[:start], names) and len(text[end:]) >= _SHORTEST:
            text = text[end:].lstrip()
            continue
        return text


def _separated(text: str, part: str) -> bool:
    """Say whether `part` stands in `text` whole, with nothing but a separator and a short name beside it."""
    if text.startswith(part):
        rest = text[len(part) :]
        return bool(_SEPARATOR.match(rest)) and len(rest) < 60
    if text.endswith(part):
        rest = text[: -len(part)]
        return bool(_SEPARATOR.search(rest[-4:])) and len(rest) < 40
    return False


def _is_site(text: str, names: set[str]) -> bool:
    folded = _folded(text)
    return folded in names or (len(folded) > 3 and any(_near(folded, name) for name in names))


def _near(text: str, name: str) -> bool:
    """Say whether a text is a site's name with a section or a country beside it ("Dawn Pakistan")."""
    return len(name) > 3 and len(text) <= 2 * len(name) + 4 and (text.startswith(name) or text.endswith(name))


def _site_names(found: Metadata, hint: Hint, url: str) -> set[str]:
    stated = [found.first(name) for name in _HINTS_OF_SITE] + [found.structured.publisher, hint.outlet]
    names = {_folded(text.lstrip("@")) for text in stated if text}
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = host.split(".")
    names |= {_folded(host), *(_folded(label) for label in labels[:-1] if len(label) > 2)}
    return {name for name in names if len(name) > 1}


def _folded(text: str) -> str:
    return "".join(tokens(text))


def _alike(one: str, other: str) -> float:
    """Return how much of the shorter headline's words the longer one shares, against both lengths."""
    first, second = set(tokens(one)), set(tokens(other))
    return len(first & second) / len(first | second) if first and second else 0.0
