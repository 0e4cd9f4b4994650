"""From page to verdict: first look, then reading, against reading everything and one `re` of 300 phrases.

    python -m benchmarks.verdict --corpus DIR [--pages 300]
    python -m benchmarks.verdict --corpus DIR --safety [--part 1/3]

DIR/pages holds `*.html.gz`. Three in a hundred pages are true hits: paragraphs of our own writing are
planted in them; pages that are hits or mentions by themselves are left out. Both ways see the same bytes
in the same process, in turns, each page once, on the processor's clock, after some pages to warm up.

`--safety` takes every page as it is, and once more with an article of our own planted in one of many
ways, and reads each that the first look would leave unread. Exit code 1 where one of them is a hit or a
mention.
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
from monitor.articles.decode import encoding_of
from monitor.config.lexicon import load_lexicons, load_weights
from monitor.errors import ExtractError
from monitor.matching.compile import Compiled
from monitor.matching.first_look import may_match
from monitor.matching.judge import judge_with
from monitor.model import Hint, Lexicon, Page, Watch

LEXICON = Path(__file__).parents[1] / "alerts" / "lexicon"
EVERY = 33
"""One page in so many is a true hit."""

WARM = 25
"""Pages, hits planted, that both ways see first, and that do not count: what is made when first needed (such
as the names of places in a page's language) is made then."""

TURN = 20
"""Pages that one way sees before it is the other's turn."""

PLANTED = (
    b"<p>Police rescued 17 women from a brothel on Monday and arrested three men on charges of human "
    b"trafficking.</p><p>The victims of trafficking had been promised work in a restaurant; their passports "
    b"were confiscated and they were forced into prostitution, the prosecutor told the court.</p>"
    b"<p>The men face charges of trafficking in persons and forced labour. Two other victims were found in a "
    b"brick kiln, where they had worked as bonded labour.</p>"
)
PLANTS = (
    "<p>Three men face charges of human trafficking.</p>",
    "<p>Police rescued 17 women from a <b>br</b>othel; the owner is charged with <i>pimp</i>ing.</p>",
    "<h2>H<span>UMAN</span> <b>T</b>RAFFICKING RING BROKEN UP</h2><p>Four people were held on Sunday.</p>",
    "<p>traf&shy;ficking in per&shy;sons, the &#112;rosecutor said, and forced&nbsp;labour in a kiln</p>",
    "<table><tr><td>kidney</td><td>bought from a victim and sold on the black market</td></tr></table>",
    "<ul><li>Debt bondage</li><li>Children forced to beg</li></ul>",
    "<blockquote>They smuggled migrants<br>across the border in a lorry.</blockquote>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
    "Police freed twelve victims of human traffic\\u006bing. <p>They had worked in <b>bon</b>ded labour for "
    'years, the court was told, and nobody had been paid for it.</p>"}</script>',
    "<p>ایف آئی اے نے انسانی سمگلنگ میں ملوث تین ملزمان کو گرفتار کر لیا۔</p>",
    "<p>أوقفت الشرطة شبكة للاتجار بالبشر وحررت عشر ضحايا.</p>",
    "<p>La policía detuvo a cinco personas por trata de personas con fines de explotación sexual.</p>",
    "<p>Huit personnes ont été jugées pour traite d’êtres humains et proxénétisme aggravé.</p>",
    "<p>Троих задержали за торговлю людьми и использование рабского труда.</p>",
    "<p>警方侦破一起特大<em>拐卖</em>妇女儿童案，解救被拐妇女十二名。</p>",
)
"""Articles in one sentence or two, each hidden from a plain look in its own way."""

_PARAGRAPH = re.compile(rb"<p[ >]", re.IGNORECASE)


def planted(body: bytes, plant: bytes = PLANTED) -> bytes:
    """The page with paragraphs of ours in front of the middle one of its own."""
    places = [m.start() for m in _PARAGRAPH.finditer(body)]
    where = places[len(places) // 2] if places else body.find(b"</body>")
    return body[:where] + plant + body[where:]


def with_plant(body: bytes, number: int) -> bytes:
    """The page with one of `PLANTS`, in the page's own encoding; what that cannot write is an entity."""
    plant = PLANTS[number % len(PLANTS)].encode(encoding_of(body), "xmlcharrefreplace")
    return planted(body, plant)


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

    def worth_reading(self, body: bytes) -> bool:
        """What the first look says."""
        encoding = encoding_of(body)
        markup = body if encoding == "utf-8" else body.decode(encoding, "replace")
        return may_match(markup, self.ready).worth_reading

    def ours(self, body: bytes) -> bool:
        """First look, then reading and judging where it is worth it."""
        if not self.worth_reading(body):
            return False
        self.read += 1
        return self.full(body)

    def drops(self, body: bytes) -> bool:
        """Whether the first look leaves a page unread that reading and judging call a hit or a mention."""
        return not self.worth_reading(body) and self.full(body)

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


def seconds(
    ways: Sequence[Callable[[bytes], bool]], bodies: Sequence[bytes]
) -> tuple[list[float], list[list[bool]]]:
    """How long each way takes for all pages, and what it says of each.

    They take turns: whatever else the machine does meanwhile slows all of them down alike.
    """
    spent = [0.0] * len(ways)
    said: list[list[bool]] = [[] for _ in ways]
    for at in range(0, len(bodies), TURN):
        for number, way in enumerate(ways):
            start = time.process_time()
            said[number] += [way(body) for body in bodies[at : at + TURN]]
            spent[number] += time.process_time() - start
    return spent, said


def compare(ways: Ways, bodies: Sequence[bytes]) -> int:
    """Time both ways over the pages that are no hits, true hits planted; print, and count the dropped."""
    bodies = [body for body in bodies if not ways.full(body)]
    for body in bodies[:WARM]:
        ways.ours(planted(body))
        ways.plain(body)
    ways.read, bodies = 0, bodies[WARM:]
    bodies = [planted(body) if i % EVERY == 0 else body for i, body in enumerate(bodies)]
    hits = sum(i % EVERY == 0 for i in range(len(bodies)))
    (looks, plain, ours), (_, plain_said, said) = seconds((ways.worth_reading, ways.plain, ways.ours), bodies)
    found = sum(said[::EVERY])
    each = 1000 / len(bodies)
    print(f"{len(bodies)} pages, {sum(map(len, bodies)) / 1e6:.0f} MB, {hits} planted hits")
    print(f"ours   {ours * each:7.2f} ms a page; {ways.read} pages read, {found} of {hits} found")
    print(
        f"       {looks * each:7.2f} ms of it the first look, {(ours - looks) * each:.2f} reading and judging"
    )
    print(f"plain  {plain * each:7.2f} ms a page; {sum(plain_said)} pages matched")
    print(f"page to verdict {plain / ours:.1f} times as fast")
    dropped = [i for i in range(0, len(bodies), EVERY) if not said[i] and ways.full(bodies[i])]
    print(f"dropped by the first look though a hit or mention: {len(dropped)}")
    return len(dropped)


def safety(ways: Ways, paths: Sequence[Path]) -> int:
    """Look for pages that the first look wrongly leaves unread; print, and count them."""
    dropped = unread = 0
    for number, path in enumerate(paths):
        body = gzip.decompress(path.read_bytes())
        unread += not ways.worth_reading(body)
        for kind, page in (("as it is", body), ("planted", with_plant(body, number))):
            if ways.drops(page):
                dropped += 1
                print(f"dropped: {path.name} {kind}")
    print(f"{len(paths)} pages, {unread} left unread; of these and the planted ones {dropped} wrongly")
    return dropped


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--safety", action="store_true")
    parser.add_argument("--part", default="1/1", help="of the pages for --safety: 1/3, then 2/3 and 3/3")
    arguments = parser.parse_args()
    ways = Ways()
    paths = sorted((arguments.corpus / "pages").glob("*.html.gz"))
    if arguments.safety:
        number, of = map(int, arguments.part.split("/"))
        return 1 if safety(ways, paths[number - 1 :: of]) else 0
    chosen = random.Random(5).sample(paths, min(arguments.pages, len(paths)))
    return 1 if compare(ways, [gzip.decompress(path.read_bytes()) for path in chosen]) else 0


if __name__ == "__main__":
    sys.exit(main())
