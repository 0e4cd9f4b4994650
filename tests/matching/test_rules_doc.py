"""Every rule in `docs/rules.md` parses, prints itself back and says what it means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.matching.concepts import CONCEPTS
from monitor.matching.query import parse_rule

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = [
    line for block in re.findall(r"```rule\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()
]


@pytest.mark.parametrize("source", EXAMPLES)
def test_example_is_a_rule(source: str) -> None:
    rule = parse_rule(source, CONCEPTS)
    assert parse_rule(str(rule)) == rule
    assert rule.words().startswith("An article matches if ")


def test_there_are_examples_of_every_operator() -> None:
    for operator in (
        "AND",
        "OR",
        "NOT",
        "NEAR/",
        "SAME",
        "ATLEAST/",
        "concept:",
        "date:",
        "title:",
        "*",
        "?",
    ):
        assert any(operator in example for example in EXAMPLES), operator
