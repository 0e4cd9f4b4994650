"""What the words of a block give away, whatever page it stands on: one row of numbers a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from math import log

from ahocorasick_rs import AhoCorasick, Implementation

_TERMINAL = re.compile(r"[.!?…。！？۔।؟][\"'”’»)\]」』]*$")
COLON = re.compile(r"[:：]\s*$")
_SENTENCE = re.compile(r"[.!?。！？۔।؟](?:\s|$)")
_BYLINE = re.compile(
    r"(by|von|par|por|di|door|av|af|od|autor|text|автор|بقلم|از|oleh|penulis)\b[ :]|\W*(photo|foto|"
    r"image|bild|fotos|picture|credit|source|quelle|fuente)\s*[:/]",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[./:-]\d{1,2}\b|\b\d{1,2}\s*(?:min|hours?|days?|stunden|heures|horas)\b",
    re.IGNORECASE,
)
_UPPER = re.compile(r"[A-ZÀ-ÖØ-ÞА-Я]")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|£|USD|EUR|Rs\b)")
_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|org|net|de|co)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CAPITALS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"
_ADDRESSED = frozenset(("you", "your", "yours", "sie", "ihr", "ihre", "vous", "votre", "usted", "su"))
_SPEAKING = frozenset((
    "we", "our", "us", "ours", "i", "my", "me", "wir", "unser", "unsere", "nous", "notre", "nos", "nosotros",
    "nuestro",
))  # fmt: skip
# Phrases by what they betray; each kind is a column.
PHRASES = {
    "asking": (
        "sign up|signup|subscri|newsletter|follow us|follow @|follow our|click here|click the|donat|"
        "download the|download our|download this|support us|support our|our app|join us|join our|"
        "share this|share on|log in|login|register|cookie|abonn|inscri|suscr|síguenos|assine|"
        "iscriviti|подпис|haber|our channel|our podcast|get the latest|inbox|free trial|learn more|"
        "contact us|email us|send us|your email|sign in|call us"
    ),
    "leading": (
        "read also|read more|read next|read the full|also read|see also|more on |more from|"
        "more about|related|trending|watch:|listen:|lesen sie|mehr zum|mehr dazu|mehr lesen|"
        "lire aussi|à lire|leer más|leer también|lea también|leia também|leia mais|leggi anche|"
        "baca juga|читайте также|czytaj|zobacz|اقرأ أيضا|مزید پڑھیں|بیشتر بخوانید|recommended|"
        "you may also|you might also|most popular|up next|previous|next article|keep reading|"
        "continue reading"
    ),
    "legal": (
        "all rights reserved|copyright|©|disclaimer|terms of|privacy policy|reproduc|"
        "originally published|originally appeared|this article was|this story was|this post was|"
        "this article is|this story is|republish|affiliate|commission|advert|sponsored|anzeige|"
        "editor's note|editor’s note|licens|liable|not constitute|past performance|"
        "opinions expressed|views expressed|may not be"
    ),
    "picture": (
        "photo by|photo:|photograph|image:|image credit|getty|shutterstock|unsplash|reuters/|afp|"
        "file photo|courtesy|imago|foto:|picture:|credit:|/ap|dpa|screenshot|illustration"
    ),
    "about": (
        "is a writer|is a freelance|is a journalist|is a reporter|is a senior|is an editor|"
        "is the editor|is the author|is a staff|is a contribut|is a correspondent|about the author|"
        "about us|follow her|follow him|on twitter|has written|has covered|her work|his work|"
        "years of experience|ist redakteur|freie journalist|contributed to this|"
        "contributed reporting|additional reporting|reporting by|editing by|edited by|written by|"
        "reviewed by|founded in|headquartered|leading provider|for more information|media contact|"
        "press contact|is a leading|is a global"
    ),
    "sources": (
        "references|sources|footnote|bibliograph|citations|works cited|further reading|quellen|literatur|"
        "einzelnachweise|fuentes|références|notes:|disclosure|methodology"
    ),
    "ending": (
        "conclusion|final thoughts|bottom line|wrapping up|wrap up|in summary|summing up|to sum up|takeaway|"
        "fazit|conclusión|conclusione|zum schluss|in closing|faq|frequently asked|häufige fragen"
    ),
    "talking": (
        "comment|repl|posted by|says:|whatsapp|telegram|facebook|instagram|twitter|linkedin|youtube|"
        "pinterest|pic.twitter|@"
    ),
}  # fmt: skip
_KIND_OF = [kind for kind, phrases in PHRASES.items() for _ in phrases.split("|")]
_LOOKED_AT = 300  # characters from a block's beginning

SIGNS = (
    "chars", "words", "word_length", "ends", "colon", "sentences", "commas", "upper", "digits", "date",
    "byline", "quote", "capital", "pipes", "question", "symbol", "price",
    "address", "common", "addressed", "speaking", *PHRASES,
)  # fmt: skip


def signs_of(text: str, words: Sequence[str], common: frozenset[str]) -> tuple[float, ...]:
    """Return the columns `SIGNS` of one text.

    Args:
        text: not empty.
        words: its words in lower case.
        common: the function words of the page's language.
    """
    size, count = len(text), len(words) or 1
    start = text[:_LOOKED_AT]
    looked = len(start)
    found = {_KIND_OF[index] for index, _, _ in _automaton().find_matches_as_indexes(start.lower())}
    commas, capitals, digits = _counted(text, start)
    return (
        log(1 + size),
        log(1 + len(words)),
        min(size / count, 15),
        float(bool(_TERMINAL.search(text, max(0, size - 6)))),
        float(bool(COLON.search(text, max(0, size - 3)))),
        log(1 + len(_SENTENCE.findall(text))),
        min(5.0, commas) / 5,
        capitals / looked,
        digits / looked,
        float(size < 120 and digits > 0 and bool(_DATE.search(text))),
        float(bool(_BYLINE.match(text))),
        float(text[0] in "\"“”„«‘'「"),
        float(text[0].isupper()),
        float("|" in start or "•" in start or "»" in start or " / " in start),
        float("?" in start[-3:] or "?" in text[-3:] or "؟" in text[-3:]),
        float(not text[0].isalnum() and text[0] not in "\"“”„«‘'「(["),
        float(bool(_PRICE.search(start))),
        float(bool(_ADDRESS.search(start))),
        sum(map(common.__contains__, words)) / count,
        sum(map(_ADDRESSED.__contains__, words)) / count,
        sum(map(_SPEAKING.__contains__, words)) / count,
        *(float(kind in found) for kind in PHRASES),
    )


def _counted(text: str, start: str) -> tuple[int, int, int]:
    """How many commas a text has, and how many capitals and digits its beginning."""
    if text.isascii():
        plain = start.encode()
        size = len(plain)
        return (
            text.count(","),
            size - len(plain.translate(None, _CAPITALS)),
            size - len(plain.translate(None, _DIGITS)),
        )
    commas = text.count(",") + text.count("،") + text.count("、") + text.count("，")
    return commas, len(_UPPER.findall(start)), len(_DIGIT.findall(start))


@cache
def _automaton() -> AhoCorasick:
    phrases = [phrase for phrases in PHRASES.values() for phrase in phrases.split("|")]
    return AhoCorasick(phrases, implementation=Implementation.ContiguousNFA)
