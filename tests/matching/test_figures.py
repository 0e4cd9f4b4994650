"""Numbers of people, in digits of every script and in words, and numbers that count something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.matching.counting import WORDS
from monitor.matching.figures import find_figures


@pytest.mark.parametrize(
    ("language", "text", "figures"),
    [
        ("en", "Police rescued 17 women from a brothel.", {("rescued", 17)}),
        ("en", "Seventeen Filipino workers were rescued on Monday.", {("rescued", 17)}),
        (
            "en",
            "At least twenty-three people drowned and 12 suspects were arrested.",
            {("dead", 23), ("arrested", 12)},
        ),
        ("en", "1,240 victims were identified last year.", {("victims", 1240)}),
        ("en", "Three men were sentenced to 12 years in prison.", {("convicted", 3)}),
        ("en", "A 17-year-old girl was rescued in 2019 after 3 months.", set()),
        ("en", "He was arrested under section 370 and paid $500.", set()),
        ("en", "39 bodies were found in a lorry.", {("dead", 39)}),
        ("en", "Eleven were arrested.", {("arrested", 11)}),
        ("en", "A dozen children were freed from a kiln.", {("rescued", 12)}),
        ("en", "He was convicted of two counts of trafficking.", set()),
        ("fr", "La police a secouru vingt-deux femmes.", {("rescued", 22)}),
        ("fr", "Deux hommes ont été condamnés à dix ans de prison.", {("convicted", 2)}),
        ("es", "Rescatan a 14 mujeres y detienen a tres hombres.", {("rescued", 14), ("arrested", 3)}),
        ("es", "Fueron detenidas treinta y cinco personas.", {("arrested", 35)}),
        ("es", "Rescataron a 4 mil 15 niños y a 40 mil mujeres.", {("rescued", 4015), ("rescued", 40000)}),
        ("ru", "Погибли 3 тысячи человек.", {("dead", 3000)}),
        ("ru", "Полиция освободила пятерых женщин.", {("rescued", 5)}),
        ("ru", "Из рабства освобождены двадцать семь человек.", {("rescued", 27)}),
        ("ru", "Задержаны 12 подозреваемых.", {("arrested", 12)}),
        ("ar", "تم توقيف سبعة أشخاص", {("arrested", 7)}),
        ("ar", "إنقاذ ٣٥ امرأة من شبكة دعارة", {("rescued", 35)}),
        ("ar", "أوقفت الشرطة ثلاثة وعشرين شخصا", {("arrested", 23)}),
        ("ur", "پولیس نے ۱۷ خواتین کو بازیاب کرا لیا۔", {("rescued", 17)}),
        ("ur", "بارہ ملزمان گرفتار کر لیے گئے۔", {("arrested", 12)}),
        ("ur", "کشتی ڈوبنے سے 79 افراد ہلاک ہو گئے۔", {("dead", 79)}),
        ("zh", "警方解救被拐妇女二十三名，抓获犯罪嫌疑人12名。", {("rescued", 23), ("arrested", 12)}),
        ("zh", "事故造成39人死亡。", {("dead", 39)}),
        ("zh", "两名受害者获救", {("rescued", 2)}),
        ("hi", "17 महिलाएं", set()),
        ("en", "", set()),
    ],
)
def test_counts_people(language: str, text: str, figures: set[tuple[str, int]]) -> None:
    assert {(f.kind, f.count) for f in find_figures(text, language)} == figures


def test_gives_the_sentence() -> None:
    text = "It rained. Police in Goa freed 17 women on Monday. They went home."
    (figure,) = find_figures(text, "en")
    assert text[figure.start : figure.end] == "Police in Goa freed 17 women on Monday."


@settings(deadline=None)
@given(st.sampled_from([*WORDS, "zh", "th"]), st.text(max_size=200))
def test_takes_any_text(language: str, text: str) -> None:
    for figure in find_figures(text, language):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.count > 0
