"""The language of a text, from the text itself: by its script, then by its commonest words.

The html attribute is wrong on one page in ten, so it only breaks ties. The word lists are those that
justext carries (trafilatura needs them anyway), sorted by how common a word is, so that a word's rank
gives its probability (Zipf's law) and a text's words give a naive Bayes estimate. Letters that only one
language of a script writes decide where no common word stands, as in a headline. A full statistical
model (py3langid) costs 75 MB in every child.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from math import log

import justext

# Scripts that one language in the news is written in.
_OF_SCRIPT = (
    ("he", "\u0590-\u05ff"), ("th", "\u0e00-\u0e7f"), ("lo", "\u0e80-\u0eff"), ("my", "\u1000-\u109f"),
    ("km", "\u1780-\u17ff"), ("ko", "\uac00-\ud7af\u1100-\u11ff"), ("el", "\u0370-\u03ff"),
    ("hy", "\u0530-\u058f"), ("ka", "\u10a0-\u10ff"), ("am", "\u1200-\u137f"), ("bn", "\u0980-\u09ff"),
    ("pa", "\u0a00-\u0a7f"), ("gu", "\u0a80-\u0aff"), ("or", "\u0b00-\u0b7f"), ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f"), ("si", "\u0d80-\u0dff"),
    ("dv", "\u0780-\u07bf"), ("bo", "\u0f00-\u0fff"),
)  # fmt: skip
_SHARED = (
    ("Latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
    ("Cyrillic", "\u0400-\u04ff"),
    ("Arabic", "\u0600-\u06ff\u0750-\u077f"),
    ("Devanagari", "\u0900-\u097f"),
    ("Kana", "\u3040-\u30ff"),
    ("Han", "\u3400-\u9fff"),
)
_NO_SCRIPT = ""
_LISTS: dict[str, dict[str, str | None]] = {
    "Latin": {
        "en": "English", "fr": "French", "es": "Spanish", "de": "German", "it": "Italian", "pt": "Portuguese",
        "nl": "Dutch", "pl": "Polish", "cs": "Czech", "sk": "Slovak", "sl": "Slovenian", "hr": "Croatian",
        "ro": "Romanian", "hu": "Hungarian", "tr": "Turkish", "az": "Azerbaijani", "sq": "Albanian",
        "sv": "Swedish", "da": "Danish", "no": "Norwegian_Bokmal", "fi": "Finnish", "et": "Estonian",
        "lv": "Latvian", "lt": "Lithuanian", "id": "Indonesian", "ms": "Malay", "tl": "Tagalog",
        "vi": "Vietnamese", "sw": "Swahili", "af": "Afrikaans", "ca": "Catalan", "gl": "Galician",
        "eu": "Basque", "is": "Icelandic", "ga": "Irish", "cy": "Welsh", "ha": None, "so": None,
        "ht": "Haitian", "mt": "Maltese",
    },
    "Cyrillic": {
        "ru": "Russian", "uk": "Ukrainian", "be": "Belarusian", "bg": "Bulgarian", "mk": "Macedonian",
        "sr": "Serbian", "kk": "Kazakh", "ky": "Kyrgyz", "tg": None,
    },
    "Arabic": {"ar": "Arabic", "fa": "Persian", "ur": "Urdu", "ps": None, "sd": None, "ku": None},
    "Devanagari": {"hi": "Hindi", "mr": "Marathi", "ne": "Nepali"},
}  # fmt: skip
# Commonest function words where justext has no list (own knowledge of the languages' grammars).
_OWN = {
    "ar": "في من على إلى أن عن مع هذا هذه التي الذي كان كما قد بين لا ما بعد قبل ذلك لم هو هي أو ثم حيث كل",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد شده می ها های اند بود گفت",
    "ur": "کے کی میں اور سے ہے کا کو نے پر کہ اس ہیں یہ نہیں کر تھا ان بھی جو گیا لیے ایک کیا ہو وہ تھے",
    "ps": "د په او چې ته کې له دي دې یو سره شوي هم نه یې وي پر ده دی کړي کړ خو دا هغه",
    "sd": "جي ۾ ۽ جو کي آهي جا ان سان تي نه ته آهن هو ڪري لاءِ هن کان به هڪ ڪيو",
    "ku": "لە بۆ و بە کە ئەو لەسەر ئەم هەر یان بوو کرد دەکات ناو دوای هەیە نییە",
    "hi": "के की में और से है का को ने पर कि इस हैं यह नहीं कर था भी जो गया लिए एक हो वह थे कहा बाद साथ",
    "mr": "आणि आहे या च्या मध्ये ही हे तो ते आहेत होते केली केला नाही असे तर त्या त्यांनी म्हणून यांनी झाली",
    "ne": "र छ को मा ले लाई भएको छन् गर्ने गरेको पनि हो भने यो थियो तथा गर्न बाट रहेको उनले नेपाल",
    "ha": "da na a ta ya ba ne ce wannan domin cewa wani cikin ga su sun an yi shi kuma daga kan don",
    "so": "oo ka ku ee waxaa uu ah iyo in la waa ay aan soo si lagu ayaa ugu badan kale",
    "tg": "ва дар ба аз ки ин бо барои он як аст мебошад кард шуд тоҷикистон",
}  # fmt: skip
# Letters that one language of a script has to itself, and what one of them says beside a word (nats).
_LETTERS = {
    "Arabic": {
        **dict.fromkeys("ةىأإؤ", "ar"), **dict.fromkeys("ٹڈڑںےھ", "ur"), **dict.fromkeys("ښڼډړځڅېۍ", "ps"),
        **dict.fromkeys("ڪڻڙڳڄٿڦ", "sd"), **dict.fromkeys("ێۆڵڕە", "ku"),
    },
    "Cyrillic": {
        **dict.fromkeys("ыэё", "ru"), **dict.fromkeys("їєґ", "uk"), **dict.fromkeys("ў", "be"),
        **dict.fromkeys("ђћљњ", "sr"), **dict.fromkeys("ѓќѕ", "mk"), **dict.fromkeys("әғқұһ", "kk"),
        **dict.fromkeys("ӣӯҷҳ", "tg"),
    },
}  # fmt: skip
_LETTER = 0.5
_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0903\u093a-\u094f\u064b-\u0652]+[^\W\d_]*)*")
_SAMPLE = 4000
# A longer list tells no more apart on labelled articles, and costs memory.
_LONGEST_LIST = 1000
# The probability of a word that is on no list; words below it would count against their language.
_RARE = 5e-5
# A hint outweighs this much evidence of the words, in nats (Hindi and Marathi, Malay and Indonesian).
_HINT = 3.0


def language_of(text: str, *hints: str | None) -> str | None:
    """Return the language of a text as a BCP 47 primary subtag, or None where there are hardly any letters.

    Args:
        text: plain text, any script; the first few thousand characters are looked at.
        hints: what the page, the feed or the source says; they decide only between near equals.
    """
    sample = text[:_SAMPLE]
    counts: Counter[str] = Counter()
    for character, times in Counter(sample).items():
        counts[_script_of(character)] += times
    del counts[_NO_SCRIPT]
    letters = sum(counts.values())
    if letters < 12:
        return _first(hints)
    # A syllable of Han or Hangul says as much as several letters.
    for dense in ("Han", "Kana", "ko"):
        counts[dense] = counts[dense] * 3
    if (
        counts["Kana"] > 0.1 * (counts["Han"] + counts["Kana"])
        and counts["Han"] + counts["Kana"] > letters / 2
    ):
        return "ja"
    script = max(counts, key=lambda name: counts[name])
    if script in {"Han", "Kana"}:
        return "zh" if script == "Han" else "ja"
    return _by_words(sample, script, hints) if script in _LISTS else script


@cache
def common_words(language: str | None) -> frozenset[str]:
    """Return the function words of a language; empty where none are known (scripts without spaces)."""
    for lists in _LISTS.values():
        if language in lists:
            return frozenset(_words_of(language, lists[language]))
    return frozenset()


def primary(tag: str | None) -> str | None:
    """Return the primary subtag of a language tag ("pt-BR" gives "pt"), or None for what is none."""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$", tag or "")
    if not match:
        return None
    code = match[1].lower()
    return {"iw": "he", "in": "id", "nb": "no", "nn": "no", "fil": "tl", "ji": "yi"}.get(code, code)


def _first(hints: tuple[str | None, ...]) -> str | None:
    return next((code for code in map(primary, hints) if code), None)


def _by_words(sample: str, script: str, hints: tuple[str | None, ...]) -> str | None:
    weights, letters = _weights(script), _LETTERS.get(script, {})
    scores: defaultdict[str, float] = defaultdict(float)
    words = [word.lower() for word in _WORD.findall(sample)]
    for word in words:
        for language, weight in weights.get(word, ()):
            scores[language] += weight
    for letter in "".join(words) if letters else ():
        if letter in letters:
            scores[letters[letter]] += _LETTER
    hinted = _first(hints)
    if not scores:
        return hinted
    best = max(scores, key=lambda code: scores[code])
    return hinted if hinted and scores[hinted] > scores[best] - _HINT else best


@lru_cache(maxsize=10_000)
def _script_of(character: str) -> str:
    for name, letters in _patterns():
        if letters.match(character):
            return name
    return _NO_SCRIPT


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # Latin first: it is asked for most.
    return tuple((name, re.compile(f"[{letters}]")) for name, letters in (*_SHARED, *_OF_SCRIPT))


@cache
def _weights(script: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """Of each common word: how much more likely it is in a language than any word is, in nats."""
    table: dict[str, tuple[tuple[str, float], ...]] = {}
    for code, name in _LISTS[script].items():
        for rank, word in enumerate(_words_of(code, name)[:_LONGEST_LIST]):
            # Zipf and Mandelbrot: the commonest words are near 0.1 / (rank + 2.7).
            table[word] = (*table.get(word, ()), (code, log(0.1 / (rank + 2.7) / _RARE)))
    return table


def _words_of(code: str, name: str | None) -> list[str]:
    """The words of a language, commonest first."""
    own = _OWN.get(code, "").split()
    if own or name is None:
        return own
    # justext's own reader returns a set, which forgets the order.
    listed = files(justext).joinpath("stoplists", f"{name}.txt").read_text("utf-8")
    return list(dict.fromkeys(listed.lower().split()))
