# ruff: noqa: E501 - markup is read more easily unbroken
"""Statements, press releases and newspaper pages of own markup, read back whole; encodings; hostile pages."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.articles import read_article
from monitor.articles.asking import asks
from monitor.articles.decode import decode
from monitor.articles.places import dateline_of
from monitor.errors import ExtractError
from monitor.model import Hint, Page
from tests.corpus import corpus

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OPENING = (
    "My delegation welcomes this meeting of the Assembly and thanks the facilitators for their tireless work."
)
ITEMS = (
    "adopted a law against trafficking in persons with strict punishment for traffickers",
    "trained more than four hundred officers and prosecutors in every province",
    "opened shelters and a helpline for the survivors of forced labour",
)
CLOSING = (
    "At the same time, opening up lawful avenues for migration will reduce the demand for smuggling services."
)
NEXT = (
    "The Global Plan of Action can achieve this, and we will continue to promote its balanced implementation."
)
LIST = f"<ul>{''.join(f'<li>{item}</li>' for item in ITEMS)}</ul>"
MENU = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
STATEMENT = f"<p>{OPENING}</p><p>In partnership with others we have made progress. We have:</p>{LIST}<p>{CLOSING}</p><p>{NEXT}</p>"
LAYOUTS = {
    "statement": f"<body><div class=header><ul>{MENU}</ul></div><main><h1>Statement on trafficking in persons</h1>"
    f"<p>22 November 2021</p>{STATEMENT}</main></body>",
    "press release": "<body><table><tr><td><h1>Statement on trafficking in persons</h1><p>Date: 22 November 2021</p>"
    f"<div class=body-text>{STATEMENT}</div></td></tr></table><footer>Copyright Ministry of Examples</footer></body>",
    "newspaper": f"<body><nav><ul>{MENU}</ul></nav><article><h1>Statement on trafficking in persons</h1>"
    f"<time datetime='2021-11-22T10:00:00Z' class=published>22 Nov 2021</time><div class=story-body>{STATEMENT}</div>"
    f"<div class=related-stories><h3>Related stories</h3><ul>{MENU}</ul></div></article></body>",
}


def page(html: str | bytes, content_type: str = "text/html") -> Page:
    body = html if isinstance(html, bytes) else html.encode()
    url = "https://example.org/news/statement"
    return Page(url=url, final_url=url, body=body, fetched_at=NOW, headers={"content-type": content_type})


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_after_we_have_stays_in_its_place(layout: str) -> None:
    html = f"<html><head><title>Statement on trafficking in persons | Ministry</title></head>{LAYOUTS[layout]}</html>"
    article = read_article(page(html), Hint())
    assert article.title == "Statement on trafficking in persons"
    assert str(article.published_on) == "2021-11-22"
    assert article.language == "en"
    wanted = [OPENING, *(f"- {item}" for item in ITEMS), CLOSING, NEXT]
    assert [article.text.find(part) for part in wanted] == sorted(article.text.find(part) for part in wanted)
    assert all(part in article.text for part in wanted)
    assert "Section 3" not in article.text


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("ISLAMABAD: ", "ISLAMABAD"),
        ("GENEVA, 12 March (UN News) — ", "GENEVA"),
        ("NEW YORK/GENEVA – ", "NEW YORK/GENEVA"),
        ("LONDON (Reuters) - ", "LONDON"),
        ("کراچی (اے ایف پی): ", "کراچی"),
        ("صفاقس – ", "صفاقس"),
        ("العقبة – ", "العقبة"),
        ("گجرات: ", "گجرات"),
        ("नई दिल्ली, 12 मार्च (भाषा): ", "नई दिल्ली"),
        ("吉隆坡 – ", "吉隆坡"),
        ("新华社北京3月5日电 ", "北京"),
        ("（吉隆坡5日讯）", "吉隆坡"),
        ("【ロンドン共同】", "ロンドン"),
        ("سوال: ", None),
        ("قال الوزير: ", None),
        ("BREAKING: ", None),
        ("We have: ", None),
    ],
)
def test_the_date_line_becomes_a_place(opening: str, place: str | None) -> None:
    story = "Officers freed eleven workers who had been held for years at a brick kiln, the agency said."
    found = dateline_of(opening + story)
    assert (found.place if found else None) == place
    assert not found or found.rest == story


LEGACY = {
    "windows-1256": ("ar", "أعلنت الشرطة اليوم عن تحرير عشرين ضحية من ضحايا الاتجار بالبشر في المدينة"),
    "windows-1251": ("ru", "Полиция сообщила об освобождении двадцати жертв торговли людьми в области"),
    "koi8-r": ("ru", "Суд приговорил организатора преступной группы к восьми годам лишения свободы"),
    "shift_jis": ("ja", "警察は人身取引の疑いで三人を逮捕したと発表した。被害者は保護されている。"),
    "euc-jp": ("ja", "裁判所は強制労働の事件で被告に有罪判決を言い渡した。"),
    "euc-kr": ("ko", "경찰은 인신매매 혐의로 세 명을 체포했다고 밝혔다. 피해자들은 보호를 받고 있다."),
    "gb18030": ("zh", "警方宣布解救了二十名被拐卖的受害者，并逮捕了三名嫌疑人。"),
    "big5": ("zh", "警方宣布解救了二十名人口販運的受害者，並逮捕了三名嫌犯。"),
    "windows-1254": (
        "tr",
        "Polis insan ticareti mağduru yirmi kişinin kurtarıldığını açıkladı, üç şüpheli tutuklandı.",
    ),
    "tis-620": ("th", "ตำรวจช่วยเหลือผู้เสียหายจากการค้ามนุษย์ยี่สิบคนและจับกุมผู้ต้องสงสัยสามคน"),
    "iso-8859-2": (
        "pl",
        "Policja uwolniła dwadzieścia ofiar handlu ludźmi i zatrzymała trzech podejrzanych.",
    ),
    "windows-1255": ("he", "המשטרה הודיעה על שחרורם של עשרים קורבנות סחר בבני אדם ועל מעצרם של שלושה חשודים"),
}


@pytest.mark.parametrize("charset", LEGACY)
@pytest.mark.parametrize("where", ["header", "meta"])
def test_legacy_encodings(charset: str, where: str) -> None:
    _, sentence = LEGACY[charset]
    html = (
        f"<html><head>{f'<meta charset={charset}>' if where == 'meta' else ''}</head><p>{sentence}</p></html>"
    )
    text, _ = decode(
        html.encode(charset), f"text/html; charset={charset}" if where == "header" else "text/html"
    )
    assert sentence in text


def test_dangerous_codecs_are_ignored_and_damage_stays_local() -> None:
    assert decode(b"<meta charset=punycode><p>plain text</p>")[1] == "utf-8"
    assert decode("Торговля людьми. ".encode() * 20 + b"\xd0")[0].startswith("Торговля людьми.")


def test_joiners_stay_and_controls_go() -> None:
    sentence = "می\u200cخواهند که قربانیان را نجات دهند و این را به همه بگویند که کار ادامه دارد. "
    article = read_article(
        page(f"<article><h1>خبر روز جهان</h1><p>{sentence * 4}\u202e</p></article>"), Hint()
    )
    assert "می\u200cخواهند" in article.text
    assert "\u202e" not in article.text
    assert article.language == "fa"


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=600) | st.text(alphabet="<>/pdivart=\"' \x00é中", max_size=300).map(str.encode))
def test_nothing_but_an_extract_error_leaves_the_reader(body: bytes) -> None:
    def outcome() -> object:
        try:
            return read_article(page(body), Hint())
        except ExtractError as error:
            return str(error)

    first = outcome()
    read_article(page(f"<html>{LAYOUTS['newspaper']}</html>"), Hint())
    assert outcome() == first


@pytest.mark.corpus
@pytest.mark.slow
def test_hostile_documents() -> None:
    folder = corpus("hostile")
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["entries"]:
        if entry["group"] not in {"html", "pdf"}:
            continue
        body = (folder / entry["file"]).read_bytes()
        body = gzip.decompress(body) if entry.get("stored") == "gz" else body
        try:
            article = read_article(page(body), Hint())
        except ExtractError:
            assert not entry.get("must_find"), entry["id"]
        else:
            assert all(part in article.title + article.text for part in entry.get("must_find", [])), entry[
                "id"
            ]


@pytest.mark.parametrize(
    ("line", "asking"),
    [
        ("Read also: Ten dishes for the weekend", True),
        ("Das könnte dich auch interessieren:", True),
        ("VEA TAMBIÉN: La ficha del caso", True),
        ("Anzeige", True),
        ("Anzeige wegen Menschenhandels wurde am Montag erstattet.", False),
        ("Tags: migration, courts", True),
        ("Follow The Coast Gazette on Twitter and Instagram", True),
        ("Abonnez-vous à notre lettre", True),
        ("تابعونا على فيسبوك", True),
        ("The office answers every question; subscribe here", True),
        ("Lea más: El tribunal aplaza la sentencia", True),
        ("Photo: The harbour at dusk", True),
        ("Leader of the union, she spoke first.", False),
        ("Follow these steps, shared on Twitter, if you are held at the border.", False),
        ("Tags on the crates named a port in the south.", False),
        ("Read on the steps of the court, the verdict was met with silence.", False),
    ],
)
def test_lines_that_only_ask_are_told_from_sentences(line: str, asking: bool) -> None:
    assert asks(line) is asking
