"""What the class and id names of an element say: the words that publishers' templates share, by kind."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

HINTS = {
    "body": (
        r"article[-_]*(body|content|text|copy|main|detail)|story[-_]*(body|content|text|detail)|"
        r"entry[-_]*(content|body)|post[-_]*(body|content|text)|content[-_]*(body|text|article|main|"
        r"detail)|body[-_]*(text|copy|content)|rich[-_]*text|wysiwyg|prose|news[-_]*(body|content|"
        r"text|detail)|field[-_]*name[-_]*body|main[-_]*content|single[-_]*content|page[-_]*content|"
        r"artikel[-_]*(text|body)|td-post-content|text[-_]*(block|body)|paragraph"
    ),
    "article": (r"article|story|\bpost\b|post-\d|entry|hentry|artikel|\bnews\b|\bcontent\b|\bmain\b"),
    "related": (
        r"related|recommend|also|read[-_]*(more|next)|more[-_]*(on|from|stories|news|articles)|teaser|"
        r"trending|popular|most[-_]|latest|outbrain|taboola|mgid|similar|carousel|slider|"
        r"next[-_]*(article|post|story)|\bcards?\b|card[-_]|suggest|listing|archive|up[-_]*next|"
        r"you[-_]*may|promo|river|feed\b|topnews|ticker"
    ),
    "comment": (r"comment|disqus|respond|replies|reply|livefyre|kommentar"),
    "share": (r"share|sharing|social|follow|addthis|a2a|whatsapp|telegram|facebook|twitter|bookmark|\bsns\b"),
    "nav": (
        r"\bnav|nav\b|navi|menu|breadcrumb|footer|foot\b|masthead|topbar|toolbar|pagination|pager|"
        r"\btabs?\b|skip|sitemap|search"
    ),
    "side": (
        r"sidebar|side[-_]*bar|aside|rail\b|right[-_]*(col|rail|side)|secondary|tertiary|widget|"
        r"complementary"
    ),
    "meta": (
        r"byline|author|dateline|\bdate|date\b|timestamp|\btime\b|meta|\binfo|credit|\btags?\b|"
        r"categor|topics?\b|\bbio\b|kicker|label|keyword|published|posted|subject|profile|contributor|"
        r"writer|reporter"
    ),
    "promo": (
        r"\bads?\b|\bad-|advert|anzeige|sponsor|banner|newsletter|subscri|sign[-_]*up|paywall|donat|"
        r"cookie|consent|gdpr|modal|popup|overlay|call[-_]*to[-_]*action|\bcta\b|promo|register|login|"
        r"app[-_]*download|affiliate|shop|product|price|offer"
    ),
    "caption": (
        r"caption|copyright|image|photo|picture|gallery|media\b|figure|video|player|\bimg|slideshow|"
        r"thumb|bild"
    ),
    "lead": (
        r"\blead\b|lede|standfirst|intro|\bdeck?\b|\bdek\b|summary|abstract|sub[-_]*(title|head|"
        r"headline)|excerpt|description|teaser|synopsis"
    ),
    "box": (
        r"box|widget|module|embed|aside|callout|pull[-_]*quote|\btoc\b|table[-_]of|highlight|"
        r"key[-_]*(points|takeaways)|fact"
    ),
    "fold": (
        r"hidden|sr[-_]?only|visually|screen[-_]?reader|collaps|accordion|tab[-_]?(pane|content|panel)|\bfaq|"
        r"toggle|expand|dropdown|drawer|hide\b"
    ),
    "note": (
        r"disclaimer|footnote|correction|editor|legal|license|terms|copyright|reference|source|"
        r"citation|notice|message"
    ),
}
KINDS = tuple(HINTS)
_HINT = tuple(re.compile(pattern) for pattern in HINTS.values())
_LITERAL = re.compile(r"(?:\\b)?([a-z0-9-]+)([?*]?)")


@lru_cache(maxsize=20_000)
def hints_in(names: str) -> int:
    """Return which kinds of `HINTS` a class or id names, one bit each."""
    automaton, kinds = _literals()
    possible = {
        kind for n, _, _ in automaton.find_matches_as_indexes(names, overlapping=True) for kind in kinds[n]
    }
    return sum(1 << kind for kind in possible if _HINT[kind].search(names))


@cache
def _literals() -> tuple[AhoCorasick, tuple[list[int], ...]]:
    """What the alternatives of `HINTS` begin with, looked for at once, and the kinds that each is of.

    Most names have one or two of them, so that one or two patterns are tried, and not all.
    """
    kinds: dict[str, list[int]] = {}
    for kind, pattern in enumerate(HINTS.values()):
        for alternative in re.sub(r"\([^()]*\)", "()", pattern).split("|"):
            start = _LITERAL.match(alternative)
            if start is None:
                raise ValueError(f"{alternative} begins with no letters")
            kinds.setdefault(start[1][: -1 if start[2] else None], []).append(kind)
    return AhoCorasick(list(kinds), implementation=Implementation.ContiguousNFA), tuple(kinds.values())
