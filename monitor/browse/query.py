"""A rule as a question to the search index: an FTS5 expression, a span of days, and whether that is all.

The index knows words, phrases, prefixes and tags; a rule knows more (one sentence, at least so many,
`?` inside a word). What the index cannot say is widened, never narrowed: the expression then finds all
that the rule finds and more, and `exact` is False, so that the caller looks at each find again.

Every word is quoted and folded on its way in. Nothing a person types is ever syntax to SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import regex

from monitor.errors import RuleError
from monitor.matching.query import Rule, parse_rule
from monitor.matching.rule import (
    And,
    AtLeast,
    Concept,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Same,
    When,
    Within,
)
from monitor.store.search import EVER, Span, tag
from monitor.stories.words import cut, pairs, runs, unspaced

EVERYTHING = "every"
"""The tag that every article has."""

# What Arabic writes together with the next word: the article, "and", "with", "to", "so", "like".
_ARABIC_PREFIXES = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "فال", "ک", "کال")
_OPERATOR = regex.compile(r"\b(?:AND|OR|NOT|SAME|NEAR|AT ?LEAST)\b(?:/\d+)?")
_ARABIC = regex.compile(r"\p{Arabic}+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A word or phrase to mark in what is found: folded words in order, the last one maybe a prefix."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the index.

    `match` is the FTS5 expression; `exact` says that it means the same as the rule; `wanted` is marked
    in what is found; `note` tells the person how the words were read, where it was not as a rule.
    """

    match: str
    span: Span = EVER
    exact: bool = True
    wanted: tuple[Wanted, ...] = ()
    rule: Rule | None = None
    note: str = ""


def ask(text: str) -> Question:
    """The question that a person typed: a rule, or, where it is none, all of its words."""
    text = "".join(c for c in text if c.isprintable() or c.isspace()).strip()
    if not text:
        return Question(match=EVERYTHING)
    try:
        rule = parse_rule(text)
    except RuleError as error:
        plain = _plain_words(text)
        return replace(plain, note=f"Read as plain words: {error}")
    return question(rule)


def question(rule: Rule) -> Question:
    """A rule as a question to the index."""
    span, root = _days(rule.root)
    found = _Expression()
    match = found.of(root)
    return Question(
        match=match or EVERYTHING,
        span=span,
        exact=found.exact and bool(match),
        wanted=tuple(dict.fromkeys(found.wanted)),
        rule=rule,
    )


def narrowed(asked: Question, tags: Iterable[tuple[str, str]]) -> Question:
    """The question, kept to articles that have every one of these properties (kind and value)."""
    terms = [f'tags:"{tag(kind, value)}"' for kind, value in tags]
    if not terms:
        return asked
    words = [] if asked.match == EVERYTHING else [f"({asked.match})"]
    return replace(asked, match=" AND ".join([*terms, *words]))


def in_title(asked: Question) -> str:
    """The expression of the question, for articles whose title has all that is wanted."""
    phrases = " AND ".join(_phrase(w) for w in asked.wanted)
    return f"({asked.match}) AND (title : ({phrases}))" if phrases else asked.match


def _plain_words(text: str) -> Question:
    wanted = [Wanted(words=(run,)) for run in runs(_OPERATOR.sub(" ", text))]
    if not wanted:
        return Question(match=f'"{tag("nothing", "at all")}"')
    match = " AND ".join(_phrase(w) for w in wanted)
    return Question(match=f"{{title text}} : ({match})", wanted=tuple(wanted))


def _days(root: Node) -> tuple[Span, Node | None]:
    """The span of days that the whole rule is kept to, and the rest of it."""
    parts = root.parts if isinstance(root, And) else (root,)
    spans = [p for p in parts if isinstance(p, When)]
    rest = tuple(p for p in parts if not isinstance(p, When))
    firsts = [s.first for s in spans if s.first]
    lasts = [s.last for s in spans if s.last]
    span = Span(first=max(firsts, default=None), last=min(lasts, default=None))
    if not rest:
        return span, None
    return span, rest[0] if len(rest) == 1 else And(rest)


class _Expression:
    """Writes the FTS5 expression of a tree; "" stands for what the index cannot say."""

    def __init__(self) -> None:
        self.exact = True
        self.wanted: list[Wanted] = []

    def of(self, node: Node | None, where: str = "{title text}") -> str:  # noqa: PLR0911 - one a node
        match node:
            case None:
                return EVERYTHING
            case Phrase(text):
                return self._words(text, where)
            case Concept(name):
                return f'tags : "{tag("concept", name)}"'
            case Field(name, values):
                return self._field(name, values)
            case Within(field, inner):
                return self.of(inner, field)
            case And(parts):
                return self._all(parts, where)
            case Or(parts):
                return self._any(parts, where)
            case Near(parts, distance):
                return self._near(parts, distance, where)
            case Same(parts):
                self.exact = False
                return self._all(parts, where)
            case AtLeast(_, weighted):
                self.exact = False
                return self._any([part for part, _ in weighted], where)
            case Not():
                return self._without([node], "", where)
            case When():
                self.exact = False
                return ""
        raise AssertionError(node)

    def _words(self, text: str, where: str) -> str:
        wanted, whole = _wanted(text)
        if not wanted:
            self.exact = False
            return ""
        self.exact &= whole
        self.wanted += wanted
        phrases = " AND ".join(_phrase(w) for w in wanted)
        return f"{where} : ({phrases})"

    def _field(self, name: str, values: Iterable[str]) -> str:
        terms = []
        for value in values:
            stem = regex.split(r"[*?\[]", value, maxsplit=1)[0]
            self.exact &= stem in (value, value[:-1])
            term = f'"{tag(name, stem)}' if stem else f'"{name}_'
            terms.append(term + ('"' if stem == value else '" *'))
        return f"tags : ({' OR '.join(terms)})"

    def _all(self, parts: Iterable[Node], where: str) -> str:
        parts = list(parts)
        refused = [p for p in parts if isinstance(p, Not)]
        terms = [t for t in (self.of(p, where) for p in parts if not isinstance(p, Not)) if t]
        joined = " AND ".join(f"({t})" for t in terms)
        return self._without(refused, joined, where) if refused else joined

    def _any(self, parts: Iterable[Node], where: str) -> str:
        terms = [self.of(p, where) for p in parts]
        return " OR ".join(f"({t})" for t in terms) if all(terms) else ""

    def _without(self, refused: Iterable[Not], joined: str, where: str) -> str:
        """`joined` without what is refused; a refusal that would be widened is left to the second look."""
        joined = joined or EVERYTHING
        for node in refused:
            inner = _Expression()
            term = inner.of(node.inner, where)
            if term and inner.exact:
                joined = f"({joined}) NOT ({term})"
            else:
                self.exact = False
        return joined

    def _near(self, parts: tuple[Node, ...], distance: int, where: str) -> str:
        """NEAR takes phrases only, not an Arabic word with all that is written onto it, and counts our
        pairs of characters for words.
        """
        phrases = [_wanted(p.text) if isinstance(p, Phrase) else ([], False) for p in parts]
        plain = all(len(w) == 1 and whole and not _cut(w[0]) and not _glued(w[0]) for w, whole in phrases)
        if not plain:
            self.exact = False
            return self._all(parts, where)
        self.wanted += [w[0] for w, _ in phrases]
        quoted = " ".join(_quoted(w[0]) for w, _ in phrases)
        return f"{where} : NEAR({quoted}, {distance})"


def _wanted(text: str) -> tuple[list[Wanted], bool]:
    """The phrases of the index that make up a phrase of the rules, and whether they say all of it."""
    pieces = regex.split(r"[*?]", text)
    if len(pieces) == 1:
        words = tuple(runs(text))
        return ([Wanted(words=words)] if words else []), bool(words)
    if len(pieces) == 2 and not pieces[1] and (words := tuple(runs(pieces[0]))):
        return [Wanted(words=words, prefix=True)], text.endswith("*")
    # A wildcard inside: whole words before the word that has it, and that word's beginning.
    words = tuple(runs(pieces[0]))
    return ([Wanted(words=words, prefix=not pieces[0][-1:].isspace())] if words else []), False


def _cut(wanted: Wanted) -> bool:
    return any(unspaced(w) for w in wanted.words)


def _glued(wanted: Wanted) -> bool:
    """Whether it is a single Arabic word, onto which others may be written."""
    return len(wanted.words) == 1 and bool(_ARABIC.fullmatch(wanted.words[0]))


def _quoted(wanted: Wanted) -> str:
    """A phrase of FTS5, between quotes; runs of unspaced scripts as the index cuts them.

    The last run may go on in the text, so its last character is not looked for alone.
    """
    *before, last = wanted.words
    terms = [token for word in before for token in cut(word)]
    terms += pairs(last) if unspaced(last) and len(last) > 1 else [last]
    prefix = wanted.prefix or (unspaced(last) and len(last) == 1)
    return '"' + " ".join(terms) + '"' + (" *" if prefix else "")


def _phrase(wanted: Wanted) -> str:
    """A phrase, and for a single Arabic word also the forms with what is written onto it."""
    if _glued(wanted):
        stem = wanted.words[0].removeprefix("ال") if len(wanted.words[0]) > 4 else wanted.words[0]
        if len(stem) > 1:
            star = " *" if wanted.prefix else ""
            forms = {wanted.words[0], *(f"{p}{stem}" for p in _ARABIC_PREFIXES)}
            return "(" + " OR ".join(f'"{form}"{star}' for form in sorted(forms)) + ")"
    return _quoted(wanted)
