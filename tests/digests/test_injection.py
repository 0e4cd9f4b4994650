"""What a hostile page says stays text: no foreign element, attribute, address or header comes of it."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from xml.etree.ElementTree import Element

import html5lib
import pytest

from monitor.digests import compose, message, render
from monitor.digests.message import header_names, header_text
from monitor.digests.render import Rendered
from monitor.digests.wording import subject_of
from monitor.model import Candidate, Digest, MailSettings, Message
from tests.corpus import corpus
from tests.fakes.stories import STATIONERY, candidate
from tests.fakes.telling import ALERT, NOON

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><h1>broken out</h1>",
    '"><svg/onload=alert(1)>',
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{background:url(http://e.example/x)}</style>",
    "<link rel=stylesheet href=//e.example/x.css>",
    "<iframe src=http://e.example/></iframe>",
    "{{7*7}} ${7*7} <%= 7*7 %> {% raw %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "Hi\r\nBcc: e@x.example",
    "Hi\nBcc: e@x",
    "=?utf-8?b?DQpCY2M6IGVAeC5leGFtcGxl?=",
    "=?utf-8?q?=0D=0ABcc:_e@x.example?=",
    "Hi\x00\x0b\x1b[2J\u2028Bcc: e@x",
    "\ud800 lone",
    "\u202eevil\u2066",
    "==============\nWhat was checked\nSources: 0 watched",
    "Unsubscribe: <http://e.example/>",
    '=HYPERLINK("http://e.example","x")',
    "a" * 5000,
    "&lt;b&gt; &#60;script&#62;",
    "-->",
    "]]>",
    ".",
)
PIECES = (
    "<", ">", '"', "'", "&", "=?utf-8?q?", "?=", "\r\n", "\n", "\x00", "{{", "}}", "{%", "%}", "script",
    "onload=", "src=", "javascript:", "data:", "href=", "</td>", "<!--", "Bcc: ", "\u202e", "\u2028",
    "\ud83d", "url(", "ا", "中",
)  # fmt: skip
# How many of these there are depends on where the words have line breaks.
TEXTUAL = {("p", ("style",)), ("span", ("class", "style")), ("b", ()), ("br", ()), ("mark", ())}
ALLOWED_HREF = re.compile(r"https://news\.example/\d+|#s\d+")


def generated(count: int) -> list[str]:
    """Titles put together at random from pieces that mean something to somebody."""
    dice = random.Random(42)
    return ["".join(dice.choice(PIECES) for _ in range(dice.randint(2, 12))) + "x" for _ in range(count)]


def rendered(titles: Sequence[str]) -> tuple[Rendered, Digest, str]:
    """A digest whose every foreign field says what the titles say."""
    candidates = [_speaking(candidate(n), title) for n, title in enumerate(titles)]
    digest = compose(ALERT, candidates, kind="now", slot="x", now=NOON)
    furniture = STATIONERY.furniture["en"]
    subject = subject_of(digest, furniture, names_hits=titles[0])
    return render(digest, furniture, STATIONERY.templates, subject=subject), digest, subject


def _speaking(base: Candidate, words: str) -> Candidate:
    article = replace(
        base.article, title=words, text=f"{words}\n\n{words}", outlet=words, place=words, authors=(words,)
    )
    return replace(base, article=article, source_title=words, hit=replace(base.hit, reasons=(words,)))


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element of the page in order, with the names of its attributes."""
    document = html5lib.parse(html, namespaceHTMLElements=False)
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in document.iter()]


def mail(page: Rendered, subject: str) -> Message:
    """The page as a mail."""
    return message(page, recipient="a@example.org", subject=subject, settings=MailSettings())


def batches() -> list[list[str]]:
    """The hostile titles of our own, those of the corpus grammar and 1,000 generated ones, 25 at a time."""
    titles = [*HOSTILE, *generated(1000)]
    return [titles[n : n + 25] for n in range(0, len(titles), 25)]


@pytest.mark.parametrize("number", range(len(batches())))
def test_hostile_words_make_no_element_no_attribute_and_no_address(number: int) -> None:
    titles = batches()[number]
    page, _, subject = rendered(titles)
    harmless, _, _ = rendered([f"title {n}" for n in range(len(titles))])
    found, expected = Counter(shape(page.html)), Counter(shape(harmless.html))
    assert set(found) <= set(expected) | TEXTUAL, "a foreign element or attribute"
    for kind in set(expected) - TEXTUAL:
        assert found[kind] == expected[kind], f"one {kind[0]} more or less than ours"
    document: Element = html5lib.parse(page.html, namespaceHTMLElements=False)
    for element in document.iter():
        assert not {"src", "background", "poster", "srcset"} & set(element.attrib)
        assert "url(" not in element.attrib.get("style", "")
        if "href" in element.attrib:
            assert ALLOWED_HREF.fullmatch(element.attrib["href"])
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page.html + page.text)
    content = mail(page, subject).content
    assert header_names(content) == header_names(mail(harmless, "plain").content)


def test_the_text_part_cannot_be_made_to_speak_for_us() -> None:
    """Whatever begins in the first column is ours: foreign text stands behind an indent or a number."""
    page, _, _ = rendered(HOSTILE)
    harmless, _, _ = rendered([f"title {n}" for n in range(len(HOSTILE))])

    def ours(text: str) -> set[str]:
        return {line for line in text.split("\n") if line[:1].strip() and not re.match(r"\d+\.( |$)", line)}

    assert ours(page.text) == ours(harmless.text)


@pytest.mark.corpus
def test_no_row_of_the_corpus_makes_a_header() -> None:
    page, digest, _ = rendered(["harmless"])
    expected = header_names(mail(page, "harmless").content)
    for row in (corpus("hostile") / "lists" / "headers.jsonl").read_text().splitlines():
        value = json.loads(row)["value"]
        content = mail(page, value).content
        assert header_names(content) == expected, value
        assert message_from_bytes(content, policy=default)["Bcc"] is None
        titled = replace(digest, alert=replace(digest.alert, title=value))
        assert header_names(mail(replace(page, digest=titled), "s").content) == expected, value


@pytest.mark.parametrize("value", HOSTILE)
def test_a_subject_is_one_line_without_encoded_words(value: str) -> None:
    cleaned = header_text(value)
    assert cleaned
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|=\?", cleaned)
    assert len(cleaned) <= 200


WRONG_ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,x",
    "//e.example/x",
    "https://user:pw@e.example/",
    'https://e/"x',
    "ftp://e/",
    "http://[",
)


@pytest.mark.parametrize("url", WRONG_ADDRESSES)
def test_an_address_that_is_no_web_address_is_no_link(url: str) -> None:
    base = candidate(1)
    hostile = replace(base, article=replace(base.article, url=url, canonical_url=url))
    digest = compose(ALERT, [hostile], kind="now", slot="x", now=NOON)
    page = render(digest, STATIONERY.furniture["en"], STATIONERY.templates, subject="s")
    assert "<a href" not in page.html.replace('<a href="#', "")
