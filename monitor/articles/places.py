"""The date-line: "ISLAMABAD: …", "GENEVA, 12 March (UN News) —", "کراچی (اے ایف پی)۔"

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
    "МНЕНИЕ",
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
_EASTERN_CITIES = (
    "اسلام آباد|کراچی|لاہور|پشاور|کوئٹہ|راولپنڈی|ملتان|فیصل آباد|گوجرانوالہ|سیالکوٹ|"
    "حیدرآباد|مظفر آباد|نئی دہلی|کابل|تہران|لندن|واشنگٹن|نیویارک|جنیوا|دبئی|القاهرة|بغداد|"
    "بيروت|دمشق|عمان|الرياض|دبي|أبوظبي|الدوحة|الكويت|تونس|الجزائر|الرباط|طرابلس|الخرطوم|"
    "صنعاء|عدن|القدس|غزة|رام الله|أنقرة|جنيف|نيويورك|واشنطن|باريس|موسكو|برلين|تهران|هرات|"
    "مشهد|ژنو|نیویورک"
)
_EASTERN = re.compile(
    rf"((?:{_EASTERN_CITIES})|[\u0600-\u06ff]{{3,15}}(?: [\u0600-\u06ff]{{3,15}})?(?=\s*[(\[]))"
    r"\s*(?:[(\[][^()\[\]]{2,40}[)\]])?\s*(?:[:۔]|\s?[-–—])\s*"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A place, the whole date-line as printed, and the text after it."""

    place: str
    printed: str
    rest: str


def dateline_of(text: str) -> Dateline | None:
    """Split the date-line off the first paragraphs of a text; None where there is none.

    Only a paragraph among the first three may carry it: a standfirst may come before.
    """
    start = 0
    for paragraph in text.split("\n\n")[:3]:
        match = _match(paragraph)
        if match:
            place = " ".join(match[1].split()).strip(" .,-/")
            return Dateline(
                place,
                match[0].strip(),
                text[:start] + paragraph[match.end() :] + text[start + len(paragraph) :],
            )
        start += len(paragraph) + 2
    return None


def _match(paragraph: str) -> re.Match[str] | None:
    for pattern in (_CAPITALS, _NAMED, _EASTERN):
        match = pattern.match(paragraph)
        # What follows must be the story: a heading such as "KEY DATES:" stands alone.
        if match and len(paragraph) - match.end() > 40:
            words = set(re.findall(r"[^\W\d_]+", match[1].upper()))
            if not words & _SHOUTED and len(match[1]) > 2:
                return match
    return None
