"""The rules of alerts and of `monitor search`: read one, and see whether an article meets it.

    parse_rule('"forced labour" NEAR/10 brick* AND country:PK NOT title:film')

A rule is evaluated over the article's folded text (`monitor.matching.fold`), so that case, accents and
look-alikes do not matter; what it finds are places in the text as it was written. `docs/rules.md`
explains the language, `monitor.matching.rule` holds the nodes, `monitor.matching.reading` finds the places.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from monitor.errors import RuleError
from monitor.matching.grammar import parse
from monitor.matching.reading import Reading, Span
from monitor.matching.rule import (
    And,
    AtLeast,
    Concept,
    Field,
    FieldName,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Rule,
    Same,
    TextField,
    When,
    Within,
    children,
    clause,
    noun,
)
from monitor.model import Article, Judgement

__all__ = ["Outcome", "Rule", "Span", "matches", "parse_rule"]

BOTH: tuple[TextField, ...] = ("title", "text")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a rule is met: the places that show it, or in words what is missing."""

    matched: bool
    evidence: tuple[Span, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.matched


def parse_rule(text: str, concepts: Collection[str] | None = None) -> Rule:
    """The rule that `text` states; with `concepts`, names that the lexicon lacks are refused.

    Raises:
        RuleError: with the character in question and what to write instead.
    """
    rule = parse(text)
    for leaf in rule.leaves():
        if concepts is not None and isinstance(leaf, Concept) and leaf.name not in concepts:
            known = sorted(concepts)
            near = difflib.get_close_matches(leaf.name, known, n=1, cutoff=0.5)
            raise RuleError(
                f"the lexicon has no concept `{leaf.name}`",
                rule=text,
                position=leaf.position,
                remedy=f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(known)}",
            )
    return rule


def matches(
    rule: Rule, article: Article, judgement: Judgement, reading: Reading | None = None, *, source: str = ""
) -> Outcome:
    """Whether the article meets the rule, and why or why not.

    Args:
        judgement: whose mentions stand for `concept:`, whose tags for country, stage, topic and form.
        reading: the article prepared once, where several rules are tried on it.
        source: the name of the source that listed the article, for `source:`.
    """
    evaluation = _Evaluation(article, judgement, reading or Reading(article, judgement), source)
    if evaluation.holds(rule.root, BOTH):
        found = dict.fromkeys(evaluation.evidence(rule.root, BOTH))
        return Outcome(
            matched=True, evidence=tuple(sorted(found, key=lambda s: (s.field == "text", s.start)))
        )
    return Outcome(matched=False, missing=tuple(dict.fromkeys(evaluation.missing(rule.root, BOTH))))


class _Evaluation:
    """One rule on one article."""

    def __init__(self, article: Article, judgement: Judgement, reading: Reading, source: str) -> None:
        self._article, self._judgement, self._reading, self._source = article, judgement, reading, source

    def holds(self, node: Node, fields: tuple[TextField, ...]) -> bool:  # noqa: PLR0911 - one a node
        """Whether `node` is so, of these fields."""
        match node:
            case Field(name, values):
                return any(_is(value, have) for have in self._property(name) for value in values)
            case When(first, last):
                day = self._day()
                return day is not None and (first is None or first <= day) and (last is None or day <= last)
            case Within(where, inner):
                return self.holds(inner, (where,))
            case Not(inner):
                return not self.holds(inner, fields)
            case And(parts):
                return all(self.holds(p, fields) for p in parts)
            case Or(parts):
                return any(self.holds(p, fields) for p in parts)
            case AtLeast(threshold, _):
                return self._sum(node, fields) >= threshold
            case _:
                return bool(self._spans(node, fields))

    def evidence(self, node: Node, fields: tuple[TextField, ...]) -> list[Span]:
        """The places that make `node` hold; none for what is absent or is no place in a text."""
        if isinstance(node, Not):
            return []
        if isinstance(node, Phrase | Concept | Near | Same):
            return self._spans(node, fields)
        inner = (node.where,) if isinstance(node, Within) else fields
        return [s for part in children(node) for s in self.evidence(part, inner)]

    def missing(self, node: Node, fields: tuple[TextField, ...]) -> list[str]:  # noqa: PLR0911
        """What the nearest way to make `node` hold would need, each in words."""
        if self.holds(node, fields):
            return []
        match node:
            case And(parts):
                return [m for p in parts for m in self.missing(p, fields)]
            case Or(parts):
                return min((self.missing(p, fields) for p in parts), key=len)
            case Within(where, inner):
                return [f"{m} (in its {where})" for m in self.missing(inner, (where,))]
            case Near(parts) | Same(parts):
                absent = [m for p in parts for m in self.missing(p, fields)]
                return absent or [f"it lacks {noun(node)}: they stand further apart"]
            case Not(inner):
                return [f"this excludes it: {clause(inner)}"]
            case AtLeast(threshold, _):
                return [f"it adds up to {self._sum(node, fields):g} of {threshold:g}"]
            case Phrase() | Concept():
                return [f"it lacks {noun(node)}"]
            case _:
                return [f"{clause(node)}: this is not so"]

    def _spans(self, node: Node, fields: tuple[TextField, ...]) -> list[Span]:
        match node:
            case Phrase(text):
                return [s for f in fields for s in self._reading.phrase(text, f)]
            case Concept(name):
                return [s for f in fields for s in self._reading.concept(name, f)]
            case Or(parts):
                return [s for p in parts for s in self._spans(p, fields)]
            case Near(parts, distance):
                return self._together(parts, fields, lambda f, spans: self._reading.near(f, spans, distance))
            case Same(parts):
                return self._together(parts, fields, self._reading.by_sentence)
            case _:
                return []

    def _together(
        self,
        parts: tuple[Node, ...],
        fields: tuple[TextField, ...],
        groups: Callable[[TextField, list[Span]], Iterable[list[Span]]],
    ) -> list[Span]:
        """The places of all parts, from those groups of places in which every part has one."""
        found: list[Span] = []
        for field in fields:
            places = [set(self._spans(p, (field,))) for p in parts]
            if all(places):
                everywhere = sorted(set().union(*places), key=lambda s: (s.start, s.end))
                found += [
                    s for g in groups(field, everywhere) if all(p.intersection(g) for p in places) for s in g
                ]
        return found

    def _sum(self, node: AtLeast, fields: tuple[TextField, ...]) -> float:
        return sum(weight for part, weight in node.parts if self.holds(part, fields))

    def _day(self) -> date | None:
        at = self._article.published_at
        return self._article.published_on or (at.date() if at else None)

    def _property(self, name: FieldName) -> tuple[str, ...]:
        tags = self._judgement.tags
        properties: dict[FieldName, tuple[str, ...]] = {
            "language": (self._article.language or "",),
            "country": tags.countries,
            "source": (self._source, self._article.outlet),
            "stage": tags.stages,
            "topic": tags.topics,
            "form": tags.forms,
            "verdict": (self._judgement.verdict,),
        }
        return properties[name]


def _is(wanted: str, have: str) -> bool:
    return fnmatchcase(have.casefold(), wanted.casefold())
