"""Folding: the same for every writing of a word, and every place found again in what was written."""

from __future__ import annotations

import json
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.lexicon import TermSchema
from monitor.matching.compile import Side
from monitor.matching.find import Found
from monitor.matching.fold import fold
from monitor.model import Article, Lexicon, Term
from tests.corpus import corpus
from tests.matching.lexicons import judged, watch

# Letters that fold into none, one or several; marks, blanks and look-alikes of many scripts.
ALPHABET = "aBéﬃß½ııİ ا\u0650لأإةیكۀ\u200c\u200d\u00ad\u200b\u0301\u0308трёйі人販ักि़가각Ａ１-’.\n\u00a0ஸ்ிক়ড়"
TEXTS = st.text(st.sampled_from(ALPHABET) | st.characters(exclude_categories=["Cs"]), max_size=60)
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")


class OneTerm:
    """A watch of a single term, ready to be searched with."""

    def __init__(self, text: str, language: str = "en") -> None:
        term = Term(text=text, concept="slavery", language=language)
        self._side = Side([Lexicon(language=language, terms=(term,))])

    def side(self, language: str | None) -> Side:
        return self._side

    @property
    def languages(self) -> frozenset[str]:
        return frozenset()


def finds(term: str, text: str, language: str = "en") -> list[str]:
    article = Article(url="", title="", text=text, language=language)
    found = Found(article, OneTerm(term, language))  # type: ignore[arg-type]
    return [found.whole[m.start : m.end] for m in found.concepts]


@given(TEXTS)
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    plain = folded.text == text.translate(folded.table)
    for position, character in enumerate(folded.text):
        start, end = folded.span(position, position + 1)
        assert 0 <= start < end <= len(text)
        # A word of mixed scripts is read as a whole; all else character by character.
        assert not plain or character in fold(text[start:end]).text


@given(TEXTS, TEXTS)
def test_the_span_cut_from_the_original_holds_the_term(before: str, after: str) -> None:
    text = f"{before} forced labour {after}"
    spans = finds("forced labour", text)
    assert spans
    assert all("forced labour" in " ".join(fold(span).text.split()) for span in spans)


@given(TEXTS)
def test_folding_is_the_same_for_every_normal_form(text: str) -> None:
    # A mark in an order of its own has no normal form to begin with.
    text = unicodedata.normalize("NFC", text)
    assert {fold(unicodedata.normalize(form, text)).text for form in ("NFC", "NFD")} == {fold(text).text}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("réseau de traite des êtres humains", "fr"),
        ("víctimas de la trata de niñas", "es"),
        ("торговля людьми и чёрные трансплантологи", "ru"),
        ("الاتجار بالأشخاص واستغلال الأطفال في التسوّل", "ar"),
        ("انسانی سمگلنگ کے خلاف کارروائی میں گردہ فروشی", "ur"),
        ("跨國人口販運與強迫勞動", "zh"),
        ("human traﬃcking and ｆｏｒｃｅｄ labour", "en"),
    ],
)
def test_matching_is_the_same_for_every_normal_form(
    text: str, language: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    terms = [m.term for m in judged(text, language).mentions]
    assert terms
    written = unicodedata.normalize(form, text)
    judgement = judged(written, language)
    assert [m.term for m in judgement.mentions] == terms
    assert all(written[m.start : m.end].strip() for m in judgement.mentions)


@pytest.mark.corpus
def test_evasions_are_seen_through() -> None:
    rows = (corpus("hostile") / "lists" / "evasion.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = [
        row["why"]
        for row in map(json.loads, rows)
        if bool(finds(row["keyword"], row["text"])) != bool(row["should_match"])
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("trafficking", "t r a f f i c k i n g"),
        ("trafficking", "T.R.A.F.F.I.C.K.I.N.G"),
        ("trafficking", "t-r-a-f-f-i-c-k-i-n-g"),
        ("trafficking", "traffi\u200dcking"),
        ("trafficking", "trаffiсking"),
        ("modern-day slavery", "Modern\u2011day Slavery"),
        ("traite d'êtres humains", "la traite d\u2019etres humains"),
    ],
)
def test_split_up_and_look_alike_words_are_found(term: str, text: str) -> None:
    assert finds(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("trafficking", "traffic king"),
        ("trafficking", "antitraffickingly"),
        ("forced labour", "They were forced. Labour won."),
        ("slave", "enslavement"),
        ("organ", "organisation"),
    ],
)
def test_words_are_bounded(term: str, text: str) -> None:
    assert not finds(term, text)


def test_vietnamese_keeps_its_tones() -> None:
    assert fold("buôn", "vi").text != fold("buồn", "vi").text
    assert fold("buôn", "en").text == fold("buồn", "en").text


def test_a_watch_is_compiled_once() -> None:
    from monitor.matching.compile import compiled

    assert compiled(watch()) is compiled(watch())
    assert TermSchema(term="x").inflects
