"""Who wrote it: names from structured data, meta tags and by-lines, cleaned; addresses are no names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.articles.metadata import Metadata
from monitor.articles.plain import LONGEST_NAME, clean_line
from monitor.model import Hint

_META = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
)
_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|autor[a]?:?|автор:?|بقلم|oleh|penulis:?)\s+([^\d|@]{4,80})$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:;|,|\||&|\band\b|\bund\b|\bet\b|\by\b)\s*")
_NO_NAME = re.compile(
    r"https?:|www\.|@|^\W*$|\d{3}|^(admin|administrator|author|editor|redaktion|webmaster|user|none|null)$",
    re.IGNORECASE,
)


def authors_of(found: Metadata, near_title: Sequence[str], hint: Hint) -> tuple[str, ...]:
    """Return the authors' names, at most ten, from the first place that names any."""
    bylines = [match[1] for text in near_title if (match := _BYLINE.match(text))]
    for stated in (found.structured.authors, [found.first(*_META)], bylines[:1], hint.authors):
        names = _names(stated)
        if names:
            return names
    return ()


def _names(stated: Iterable[str]) -> tuple[str, ...]:
    parts = (part for text in stated for part in _SEPARATOR.split(clean_line(text, 10 * LONGEST_NAME)))
    cleaned = (re.sub(r"^(by|von|par|por)\s+", "", part, flags=re.IGNORECASE).strip(" .") for part in parts)
    kept = (name[:LONGEST_NAME] for name in cleaned if 2 < len(name) < 80 and not _NO_NAME.search(name))
    return tuple(dict.fromkeys(kept))[:10]
