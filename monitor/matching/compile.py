"""Make a watch ready to be searched with: each term becomes one pattern for each of its spellings."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from monitor.matching.automaton import Automaton, Kind, Part, Pattern
from monitor.matching.divided import Divided
from monitor.matching.fold import KEEP_MARKS, fold
from monitor.model import Alert, Lexicon, Term, Watch

MAX_SPELLINGS = 48
"""A term that unfolds into more spellings than this keeps the first ones."""

SPELLED_OUT = 7
"""A single word of this many letters is also found with a blank between each two letters."""

_LOOSE = "[^ ]{0,14}"
# A space, an ideograph or the end. Said as what it is not, it compiles four times as fast.
_EDGE = "(?![!-\u2e7f])"


class Side:
    """The automata over text folded one way: terms first, clues only where a term was found."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        self._lexicons = lexicons

    @cached_property
    def concepts(self) -> Automaton:
        """The terms that articles are about."""
        return Automaton(list(_patterns(self._lexicons, "concept")))

    @cached_property
    def clues(self) -> Automaton:
        """The terms of context groups and exclusions."""
        return Automaton([*_patterns(self._lexicons, "context"), *_patterns(self._lexicons, "exclusion")])

    @cached_property
    def divided(self) -> Divided:
        """The words of all concepts, for where markup divides them."""
        return Divided(words for lexicon in self._lexicons if lexicon.bounded for words in _worded(lexicon))


class Compiled:
    """A watch, ready to be searched with."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that have a lexicon."""
        return frozenset(lexicon.language for lexicon in self.watch.lexicons)

    def side(self, language: str | None) -> Side:
        """The automata for an article in `language`."""
        return self._marked if language in KEEP_MARKS else self._plain

    @cached_property
    def _plain(self) -> Side:
        return Side([x for x in self.watch.lexicons if x.language not in KEEP_MARKS])

    @cached_property
    def _marked(self) -> Side:
        """For languages that keep their accents, English beside them."""
        return Side([x for x in self.watch.lexicons if x.language in {*KEEP_MARKS, "en"}])


_READY: OrderedDict[str, Compiled] = OrderedDict()
_KEPT = 4


def compiled(watch: Watch) -> Compiled:
    """The watch, compiled; the last few are kept, known by their version."""
    key = watch.version or version_of(watch.alerts, watch.lexicons, watch.weights)
    if key not in _READY:
        _READY[key] = Compiled(watch)
        while len(_READY) > _KEPT:
            _READY.popitem(last=False)
    return _READY[key]


def version_of(alerts: Sequence[Alert], lexicons: Sequence[Lexicon], weights: Mapping[str, float]) -> str:
    """A digest of everything that decides what is a hit (not of who is told, or when)."""
    parts = [
        *(repr((a.name, a.rule, a.topics, a.countries, a.languages, a.sources, a.minimum)) for a in alerts),
        *map(repr, lexicons),
        repr(sorted(weights.items())),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


# --- from a term to its patterns -------------------------------------------------------------------


def _patterns(lexicons: Sequence[Lexicon], kind: Kind) -> Iterator[Pattern]:
    for lexicon in lexicons:
        if kind == "concept":
            terms: Sequence[Term] = lexicon.terms
        elif kind == "context":
            terms = [term for group in lexicon.context.values() for term in group]
        else:
            terms = lexicon.exclusions
        for term in terms:
            yield from patterns_of(term, lexicon, kind)


def patterns_of(term: Term, lexicon: Lexicon, kind: Kind = "concept") -> Iterator[Pattern]:
    """Every pattern by which `term` is found."""
    parts = [part.strip() for part in term.text.split(" + ")]
    others = tuple(_anywhere(part, term, lexicon) for part in parts[1:])
    seen = set()
    for spelling in _spellings(parts[0], lexicon):
        words = _words(spelling, lexicon)
        if not words:
            continue
        pattern = _pattern(words, term, lexicon, kind, others)
        if (identity := (pattern.key, pattern.rest)) not in seen:
            seen.add(identity)
            yield pattern
        if len(parts) == 1:
            yield from _as_written(spelling, words, term, lexicon, kind)


def _worded(lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """The words of each part of each term, in each spelling: their beginnings, between edges or not."""
    edge = "" if lexicon.prefixes else " "
    for term in lexicon.terms:
        for part in term.text.split(" + "):
            for spelling in _spellings(part, lexicon):
                pieces = [_piece(word, term, lexicon, last=True) for word in _words(spelling, lexicon)]
                yield tuple(f"{edge}{literal}{'' if ending else ' '}" for literal, ending in pieces)


def _as_written(
    spelling: str, words: list[str], term: Term, lexicon: Lexicon, kind: Kind
) -> Iterator[Pattern]:
    """The term with its own punctuation ("ст. 127", "Traffic (Prevention) Act"), or spelled out."""
    literal = fold(spelling, lexicon.language).text.strip()
    if "  " in literal and "*" not in spelling:
        yield Pattern(term, kind, literal, "", frozenset(), frozenset(), (), lexicon.bounded)
    if kind == "concept" and len(words) == 1 and len(words[0]) >= SPELLED_OUT:
        spelled = " ".join(words[0].rstrip("*"))
        yield Pattern(term, kind, spelled, "", frozenset(), frozenset(), (), lexicon.bounded)


def _pattern(words: list[str], term: Term, lexicon: Lexicon, kind: Kind, others: tuple[Part, ...]) -> Pattern:
    plain = " ".join(words)
    changing = term.inflects and bool(lexicon.endings)
    prefixes = frozenset(_fold_word(p, lexicon) for p in lexicon.prefixes)
    suffixes = frozenset(_fold_word(s, lexicon) for s in lexicon.suffixes) if term.inflects else frozenset()
    if "*" not in plain and not changing:
        return Pattern(term, kind, plain, "", suffixes, prefixes, others, lexicon.bounded)
    pieces = [_piece(word, term, lexicon, last=i == len(words) - 1) for i, word in enumerate(words)]
    key = _literal(pieces)
    source = " ".join(re.escape(literal) + loose for literal, loose in pieces)
    return Pattern(term, kind, key, source + _EDGE, frozenset(), prefixes, others, lexicon.bounded)


def _literal(pieces: Sequence[tuple[str, str]]) -> str:
    """What every match begins with: the pieces up to the first that has several endings."""
    key = pieces[0][0]
    for (_, loose), (literal, _more) in itertools.pairwise(pieces):
        if loose:
            break
        key += " " + literal
    return key


def _piece(word: str, term: Term, lexicon: Lexicon, *, last: bool) -> tuple[str, str]:
    """A word as its literal beginning and a pattern for what may follow."""
    if word.endswith("*"):
        return word.rstrip("*"), _LOOSE
    if term.inflects and lexicon.endings and len(word) >= 4:
        endings = sorted({_fold_word(e, lexicon) for e in lexicon.endings} - {""}, key=len, reverse=True)
        stem = next((word[: -len(e)] for e in endings if word.endswith(e) and len(word) - len(e) >= 3), word)
        return stem, f"(?:{'|'.join(map(re.escape, endings))})?"
    if term.inflects and last and lexicon.suffixes:
        return word, f"(?:{'|'.join(re.escape(_fold_word(s, lexicon)) for s in lexicon.suffixes)})?"
    return word, ""


def _anywhere(text: str, term: Term, lexicon: Lexicon) -> Part:
    """A further part of a term, wherever it stands."""
    choices, keys = [], {}
    for spelling in _spellings(text, lexicon):
        words = _words(spelling, lexicon)
        pieces = [_piece(word, term, lexicon, last=i == len(words) - 1) for i, word in enumerate(words)]
        choices.append(" ".join(re.escape(literal) + loose for literal, loose in pieces))
        keys[_literal(pieces)] = True
    body = f"(?:{'|'.join(choices)})"
    if not lexicon.bounded:
        return Part(body, tuple(keys))
    prefixes = "|".join(re.escape(_fold_word(p, lexicon)) for p in lexicon.prefixes)
    if prefixes:
        return Part(f"(?:(?<= )|^)(?:{prefixes})?{body}{_EDGE}", tuple(keys))
    return Part(f"(?:(?<= )|^){body}{_EDGE}", tuple(f" {key}" for key in keys))


def _spellings(text: str, lexicon: Lexicon) -> list[str]:
    """The text with each alternative ("a|b") and each spelling of the language."""
    words = [word.split("|") for word in text.split()]
    made = [" ".join(choice) for choice in itertools.islice(itertools.product(*words), MAX_SPELLINGS)]
    for group in lexicon.spellings:
        for known in list(made):
            for one in group:
                if one in known:
                    made += [v for other in group if (v := known.replace(one, other)) not in made]
                    break
    return made[:MAX_SPELLINGS]


def _words(text: str, lexicon: Lexicon) -> list[str]:
    """The folded words of a spelling, each with its `*` kept."""
    words = []
    for written in text.split():
        folded = fold(written.replace("*", ""), lexicon.language).text.split()
        if folded and written.endswith("*"):
            folded[-1] += "*"
        words += folded
    return words


def _fold_word(text: str, lexicon: Lexicon) -> str:
    return "".join(fold(text, lexicon.language).text.split())
