"""A name is found however it is spelled, and nothing else is."""

from __future__ import annotations

import pytest

from monitor.matching.names import BLOCK, Name


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("Marek Holub", "MAREK HOLUB, 47, was held"),
        ("Marek Holub", "Holub, Marek (47)"),
        ("Holub, Marek", "police named Marek Holub"),
        ("Marek Holub", "Marek\nHolub"),
        ("Marek Holub", "Marek J. Holub"),
        ("Marek Holub", "https://news.example/marek-holub-held"),
        ("Marek Holub", "Marek Holub’s house"),
        ("José Peña", "Jose Pena, alias"),
        ("Jose Pena", "JOSÉ PEÑA"),
        ("Jose Pena", "Jose\u0301 Pen\u0303a"),
        ("أحمد علي", "وقال احمد على إنه"),
        ("احمد علی", "للأحمد علي"),
        ("عبد الله خان", "عبدالله خان"),
        ("Иван Фёдоров", "ФЕДОРОВ ИВАН"),
        ("王小明", "警方逮捕了王小明。"),
        ("Anna Maria Rossi", "Rossi Anna Maria"),
        ("أحمد علي", "https://news.example/%D8%A3%D8%AD%D9%85%D8%AF-%D8%B9%D9%84%D9%8A"),
    ],
)
def test_a_name_is_found_however_it_is_spelled(given: str, text: str) -> None:
    name = Name(given)
    assert name.spellings(text)
    struck = name.strike(text)
    assert BLOCK in struck
    assert not name.spellings(struck)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("Anna Li", "Anna Lindh and Joanna Li"),
        ("Marek Holub", "Marek said that Holub was held"),
        ("Ali Khan", "Kali Khanate"),
    ],
)
def test_other_people_stay(given: str, text: str) -> None:
    assert Name(given).strike(text) == text


def test_only_the_letters_go_and_the_length_stays() -> None:
    assert Name("Marek Holub").strike('["Marek", "Holub"]') == f'["{BLOCK * 5}", "{BLOCK * 5}"]'
