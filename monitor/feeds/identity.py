"""The identity of an entry within its source: one key per item, the same at every poll.

Feeds copy headlines into guids, share one guid among all items, change it at every poll, or give none
(miniflux/v2#2358, FreshRSS#5909, feedbin/support#416). The rule, first that applies:

1. A guid that is the link with noise behind it (BBC's `#0`, `#1`; a time stamp in the query of a link
   that has none) counts as the link: rule 3.
2. A guid is the identity. Where entries of one document share a guid but neither link nor title, all
   three together are.
3. The link is the identity, without fragment and tracking parameters, http and https being one.
   Where several titles share a link, link and title together are.
4. Without both, title and text are.
5. Where entries of one document still fall together although their dates differ (a link to the home page
   under a standing headline), the date is part of the identity.

Entries of one document with the same key are the same item listed twice. Keys are hashes, so a guid of
a megabyte makes an index no larger. What no single document can show (a guid without any likeness
to the link that rotates at every poll) is folded where entries meet those already known.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?i)^(?:utm_\w+|at_(?:medium|campaign|custom\d|link\w*|ptr\w*|bbc\w*|format|type)|fbclid|gclid|dclid|msclkid"
    r"|mc_[ce]id|igshid|yclid|_ga|ocid|cmpid|ftag|ns_\w+|rss|ref|_?token|ts|timestamp|phpsessid|jsessionid|cb|_)$"
)


def keys_of(items: Sequence[tuple[str, str, str, str, str]]) -> list[str]:
    """One key for each item, given as (guid, link, title, text, date) in the document's order."""
    links = [bare_link(link) for _, link, *_ in items]
    titles = [title.casefold() for _, _, title, *_ in items]
    shared_links = _sharing(links, titles)
    guids = [
        "" if link not in shared_links and _says_the_link(guid, link) else guid
        for (guid, *_), link in zip(items, links, strict=True)
    ]
    shared_guids = _sharing(guids, [f"{link}\0{title}" for link, title in zip(links, titles, strict=True)])
    keys = []
    for guid, link, title, (_, _, _, text, _) in zip(guids, links, titles, items, strict=True):
        if guid:
            keys.append(_hash("guid", guid) if guid not in shared_guids else _hash("all", guid, link, title))
        elif link:
            keys.append(_hash("link", link) if link not in shared_links else _hash("link+title", link, title))
        else:
            keys.append(_hash("text", title, text))
    dates = [date for *_, date in items]
    shared_keys = _sharing(keys, dates)
    return [
        key if key not in shared_keys else _hash("date", key, date)
        for key, date in zip(keys, dates, strict=True)
    ]


def bare_link(link: str) -> str:
    """`link` without scheme, fragment, tracking parameters and a trailing slash: what identifies it."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])]
    host = parts.netloc.lower().removesuffix(":80").removesuffix(":443")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def _says_the_link(guid: str, bare: str) -> bool:
    """Whether `guid` is the link once more, or the link (one without a query) and noise behind it."""
    if not bare or not guid.startswith(("http://", "https://")):
        return False
    other = bare_link(guid)
    return other == bare or ("/" in bare and "?" not in bare and other.partition("?")[0] == bare)


def _sharing(values: Sequence[str], others: Sequence[str]) -> set[str]:
    """The values that stand beside more than one other."""
    seen: dict[str, set[str]] = defaultdict(set)
    for value, other in zip(values, others, strict=True):
        seen[value].add(other)
    return {value for value, beside in seen.items() if len(beside) > 1}


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
