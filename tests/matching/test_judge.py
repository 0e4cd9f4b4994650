"""The verdict, its reasons in order, and the places that show it."""

from __future__ import annotations

import pytest

from tests.matching.lexicons import judged

CASE = (
    "Police arrested four men on Tuesday after nine women were found in a locked flat.\n\n"
    "The women had been promised work in restaurants and were forced into prostitution, officers said. "
    "The suspects are charged with human trafficking and will appear in court on Friday."
)


def test_a_case_is_relevant_and_says_why() -> None:
    judgement = judged(CASE, title="Four charged with human trafficking")
    assert judgement.verdict == "relevant"
    assert judgement.reasons[0].kind == "term"
    assert "human trafficking" in judgement.reasons[0].text
    assert "sexual_exploitation" in judgement.tags.forms
    assert judgement.tags.topics == ("trafficking_in_persons",)


def test_captivity_in_war_is_slavery_and_sexual_exploitation() -> None:
    text = "Yazidi women were sold in a market in Mosul, survivors said. Yazidi girls were captured too."
    forms = judged(text, title="Yazidi women sold by the group").tags.forms
    assert set(forms) == {"slavery_or_servitude", "sexual_exploitation"}


def test_every_mention_lies_where_it_says() -> None:
    title = "Four charged with human trafficking"
    judgement = judged(CASE, title=title)
    for mention in judgement.mentions:
        field = title if mention.field == "title" else CASE
        span = field[mention.start : mention.end]
        assert span
        assert mention.sentence_start <= mention.start < mention.end <= mention.sentence_end
        assert field[mention.sentence_start : mention.sentence_end].strip()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The court jailed a man for drug trafficking after police found cocaine in his van.", "en"),
        ("A traffic jam held up commuters for three hours.", "en"),
        ("The party forced Labour to withdraw its motion.", "en"),
        ("دہشتگردوں کے خلاف کارروائی میں پانچ ہلاک", "ur"),
        ("هذا أمر نسبي عند المنتسبين", "ar"),
    ],
)
def test_other_senses_are_not_relevant(text: str, language: str) -> None:
    assert judged(text, language).verdict == "not_relevant"


def test_an_article_without_terms_says_so() -> None:
    judgement = judged("The council approved the budget.")
    assert judgement.score == 0
    assert judgement.reasons[0].kind == "missing"


def test_what_does_not_count_is_named() -> None:
    judgement = judged("He was jailed for drug trafficking. A woman spoke of human trafficking.")
    assert any("drug trafficking" in r.text and r.kind == "exclusion" for r in judgement.reasons)


def test_what_is_not_relevant_says_what_it_lacks() -> None:
    def lacks(text: str) -> list[str]:
        return [r.text for r in judged(text).reasons if r.kind == "missing"]

    (context,) = lacks("He spoke of slavery in verse.")
    assert context.startswith("“slavery” needs acts")
    filler = "The council met on Tuesday and spoke of roads, schools and the price of water. " * 30
    (line,) = lacks(f"{filler}The mayor also named human trafficking.")
    assert "relevant begins at" in line
    (nothing,) = lacks("He was jailed for drug trafficking.")
    assert "excludes" in nothing
