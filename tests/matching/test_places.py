"""Countries of an event: names, people and towns in seven languages, and names that mean something else."""

from __future__ import annotations

import pytest

from monitor.matching.countries import find_countries
from monitor.matching.gazetteer import NAMES


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("en", "Police in Lahore arrested two agents who sent Pakistani boys to Libya.", ("PK", "LY")),
        ("en", "A court in Manchester jailed a British couple.", ("GB",)),
        ("en", "The FBI and the District Attorney said so.", ("US",)),
        ("en", "THREE HELD IN NIGERIA", ("NG",)),
        ("en", "Women from Niger were found", ("NE",)),
        ("en", "The Democratic Republic of the Congo", ("CD",)),
        ("en", "The judge asked us to leave. They ate turkey and chad.", ()),
        ("en", "Michael Jordan met Paris Hilton and Sydney Sweeney in a nice reading room.", ()),
        ("en", "Syrian refugees work in Jordan, the ministry said.", ("JO", "SY")),
        ("en", "In Atlanta, Georgia, the FBI", ("US",)),
        ("en", "Tbilisi: police in Georgia said", ("GE",)),
        ("en", "He took the woman to Romania.", ("RO",)),
        ("ur", "ایف آئی اے نے لاہور میں انسانی سمگلر گرفتار کر لیا", ("PK",)),
        ("ur", "یونان کشتی حادثہ", ("GR",)),
        ("ar", "أوقفت الشرطة بمدينة طنجة شبكة للاتجار بالبشر", ("MA",)),
        ("ar", "السلطات الليبية وفي ليبيا", ("LY",)),
        ("ar", "مبالغ مالية ودعم مالي للضحايا في السيارة الجديدة", ()),
        ("ar", "أوقف المهربون في شمال مالي", ("ML",)),
        ("fr", "Le tribunal de Bamako, au Mali, a condamné un réseau malien", ("ML",)),
        ("fr", "la police américaine", ("US",)),
        ("es", "La policía de Zacatecas rescató a dos mexicanas", ("MX",)),
        ("es", "una red que captaba a mujeres en Colombia", ("CO",)),
        ("ru", "В Москве задержали россиянина", ("RU",)),
        ("ru", "Полиция Казахстана освободила граждан Узбекистана", ("KZ", "UZ")),
        ("zh", "缅北电诈园区的中国公民", ("CN", "MM")),
        ("zh", "菲律賓警方", ("PH",)),
        ("hi", "नेपाल की लड़कियों को भारत में बेचा गया", ("IN", "NP")),
        ("th", "ตำรวจไทยช่วยเหยื่อจากกัมพูชา", ("KH", "TH")),
        ("de", "In Rumänien und in Deutschland wurden Männer festgenommen", ("DE", "RO")),
        ("xx", "Kenya", ("KE",)),
        ("en", "", ()),
    ],
)
def test_finds_the_countries_of_an_event(language: str, text: str, countries: tuple[str, ...]) -> None:
    assert sorted(find_countries("", text, language, near=[(0, len(text))])) == sorted(countries)


def test_the_most_spoken_of_comes_first() -> None:
    text = "Nepal's police said. " + "x " * 300 + "India India"
    assert find_countries("Nepal: girls rescued", text, "en") == ("NP",)
    assert find_countries("", "Kenya. Uganda. Uganda.", "en")[0] == "UG"


def test_the_home_of_the_outlet_decides_between_equals_and_where_no_country_is_named() -> None:
    assert find_countries("", "Kenya and Uganda", "en", home="UG")[0] == "UG"
    assert find_countries("", "Kenya and Uganda", "en", home="KE")[0] == "KE"
    assert find_countries("", "A man was arrested", "en", home="KE") == ("KE",)
    assert find_countries("", "A man was arrested in Uganda", "en", home="KE") == ("UG",)


def test_the_date_line_and_the_sentences_of_the_event_weigh_most() -> None:
    text = "A man was held. " * 30 + "Ghana, Ghana and Togo met. He sold girls to Benin."
    begin = text.index("He sold")
    assert find_countries("", text, "en")[0] == "GH"
    assert find_countries("", text, "en", near=[(begin, len(text))])[0] == "BJ"
    assert find_countries("", "Two men were held", "ur", place="کراچی") == ("PK",)
    assert find_countries("", "Togo", "en", place="ACCRA, Ghana")[0] == "GH"
    assert find_countries("", "Kenya, Kenya, Uganda", "en", home="UG")[0] == "KE"


@pytest.mark.parametrize("language", sorted(NAMES))
def test_every_language_knows_its_own_names(language: str) -> None:
    codes = [line.partition(": ") for line in NAMES[language].strip().splitlines()]
    for code, _, forms in codes:
        assert len(code) == 2
        assert code.isupper()
        assert all(form.strip() == form and form for form in forms.split("|"))
    code, _, forms = codes[0]
    assert code in find_countries("", forms.split("|")[0].rstrip("#"), language)
