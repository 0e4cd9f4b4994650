"""Articles made up for measuring: realistic length, many words, planted copies, several languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from monitor.model import Article, Judgement, Mention, Tags

FIRST_DAY = date(2024, 1, 1)
COUNTRIES = ("PK", "IN", "GB", "US", "LY", "KH", "MM", "NG", "TH", "MX", "ES", "FR", "CN", "RU", "BD", "PH")
FORMS = ("forced_labour", "sexual_exploitation", "bonded_labour", "forced_criminality", "migrant_smuggling")
STAGES = ("operation", "arrest", "trial", "conviction", "report")
ALPHABETS = {
    "en": "etaoinshrdlucmfwypvbgkjqxz",
    "ur": "اےیرنکھوسلمتبدپگشہجچٹعفقخزطڑ",
    "ar": "اليمونرتبعدسفهكحقجشصطخذضثغز",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшю",
    "zh": "".join(chr(0x4E00 + 7 * n) for n in range(600)),
}
SENTENCES = 50_000
LANGUAGES = ("en", "en", "en", "en", "en", "en", "ur", "ar", "ru", "zh")


NOTICE = (
    "The office of the attorney announces that a person was brought before the court on suspicion of holding"
    " workers against their will. An indictment is merely an allegation, and everybody is presumed innocent"
    " until a court has found otherwise. Whoever knows of people who are made to work, who may not leave or"
    " whose papers were taken is asked to call the line of the office at any hour; callers need not give a"
    " name. The matter was looked into by the section for crimes against persons together with the labour"
    " inspectorate, and is heard by the third chamber."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An article made up, its verdict, and the number of the event it tells of."""

    event: int
    article: Article
    judgement: Judgement


class Newsroom:
    """Makes articles, the same for the same seed.

    A fifth of the events is carried by two to five outlets, whose copies lose or gain a paragraph and
    change some words, as outlets do. A third states facts (an accused, a case number, people rescued), and
    one in thirty is an office's notice: the same words every time but for the facts.
    """

    def __init__(self, seed: int, *, per_day: int = 1000, words: int = 250) -> None:
        self._random = np.random.default_rng(seed)
        self._per_day, self._words = per_day, words
        self._vocabulary = {language: self._make_words(language) for language in ALPHABETS}
        weights = 1 / (np.arange(1, 30_001) + 2.7)
        self._upto = np.cumsum(weights / weights.sum())[:-1]
        self._sentences = {language: self._make_sentences(language) for language in ALPHABETS}

    def articles(self, count: int) -> Iterator[Made]:
        """That many articles in the order of their days, copies near one another."""
        made = event = 0
        while made < count:
            event += 1
            day = FIRST_DAY + timedelta(days=made // self._per_day)
            first = self._article(event, 0, day)
            outlets = int(self._random.integers(2, 6)) if self._random.random() < 0.2 else 1
            yield self._judged(event, first)
            for outlet in range(1, min(outlets, count - made)):
                yield self._judged(event, self._copied(first, event, outlet, day))
            made += max(1, min(outlets, count - made))

    def _make_words(self, language: str) -> list[str]:
        letters = list(ALPHABETS[language])
        lengths = (
            self._random.integers(1, 4, 30_000) if language == "zh" else self._random.integers(2, 11, 30_000)
        )
        picks = self._random.integers(0, len(letters), int(lengths.sum()))
        out, at = [], 0
        for length in lengths.tolist():
            out.append("".join(letters[i] for i in picks[at : at + length]))
            at += length
        return out

    def _make_sentences(self, language: str) -> list[str]:
        """What is said in a language; two reports seldom have a sentence in common (1 pair in 60)."""
        words, gap = self._vocabulary[language], "" if language == "zh" else " "
        picks = np.searchsorted(self._upto, self._random.random(SENTENCES * 18)).tolist()
        said = [words[i] for i in picks]
        return [gap.join(said[at : at + 18]) + ". " for at in range(0, len(said), 18)]

    def _paragraphs(self, language: str, words: int) -> list[str]:
        known = self._sentences[language]
        said = [known[i] for i in self._random.integers(0, SENTENCES, max(1, words // 18)).tolist()]
        return ["".join(said[i : i + 4]) for i in range(0, len(said), 4)]

    def _article(self, event: int, outlet: int, day: date) -> Article:
        language = LANGUAGES[int(self._random.integers(len(LANGUAGES)))]
        if self._random.random() < 1 / 30:
            paragraphs = [NOTICE, self._facts(day), *self._paragraphs("en", 36)]
        else:
            words = int(np.clip(self._random.lognormal(np.log(self._words), 0.6), 60, 4000))
            paragraphs = self._paragraphs(language, words)
            if self._random.random() < 1 / 3:
                paragraphs.append(self._facts(day))
        return Article(
            url=f"https://outlet{outlet}.example/{event}",
            title=paragraphs[0][:70].strip(),
            text="\n\n".join(paragraphs),
            language=language,
            published_on=day,
            outlet=f"Outlet {int(self._random.integers(300))}",
        )

    def _facts(self, day: date) -> str:
        one, other, age, case, people = self._random.integers(1000, size=5).tolist()
        names = self._vocabulary["en"]
        return (
            f"{names[one].title()} {names[1000 + other].title()}, {18 + age % 60}, was charged on"
            f" {day:%d %B %Y} in case {day:%y}CR{case:03}{one:03}; {2 + people % 40} people were freed."
        )

    def _copied(self, first: Article, event: int, outlet: int, day: date) -> Article:
        paragraphs = first.text.split("\n\n")
        if len(paragraphs) > 3 and self._random.random() < 0.5:
            paragraphs = paragraphs[: -max(1, len(paragraphs) // 5)]
        words = paragraphs[0].split(" ")
        for _ in range(max(1, len(words) // 12)):
            words[int(self._random.integers(len(words)))] = "outlet"
        later = day + timedelta(days=int(self._random.random() < 0.2))
        text = "\n\n".join([f"Outlet {outlet} reports.", " ".join(words), *paragraphs[1:]])
        return replace(
            first, url=f"https://outlet{outlet}.example/{event}", text=text, published_on=later,
            outlet=f"Outlet {int(self._random.integers(300))}",
        )  # fmt: skip

    def _judged(self, event: int, article: Article) -> Made:
        pick = self._random.integers
        relevant = self._random.random() < 0.3
        tags = Tags(
            topics=("trafficking_in_persons",) if relevant else (),
            forms=(FORMS[int(pick(len(FORMS)))],) if relevant else (),
            stages=(STAGES[int(pick(len(STAGES)))],) if relevant else (),
            countries=(COUNTRIES[min(int(self._random.exponential(3)), len(COUNTRIES) - 1)],),
        )
        term = Mention(
            concept="forced_labour", term=article.text[:8], language=article.language or "en", field="text",
            start=0, end=8, sentence_start=0, sentence_end=80, strength="sufficient", position="lead",
        )  # fmt: skip
        judgement = Judgement(
            verdict="relevant" if relevant else "not_relevant",
            score=0.9 if relevant else 0.1,
            mentions=(term,) if relevant else (),
            tags=tags,
        )
        return Made(event=event, article=article, judgement=judgement)
