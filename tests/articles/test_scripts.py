# ruff: noqa: E501 - paragraphs are read more easily unbroken
"""Pages in many scripts and encodings: words stay apart, joiners stay, the last short paragraph stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from monitor.articles import read_article
from monitor.model import Article, Hint, Page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://outlet.example/2026/02/27/story"


@dataclass(frozen=True)
class Story:
    """An article of own writing: its language, its headline and its paragraphs."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    joiner: str = ""


STORIES = {
    "Arabic": Story("ar", "الشرطة تحرر عشرين عاملا", (
        "أعلنت الشرطة اليوم عن تحرير عشرين عاملا كانوا محتجزين في مصنع للطوب على أطراف المدينة منذ شهور.",
        "وقال متحدث باسم النيابة إن ثلاثة أشخاص أوقفوا بتهمة الاتجار بالبشر، وإن التحقيق ما زال مستمرا.",
        "ونقل الضحايا إلى مأوى آمن.",
    )),
    "Persian": Story("fa", "پلیس بیست کارگر را آزاد کرد", (
        "پلیس اعلام کرد که بیست کارگر را که ماه‌ها در یک کوره آجرپزی نگه داشته می‌شدند آزاد کرده است.",
        "به گفته سخنگوی دادستانی، سه نفر به اتهام قاچاق انسان بازداشت شده‌اند و تحقیقات ادامه دارد.",
        "قربانیان به خانه‌های امن منتقل شدند.",
    ), "\u200c"),
    "Urdu": Story("ur", "پولیس نے بیس مزدور بازیاب کرا لیے", (
        "پولیس کے مطابق شہر کے قریب اینٹوں کے بھٹے سے بیس مزدوروں کو بازیاب کرا لیا گیا ہے جنہیں مہینوں سے قید رکھا گیا تھا۔",
        "استغاثہ کے ترجمان نے کہا کہ تین افراد کو انسانی سمگلنگ کے الزام میں گرفتار کیا گیا ہے اور تفتیش جاری ہے۔",
        "متاثرین کو پناہ گاہ منتقل کر دیا گیا۔",
    )),
    "Hindi": Story("hi", "पुलिस ने बीस मज़दूरों को छुड़ाया", (
        "पुलिस ने मंगलवार को बताया कि शहर के पास एक ईंट भट्ठे से बीस मज़दूरों को छुड़ाया गया है जिन्हें महीनों से बंधक रखा गया था।",
        "अभियोजन पक्ष के अनुसार तीन लोगों को मानव तस्करी के आरोप में गिरफ़्तार किया गया है और जाँच जारी है, यह क्\u200dषेत्र का बड़ा मामला है।",
        "पीड़ितों को आश्रय गृह भेजा गया है।",
    ), "\u200d"),
    "Bengali": Story("bn", "পুলিশ কুড়ি শ্রমিককে উদ্ধার করল", (
        "পুলিশ জানিয়েছে যে শহরের কাছে একটি ইটভাটা থেকে কুড়িজন শ্রমিককে উদ্ধার করা হয়েছে, যাদের কয়েক মাস ধরে আটকে রাখা হয়েছিল।",
        "মানব পাচারের অভিযোগে তিনজনকে গ্রেপ্তার করা হয়েছে এবং তদন্ত চলছে বলে সরকারি কৌঁসুলি জানিয়েছেন।",
        "উদ্ধার হওয়া মানুষদের আশ্রয়কেন্দ্রে রাখা হয়েছে।",
    )),
    "Thai": Story("th", "ตำรวจช่วยแรงงานยี่สิบคน", (
        "ตำรวจแถลงว่าได้ช่วยเหลือแรงงานยี่สิบคนซึ่งถูกกักขังอยู่ในโรงงานอิฐใกล้ตัวเมืองมาเป็นเวลาหลายเดือน",
        "โฆษกสำนักงานอัยการกล่าวว่าผู้ต้องสงสัยสามคนถูกจับกุมในข้อหาค้ามนุษย์ และการสอบสวนยังดำเนินต่อไป",
        "ผู้เสียหายถูกนำตัวไปยังบ้านพักที่ปลอดภัยแล้ว",
    )),
    "Chinese": Story("zh", "警方解救二十名工人", (
        "警方周二通报说，在城郊一家砖厂解救了二十名被非法拘禁数月的工人，并当场查获伪造的劳动合同和护照。",
        "检方发言人表示，三名嫌疑人因涉嫌拐卖人口被逮捕，案件仍在进一步侦查之中，受害人来自三个省份。",
        "目前受害者已被妥善安置。",
    )),
    "Traditional Chinese": Story("zh", "警方解救二十名工人", (
        "警方週二表示，在市郊一家磚廠解救了二十名被非法拘禁數月的工人，並當場查獲偽造的勞動合約和護照。",
        "檢方發言人指出，三名嫌犯因涉嫌販運人口被逮捕，案件仍在進一步偵查之中，受害人來自三個國家。",
        "受害者目前已獲得安置。",
    )),
    "Japanese": Story("ja", "警察が労働者二十人を保護", (
        "警察は火曜日、郊外のれんが工場に数か月にわたり閉じ込められていた労働者二十人を保護したと発表した。",
        "検察によると、人身取引の疑いで三人が逮捕され、偽造された契約書や旅券が押収された。捜査は続いている。",
        "被害者は施設で保護されている。",
    )),
    "Korean": Story("ko", "경찰, 노동자 스무 명 구출", (
        "경찰은 화요일 교외의 벽돌 공장에 몇 달 동안 감금되어 있던 노동자 스무 명을 구출했다고 밝혔다.",
        "검찰 대변인은 인신매매 혐의로 세 명이 체포되었으며 위조된 계약서와 여권이 압수되었다고 말했다.",
        "피해자들은 쉼터에서 보호를 받고 있다.",
    )),
    "Russian": Story("ru", "Полиция освободила двадцать рабочих", (
        "Полиция сообщила во вторник об освобождении двадцати рабочих, которых несколько месяцев удерживали на кирпичном заводе.",
        "По словам представителя прокуратуры, трое подозреваемых задержаны по делу о торговле людьми, следствие продолжается.",
        "Пострадавших разместили в приюте.",
    )),
    "Ukrainian": Story("uk", "Поліція звільнила двадцять робітників", (
        "Поліція повідомила у вівторок про звільнення двадцяти робітників, яких кілька місяців утримували на цегельному заводі.",
        "За словами речника прокуратури, трьох підозрюваних затримано у справі про торгівлю людьми, слідство триває.",
        "Постраждалих розмістили в притулку.",
    )),
    "Greek": Story("el", "Η αστυνομία απελευθέρωσε είκοσι εργάτες", (
        "Η αστυνομία ανακοίνωσε την Τρίτη ότι απελευθέρωσε είκοσι εργάτες που κρατούνταν επί μήνες σε ένα εργοστάσιο τούβλων.",
        "Σύμφωνα με την εισαγγελία, τρία άτομα συνελήφθησαν για εμπορία ανθρώπων και η έρευνα συνεχίζεται.",
        "Τα θύματα φιλοξενούνται σε ξενώνα.",
    )),
    "Hebrew": Story("he", "המשטרה שחררה עשרים פועלים", (
        "המשטרה הודיעה ביום שלישי על שחרורם של עשרים פועלים שהוחזקו במשך חודשים במפעל לבנים סמוך לעיר.",
        "לדברי דובר הפרקליטות, שלושה חשודים נעצרו באשמת סחר בבני אדם והחקירה נמשכת.",
        "הקורבנות הועברו למקלט.",
    )),
    "Turkish": Story("tr", "Polis yirmi işçiyi kurtardı", (
        "Polis salı günü, şehrin yakınındaki bir tuğla fabrikasında aylarca alıkonulan yirmi işçinin kurtarıldığını açıkladı.",
        "Savcılık sözcüsü, insan ticareti suçlamasıyla üç kişinin gözaltına alındığını ve soruşturmanın sürdüğünü söyledi.",
        "Mağdurlar sığınma evine yerleştirildi.",
    )),
    "Polish": Story("pl", "Policja uwolniła dwudziestu robotników", (
        "Policja poinformowała we wtorek o uwolnieniu dwudziestu robotników, których przez wiele miesięcy więziono w cegielni pod miastem.",
        "Rzecznik prokuratury powiedział, że trzy osoby zatrzymano pod zarzutem handlu ludźmi, a śledztwo trwa.",
        "Ofiary są już w schronisku.",
    )),
}  # fmt: skip
LEGACY = (
    ("windows-1256", "Arabic"), ("iso-8859-6", "Arabic"), ("tis-620", "Thai"), ("gb2312", "Chinese"), ("gbk", "Chinese"),
    ("gb18030", "Chinese"), ("big5", "Traditional Chinese"), ("shift_jis", "Japanese"), ("euc-jp", "Japanese"),
    ("iso-2022-jp", "Japanese"), ("euc-kr", "Korean"), ("windows-1251", "Russian"), ("koi8-r", "Russian"),
    ("koi8-u", "Ukrainian"), ("windows-1253", "Greek"), ("iso-8859-7", "Greek"), ("windows-1255", "Hebrew"),
    ("windows-1254", "Turkish"), ("iso-8859-9", "Turkish"), ("windows-1250", "Polish"), ("iso-8859-2", "Polish"),
    ("utf-16", "Hindi"),
)  # fmt: skip


def html_of(story: Story, head: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    menu = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in ("Home", "World", "Sport", "Video"))
    return (
        f"<html><head>{head}<title>{story.title}</title></head><body><ul>{menu}</ul><div class=article>"
        f"<h1>{story.title}</h1><div class=article-body>{body}</div></div></body></html>"
    )


def read(body: bytes, content_type: str = "text/html", hint: Hint | None = None) -> Article:
    page = Page(url=URL, final_url=URL, body=body, fetched_at=NOW, headers={"content-type": content_type})
    return read_article(page, hint or Hint())


def check(article: Article, story: Story) -> None:
    assert article.title == story.title
    assert article.text.split("\n\n") == list(story.paragraphs)
    assert article.language == story.language


@pytest.mark.parametrize("name", STORIES)
def test_every_paragraph_of_every_script_is_read(name: str) -> None:
    story = STORIES[name]
    check(read(html_of(story).encode()), story)
    assert story.joiner in read(html_of(story).encode()).text


@pytest.mark.parametrize(("charset", "name"), LEGACY)
@pytest.mark.parametrize("declared", ["header", "meta"])
def test_pages_in_legacy_encodings(charset: str, name: str, declared: str) -> None:
    story = STORIES[name]
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    text = html_of(story, head if declared == "meta" else "")
    content_type = f"text/html; charset={charset}" if declared == "header" else "text/html"
    check(read(text.encode(charset), content_type), story)


UNDECLARED = ("windows-1256", "windows-1251", "koi8-r", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr")


@pytest.mark.parametrize("charset", UNDECLARED)
def test_undeclared_encodings_are_found_by_the_language_that_the_feed_states(charset: str) -> None:
    story = STORIES[dict(LEGACY)[charset]]
    check(read(html_of(story).encode(charset), hint=Hint(language=story.language)), story)


def test_marks_between_words_do_not_glue_them() -> None:
    story = STORIES["Thai"]
    marked = html_of(story).replace("ตำรวจแถลงว่า", "<b>ตำรวจ</b><wbr>แถลง<span>ว่า</span>")
    check(read(marked.encode()), story)
    lines = (
        "<p>Officers freed<br>twenty workers<br/>who had been held for months at a kiln near the town.</p>"
    )
    more = "<p>The inquiry goes on, the agency said on Tuesday, and three men were arrested in the north.</p>"
    text = read(
        f"<article><h1>Workers freed in the north</h1>{lines}{more}<p>The men, it said, deny it all, as they did before the magistrate on Monday.</p>".encode()
    ).text
    assert "Officers freed\ntwenty workers\nwho" in text
