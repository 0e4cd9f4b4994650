"""The names that every language's lexicon shares: concepts, context groups, domains of exclusion.

A concept is what a term means; it says which topic and which form of exploitation a mention stands for.
Topics follow the two UN Protocols of 2000, forms follow UNODC's categories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TRAFFICKING = "trafficking_in_persons"
SMUGGLING = "smuggling_of_migrants"


@dataclass(frozen=True, slots=True)
class Concept:
    """What a mention stands for: its topic, its form, the purpose of the Protocol's definition.

    `second` is a form that always goes with it.
    """

    topic: str
    form: str
    purpose: str = ""
    second: str = ""


CONCEPTS: Mapping[str, Concept] = {
    "trafficking_in_persons": Concept(TRAFFICKING, "unspecified_or_policy"),
    "migrant_smuggling": Concept(SMUGGLING, "migrant_smuggling"),
    "sexual_exploitation": Concept(TRAFFICKING, "sexual_exploitation", "sexual exploitation"),
    "child_sexual_exploitation": Concept(TRAFFICKING, "sexual_exploitation", "sexual exploitation"),
    "forced_labour": Concept(TRAFFICKING, "forced_labour", "forced labour or services"),
    "bonded_labour": Concept(TRAFFICKING, "bonded_labour", "forced labour or services"),
    "child_labour": Concept(
        TRAFFICKING, "child_labour_or_child_exploitation", "exploitation of children's labour"
    ),
    "forced_begging": Concept(TRAFFICKING, "child_labour_or_child_exploitation", "forced begging"),
    "domestic_servitude": Concept(TRAFFICKING, "domestic_servitude", "servitude"),
    "forced_marriage": Concept(TRAFFICKING, "forced_marriage", "practices similar to slavery"),
    "organ_removal": Concept(TRAFFICKING, "organ_removal", "removal of organs"),
    "forced_criminality": Concept(TRAFFICKING, "forced_criminality", "forced criminality"),
    "child_soldiers": Concept(TRAFFICKING, "child_soldiers", "use in armed conflict"),
    "slavery": Concept(TRAFFICKING, "slavery_or_servitude", "slavery"),
    "captivity_in_war": Concept(TRAFFICKING, "slavery_or_servitude", "slavery", "sexual_exploitation"),
    "child_sale": Concept(TRAFFICKING, "child_sale_or_illegal_adoption", "sale of children"),
    "institutions": Concept(TRAFFICKING, "unspecified_or_policy"),
    "victim_support": Concept(TRAFFICKING, "unspecified_or_policy"),
}

STAGES = (
    "operation",
    "arrest",
    "indictment",
    "trial",
    "conviction",
    "legislation",
    "report",
    "statement",
    "prevention",
)

GROUPS = ("act", "means", "purpose", "actors", "victims", "migration", *STAGES)
"""Context groups of a lexicon: what is found near a mention and makes it more than a word."""

DOMAINS = (
    "drug",
    "arms",
    "goods",
    "wildlife",
    "history",
    "fiction",
    "metaphor",
    "sport",
    "medicine",
    "traffic",
    "science",
    "asylum",
    "politics",
    "kidnapping",
    "war",
    "conspiracy",
    "boilerplate",
    "prostitution",
    "cyber",
    "labour_dispute",
    "entertainment",
)
"""Domains in which the same words mean something else."""
