"""Page to article: the text, title, date, place, language and authors, from bytes of any quality.

`read_article` takes a page as it came; `read_feed_text` makes an article of what a feed carried, for
pages that are closed to us. Both are pure: no network, no clock, nothing remembered between calls.
The parsers are imported when the first page comes, so that the command line starts fast.
"""

from __future__ import annotations

from monitor.model import Article, Hint, Page


def read_article(page: Page, hint: Hint) -> Article:
    """Read one page; `hint` is what the feed and the source say of it.

    Raises:
        NotText: an image, an archive, a scan without a text layer.
        NoText: a big page and nothing to read in it.
        Blocked: a consent wall, paywall, bot challenge or soft 404.
    """
    from monitor.articles.read import read_page

    return read_page(page, hint)


def read_feed_text(hint: Hint, url: str) -> Article:
    """Make an article of the feed's own content or summary, where the page could not be had.

    Raises:
        NoText: the feed says nothing, not even a headline.
    """
    from monitor.articles.read import read_feed

    return read_feed(hint, url)
