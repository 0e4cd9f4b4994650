"""The closed lists of the field: topics, forms of exploitation, legal stages.

Topics are the two Protocols'; forms follow art. 3 of the Trafficking Protocol, ILO C182 and UNODC's
reports; stages are the steps of a case that a news item reports.
"""

from __future__ import annotations

from typing import Final

TOPICS: Final = ("trafficking_in_persons", "smuggling_of_migrants")

FORMS: Final = (
    "sexual_exploitation",
    "forced_labour",
    "bonded_labour",
    "child_labour_or_child_exploitation",
    "domestic_servitude",
    "forced_marriage",
    "organ_removal",
    "forced_criminality",
    "child_soldiers",
    "slavery_or_servitude",
    "child_sale_or_illegal_adoption",
    "migrant_smuggling",
    "unspecified_or_policy",
)

STAGES: Final = (
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

VERDICTS: Final = ("relevant", "passing", "not_relevant")
