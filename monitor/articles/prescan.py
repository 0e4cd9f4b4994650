"""A cheap look at a page before any parser sees it: what would take a parser minutes.

libxml2 is quadratic in the attributes of a tag, trafilatura in the number of cells and links, and
html.parser in unclosed openings (CVE-2025-6069). The limits are far above what news pages have (at
most 20,000 tags, and tags of 335,000 characters that hold data, among 1,395 real ones) and far below
what hurts. Depth needs no look: libxml2 says itself when it gave up (`monitor.articles.parse`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_TAGS = 60_000
MOST_ATTRIBUTES = 10_000
LONGEST_TAG = 1_000_000
LARGEST = 3_000_000  # characters
_LONG_TAG = 20_000
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a page is built, as far as counting tells."""

    tags: int
    attributes: int
    longest_tag: int
    unclosed: int
    size: int

    @property
    def too_much(self) -> bool:
        """Say whether the careful parsers and extractors would take too long on this page."""
        return (
            self.tags > MOST_TAGS
            or self.size > LARGEST
            or self.attributes > MOST_ATTRIBUTES
            or self.longest_tag > LONGEST_TAG
        )

    @property
    def html_parser_may_hang(self) -> bool:
        """Say whether Python's html.parser would take quadratic time on this page."""
        return self.unclosed > 1_000 or self.tags > 2 * MOST_TAGS or self.size > LARGEST


def shape_of(html: str) -> Shape:
    """Count, in linear time."""
    tags = html.count("<")
    longest = attributes = 0
    for run in html.split(">") if tags <= MOST_TAGS else ():
        at = run.find("<") if len(run) > _LONG_TAG else -1
        if at != -1 and len(run) - at > _LONG_TAG:
            longest = max(longest, len(run) - at)
            attributes = max(attributes, len(_QUOTED.sub("", run[at : at + LONGEST_TAG]).split()))
    unclosed = abs(html.count("<!--") - html.count("-->")) + html.count("<![CDATA[")
    return Shape(tags, attributes, longest, unclosed + max(0, tags - html.count(">")), len(html))
