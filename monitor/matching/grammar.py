"""The grammar of the rules, and the tree that it builds.

Lark's LALR parser builds the nodes of `monitor.matching.rule` while it reads, so the depth of the
result is bounded by the brackets that are written. Operators are upper case words, as in FreshRSS and
Elasticsearch; two things side by side mean AND; `-word` means NOT.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final, TypeVar, cast, get_args

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

from monitor.errors import RuleError
from monitor.matching.complaints import check_outline, explain
from monitor.matching.fields import FIELDS, Fault, nothing_to_find, read_field, unknown_field
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
    Rule,
    Same,
    TextField,
    When,
    Within,
    children,
)

GRAMMAR: Final = r"""
start: or
?or: and (_OR and)*
?and: not (_AND? not)*
?not: (_NOT | _MINUS) not -> negated
    | near
?near: atom
    | atom (NEAR atom)+ -> nearby
    | atom (_SAME atom)+ -> same
?atom: WORD -> phrase
    | PHRASE -> phrase
    | NAMED -> named
    | PREFIX scoped -> prefixed
    | ATLEAST item (_COMMA item)* _CLOSE -> at_least
    | _OPEN or _CLOSE
?scoped: WORD -> phrase
    | PHRASE -> phrase
    | _OPEN or _CLOSE
item: or BOOST?

_OR.5: /OR(?![^\s()"“”„])/
_AND.5: /AND(?![^\s()"“”„])/
_NOT.5: /NOT(?![^\s()"“”„])/
_SAME.5: /SAME(?![^\s()"“”„])/
NEAR.5: /NEAR\/\d{1,3}(?![^\s()"“”„])/
ATLEAST.5: /AT ?LEAST\/\d{1,4}(\.\d{1,2})?\s*\(/
PREFIX.4: /[A-Za-z_]+:(?=\s*["“”„(])/
NAMED.4: /[A-Za-z_]+:[^\s()"“”„,^:]+(?:,(?>[^\s()"“”„,^:]+)(?!:))*/
PHRASE.3: /["“”„][^"“”„]*["“”„]/
BOOST: /\^-?\d{1,4}(\.\d{1,2})?/
_MINUS: /-(?=[^\s\-])/
WORD: /(?!(?:AND|OR|NOT|SAME|(?:NEAR|AT ?LEAST)(?:\/\S*)?)(?![^\s()"“”„]))[^\s()"“”„,^:\-][^\s()"“”„,^:]*/
_OPEN: "("
_CLOSE: ")"
_COMMA: ","
%ignore /\s+/
"""


class _Builder(Transformer[Token, Any]):
    """Builds nodes while the parser reduces; joins of one kind are kept flat."""

    def start(self, items: list[Any]) -> Node:
        return cast(Node, items[0])

    def or_(self, items: list[Any]) -> Node:
        return Or(tuple(_flat(items, Or)))

    def and_(self, items: list[Any]) -> Node:
        return And(tuple(_flat(items, And)))

    def negated(self, items: list[Any]) -> Node:
        return items[0].inner if isinstance(items[0], Not) else Not(items[0])

    def phrase(self, items: list[Token]) -> Phrase:
        position = items[0].start_pos or 0
        text = " ".join(items[0].strip('"“”„').split())
        if not any(c.isalnum() for c in text):
            nothing_to_find(text, position)
        return Phrase(text, position)

    def named(self, items: list[Token]) -> Node:
        name, _, value = items[0].partition(":")
        return read_field(name, value, items[0].start_pos or 0)

    def prefixed(self, items: list[Any]) -> Node:
        position, name = items[0].start_pos or 0, items[0].rstrip(":").lower()
        inner = items[1]
        if name in get_args(TextField):
            return Within(name, _placed(inner, f"{name}:", position))
        if isinstance(inner, Phrase):
            return read_field(name, inner.text, position)
        if name in FIELDS:
            raise Fault(
                f"`{name}:` takes values, not a rule in brackets",
                position,
                f"write {name}:one,two for one or the other",
            )
        raise unknown_field(name, position)

    def nearby(self, items: list[Any]) -> Node:
        operators = items[1::2]
        distances = {int(o.partition("/")[2]) for o in operators}
        if len(distances) > 1:
            raise Fault(
                "one chain of NEAR has different distances",
                operators[-1].start_pos or 0,
                "use one distance, or join two NEARs with AND",
            )
        return Near(tuple(_spans(i, "NEAR") for i in items[0::2]), distances.pop())

    def same(self, items: list[Any]) -> Node:
        return Same(tuple(_spans(i, "SAME") for i in items))

    def item(self, items: list[Any]) -> tuple[Node, float]:
        return items[0], float(items[1].lstrip("^")) if len(items) > 1 else 1.0

    def at_least(self, items: list[Any]) -> Node:
        threshold = float(items[0].rstrip("( \t\n").partition("/")[2])
        parts = tuple(items[1:])
        most = sum(w for _, w in parts if w > 0)
        if not 0 < threshold <= most:
            raise Fault(
                f"the weights add up to {most:g} at most, the rule asks for {threshold:g}",
                items[0].start_pos or 0,
                "lower the number after ATLEAST/, or raise weights with ^"
                if threshold
                else "ask for more than 0",
            )
        return AtLeast(threshold, parts)


def parse(text: str) -> Rule:
    """The rule that `text` states.

    Raises:
        RuleError: with the character and what to write instead.
    """
    check_outline(text)
    try:
        return Rule(cast(Node, _parser().parse(text)))
    except Fault as found:
        raise RuleError(found.message, rule=text, position=found.position, remedy=found.remedy) from found
    except UnexpectedInput as error:
        raise explain(error, text) from error


@cache
def _parser() -> Lark:
    # Lark names a callback for its rule; `or` and `and` are words of Python, hence the underscore.
    builder = _Builder()
    vars(builder).update({"or": builder.or_, "and": builder.and_})
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=builder, maybe_placeholders=False)


N = TypeVar("N", And, Or)


def _flat(items: list[Node], kind: type[N]) -> Iterator[Node]:
    for item in items:
        if isinstance(item, kind):
            yield from item.parts
        else:
            yield item


# --- what may stand where ---------------------------------------------------------------------------


def _position(node: Node) -> int:
    while not isinstance(node, Phrase | Concept | Field | When):
        node = children(node)[0]
    return node.position


def _spans(node: Node, operator: str) -> Node:
    """`node`, if it has places in a text: a phrase, a concept, or an OR of these."""
    if isinstance(node, Phrase | Concept) or (
        isinstance(node, Or) and all(isinstance(p, Phrase | Concept) for p in node.parts)
    ):
        return node
    raise Fault(
        f"{operator} joins words, phrases, concepts, or an OR of these in brackets",
        _position(node),
        f"put {operator} around the words alone, and AND around the rest",
    )


def _placed(node: Node, field: str, position: int) -> Node:
    """`node`, if all of it can be looked for in one field."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Field | When | Within):
            raise Fault(
                f"a field stands inside `{field}`", position, "join fields with AND, outside of the brackets"
            )
        waiting += children(here)
    return node
