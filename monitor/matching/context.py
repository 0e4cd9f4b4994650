"""What stands around the terms: where they are, what supports them, what speaks against them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.matching.find import GAP, Found, Match
from monitor.model import Mention, Position

LEAD = 420
"""The first characters of the text are its lead (a third of them where words are not divided)."""

HEADLINE = 150
"""An article without a title is headed by so many first characters."""

SUPPORT = frozenset({"act", "means", "purpose", "victims", "migration", "actors"})
"""Groups of which one beside a term that needs context is context."""

MASTHEAD = 2500
"""The lines before the prose of a press release are no longer than this."""

ENDS = frozenset('.!?。！？۔।؟…"”»')
"""What a sentence ends with."""

_CJK = re.compile("[\u2e80-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_TEASER = re.compile(
    r"\s*(?:related|read more|read also|also read|see also|more on|tags?|topics?|most read|recommended|"
    r"photo|video|watch|listen|follow us|share|subscribe|lire aussi|à lire|lea también|le puede interesar|"
    r"читайте также|اقرأ أيضا|مزید پڑھیں|یہ بھی پڑھیں|相關|相关|延伸)\b",
    re.IGNORECASE,
)


class Clue(NamedTuple):
    """A context group's or domain's term: which, where, and in which sentence."""

    name: str
    kind: str
    text: str
    start: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that speaks for or against an article: mentions that stand, those excluded, the clues around.

    `size` is the length of the text in characters of an alphabet: an ideograph counts as `width` of them.
    `begins` is where prose does, in title and text taken as one: press releases have lines before it that
    repeat the title or say whose they are.
    """

    mentions: tuple[Mention, ...]
    supported: tuple[bool, ...]
    sentences: tuple[int, ...]
    excluded: tuple[tuple[str, str, str], ...]
    clues: tuple[Clue, ...]
    size: float
    width: float
    sentence_count: int
    text_starts: int
    begins: int
    untitled: bool

    @property
    def headed_until(self) -> int:
        """Where the headline ends: an article without a title is headed by its first characters."""
        return self.text_starts + (int(HEADLINE / self.width) if self.untitled else 0)

    def depth(self, offset: int) -> float:
        """How far below the beginning of the prose an offset stands, in characters of an alphabet."""
        return max(0, offset - self.begins) * self.width

    @property
    def counts(self) -> bool:
        """Whether anything stands that counts: enough by itself or with its context, and no boilerplate."""
        return any(
            (mention.strength == "sufficient" or supported) and mention.position != "boilerplate"
            for mention, supported in zip(self.mentions, self.supported, strict=True)
        )


def gather(found: Found) -> Evidence:
    """The evidence in an article in which at least one term was found."""
    clues = _clues(found)
    shields = [m for m in found.clues if m.kind == "exclusion"]
    places = _Places(found)
    supports: dict[int, list[Clue]] = {}
    for clue in clues:
        if clue.kind == "context" and clue.name in SUPPORT:
            supports.setdefault(clue.sentence, []).append(clue)
    mentions: list[Mention] = []
    supported: list[bool] = []
    numbers: list[int] = []
    excluded: list[tuple[str, str, str]] = []
    for match in found.concepts:
        shield = next((s for s in shields if _shields(s, match)), None)
        if shield:
            excluded.append((match.term.text, shield.term.text, shield.term.concept))
            continue
        number = found.sentences.number(match.start)
        mentions.append(_mention(match, found, places))
        supported.append(any(_outside(clue, match) for clue in supports.get(number, ())))
        numbers.append(number)
    return Evidence(
        mentions=tuple(mentions),
        supported=tuple(supported),
        sentences=tuple(numbers),
        excluded=tuple(excluded),
        clues=clues,
        size=places.size,
        width=places.width,
        sentence_count=found.sentences.number(len(found.whole) - 1) + 1,
        text_starts=found.text_starts,
        begins=places.begins,
        untitled=not found.article.title.strip(),
    )


def _clues(found: Found) -> tuple[Clue, ...]:
    number = found.sentences.number
    return tuple(
        Clue(m.term.concept, m.kind, found.whole[m.start : m.end].lower(), m.start, number(m.start))
        for m in found.clues
    )


def _outside(clue: Clue, match: Match) -> bool:
    """A term is no context of itself: "slavery" is a purpose beside other terms only."""
    return clue.start >= match.end or clue.start + len(clue.text) <= match.start


def _shields(shield: Match, match: Match) -> bool:
    """A phrase of another domain covers a term, or touches one that needs context."""
    if shield.start <= match.start and shield.end >= match.end:
        return True
    weak = match.term.strength == "context"
    return weak and shield.start < match.end and shield.end > match.start


class _Places:
    """Where in the article an offset stands."""

    def __init__(self, found: Found) -> None:
        text = found.article.text
        self.text_starts = found.text_starts
        self.title = found.article.title.strip().casefold()
        dense = len(_CJK.findall(text[:600])) > 0.3 * len(text[:600])
        self.width = 3.0 if dense else 1.0
        self.size = max(200.0, len(text) * self.width)
        self.short = 30 if dense else 90
        self.begins = _prose(found.whole, found.text_starts, self.short)
        self.lead = self.begins + int(LEAD / self.width)
        self.lines: Sequence[int] = [m.start() for m in re.finditer(r"\n", found.whole)]
        self.whole = found.whole

    def of(self, offset: int) -> Position:
        """The position of the term at `offset`."""
        if offset < self.text_starts:
            return "title"
        line = self._line(offset)
        if _TEASER.match(line) and len(line) < 3 * self.short:
            return "boilerplate"
        if offset < self.begins and len(line) < self.short and not self._of_the_title(line):
            return "boilerplate"
        if offset < self.lead:
            return "lead"
        if self._stray(offset, line):
            return "boilerplate"
        return "body"

    def _of_the_title(self, line: str) -> bool:
        """Whether a line before the prose repeats the title, or stands for one where there is none."""
        line = line.strip().casefold()
        return not self.title or line in self.title or self.title in line

    def _line(self, offset: int, step: int = 0) -> str:
        index = bisect_right(self.lines, offset) + step
        start = self.lines[index - 1] + 1 if 0 < index <= len(self.lines) else 0
        end = self.lines[index] if 0 <= index < len(self.lines) else len(self.whole)
        return self.whole[start:end]

    def _stray(self, offset: int, line: str) -> bool:
        """A short line without a full stop, after the lead: a headline of something else, a tag, a menu."""
        line = line.strip()
        if len(line) > self.short or not line or line[-1] in '.!?。！？۔।؟…"”»:,،':
            return False
        return offset > self.text_starts + 0.6 * (len(self.whole) - self.text_starts)


def _prose(whole: str, start: int, short: int) -> int:
    """Where the first line stands that is long and ends as a sentence does; `start` where none is near."""
    place = start
    for line in whole[start : start + MASTHEAD].split("\n"):
        if len(line) >= short and line.rstrip()[-1:] in ENDS:
            return place
        place += len(line) + 1
    return start


def _mention(match: Match, found: Found, places: _Places) -> Mention:
    in_title = match.start < found.text_starts
    shift = 0 if in_title else found.text_starts
    begin, stop = found.sentences.around(match.start, match.end)
    end = min(match.end, found.text_starts - len(GAP)) if in_title else match.end
    return Mention(
        concept=match.term.concept,
        term=match.term.text,
        language=match.term.language,
        field="title" if in_title else "text",
        start=match.start - shift,
        end=end - shift,
        sentence_start=max(0, begin - shift),
        sentence_end=stop - shift,
        strength=match.term.strength,
        position=places.of(match.start),
    )


def near(evidence: Evidence) -> Counter[str]:
    """How many clues of each group stand in a sentence with a mention."""
    here = set(evidence.sentences)
    return Counter(c.name for c in evidence.clues if c.kind == "context" and c.sentence in here)
