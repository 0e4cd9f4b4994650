"""What is a copy and what only shares the formula."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stories import group
from monitor.model import Article
from monitor.stories import sign
from monitor.stories.facts import facts, stated_dates
from monitor.stories.group import (
    REPRINT_DAYS,
    SAME_DAYS,
    Candidate,
    copies,
    far_keys,
    keys,
    near_keys,
)  # fmt: skip
from monitor.stories.signature import BANDS, REPRINT_BANDS
from tests.corpus import corpus

NOTICE = (
    "Border officers intercepted a boat carrying {people} people near the northern reef on {day}."
    " Initial signs are that {people} passengers and {crew} crew were on board. They will be taken to the"
    " island for health and identity checks, and their reasons for travel will be established. {extra}"
)
COURT = (
    "A man was charged today with holding workers against their will. {name}, {age}, of Northtown, is"
    " accused of taking passports and wages from people at a packing plant. If convicted he faces ten years"
    " in prison. Anyone with information is asked to call the office. Case # {case} is heard in the central"
    " court. {extra}"
)


def copy(text: str, day: date = date(2026, 11, 20)) -> Candidate:
    signature = sign(Article(url="http://a/", title="", text=text))
    assert signature is not None
    return Candidate(digest=signature.digest, day=day)


def same(one: Candidate, other: Candidate) -> bool:
    forth, back = copies(one, [other])[0], copies(other, [one])[0]
    assert forth == back
    return forth


def notice(**changed: object) -> str:
    return NOTICE.format(**{"people": 34, "crew": 3, "day": "1 September 2026", "extra": "", **changed})


def court(**changed: object) -> str:
    known = {"name": "Joel Darby", "age": 41, "case": "26CF1001", "extra": ""}
    return COURT.format(**{**known, **changed})


def test_copies_with_another_figure_stand_in_one_story() -> None:
    assert same(copy(notice()), copy(notice(people=36)))


def test_a_notice_of_another_day_is_another_story() -> None:
    assert not same(copy(notice()), copy(notice(day="14 September 2026", people=51)))
    assert not same(copy(notice(day="")), copy(notice(day=""), date(2026, 12, 9)))


def test_another_case_number_is_another_story_however_alike_the_words() -> None:
    assert not same(copy(court()), copy(court(case="26CF1377")))


def test_a_short_version_is_a_copy_of_the_long_one() -> None:
    extra = "The plant opened in spring. Its owner, who lives abroad, could not be reached. A union asks."
    assert same(copy(court()), copy(court(extra=extra)))


def test_a_text_without_spaces_has_copies_too() -> None:
    text = (
        "警方周二在港口城市的一家砖厂解救了十二名工人，并逮捕了两名没收工人护照的中间人。法院下周开庭审理。"
    )
    assert same(copy(text), copy("据报道，" + text))
    assert not same(
        copy(text),
        copy("商务部周三公布了第三季度的出口数据，其中电子产品增长最快，农产品略有下降。"),
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("May 17, 2011", date(2011, 5, 17)),
        ("1 June 2012", date(2012, 6, 1)),
        ("5 de marzo de 2020", date(2020, 3, 5)),
        ("21 نوفمبر 2026", date(2026, 11, 21)),
        ("۲۱ نومبر ۲۰۲۶", date(2026, 11, 21)),
        ("2026年11月21日", date(2026, 11, 21)),
        ("2026-11-21", date(2026, 11, 21)),
    ],
)
def test_stated_dates_are_read_in_many_languages(text: str, day: date) -> None:
    assert stated_dates(text) == {day}


def test_impossible_dates_are_none() -> None:
    assert stated_dates("31 June 2012, 30 février 2014, 2026-13-40") == set()


def test_facts_hold_no_names() -> None:
    stated = facts(court())
    assert len(stated.accused) == 1
    assert all(isinstance(mark, int) for mark in stated.accused | stated.cases)


WORD = st.sampled_from(["raid", "court", "boat", "kiln", "hotel", "visa", "debt", "wage", "ring", "farm"])


@given(st.lists(WORD, min_size=20, max_size=60), st.lists(WORD, min_size=20, max_size=60))
def test_the_rule_is_symmetric(one: list[str], other: list[str]) -> None:
    signatures = [sign(Article(url="u", title="", text=" ".join(w))) for w in (one, one[:15] + other)]
    if all(signatures):
        first, second = (Candidate(digest=s.digest, day=date(2026, 1, 1)) for s in signatures if s)
        same(first, second)
        assert same(first, replace(first))


def test_a_reprint_is_a_copy_for_two_weeks_and_a_notice_of_the_same_office_is_not() -> None:
    first = copy(court(case=""))
    assert same(first, copy(court(case=""), date(2026, 12, 4)))
    assert not same(first, copy(court(case=""), date(2026, 12, 5)))
    assert not same(first, copy(court(case="", name="Ana Silva", age=29), date(2026, 11, 27)))


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-REPRINT_DAYS, REPRINT_DAYS))
def test_whichever_comes_first_the_other_finds_it(day: date, apart: int) -> None:
    bands = list(range(BANDS))
    other = day + timedelta(days=apart)
    for here, there in ((day, other), (other, day)):
        filed = set(keys(bands, there))
        near, far = set(near_keys(bands, here)), set(far_keys(bands, here))
        assert (
            filed <= near if abs(apart) <= SAME_DAYS else filed <= near or len(filed & far) == REPRINT_BANDS
        )


@pytest.mark.corpus
def test_the_labelled_clusters_hold_and_formulas_stay_apart(tmp_path: Path) -> None:
    folder = corpus("relevance")
    tool = folder.parents[1] / "tools" / "evaluate_stories.py"
    exported = subprocess.run(
        [sys.executable, str(tool), "--export", str(folder)], capture_output=True, text=True, check=True
    ).stdout
    rows = [json.loads(line) for line in exported.splitlines()]
    partitions = []
    for number, order in enumerate((rows, rows[::-1])):
        (tmp_path / str(number)).mkdir()
        partitions.append(group(order, tmp_path / str(number)))
    assert partitions[0] == partitions[1]
    groups = tmp_path / "groups.jsonl"
    groups.write_text("".join(json.dumps({"id": i, "story": s}) + "\n" for i, s in partitions[0].items()))
    report = subprocess.run(
        [sys.executable, str(tool), str(folder), str(groups)], capture_output=True, text=True, check=True
    ).stdout
    figures = dict(line.split(": ", 1) for line in report.splitlines())
    whole, clusters = figures["clusters kept whole"].split(";")[0].split("/")
    assert int(whole) >= int(clusters) - 1
    assert figures["must-not pairs wrongly merged"].startswith("0/")
    assert figures["follow-ups collapsed"].startswith("0/")
