"""The date-line: "ISLAMABAD: …", "GENEVA, 12 March (UN News) —", "کراچی (اے ایف پی)۔", "吉隆坡 –"

Its place becomes a field and leaves the text; a date and an agency that stand in it go with it. Capitals
followed by a colon or a dash are a place unless they are one of the words that editors shout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHOUTED = frozenset({
    "BREAKING", "UPDATE", "UPDATED", "EXCLUSIVE", "WATCH", "VIDEO", "LIVE", "OPINION", "EDITORIAL",
    "ANALYSIS", "NOTE", "READ", "ALSO", "FILE", "PHOTO", "PHOTOS", "Q", "A", "QUESTION", "ANSWER",
    "KEY", "FACTS", "FACT", "CHECK", "REVIEW", "INTERVIEW", "EXPLAINER", "PRESS", "RELEASE",
    "STATEMENT", "NEWS", "MORE", "RELATED", "COMMENT", "WARNING", "CORRECTION", "EXPLAINED",
    "DEVELOPING", "JUST", "IN", "SUMMARY", "BACKGROUND", "CONTACT", "SOURCE", "TOPICS", "TAGS", "PART",
    "STEP", "FAQ", "TIP", "TL", "DR", "HINTERGRUND", "MEINUNG", "KOMMENTAR", "ВИДЕО", "ФОТО", "СРОЧНО",
    "МНЕНИЕ", "DEAR",
})  # fmt: skip
_AGENCY = r"(?:\s*[(\[][^()\[\]]{2,40}[)\]])?"
_WHEN = r"(?:,?\s+(?:\d{1,2}(?:st|nd|rd|th)?\s+[^\W\d]{3,10}\.?|[^\W\d]{3,10}\.?\s+\d{1,2})(?:,?\s+\d{4})?)?"
_END = r"\s*(?::|\s[-–—]{1,2}\s|—|–\s|\.\s?[-–—]\s?)\s*"
_UPPER = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]"
_CAPITALS = re.compile(
    rf"({_UPPER}[{_UPPER[1:-1]}.'’ /-]{{2,40}}(?:,\s{_UPPER}[\w.]{{1,20}})?){_AGENCY}{_WHEN}{_AGENCY}{_END}"
)
# A name in ordinary letters counts only with an agency or a date beside it.
_NAMED = re.compile(
    rf"({_UPPER}[\w.'’-]+(?:[ /]{_UPPER}?[\w.'’-]+){{0,3}}(?:,\s{_UPPER}[\w.]+)?)"
    rf"(?:{_WHEN}\s*[(\[][^()\[\]]{{2,40}}[)\]]|"
    rf",?\s+\d{{1,2}}\s+[^\W\d]{{3,10}}\.?(?:\s+\d{{4}})?|"
    rf",\s+[^\W\d]{{3,10}}\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?){_END}"
)
# Scripts without capitals: up to three short words at the very beginning, before a mark that divides.
_ARABIC = "[\u0600-\u06ef\u06fa-\u06ff\u200c]"
_INDIC = "[\u0900-\u0dff\u200c\u200d]"
_OTHER = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
_BRACKET = r"(?:\s*[(\[][^()\[\]]{2,40}[)\]])?"
_EASTERN = re.compile(
    rf"({_ARABIC}{{2,14}}(?: {_ARABIC}{{2,14}}){{0,2}}|{_INDIC}{{2,16}}(?: {_INDIC}{{2,16}}){{0,2}}"
    rf"|{_OTHER}{{3,24}})"
    rf"(?:[,،]\s[^:—–-]{{3,24}}?)?{_BRACKET}(?:\s*[:۔]|\s[-–—]{{1,2}}|(?<=[)\]])\s?[-–—]{{1,2}})\s+"
)
# Words with which an editor, a speaker or a form begins instead.
_INSTEAD = (
    "سوال جواب نوٹ رپورٹ تحریر ترجمہ ویڈیو تصویر تصاویر خبر اہم عنوان مصنف تاریخ قال قالت وقال "
    "وقالت أكد أكدت سؤال السؤال الجواب ملاحظة صور صورة فيديو شاهد عاجل خاص بقلم كتب المصدر "
    "تحرير ترجمة حصري أيضا اقرأ هو هي کہا گفت نوشت یادداشت گزارش عکس فیلم پرسش پاسخ خلاصه نکته "
    "منبع سرویس सवाल जवाब प्रश्न उत्तर नोट रिपोर्ट वीडियो फोटो कहा बताया स्रोत लेखक विशेष "
    "প্রশ্ন উত্তর ছবি ভিডিও তিনি ถาม ตอบ ภาพ วิดีโอ"
)
_NO_PLACE = frozenset(_INSTEAD.split())
_HAN = "[\u4e00-\u9fff\u3040-\u30ff]"
# "新华社北京3月5日电", "(吉隆坡5日讯)", "【ロンドン共同】", "吉隆坡 – ", "(서울=연합뉴스)".
_CHINESE = re.compile(
    rf"(?:新华社|中新社|中新网|中央社|法新社|路透社|美联社)({_HAN}{{2,8}}?)(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?电\s*"
    rf"|[(（【\[]({_HAN}{{2,8}}?)(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:讯|訊|电|電|综合电)[)）】\]]\s*"
    rf"|【({_HAN}{{2,8}}?)(?:共同|時事|＝[^】]{{2,20}}|=[^】]{{2,20}})】\s*"
    rf"|({_HAN}{{2,6}})(?:\s[-–—]{{1,2}}\s|——\s?|[（(][^（()）]{{2,12}}[)）]\s?[-–—]{{1,2}}\s?)"
    r"|[(\[【]([가-힣]{2,8})\s?=\s?[^)\]】]{0,16}"
    r"(?:연합뉴스|뉴시스|뉴스1|뉴스핌|기자|특파원|로이터|AFP|AP)[^)\]】]{0,8}[)\]】]\s*"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A place, the whole date-line as printed, and the text after it."""

    place: str
    printed: str
    rest: str


# A place's pattern, and how many characters of story must follow: a sentence is shorter in Chinese.
_PATTERNS = ((_CAPITALS, 40), (_NAMED, 40), (_EASTERN, 40), (_CHINESE, 15))


def dateline_of(text: str) -> Dateline | None:
    """Split the date-line off the first paragraphs of a text; None where there is none.

    Only a paragraph among the first three may carry it: a standfirst may come before.
    """
    start = 0
    for paragraph in text.split("\n\n")[:3]:
        match = _match(paragraph)
        if match:
            place = " ".join(_name(match).split()).strip(" .,-/")
            return Dateline(
                place,
                match[0].strip(),
                text[:start] + paragraph[match.end() :] + text[start + len(paragraph) :],
            )
        start += len(paragraph) + 2
    return None


def _match(paragraph: str) -> re.Match[str] | None:
    for pattern, shortest in _PATTERNS:
        match = pattern.match(paragraph)
        # What follows must be the story: a heading such as "KEY DATES:" stands alone.
        if match and len(paragraph) - match.end() > shortest:
            name = _name(match)
            words = set(re.findall(r"[^\W\d_]+", name.upper())) | set(name.split())
            if not words & (_SHOUTED | _NO_PLACE) and len(name) > 1:
                return match
    return None


def _name(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)
