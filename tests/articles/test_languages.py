"""Which language a text is in: by script, letters and common words; hints break ties only."""

from __future__ import annotations

import pytest

from monitor.articles.languages import language_of

HEADLINES = [
    ("en", "Police say that the women were taken from a house in the port"),
    ("fr", "La police a libéré des femmes qui étaient retenues dans une maison"),
    ("es", "La policía liberó a las mujeres que estaban retenidas en una casa"),
    ("pt", "A polícia libertou as mulheres que estavam presas em uma casa do porto"),
    ("de", "Die Polizei hat in einem Haus am Hafen mehrere Frauen befreit"),
    ("it", "La polizia ha liberato le donne che erano tenute in una casa del porto"),
    ("id", "Polisi mengatakan bahwa para perempuan itu ditahan di sebuah rumah"),
    ("tr", "Polis, bir evde tutulan kadınların kurtarıldığını ve bir kişinin gözaltına alındığını söyledi"),
    ("vi", "Cảnh sát cho biết những người phụ nữ bị giữ trong một ngôi nhà"),
    ("ru", "Полиция сообщила, что женщин держали в доме у порта"),
    ("uk", "Поліція повідомила, що жінок тримали в будинку біля порту"),
    ("ar", "الشرطة تحرر نساء كن محتجزات في منزل قرب الميناء"),
    ("ur", "پولیس نے بندرگاہ کے قریب ایک گھر سے خواتین کو بازیاب کرایا"),
    ("fa", "پلیس زنانی را که در یک خانه نگهداری می‌شدند آزاد کرد"),
    ("ps", "پولیسو په یوه کور کې ساتل شوې ښځې خوشې کړې"),
    ("hi", "पुलिस ने बंदरगाह के पास एक घर से महिलाओं को मुक्त कराया"),
    ("ne", "प्रहरीले बन्दरगाह नजिकको घरबाट महिलाहरूको उद्धार गरेको छ"),
    ("bn", "পুলিশ বন্দরের কাছে একটি বাড়ি থেকে নারীদের উদ্ধার করেছে"),
    ("th", "ตำรวจช่วยเหลือผู้หญิงจากบ้านใกล้ท่าเรือ"),
    ("zh", "警方在港口附近的一所房子里解救了多名妇女"),
    ("ja", "警察は港の近くの家から女性たちを救出した"),
]


@pytest.mark.parametrize(("language", "headline"), HEADLINES, ids=[code for code, _ in HEADLINES])
def test_a_headline_is_enough(language: str, headline: str) -> None:
    assert language_of(headline) == language


@pytest.mark.parametrize(("language", "headline"), HEADLINES, ids=[code for code, _ in HEADLINES])
def test_a_wrong_hint_does_not_mislead(language: str, headline: str) -> None:
    paragraph = f"{headline}. " * 3
    assert language_of(paragraph, "en" if language != "en" else "fr") == language


def test_letters_tell_where_no_common_word_stands() -> None:
    assert language_of("لڑکیوں کی بازیابی") == "ur"
    assert language_of("محكمة الجنايات تؤجل محاكمة شبكة") == "ar"


def test_a_hint_decides_between_near_equals() -> None:
    names = "Karachi Lahore Quetta Peshawar"
    assert language_of(names, "ur-PK") == "ur"
    assert language_of(names, None, "en") == "en"
    assert language_of("Polisi Johor", "ms") == "ms"
    assert language_of("1 2 3", "pt-BR") == "pt"
    assert language_of("1 2 3") is None
