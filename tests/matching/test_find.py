"""Where terms are found: whole words with the endings, prefixes and spellings of their language."""

from __future__ import annotations

import json

import pytest

from monitor.matching.compile import compiled
from monitor.matching.context import gather
from monitor.matching.find import Found
from monitor.matching.verdict import features
from monitor.model import Article
from tests.corpus import corpus
from tests.matching.lexicons import judged, watch


def terms(text: str, language: str = "en", title: str = "") -> list[str]:
    return [m.term for m in judged(text, language, title).mentions]


@pytest.mark.parametrize(
    ("text", "language", "term"),
    [
        ("Two human traffickers fled.", "en", "human trafficker"),
        ("a case of Modern\u2010Day Slavery", "en", "modern day slavery"),
        ("貨櫃藏屍案再添疑犯", "zh", "货柜 + 藏尸"),
        ("victims of labor exploitation", "en", "labour exploitation"),
        ("The Immoral Traffic (Prevention) Act was amended.", "en", "Immoral Traffic (Prevention) Act"),
        ("Organs were secretly harvested from prisoners.", "en", "organs + harvested"),
        ("They harvested and sold human organs.", "en", "organs + harvested"),
        ("وقد تم توقيفه للاتجار بالبشر", "ar", "اتجار بالبشر"),
        ("والاتجار في الأشخاص", "ar", "اتجار في الأشخاص"),
        ("انسانی سمگلروں کے خلاف", "ur", "انسانی اسمگلر"),
        ("его обвиняют в торговле людьми", "ru", "торговля людьми"),
        ("обвиняется в торговле детьми", "ru", "торговля детьми"),
        ("las víctimas de la trata", "es", "víctima* de la trata"),
        ("警方搗破一個人口販賣集團", "zh", "人口贩卖"),
        ("осуждён по ст. 127.1 УК РФ", "ru", "ст. 127.1"),
    ],
)
def test_a_term_is_found_as_its_language_writes_it(text: str, language: str, term: str) -> None:
    assert term in terms(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("دہشتگردوں کے ٹھکانے", "ur"),
        ("یونین کونسل کا اجلاس", "ur"),
        ("أعضاء اللجنة اجتمعوا", "ar"),
        ("Se trata de personas mayores.", "es"),
        ("органы власти сообщили", "ru"),
        ("He forced Labour to think again.", "en"),
        ("Audioslave played last night.", "en"),
        ("They were forced. Labour is hard.", "en"),
    ],
)
def test_false_friends_are_no_mentions(text: str, language: str) -> None:
    assert judged(text, language).verdict == "not_relevant"


def test_parts_must_stand_in_one_sentence() -> None:
    assert "organs + harvested" in terms("The organs had been harvested.")
    assert "organs + harvested" not in terms("The church has two organs. Wheat was harvested.")
    # The nearest part in the same sentence counts, whatever stands in the one before.
    assert "traffickers + migrants|refugees" in terms("Migrants came. Traffickers beat the migrants.")


def test_case_is_kept_where_it_matters() -> None:
    text = "{} published its report on the trafficking of women."
    assert "GRETA" in terms(text.format("GRETA"))
    assert "GRETA" not in terms(text.format("Greta"))


def test_clues_are_of_the_articles_language() -> None:
    article = Article(
        url="", title="", text="Vulnerable women were victims of human trafficking.", language="en"
    )
    found = Found(article, compiled(watch()))
    assert found.clues
    assert {m.term.language for m in found.clues} == {"en"}


def test_a_unit_a_hotline_and_a_teaser_are_not_evidence() -> None:
    text = (
        "The mayor opened a new library on Monday, and children read poems to her.\n\n"
        + "The building has three floors and cost six million.\n\n" * 12
        + "Related: Five held over human trafficking\n\n"
        "Call the human trafficking hotline."
    )
    judgement = judged(text, title="New library opens")
    assert judgement.verdict == "not_relevant"
    assert {m.position for m in judgement.mentions} <= {"boilerplate"}
    assert any("hotline" in r.text for r in judgement.reasons if r.kind == "exclusion")


def test_what_is_told_first_weighs_more() -> None:
    filler = "The council spoke about roads, bridges and the budget for the coming year.\n\n" * 15
    case = "Police freed nine women from forced prostitution and arrested two traffickers.\n\n"
    assert judged(case + filler).score > judged(filler + case).score


def test_tags_name_what_was_done_to_whom_and_where_the_case_stands() -> None:
    tags = judged(
        "A court in Karachi sentenced two agents who lured girls from Nepal with promises of work and"
        " forced them into prostitution. They were convicted of human trafficking.",
        title="Two jailed for forcing girls into prostitution",
    ).tags
    assert tags.topics == ("trafficking_in_persons",)
    assert "sexual_exploitation" in tags.forms
    assert "lured" in tags.acts
    assert "forced" in tags.means
    assert {"trial", "conviction"} <= set(tags.stages)
    assert "PK" in tags.countries


def test_smuggling_is_its_own_topic() -> None:
    tags = judged("Five people smugglers were arrested on the coast with 40 migrants in a boat.").tags
    assert tags.topics == ("smuggling_of_migrants",)
    assert tags.forms == ("migrant_smuggling",)


def test_clues_count_nothing_where_nothing_stands() -> None:
    article = Article(url="", title="", text="He was jailed for drug trafficking.", language="en")
    evidence = gather(Found(article, compiled(watch())))
    assert not evidence.mentions
    assert features(evidence)["excluded"] > 0


def test_the_lines_before_a_press_releases_prose_do_not_push_its_lead_down() -> None:
    masthead = "\n".join(
        ["Home / News / Press", "For Immediate Release", "Contact the office", "Case 13"] * 20
    )
    prose = (
        "A man was charged with human trafficking on Monday after two women asked a neighbour for help. " * 3
    )
    article = Article(url="", title="Man charged", text=f"{masthead}\n{prose}", language="en")
    evidence = gather(Found(article, compiled(watch())))
    assert {m.position for m in evidence.mentions} == {"lead"}
    assert features(evidence)["first_200"] > 0


def test_a_menu_above_the_prose_counts_for_nothing() -> None:
    menu = "Home\nHuman trafficking: all stories\nSport\nWeather"
    prose = (
        "The bridge was closed for repairs on Friday and the queue was eight kilometres long by noon. " * 4
    )
    assert judged(f"{menu}\n{prose}", title="Bridge closed").verdict == "not_relevant"
    named = judged(
        f"Home\nHuman trafficking ring broken up\n{prose}", title="Human trafficking ring broken up"
    )
    assert {m.position for m in named.mentions} == {"title", "lead"}


@pytest.mark.corpus
def test_labelled_articles_are_judged_as_they_were_measured() -> None:
    with (corpus("relevance") / "items.jsonl").open(encoding="utf-8") as lines:
        items = [json.loads(line) for number, line in enumerate(lines) if number % 6 == 0]
    verdicts = [
        (item["label"], judged(item["text"], item["lang"], item["title"] or "").verdict) for item in items
    ]
    found = verdicts.count(("relevant", "relevant"))
    called = sum(verdict == "relevant" for _, verdict in verdicts)
    relevant = sum(label == "relevant" for label, _ in verdicts)
    assert found / called > 0.75
    assert found / relevant > 0.75
    assert verdicts.count(("not_relevant", "relevant")) <= 1
