"""Foreign text made safe to print: no control characters, nothing that reorders the line."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# C0 and C1 controls but for line feed and tab, line separators, the bidirectional embeddings, overrides
# and isolates (not the marks U+200E and U+200F, nor the joiners, which Arabic script needs), the byte
# order mark, the interlinear and tag characters, and lone surrogates.
HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def plain(text: str) -> str:
    """The text without what a terminal, a mail program or a bidirectional display could be tricked by."""
    return HARMFUL.sub(" ", text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 500) -> str:
    """The text on one line, cut with an ellipsis at `limit` characters."""
    line = " ".join(plain(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def href(url: str) -> str:
    """The address if it is one that a reader may be sent to (http or https), else ""."""
    if HARMFUL.search(url) or re.search(r"[\s\"'<>\\^`{|}]", url) or len(url) > 2048:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""
