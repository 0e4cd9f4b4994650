"""What to tell a person whose rule does not fit the grammar: where, what, and what to write instead."""

from __future__ import annotations

import re
from typing import Final

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from monitor.errors import RuleError
from monitor.matching.rule import OPERATORS

MAX_LENGTH: Final = 8_000
"""Characters of one rule; a longer list of words belongs in the lexicon."""

MAX_DEPTH: Final = 30
"""Brackets within brackets."""


def check_outline(text: str) -> None:
    """Refuse what no parser needs to see: nothing, too much, control characters, brackets left open."""
    if not text.strip():
        raise RuleError("the rule is empty", rule=text, position=0, remedy='write a word or a "phrase"')
    if len(text) > MAX_LENGTH:
        raise RuleError(
            f"the rule has {len(text):,} characters",
            rule=text,
            position=MAX_LENGTH,
            remedy=f"keep it below {MAX_LENGTH:,}; long lists of words belong in the lexicon",
        )
    control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if control:
        raise RuleError("a control character", rule=text, position=control.start(), remedy="delete it")
    opened: list[int] = []
    quote: int | None = None
    for position, character in enumerate(text):
        if character in '"“”„':
            quote = position if quote is None else None
        elif quote is None and character == "(":
            opened.append(position)
            if len(opened) > MAX_DEPTH:
                raise RuleError(
                    "brackets are nested too deep", rule=text, position=position, remedy="simplify the rule"
                )
        elif quote is None and character == ")":
            if not opened:
                raise RuleError(
                    "this bracket closes nothing", rule=text, position=position, remedy="delete it"
                )
            opened.pop()
    if quote is not None:
        raise RuleError("this quote is never closed", rule=text, position=quote, remedy='close it with "')
    if opened:
        raise RuleError(
            "this bracket is never closed", rule=text, position=opened[-1], remedy="close it with )"
        )


def explain(error: UnexpectedInput, text: str) -> RuleError:
    """Why the parser stopped, for a person."""
    position = len(text) if error.pos_in_stream is None else error.pos_in_stream
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        position = len(text)
    message, remedy = _reason(error, text, min(max(position, 0), len(text)))
    return RuleError(message, rule=text, position=min(max(position, 0), len(text)), remedy=remedy)


def _reason(error: UnexpectedInput, text: str, position: int) -> tuple[str, str]:  # noqa: PLR0911
    rest = text[position:]
    written = re.split(r"[\s()]", rest, maxsplit=1)[0]
    if not rest.strip():
        last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
        return f"the rule ends after `{last}`", "write what comes next, or delete it"
    if re.match(r"NEAR\b", rest):
        return (
            ("`NEAR` needs a number of words", "write NEAR/5 between two words")
            if not re.match(r"NEAR/\d", rest)
            else (f"`{written}` stands without a word on both sides", "write word NEAR/5 word")
        )
    if re.match(r"AT ?LEAST", rest):
        return "`ATLEAST` needs a number and a list", "write ATLEAST/5(word^3, word^2)"
    if OPERATORS.fullmatch(written):
        return (
            f"`{written}` has nothing on its left",
            f'write something before it, or "{written}" in quotes for the word',
        )
    if rest[0] == ")":
        return "these brackets are empty or end too early", "write a word before the bracket"
    if rest[0] == "^":
        return "a weight stands outside of ATLEAST", "write ATLEAST/5(word^3, word^2)"
    if rest[0] == ",":
        return "a comma stands outside of ATLEAST", "join words with OR or AND"
    if rest[0] == ":" or (isinstance(error, UnexpectedCharacters) and ":" in written):
        return "a colon belongs to a field", 'write field:value without blanks, or "quote" the text'
    if rest[0] == "-":
        return "a dash stands alone", "write -word without a blank for NOT word"
    return f"`{written or rest[0]}` cannot stand here", "see docs/rules.md"
