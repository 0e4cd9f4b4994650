"""Rules on articles: what is found and where, what is missing, the laws of NOT, AND, OR and NEAR."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.query import matches, parse_rule
from monitor.matching.rule import And, AtLeast, Near, Node, Not, Or, Phrase, Rule, Same
from monitor.model import Article, Judgement, Mention, Tags

TEXT = (
    "Police freed 17 people from a brick kiln near Lahore. They had been in forced labour for years.\n\n"
    "The owner, Mr. Khan, was arrested on Monday. A people-smuggling charge was dropped. "
    "The film forced Labour to answer."
)
ARTICLE = Article(
    url="https://example.org/1",
    title="Bonded workers freed",
    text=TEXT,
    language="en",
    published_on=date(2026, 3, 5),
)
JUDGEMENT = Judgement(
    verdict="relevant",
    score=0.9,
    mentions=(
        Mention(
            concept="forced_labour", term="forced labour", language="en", field="text", start=75, end=88,
            sentence_start=54, sentence_end=98, strength="sufficient", position="lead",
        ),
    ),
    tags=Tags(
        topics=("trafficking_in_persons",), forms=("forced_labour",), stages=("arrest",), countries=("PK",)
    ),
)  # fmt: skip


def article(text: str, language: str = "en", title: str = "") -> Article:
    return Article(url="https://example.org/2", title=title, text=text, language=language)


def met(rule: str, on: Article = ARTICLE) -> bool:
    return bool(matches(parse_rule(rule), on, JUDGEMENT, source="dawn"))


@pytest.mark.parametrize(
    "rule",
    [
        "kiln", "KILN", "kil*", "*iln", "k?ln", "k*n", '"brick kiln"', '"brick * near"', '"forced labour"',
        "people-smuggling", '"people smuggling"', "title:freed", "text:kiln", "title:(bonded freed)",
        "kiln lahore", "kiln OR nowhere", "kiln -nowhere", "brick NEAR/0 kiln", "kiln NEAR/1 lahore",
        "lahore NEAR/1 kiln", "police SAME lahore", "khan SAME arrested", "(x OR kiln) NEAR/2 lahore",
        "concept:forced_labour", "concept:forced_labour SAME years", "concept:forced_labour NEAR/2 years",
        "country:PK", "country:IN,PK", "language:en", "source:dawn", "source:da*", "stage:arrest",
        "topic:trafficking_in_persons", "form:forced_labour", "verdict:relevant", "date:2026-03-05",
        "date:>=2026-03-05", "date:<2026-03-06", "date:2026", "ATLEAST/3(kiln^2, lahore, nowhere^5)",
        "ATLEAST/1(kiln^2, lahore^-1)", "police NEAR/99 labour", "police NEAR/6 kiln NEAR/6 lahore",
    ],
)  # fmt: skip
def test_meets(rule: str) -> None:
    assert met(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "kil", "iln", "k?iln", "nowhere", '"kiln brick"', "title:kiln", "text:bonded", "kiln -lahore",
        "NOT kiln",
        "brick NEAR/0 lahore", "police SAME labour", "khan SAME monday SAME kiln",
        "concept:forced_labour SAME kiln",
        '"labour for years the"', "country:IN", "language:ur", "source:pk", "stage:trial", "verdict:passing",
        "date:>2026-03-05", "date:2025", "ATLEAST/3(kiln^2, nowhere^5)", "ATLEAST/2(kiln^2, lahore^-1)",
        "title:(freed NEAR/5 kiln)", "police NEAR/1 kiln NEAR/1 lahore",
    ],
)  # fmt: skip
def test_does_not_meet(rule: str) -> None:
    assert not met(rule)


@pytest.mark.parametrize(
    ("rule", "text", "language"),
    [
        ("trafficking", "tra\ufb03cking traf\u200bficking", "en"),
        ("traite", "la TRAITE", "fr"),
        ("esclavitud", "esclavitúd", "es"),
        ("ещё", "еще", "ru"),
        ("الاتجار", "والاتجار بالبشر", "ar"),
        ("اتجار", "بالاتجار", "ar"),
        ("人口贩卖", "警方侦破一起人口販賣案", "zh"),
        ("贩卖 NEAR/2 人口", "贩卖的人口", "zh"),
        ("ค้ามนุษย์", "ตำรวจจับแก๊งค้ามนุษย์ได้", "th"),
        ("मानव*", "मानवों की", "hi"),
        ('"मानव तस्करी"', "वह मानव तस्करी में", "hi"),
    ],
)
def test_meets_text_as_it_is_written(rule: str, text: str, language: str) -> None:
    assert met(rule, article(text, language))


@pytest.mark.parametrize(
    ("rule", "text", "language"),
    [
        ("گردوں", "دہشتگردوں کے خلاف", "ur"),
        ("سبي", "القرار النسبي", "ar"),
        ("trafficking", "traffic king antitraffickingly", "en"),
        ('"forced labour"', "She was forced. Labour said no.", "en"),
        ('"a b"', "a\nb", "en"),
        ("मानव", "मानवों की", "hi"),
    ],
)
def test_does_not_meet_what_is_another_word(rule: str, text: str, language: str) -> None:
    assert not met(rule, article(text, language))


def test_evidence_is_cut_from_the_text_as_written() -> None:
    on = article("Tra\u00adfficking and PEOPLE\u2011smuggling.", title="Trafficking")
    outcome = matches(parse_rule('trafficking "people smuggling"'), on, JUDGEMENT)
    cuts = [
        (s.field, (on.title if s.field == "title" else on.text)[s.start : s.end]) for s in outcome.evidence
    ]
    assert cuts == [
        ("title", "Trafficking"), ("text", "Tra\u00adfficking"), ("text", "PEOPLE\u2011smuggling"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        ("kiln nowhere", ["it lacks the word “nowhere”"]),
        ("(a1 a2) OR (kiln b1)", ["it lacks the word “b1”"]),
        (
            "brick NEAR/1 lahore",
            [
                "it lacks the word “brick” and the word “lahore” with at most 1 word between: "
                "they stand further apart"
            ],
        ),
        ("kiln NEAR/1 nowhere", ["it lacks the word “nowhere”"]),
        ("kiln -lahore", ["this excludes it: it has the word “lahore”"]),
        ("country:IN", ["the country of the event is IN: this is not so"]),
        ("title:kiln", ["it lacks the word “kiln” (in its title)"]),
        ("ATLEAST/3(kiln^2, nowhere)", ["it adds up to 2 of 3"]),
    ],
)
def test_says_what_is_missing(rule: str, missing: list[str]) -> None:
    assert matches(parse_rule(rule), ARTICLE, JUDGEMENT).missing == tuple(missing)


def test_wildcards_take_linear_time() -> None:
    on = article("a" * 200_000 + " " + "ab" * 100_000)
    assert not met("a*a*a*a*a*z", on)
    assert not met("*b*b*b*z", on)
    assert not met("a NEAR/5 b", article("a " * 100_000))


WORDS = st.sampled_from("abcde")
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", ".", "\n", "x", "y"]), max_size=30).map(" ".join)
PHRASES = st.builds(Phrase, WORDS)
NODES: st.SearchStrategy[Node] = st.recursive(
    PHRASES | st.builds(lambda a, b, n: Near((a, b), n), PHRASES, PHRASES, st.integers(0, 5)),
    lambda n: (
        st.builds(lambda a, b: And((a, b)), n, n)
        | st.builds(lambda a, b: Or((a, b)), n, n)
        | st.builds(Not, n)
    ),
    max_leaves=6,
)


def holds(node: Node, text: str) -> bool:
    outcome = matches(Rule(node), article(text), JUDGEMENT)
    assert outcome.matched == (not outcome.missing)
    return outcome.matched


@settings(deadline=None)
@given(NODES, NODES, TEXTS)
def test_not_and_or_obey_their_laws(a: Node, b: Node, text: str) -> None:
    assert holds(Not(a), text) != holds(a, text)
    assert holds(And((a, b)), text) == (holds(a, text) and holds(b, text)) == holds(And((b, a)), text)
    assert holds(Or((a, b)), text) == (holds(a, text) or holds(b, text)) == holds(Or((b, a)), text)
    assert holds(Not(And((a, b))), text) == holds(Or((Not(a), Not(b))), text)
    assert holds(AtLeast(2, ((a, 1), (b, 1))), text) == holds(And((a, b)), text)


@settings(deadline=None)
@given(PHRASES, PHRASES, PHRASES, st.integers(0, 6), TEXTS)
def test_near_and_same_obey_their_laws(a: Phrase, b: Phrase, c: Phrase, n: int, text: str) -> None:
    near, same = holds(Near((a, b), n), text), holds(Same((a, b)), text)
    assert near == holds(Near((b, a), n), text)
    assert holds(Near((a, a), n), text) == holds(a, text)
    assert not near or holds(Near((a, b), n + 1), text)
    assert not (near or same) or holds(And((a, b)), text)
    assert holds(Near((a, b), 999), text) == holds(And((a, b)), text)
    assert same == holds(Same((b, a)), text)
    assert holds(Near((a, Or((b, c))), n), text) == (near or holds(Near((a, c), n), text))


@settings(deadline=None)
@given(PHRASES, PHRASES, st.integers(0, 6), TEXTS)
def test_near_counts_the_words_between(a: Phrase, b: Phrase, n: int, text: str) -> None:
    words = [w for w in text.split() if w.isalpha()]
    at = {w: [i for i, v in enumerate(words) if v == w] for w in "abcde"}
    plain = any(abs(i - j) - 1 <= n for i in at[a.text] for j in at[b.text])
    assert holds(Near((a, b), n), text) == plain


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_normal_form_does_not_matter(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    text = unicodedata.normalize(form, "Une affaire de proxénétisme, لِلاِتِّجار بالبشر")
    rule = parse_rule(unicodedata.normalize(form, "proxénétisme"))
    assert matches(rule, article(text, "fr"), JUDGEMENT)
    assert matches(parse_rule("proxénétisme"), article(text, "fr"), JUDGEMENT)
