"""The seam of the pure core: everything that is made of one page, by one function.

Live polling, a one-off crawl and a backfill differ only in who makes the `Page`.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.articles import read_article, read_feed_text
from monitor.articles.decode import encoding_of
from monitor.matching.compile import compiled
from monitor.matching.first_look import may_match
from monitor.matching.hits import match_alerts
from monitor.matching.judge import judge
from monitor.model import Analysis, Article, Hint, Judgement, Page, Reason, Watch
from monitor.stories import sign

_MARKUP: Final = re.compile(rb"<(?:!doctype|html|head|body|\?xml|div|p|article)\b", re.IGNORECASE)


def analyse(page: Page, hint: Hint, watch: Watch) -> Analysis:
    """Read a page, judge it, and say which alerts want it.

    Args:
        page: the bytes, from wherever.
        hint: what the feed and the source's rules say of it.
        watch: the lexicons, weights and alerts.

    Raises:
        ExtractError: the page yields no article; the kind says why.
    """
    return analyse_article(read_article(page, hint), watch, source=hint.source, home=hint.country)


def analyse_at_a_glance(page: Page, hint: Hint, watch: Watch) -> Analysis:
    """As `analyse`, but a page in which no term of the lexicon stands anywhere is not read.

    The analysis then says so in `looked`; its article has a title and no text.

    Raises:
        ExtractError: as `analyse`, for a page that is read.
    """
    if not _MARKUP.search(page.body[:4096]):
        return analyse(page, hint, watch)
    encoding = encoding_of(page.body, page.headers.get("content-type", ""), hint.language)
    look = may_match(
        page.body if encoding == "utf-8" else page.body.decode(encoding, "replace"),
        compiled(watch),
        told=f"{hint.title}\n{hint.summary}\n{hint.content}",
    )
    if look.worth_reading:
        return analyse(page, hint, watch)
    return Analysis(
        article=Article(
            url=page.url,
            title=hint.title or look.title,
            text="",
            language=hint.language,
            published_at=hint.published,
            authors=hint.authors,
            outlet=hint.outlet,
            method="first look",
            warnings=("not read: " + look.why,),
        ),
        judgement=Judgement(
            verdict="not_relevant",
            score=0.0,
            reasons=(Reason(kind="missing", text=look.why),),
            version=watch.version,
        ),
        hits=(),
        signature=None,
        looked="first look",
    )


def analyse_feed_text(url: str, hint: Hint, watch: Watch) -> Analysis:
    """The same for an article whose page is closed to us: what the feed itself carries is judged.

    Raises:
        NoText: the feed carries neither a title nor a text.
    """
    return analyse_article(read_feed_text(hint, url), watch, source=hint.source, home=hint.country)


def analyse_article(article: Article, watch: Watch, *, source: str = "", home: str | None = None) -> Analysis:
    """Judge an article that is already read; `source` listed it, and its country is `home`."""
    judgement = judge(article, watch, home)
    return Analysis(
        article=article,
        judgement=judgement,
        hits=match_alerts(article, judgement, watch, source=source),
        signature=sign(article) if judgement.verdict != "not_relevant" else None,
    )
