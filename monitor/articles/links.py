"""What a link is for, as its address, its class and its `rel` tell: a button, a tag, a way to a shop.

Such links stand in the lines that ask for something and in the boxes around an article, rarely in its text.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

_SAID = {
    "button": "btn|button|-cta|_cta|cta-|cta_| cta ",
    "social": (
        "mailto:|tel:|facebook.com|twitter.com|//x.com|linkedin.com|instagram.com|pinterest.|youtube.com|"
        "//t.me|whatsapp|//wa.me|tiktok.com|reddit.com"
    ),
    "tagged": (
        "rel=tag|rel=author|rel=category|/tag/|/tags/|/topic/|/topics/|/category/|/categories/|/author/|"
        "/authors/|/schlagwort|/thema/|/staff/|/people/"
    ),
    "paid": (
        "sponsored|nofollow|?tag=|&tag=|?aff|&aff|?ref=|&ref=|utm_|/go/|/out/|/recommends/|/refer|amzn.to"
    ),
    "calling": (
        "subscri|signup|sign-up|sign_up|register|login|log-in|donat|newsletter|pricing|demo|contact|checkout|"
        "download|get-started|getstarted|trial|quote|/cart|/shop|/join|/abo/|abonn|spenden|apps.apple|app.apple|"
        "play.google"
    ),
}
LINK_KINDS = (*_SAID, "anchor", "away")
_ANCHOR, _AWAY = LINK_KINDS.index("anchor"), LINK_KINDS.index("away")
LONGEST_SAID = 400
"""Characters of an address, class or `rel` that are looked at: what was found is remembered with them."""

NO_LINKS = (0,) * len(LINK_KINDS)
_KIND_OF = [kind for kind, words in enumerate(_SAID.values()) for _ in words.split("|")]


@lru_cache(maxsize=500)
def kinds_of(href: str, names: str, rel: str, home: str) -> tuple[int, ...]:
    """Return the numbers of the kinds of `LINK_KINDS` that a link is of.

    Args:
        href, names, rel: its address, its class and its `rel`.
        home: the page's host, to which no link leads away.
    """
    said = f"{href[:200]} {names[:100]} rel={rel[:50]}".lower()
    kinds = {_KIND_OF[n] for n, _, _ in _automaton().find_matches_as_indexes(said)}
    if href.startswith("#"):
        if len(href) > 1:
            kinds.add(_ANCHOR)
    elif href.startswith(("http", "//")) and not (home and home in href):
        kinds.add(_AWAY)
    return tuple(kinds)


@cache
def _automaton() -> AhoCorasick:
    words = [word for words in _SAID.values() for word in words.split("|")]
    return AhoCorasick(words, implementation=Implementation.ContiguousNFA)
