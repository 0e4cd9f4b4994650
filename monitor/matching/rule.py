"""What a rule consists of: the nodes that the grammar builds, printed back as source and in plain words.

A tree of frozen values. `Phrase`, `Concept` and an `Or` of these have places in a text and may stand
beside NEAR and SAME; `Field` and `When` ask something of the article as a whole; `Within`, `Not`,
`And`, `Or` and `AtLeast` join what they hold. A walker needs no more than `isinstance` and the names
below. `position` is the character of the rule where a node was written, and takes no part in equality.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

TextField: TypeAlias = Literal["title", "text"]
FieldName: TypeAlias = Literal["language", "country", "source", "stage", "topic", "form", "verdict"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand in the text in this order; `*` is any letters, `?` one letter, of a word."""

    text: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """Any term of a concept of the lexicon, by the concept's name: `concept:forced_labour`."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the article that has one of `values`: `country:PK,IN`."""

    name: FieldName
    values: tuple[str, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class When:
    """The day of publication, both ends inclusive; None leaves an end open."""

    first: date | None
    last: date | None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """`inner`, looked for in the title or in the text alone."""

    where: TextField
    inner: Node


@dataclass(frozen=True, slots=True)
class Not:
    """`inner` does not hold."""

    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """All parts stand in one stretch of text with at most `distance` words between neighbours."""

    parts: tuple[Node, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Same:
    """All parts stand in one sentence."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The weights of the parts that hold add up to `threshold` or more; each part counts once."""

    threshold: float
    parts: tuple[tuple[Node, float], ...]


Node: TypeAlias = Phrase | Concept | Field | When | Within | Not | And | Or | Near | Same | AtLeast


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, parsed. `str(rule)` is its source in one canonical form and parses to an equal rule."""

    root: Node

    def __str__(self) -> str:
        return _source(self.root, 0)

    def words(self) -> str:
        """What the rule asks for, as a sentence for a person."""
        return f"An article matches if {clause(self.root)}."

    def leaves(self) -> Iterator[Phrase | Concept | Field | When]:
        """Every leaf, in the order in which the rule names it."""
        return _leaves(self.root)

    def required(self) -> tuple[tuple[Phrase | Concept, ...], ...]:
        """Groups of which every article that matches has at least one member each.

        For a search in an index: the AND of these ORs finds all that the rule finds, and more.
        """
        return _required(self.root)


# --- source ---------------------------------------------------------------------------------------

OPERATORS = re.compile(r"(?:AND|OR|NOT|SAME|NEAR(?:/.*)?|AT ?LEAST(?:/.*)?)")
_BARE = re.compile(r"[^\s()\"“”„,^:\-][^\s()\"“”„,^:]*")


def _source(node: Node, binding: int) -> str:
    """The node as source; `binding` above the node's own puts it in brackets."""
    text, own = _plain(node)
    return f"({text})" if own < binding else text


def _plain(node: Node) -> tuple[str, int]:  # noqa: PLR0911 - one line a node
    match node:
        case Phrase(text):
            return (text if _BARE.fullmatch(text) and not OPERATORS.fullmatch(text) else f'"{text}"'), 5
        case Concept(name):
            return f"concept:{name}", 5
        case Field(name, values):
            return f"{name}:{','.join(values)}", 5
        case When():
            return f"date:{_span(node)}", 5
        case Within(where, inner):
            return f"{where}:" + (
                _plain(inner)[0] if isinstance(inner, Phrase) else f"({_source(inner, 0)})"
            ), 5
        case Not(inner):
            return f"NOT {_source(inner, 3)}", 3
        case And(parts):
            return " AND ".join(_source(p, 3) for p in parts), 2
        case Or(parts):
            return " OR ".join(_source(p, 2) for p in parts), 1
        case Near(parts, distance):
            return f" NEAR/{distance} ".join(_source(p, 5) for p in parts), 4
        case Same(parts):
            return " SAME ".join(_source(p, 5) for p in parts), 4
        case AtLeast(threshold, weighted):
            items = ", ".join(_source(p, 0) + (f"^{w:g}" if w != 1 else "") for p, w in weighted)
            return f"ATLEAST/{threshold:g}({items})", 5


def _span(when: When) -> str:
    first, last = when.first, when.last
    if first == last and first:
        return first.isoformat()
    if first and last:
        return f"{first}..{last}"
    return f">={first}" if first else f"<={last}"


# --- words ----------------------------------------------------------------------------------------

_FIELD_WORDS: dict[FieldName, str] = {
    "language": "the language is",
    "country": "the country of the event is",
    "source": "the source is",
    "stage": "the stage reported is",
    "topic": "the topic is",
    "form": "the form of exploitation is",
    "verdict": "the verdict is",
}


def clause(node: Node) -> str:  # noqa: PLR0911 - one line a node
    """The node as a clause that goes on from "An article matches if …"."""
    match node:
        case Field(name, values):
            shown = values if name in ("language", "country", "source") else tuple(_named(v) for v in values)
            return f"{_FIELD_WORDS[name]} {' or '.join(shown)}"
        case When(first, last):
            return _when_words(first, last)
        case Within(where, inner):
            return (
                f"its {where} has {noun(inner)}"
                if _is_noun(inner)
                else f"in its {where} alone, {_group(inner)}"
            )
        case Not(inner):
            return (
                f"it does not have {noun(inner)}" if _is_noun(inner) else f"it is not so that {_group(inner)}"
            )
        case And(parts):
            return ", and ".join(_group(p) for p in parts)
        case Or(parts) if not _is_noun(node):
            return ", or ".join(_group(p) for p in parts)
        case AtLeast(threshold, weighted):
            items = "; ".join(f"{clause(p)} ({w:+g})" for p, w in weighted)
            return f"what holds of this adds up to {threshold:g} or more: {items}"
        case _:
            return f"it has {noun(node)}"


def _is_noun(node: Node) -> bool:
    """Whether the node can be named as something that a text has."""
    return isinstance(node, Phrase | Concept | Near | Same) or (
        isinstance(node, Or) and all(isinstance(p, Phrase | Concept) for p in node.parts)
    )


def noun(node: Node) -> str:
    """The node as a thing that a text has: "the word “bride”"."""
    match node:
        case Phrase(text):
            return _phrase_words(text)
        case Concept(name):
            return f"a term for {_named(name)}"
        case Near(parts, distance):
            words = "word" if distance == 1 else "words"
            near = " and ".join(noun(p) for p in parts)
            return f"{near} with at most {distance} {words} between" if distance else f"{near} side by side"
        case Same(parts):
            return " and ".join(noun(p) for p in parts) + " in one sentence"
        case _:
            return "(" + " or ".join(noun(p) for p in children(node)) + ")"


def _group(node: Node) -> str:
    """The clause, in brackets where it would run into its neighbours."""
    return (
        f"[{clause(node)}]" if isinstance(node, And | Or | AtLeast) and not _is_noun(node) else clause(node)
    )


def _phrase_words(text: str) -> str:
    core = text.strip("*")
    plain = "*" not in core and "?" not in core and " " not in text
    if plain and text == core + "*":
        return f"a word that begins with “{core}”"
    if plain and text == "*" + core:
        return f"a word that ends in “{core}”"
    wild = "*" in text or "?" in text
    what = f"the {'phrase' if ' ' in text else 'word'} “{text}”"
    return what + (" (* any letters, ? one letter)" if wild else "")


def _when_words(first: date | None, last: date | None) -> str:
    if first == last and first:
        return f"it was published on {first}"
    if first and last:
        return f"it was published from {first} to {last}"
    return f"it was published on or after {first}" if first else f"it was published on or before {last}"


def _named(name: str) -> str:
    return name.replace("_", " ")


# --- walking --------------------------------------------------------------------------------------


def children(node: Node) -> tuple[Node, ...]:
    """The nodes that `node` joins; none for a leaf."""
    match node:
        case Within(_, inner) | Not(inner):
            return (inner,)
        case And(parts) | Or(parts) | Near(parts, _) | Same(parts):
            return parts
        case AtLeast(_, weighted):
            return tuple(p for p, _ in weighted)
        case _:
            return ()


def _leaves(node: Node) -> Iterator[Phrase | Concept | Field | When]:
    if isinstance(node, Phrase | Concept | Field | When):
        yield node
    for child in children(node):
        yield from _leaves(child)


def _required(node: Node) -> tuple[tuple[Phrase | Concept, ...], ...]:
    match node:
        case Phrase() | Concept():
            return ((node,),)
        case Field() | When() | Not():
            return ()
        case Within(_, inner):
            return _required(inner)
        case And(parts) | Near(parts, _) | Same(parts):
            return tuple(group for part in parts for group in _required(part))
        case Or(parts):
            return _one_of(parts)
        case AtLeast(threshold, weighted):
            return _one_of(tuple(p for p, w in weighted if w > 0)) if threshold > 0 else ()


def _one_of(parts: tuple[Node, ...]) -> tuple[tuple[Phrase | Concept, ...], ...]:
    """One group that covers every alternative: the smallest of each; none if one asks for no word."""
    needs = [_required(part) for part in parts]
    if not all(needs):
        return ()
    return (tuple(dict.fromkeys(leaf for groups in needs for leaf in min(groups, key=len))),)
