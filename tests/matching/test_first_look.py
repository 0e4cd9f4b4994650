"""The first look: what it lets pass, what it spares us, and that it never drops what reading would find."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.verdict import PLANTS, Ways, with_plant
from monitor.analyse import analyse_at_a_glance
from monitor.config.lexicon import load_lexicons, load_weights
from monitor.errors import ExtractError
from monitor.matching.compile import Compiled
from monitor.matching.first_look import may_match
from monitor.matching.judge import judge_with
from monitor.model import Alert, Article, Hint, Page, Watch
from tests.corpus import corpus

LEXICON = Path(__file__).parents[2] / "alerts" / "lexicon"
FILLER = "The town council met on Monday and spoke about the new bridge over the river for three hours. " * 8


@cache
def _ready() -> Compiled:
    watch = Watch(alerts=(), lexicons=load_lexicons(LEXICON), weights=load_weights(LEXICON), version="test")
    return Compiled(watch)


@pytest.fixture(scope="module")
def ready() -> Compiled:
    return _ready()


@pytest.fixture(scope="module")
def ways() -> Ways:
    return Ways()


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>News</title>{head}</head><body><p>{FILLER}</p>{body}</body></html>"


@pytest.mark.parametrize(
    "html",
    [
        page("<p>Three men face charges of human trafficking.</p>"),
        page("<p>human <b>traf</b>ficking</p>"),
        page("<p>Charges of <span>h</span>uman trafficking</p>"),
        page("<p>Police rescue</p><p>human</p><p>trafficking</p><p>victims</p>"),
        page("<p>human traf&shy;ficking, human&nbsp;trafficking</p>"),
        page("<p>&#104;uman traffic&#x6B;ing</p>"),
        page("<h1>Human trafficking</h1>"),
        page("<p>HUMAN <b>T</b>RAFFICKING</p>"),
        page("<p>Victims of human <i>traf</i>&shy;<i>fick</i>ing</p>"),
        page("<p>He said: a drug<p>Trafficking in persons, the court heard.</p>"),
        page("<div>News</div><div>Human <b>t</b>rafficking</div><div>Sport</div>"),
        page("<p>forced-<b>labour</b></p>"),
        page("<p>forced<!-- -->-<wbr>labour</p>"),
        page("<p>human\n   &nbsp; trafficking</p>"),
        page("<p>hum<i>an traf</i>ficking</p>"),
        page("<p>中文</p><p>human traf<b>ficking</b></p>"),
        page("<p>人口<b>贩</b><i>卖</i></p>"),
        page("<p>警方<b>侦破一起人口\u200b贩卖案</b></p>"),
        page("<p>tráfico de <em>per</em>sonas</p>"),
        page("<p>buôn b<b>án</b> người</p>"),
        page("<p>human <svg><title>icon</title></svg> trafficking</p>"),
        page("<p>human <select><option>one</option></select>trafficking</p>"),
        page("<noscript><p>Human trafficking</p></noscript>"),
        page("<table><tr><td>Kidney</td><td>sold on the black market</td></tr></table>"),
        page("<p>A kidney was <b>removed</b> for the <i>illegal trade</i> in organs.</p>"),
        page("", '<meta property="og:description" content="A case of human trafficking in Goa">'),
        page("", '<script type="application/ld+json">{"articleBody": "human traffic\\u006bing"}</script>'),
        page("<template><p>A case of human trafficking</p></template>"),
        page("<p>الاتجار بالبشر</p>"),
        page("<p>警方侦破一起人口<em>贩卖</em>案</p>"),
        page("<p>НОВОСТИ: торговля людьми</p>"),
        "<html><body><div id=app></div><script src=a.js></script></body></html>",
        "",
    ],
)
def test_a_page_worth_reading(html: str, ready: Compiled) -> None:
    assert may_match(html, ready).worth_reading
    assert may_match(html.encode(), ready).worth_reading


@pytest.mark.parametrize(
    "html",
    [
        page("<p>Publication of the traffic report, a novice in the attic.</p>"),
        page("<p>The human</p><div>cost of traffic king</div>"),
        page("<script>window.state = {articleBody: 'A case of human trafficking'}</script>"),
        page("", '<meta name="keywords" content="crime, human trafficking, courts">'),
        page("<ul><li>Kidney</li><li>Sale of houses</li></ul>"),
        page("<style>.human-trafficking{}</style><script>var a = 'human trafficking'</script>"),
        page("<!-- human trafficking -->"),
        page("<ul><li>human</li><li>traf</li><li>ficking</li></ul>"),
        page("<p><b>T</b>he council</p><p>the <i>i</i>nquiry</p>"),
        page('<a class="human-trafficking" href="/human-trafficking">more</a>'),
    ],
)
def test_a_page_in_which_nothing_can_be(html: str, ready: Compiled) -> None:
    look = may_match(html, ready)
    assert not look.worth_reading
    assert look.title == "News"


BETWEEN = ("", "", "", "&shy;", "<wbr>", "<!-- x -->", "</b><b>", "</b><i></i><b>", "\u200b")


@settings(deadline=None)  # the lexicon is made ready within the first
@given(
    st.sampled_from(("Human trafficking", "forced labour", "debt bondage", "traite des êtres humains")),
    st.data(),
)
def test_however_a_term_is_divided_it_is_seen(term: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from((letter, f"&#{ord(letter)};"))) for letter in term]
    divided = "".join(letter + data.draw(st.sampled_from(BETWEEN)) for letter in letters)
    around = data.draw(
        st.sampled_from(("<p>{}</p>", "<div>News</div><div>{}</div><div>Sport</div>", "<li>a<li>{}<li>b"))
    )
    assert may_match(page(around.format(f"<b>{divided}</b>")), _ready()).worth_reading


def test_what_the_feed_says_counts(ready: Compiled) -> None:
    assert may_match(page(""), ready, told="Human <b>trafficking</b> ring broken").worth_reading


def test_an_alert_for_everything_reads_everything(ready: Compiled) -> None:
    alert = Alert(name="all", title="All", minimum="not_relevant")
    assert may_match(page(""), Compiled(Watch(alerts=(alert,), lexicons=()))).worth_reading


def test_bare_words_are_never_a_mention_whatever_the_weights() -> None:
    weights = {"relevant.bias": 9.0, "mentioned.bias": 9.0}
    eager = Compiled(Watch(alerts=(), lexicons=load_lexicons(LEXICON), weights=weights, version="eager"))
    article = Article(url="", title="", text="A coyote crossed the road.", language="en")
    judgement = judge_with(article, eager)
    assert judgement.mentions
    assert judgement.verdict == "not_relevant"


def test_analysis_says_which_way_a_page_went(ready: Compiled) -> None:
    def went(body: bytes, hint: Hint) -> tuple[str, str, str]:
        page = Page(
            url="https://e.org/a", final_url="https://e.org/a", body=body, fetched_at=datetime.now(UTC)
        )
        analysis = analyse_at_a_glance(page, hint, ready.watch)
        return analysis.looked, analysis.judgement.verdict, analysis.article.title

    plain, found = page("").encode(), page("<p>Two men face charges of human trafficking.</p>").encode()
    assert went(plain, Hint()) == ("first look", "not_relevant", "News")
    assert went(plain, Hint(title="Told"))[2] == "Told"
    assert went(found, Hint())[0] == "full"
    assert went(plain, Hint(summary="human trafficking"))[0] == "full"
    with pytest.raises(ExtractError):
        went(b"%PDF-1.7 " + b"x" * 900, Hint())


@pytest.mark.parametrize("number", range(len(PLANTS)))
def test_a_planted_article_is_seen(number: int, ways: Ways) -> None:
    assert ways.worth_reading(with_plant(page("").encode(), number))


@pytest.mark.corpus
@pytest.mark.slow
def test_never_drops_what_reading_would_find(ways: Ways) -> None:
    paths = sorted((corpus("pages") / "pages").glob("*.html.gz"))[::29]
    bodies = [gzip.decompress(path.read_bytes()) for path in paths]
    wrong = [path.name for path, body in zip(paths, bodies, strict=True) if ways.drops(body)]
    wrong += [paths[i].name for i, body in enumerate(bodies) if ways.drops(with_plant(body, i))]
    assert not wrong
