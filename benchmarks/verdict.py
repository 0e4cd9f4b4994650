"""From page to verdict: first look, then reading, against reading everything and one `re` of 300 phrases.

    python -m benchmarks.verdict --corpus DIR [--pages 300]

DIR/pages holds `*.html.gz`. Three in a hundred pages are true hits: paragraphs of our own writing are
planted in them; pages that are hits or mentions by themselves are left out. Both ways see the same bytes
in the same process, one after the other, each page once, on the processor's clock; libraries and automata
are warmed up before.
Exit code 1 where a planted page was dropped.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from monitor.articles import read_article
from monitor.articles.decode import decode
from monitor.config.lexicon import load_lexicons, load_weights
from monitor.errors import ExtractError
from monitor.matching.compile import Compiled
from monitor.matching.first_look import may_match
from monitor.matching.judge import judge_with
from monitor.model import Hint, Lexicon, Page, Watch

LEXICON = Path(__file__).parents[1] / "alerts" / "lexicon"
EVERY = 33
"""One page in so many is a true hit."""

PLANTED = (
    b"<p>Police rescued 17 women from a brothel on Monday and arrested three men on charges of human "
    b"trafficking.</p><p>The victims of trafficking had been promised work in a restaurant; their passports "
    b"were confiscated and they were forced into prostitution, the prosecutor told the court.</p>"
    b"<p>The men face charges of trafficking in persons and forced labour. Two other victims were found in a "
    b"brick kiln, where they had worked as bonded labour.</p>"
)
_PARAGRAPH = re.compile(rb"<p[ >]", re.IGNORECASE)


def planted(body: bytes) -> bytes:
    """The page with our paragraphs in front of the middle one of its own."""
    places = [m.start() for m in _PARAGRAPH.finditer(body)]
    where = places[len(places) // 2] if places else body.find(b"</body>")
    return body[:where] + PLANTED + body[where:]


def page_of(body: bytes) -> Page:
    """The bytes as a page."""
    return Page(
        url="https://example.org/a",
        final_url="https://example.org/a",
        body=body,
        fetched_at=datetime.now(UTC),
    )


def phrases(lexicons: Sequence[Lexicon], count: int) -> re.Pattern[str]:
    """An alternation of plain phrases of the lexicon, as a monitor without one would use it."""
    plain = [
        t.text
        for x in lexicons
        for t in x.terms
        if t.strength == "sufficient" and not set("*+|") & set(t.text)
    ]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, plain[:count]))})\b", re.IGNORECASE)


class Ways:
    """The two ways from bytes to a verdict."""

    def __init__(self) -> None:
        lexicons = load_lexicons(LEXICON)
        self.ready = Compiled(
            Watch(alerts=(), lexicons=lexicons, weights=load_weights(LEXICON), version="benchmark")
        )
        self.phrases = phrases(lexicons, 300)
        self.read = 0

    def ours(self, body: bytes) -> bool:
        """First look, then reading and judging where it is worth it."""
        html, encoding = decode(body)
        if not may_match(body if encoding == "utf-8" else html, self.ready).worth_reading:
            return False
        self.read += 1
        return self.full(body)

    def full(self, body: bytes) -> bool:
        """Reading and judging, whatever the page."""
        try:
            article = read_article(page_of(body), Hint())
        except ExtractError:
            return False
        return judge_with(article, self.ready).verdict != "not_relevant"

    def plain(self, body: bytes) -> bool:
        """trafilatura, then one regular expression."""
        text = trafilatura.extract(body)
        return bool(text and self.phrases.findall(text))


def seconds(way: Callable[[bytes], bool], bodies: Sequence[bytes]) -> tuple[float, list[bool]]:
    """How long a way takes for all pages, and what it says of each."""
    start = time.process_time()
    said = [way(body) for body in bodies]
    return time.process_time() - start, said


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=300)
    arguments = parser.parse_args()
    ways = Ways()
    paths = sorted((arguments.corpus / "pages").glob("*.html.gz"))
    chosen = random.Random(5).sample(paths, min(arguments.pages, len(paths)))
    bodies = [gzip.decompress(path.read_bytes()) for path in chosen]
    bodies = [body for body in bodies if not ways.full(body)]
    for body in bodies[:3]:
        ways.ours(planted(body))
        ways.plain(body)
    ways.read = 0
    bodies = [planted(body) if i % EVERY == 0 else body for i, body in enumerate(bodies)]
    hits = sum(i % EVERY == 0 for i in range(len(bodies)))
    ours, said = seconds(ways.ours, bodies)
    plain, plain_said = seconds(ways.plain, bodies)
    found = sum(said[::EVERY])
    megabytes = sum(map(len, bodies)) / 1e6
    print(f"{len(bodies)} pages, {megabytes:.0f} MB, {hits} planted hits")
    print(
        f"ours   {1000 * ours / len(bodies):7.2f} ms a page; {ways.read} pages read, {found} of {hits} found"
    )
    print(f"plain  {1000 * plain / len(bodies):7.2f} ms a page; {sum(plain_said)} pages matched")
    print(f"page to verdict {plain / ours:.1f} times as fast")
    dropped = [i for i in range(0, len(bodies), EVERY) if not said[i] and ways.full(bodies[i])]
    print(f"dropped by the first look though a hit or mention: {len(dropped)}")
    return 1 if dropped else 0


if __name__ == "__main__":
    sys.exit(main())
