"""Words in every script: what is folded together and what is kept apart."""

from __future__ import annotations

import pytest

from monitor.stories.words import fold, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Traffic", "TRAFFIC"),
        ("café", "cafe"),
        ("الإتجار", "الاتجار"),
        ("قُتِلَ", "قتل"),
        ("كتابي", "کتابی"),
        ("ёлка", "елка"),
        ("ＦＩＡ", "fia"),
        ("۱۲", "12"),
    ],
)
def test_spellings_of_one_word_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_vowel_signs_that_carry_sense_stay() -> None:
    assert fold("हिन्दी") != fold("हनद")
    assert fold("ค้า") != fold("คา")


def test_unspaced_scripts_are_cut_into_pairs() -> None:
    assert tokens("人口贩运") == ["人口", "口贩", "贩运", "运"]
    assert tokens("a人b") == ["a", "人", "b"]


def test_punctuation_and_elisions_divide_words() -> None:
    assert tokens("forced-labour, l’esclavage!") == ["forced", "labour", "l", "esclavage"]
