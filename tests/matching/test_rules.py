"""Rules: what parses, what is printed back, what is refused and where."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.matching.fields import FIELDS
from monitor.matching.query import parse_rule
from monitor.matching.rule import (
    And,
    AtLeast,
    Concept,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Rule,
    Same,
    When,
    Within,
)

A, B, C = Phrase("a"), Phrase("b"), Phrase("c")


@pytest.mark.parametrize(
    ("source", "root"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a -b", And((A, Not(B)))),
        ("NOT NOT a", A),
        ("a NEAR/3 b NEAR/3 c", Near((A, B, C), 3)),
        ("(a OR concept:x) SAME b", Same((Or((A, Concept("x"))), B))),
        ('"  forced   labour "', Phrase("forced labour")),
        ("“forced labour”", Phrase("forced labour")),
        ("traffick*", Phrase("traffick*")),
        ("people-smuggling", Phrase("people-smuggling")),
        ("ANDROID ORANGE NOTE", And((Phrase("ANDROID"), Phrase("ORANGE"), Phrase("NOTE")))),
        ("and or not", And((Phrase("and"), Phrase("or"), Phrase("not")))),
        ('"OR"', Phrase("OR")),
        ("title:a", Within("title", A)),
        ("title:(a OR b)", Within("title", Or((A, B)))),
        ("country:pk,IN", Field("country", ("PK", "IN"))),
        ("concept:x,y", Or((Concept("x"), Concept("y")))),
        ("stage:arrest", Field("stage", ("arrest",))),
        ("date:>=2026-01-05", When(date(2026, 1, 5), None)),
        ("date:<2026-01", When(None, date(2025, 12, 31))),
        ("date:2024-02", When(date(2024, 2, 1), date(2024, 2, 29))),
        ("date:2026-01-05..2026-02", When(date(2026, 1, 5), date(2026, 2, 28))),
        ("ATLEAST/3(a^2, b, c^-1.5)", AtLeast(3, ((A, 2), (B, 1), (C, -1.5)))),
        ("ATLEAST/2(country:PK,form:forced_labour)", None),
        ("人口贩卖 OR 蛇头", Or((Phrase("人口贩卖"), Phrase("蛇头")))),
        ("انسانی\tاسمگلنگ", And((Phrase("انسانی"), Phrase("اسمگلنگ")))),
    ],
)
def test_reads(source: str, root: Node | None) -> None:
    rule = parse_rule(source)
    if root is not None:
        assert rule.root == root
    assert parse_rule(str(rule)) == rule


@pytest.mark.parametrize(
    ("source", "position", "said"),
    [
        ("", 0, "empty"),
        ("  ", 0, "empty"),
        ("child OR", 8, "ends after `OR`"),
        ("a AND", 5, "ends after `AND`"),
        ('child"', 5, "never closed"),
        ("(a b", 0, "never closed"),
        ("a) b", 1, "closes nothing"),
        ("OR a", 0, "nothing on its left"),
        ("a OR OR b", 5, "nothing on its left"),
        ("a NEAR b", 2, "number of words"),
        ("a NEAR/3", 8, "ends after"),
        ("NEAR/3 a", 0, "both sides"),
        ("a NEAR/3 b NEAR/4 c", 11, "different distances"),
        ("a NEAR/3 (b c)", 10, "NEAR joins words"),
        ("foo:bar", 0, "is not a field"),
        ("titel:bar", 0, "did you mean `title:`"),
        ("country:Pakistan", 8, "write PK"),
        ("country:PK,QQ", 11, "not the code of a country"),
        ("stage:arest", 6, "did you mean `arrest`"),
        ("topic:(a b)", 0, "takes values"),
        ("title:(country:PK)", 0, "a field stands inside"),
        ("date:2026-13-01", 5, "not a day"),
        ("date:>9999-12-31", 5, "no day lies beyond"),
        ("date:2026-02..2026-01", 5, "no span"),
        ("a ^3", 2, "a weight stands outside"),
        ("a, b", 1, "a comma"),
        ("10:30", 2, "a colon"),
        ("a - b", 2, "a dash"),
        ("()", 1, "empty"),
        ("*", 0, "no letter"),
        ("ATLEAST/9(a, b)", 0, "add up to 2"),
        ("ATLEAST (a, b)", 0, "needs a number"),
        ("\0", 0, "control character"),
        ("(" * 40 + "a" + ")" * 40, 30, "too deep"),
        ("a " * 5000, 8000, "characters"),
    ],
)
def test_refuses_and_points_at_the_character(source: str, position: int, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(source)
    assert said in str(caught.value)
    assert caught.value.position == position
    assert caught.value.remedy
    assert caught.value.pointed().endswith("^")


def test_refuses_a_concept_that_the_lexicon_lacks() -> None:
    assert parse_rule("concept:forced_labour", {"forced_labour"})
    with pytest.raises(RuleError, match="did you mean `forced_labour`") as caught:
        parse_rule("a concept:forced_labor", {"forced_labour"})
    assert caught.value.position == 10


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('"forced labour"', "it has the phrase “forced labour”"),
        (
            "traffick* -film",
            "it has a word that begins with “traffick”, and it does not have the word “film”",
        ),
        (
            "(a OR b) NEAR/1 c",
            "it has (the word “a” or the word “b”) and the word “c” with at most 1 word between",
        ),
        ("a SAME concept:forced_labour", "it has the word “a” and a term for forced labour in one sentence"),
        ("title:a OR country:PK", "its title has the word “a”, or the country of the event is PK"),
        (
            "a AND (b OR country:PK c)",
            (
                "it has the word “a”, and [it has the word “b”, "
                "or [the country of the event is PK, and it has the word “c”]]"
            ),
        ),
        ("NOT (a AND b)", "it is not so that [it has the word “a”, and it has the word “b”]"),
        ("date:<=2026-01-31", "it was published on or before 2026-01-31"),
        (
            "ATLEAST/3(a^2, b)",
            "what holds of this adds up to 3 or more: it has the word “a” (+2); it has the word “b” (+1)",
        ),
    ],
)
def test_says_in_words_what_it_means(source: str, words: str) -> None:
    assert parse_rule(source).words() == f"An article matches if {words}."


@pytest.mark.parametrize(
    ("source", "groups"),
    [
        ("a b", [["a"], ["b"]]),
        ("a OR b c", [["a", "b"]]),
        ("a -b country:PK", [["a"]]),
        ("a OR country:PK", []),
        ("a NEAR/2 (b OR c)", [["a"], ["b", "c"]]),
        ("ATLEAST/2(a^2, b^2, c^-1)", [["a", "b"]]),
        ("NOT a", []),
    ],
)
def test_names_what_an_article_must_have(source: str, groups: list[list[str]]) -> None:
    found = [[leaf.text for leaf in g if isinstance(leaf, Phrase)] for g in parse_rule(source).required()]
    assert found == groups


WORDS = st.sampled_from(
    ["a", "labour", "traffick*", "forced labour", "OR", "people-smuggling", "贩卖", "گردوں", "x?z"]
)
PHRASES = st.builds(Phrase, WORDS)
SPANS = PHRASES | st.builds(Concept, st.sampled_from(["forced_labour", "x"]))
FIELD = st.builds(
    Field,
    st.just("country"),
    st.lists(st.sampled_from(["PK", "IN", "GB"]), min_size=1, unique=True).map(tuple),
)
DAYS = st.dates(min_value=date(1000, 1, 1))
WHEN = (
    st.builds(When, DAYS, st.none())
    | st.builds(When, st.none(), DAYS)
    | st.builds(lambda d: When(d, d), DAYS)
)


def _several(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(nodes, min_size=2, max_size=4).map(tuple)


def _joined(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Joins as the parser makes them: no And directly in an And, no Not of a Not."""
    return st.one_of(
        _several(nodes.filter(lambda n: not isinstance(n, And))).map(And),
        _several(nodes.filter(lambda n: not isinstance(n, Or))).map(Or),
        nodes.filter(lambda n: not isinstance(n, Not)).map(Not),
        st.lists(st.tuples(nodes, st.sampled_from([1.0, 2.5, 3.0])), min_size=1, max_size=3).map(
            lambda parts: AtLeast(1, tuple(parts))
        ),
    )


NEAR = st.builds(Near, _several(SPANS), st.integers(0, 99)) | st.builds(Same, _several(SPANS))
PLACED = st.builds(
    Within, st.sampled_from(["title", "text"]), st.recursive(SPANS | NEAR, _joined, max_leaves=4)
)
RULES = st.recursive(SPANS | NEAR | FIELD | WHEN | PLACED, _joined, max_leaves=12).map(Rule)


@settings(deadline=None)
@given(RULES)
def test_any_rule_printed_and_parsed_is_the_same(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule
    assert rule.words()


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*'ab"()^,:-*?', " ", "AND ", "OR", "NOT ", "NEAR/2 ", "ATLEAST/1("])).map(
        "".join
    )
)
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    with suppress(RuleError):
        rule = parse_rule(text)
        assert parse_rule(str(rule)) == rule


def test_every_field_has_its_words() -> None:
    values = {"date": "2026", "country": "PK", "stage": "arrest", "topic": "smuggling_of_migrants"}
    values |= {"form": "forced_labour", "language": "ur", "verdict": "passing"}
    for name in FIELDS:
        assert "None" not in parse_rule(f"{name}:{values.get(name, 'x')}").words()
