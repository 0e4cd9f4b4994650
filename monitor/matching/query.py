"""The rules of alerts and of `monitor search`: read one, and see whether an article meets it.

    parse_rule('"forced labour" NEAR/10 brick* AND country:PK NOT title:film')

A rule is evaluated over the article's folded text (`monitor.matching.fold`), so that case, accents and
look-alikes do not matter; what it finds are places in the text as it was written. `docs/rules.md`
explains the language, `monitor.matching.rule` holds the nodes.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection

from monitor.errors import RuleError
from monitor.matching.grammar import parse
from monitor.matching.rule import Concept, Rule

__all__ = ["Rule", "parse_rule"]


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
