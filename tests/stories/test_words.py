"""Words in every script: what is folded together and what is kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils.utils import sqlite3

from monitor.stories.words import cut, fold, indexable, runs, tokens


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


LETTERS = "aZ9_ .'\n-éßØıΣاإي،١کहिन्दीकаЁ人口贩运、。ガﾊﾟกำ。ជួញ។လူ။경찰…½’"


@given(st.text(alphabet=LETTERS, max_size=60))
def test_the_index_holds_the_words_that_are_asked_for(text: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE kept USING fts5(text, tokenize = \"ascii tokenchars '_'\")")
    db.execute("CREATE VIRTUAL TABLE term USING fts5vocab(kept, instance)")
    db.execute("INSERT INTO kept (text) VALUES (?)", [indexable(text)])
    indexed = [row[0] for row in db.execute("SELECT term FROM term ORDER BY offset")]
    db.close()
    assert indexed == tokens(text) == [term for run in runs(text) for term in cut(run)]
