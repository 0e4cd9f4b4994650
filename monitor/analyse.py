"""The seam of the pure core: everything that is made of one page, by one function.

Live polling, a one-off crawl and a backfill differ only in who makes the `Page`.
"""

from __future__ import annotations

from monitor.articles import read_article, read_feed_text
from monitor.matching.hits import match_alerts
from monitor.matching.judge import judge
from monitor.model import Analysis, Article, Hint, Page, Watch
from monitor.stories import sign


def analyse(page: Page, hint: Hint, watch: Watch) -> Analysis:
    """Read a page, judge it, and say which alerts want it.

    Args:
        page: the bytes, from wherever.
        hint: what the feed and the source's rules say of it.
        watch: the lexicons, weights and alerts.

    Raises:
        ExtractError: the page yields no article; the kind says why.
    """
    return analyse_article(read_article(page, hint), watch, source=hint.source)


def analyse_feed_text(url: str, hint: Hint, watch: Watch) -> Analysis:
    """The same for an article whose page is closed to us: what the feed itself carries is judged.

    Raises:
        NoText: the feed carries neither a title nor a text.
    """
    return analyse_article(read_feed_text(hint, url), watch, source=hint.source)


def analyse_article(article: Article, watch: Watch, *, source: str = "") -> Analysis:
    """Judge an article that is already read; `source` is the name of the source that listed it."""
    judgement = judge(article, watch)
    return Analysis(
        article=article,
        judgement=judgement,
        hits=match_alerts(article, judgement, watch, source=source),
        signature=sign(article) if judgement.verdict != "not_relevant" else None,
    )
