"""Articles by the million, made cheaply: words as frequent as real ones, several scripts, all that is stored.

A language is a list of made-up words and one long draw of them, the first ones as frequent as the laws
of real texts have it (Zipf, Mandelbrot); an article is a stretch of that draw. So a common word stands in
a tenth to a third of the articles and a rare one in a few. Every fifth event is carried by several
outlets. Which copies belong together is planted here: grouping them is measured in `benchmarks/stories.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zlib import crc32

import numpy as np

from benchmarks.articles import ALPHABETS, COUNTRIES, FORMS, STAGES, Made
from monitor.model import Article, Figure, Judgement, Mention, Reason, Tags

LETTERS = {**ALPHABETS, "th": "กขคงจชซดตถทนบปผพมยรลวสหอะาิีเแโไ"}
LANGUAGES = ("en", "en", "en", "en", "en", "ur", "ar", "ru", "zh", "th")
UNSPACED = ("zh", "th")
VOCABULARY, DRAWN = 60_000, 4_000_000
SENTENCE, PARAGRAPH = 18, 4
DAYS = 1000
"""The days over which an archive is spread, however large it is."""

OUTLETS = 300


class Bulk:
    """Makes articles up to `last`, the same for the same seed."""

    def __init__(self, seed: int, last: date) -> None:
        self._random = np.random.default_rng(seed)
        self._last = last
        self._words = {language: self._vocabulary(language) for language in LETTERS}
        weights = 1 / (np.arange(1, VOCABULARY + 1) + 2.7) ** 1.05
        self._draw = self._random.choice(VOCABULARY, size=DRAWN, p=weights / weights.sum()).astype(np.int32)

    def articles(self, count: int) -> Iterator[Made]:
        """That many articles in the order of their days, copies after one another."""
        made = event = 0
        while made < count:
            event += 1
            day = self._last - timedelta(days=DAYS - 1 - made * DAYS // count)
            outlets = int(self._random.integers(2, 6)) if self._random.random() < 0.2 else 1
            first = self._article(event, day)
            for copy in range(min(outlets, count - made)):
                yield Made(event=event, article=self._of_outlet(first, copy), judgement=self._judged(first))
            made += outlets

    def _vocabulary(self, language: str) -> list[str]:
        letters = np.array(list(LETTERS[language]))
        low, high = (1, 4) if language == "zh" else (2, 11)
        lengths = self._random.integers(low, high, VOCABULARY).tolist()
        drawn = "".join(letters[self._random.integers(0, len(letters), sum(lengths))].tolist())
        ends = np.cumsum(lengths).tolist()
        return [drawn[end - length : end] for end, length in zip(ends, lengths, strict=True)]

    def _article(self, event: int, day: date) -> Article:
        pick = self._random.integers
        language = LANGUAGES[int(pick(len(LANGUAGES)))]
        words = min(3000, max(60, int(self._random.lognormal(np.log(400), 0.6))))
        at = int(pick(DRAWN - words - 12))
        vocabulary = self._words[language]
        said = [vocabulary[i] for i in self._draw[at : at + words + 12].tolist()]
        gap, stop = ("", "。") if language == "zh" else ("" if language == "th" else " ", ". ")
        sentences = [gap.join(said[i : i + SENTENCE]) + stop for i in range(12, words, SENTENCE)]
        paragraphs = ["".join(sentences[i : i + PARAGRAPH]) for i in range(0, len(sentences), PARAGRAPH)]
        return Article(
            url=f"https://outlet{int(pick(OUTLETS))}.example/{day:%Y/%m}/{event}",
            title=gap.join(said[:12]),
            text="\n\n".join(paragraphs),
            language=language,
            published_on=day,
            place=vocabulary[500 + int(pick(200))],
        )

    def _of_outlet(self, first: Article, copy: int) -> Article:
        outlet = (crc32(first.url.encode()) + copy) % OUTLETS
        text = first.text if copy == 0 else first.text.rpartition("\n\n")[0] or first.text
        return Article(
            url=first.url if copy == 0 else f"{first.url}/{copy}", title=first.title, text=text,
            language=first.language, published_on=first.published_on, place=first.place,
            outlet=f"Outlet {outlet}",
        )  # fmt: skip

    def _judged(self, article: Article) -> Judgement:
        """A third is relevant, with mentions, reasons, tags and a figure."""
        pick = self._random.integers
        country = COUNTRIES[min(int(self._random.exponential(3)), len(COUNTRIES) - 1)]
        if self._random.random() >= 0.3:
            return Judgement(
                verdict="not_relevant", score=0.1, tags=Tags(countries=(country,)), version="b1",
                reasons=(Reason(kind="missing", text="no sufficient term", weight=0.0),),
            )  # fmt: skip
        starts = sorted({int(pick(len(article.text) - 60)) for _ in range(5)})
        mentions = tuple(
            Mention(
                concept=FORMS[start % len(FORMS)], term=article.text[start : start + 12],
                language=article.language or "en", field="text", start=start, end=start + 12,
                sentence_start=max(0, start - 60), sentence_end=start + 60, strength="sufficient",
                position="lead" if start < 400 else "body",
            )
            for start in starts
        )  # fmt: skip
        tags = Tags(
            topics=("trafficking_in_persons",), forms=(FORMS[int(pick(len(FORMS)))],),
            stages=(STAGES[int(pick(len(STAGES)))],), countries=(country,),
            figures=(Figure(kind="rescued", count=int(pick(2, 60)), start=0, end=10),),
        )  # fmt: skip
        reasons = tuple(Reason(kind="term", text=f"“{m.term}” in the text", weight=1.5) for m in mentions)
        return Judgement(
            verdict="relevant", score=0.9, mentions=mentions, tags=tags, reasons=reasons, version="b1"
        )
