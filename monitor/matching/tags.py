"""Tag an article with topics, forms of exploitation, act, means and purpose, stage, countries and figures."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

from monitor.matching.concepts import CONCEPTS, SMUGGLING, STAGES, TRAFFICKING
from monitor.matching.context import Evidence
from monitor.matching.figures import find_figures
from monitor.matching.places import find_countries
from monitor.model import Article, Mention, Tags, Verdict

Weights: TypeAlias = defaultdict[str, float]

UNSPECIFIED = "unspecified_or_policy"

LEAST = 0.2
"""A form or topic needs this share of the weightiest one's weight."""

_PLACE = {"title": 4.0, "lead": 2.0, "body": 1.0, "boilerplate": 0.0}


def tag(article: Article, evidence: Evidence, verdict: Verdict) -> Tags:
    """The tags of an article; none where nothing of the subject was found."""
    if verdict == "not_relevant":
        return Tags()
    weights = _weights(evidence)
    forms = _forms(weights)
    here = set(evidence.sentences)
    groups: dict[str, Weights] = {}
    for clue in evidence.clues:
        if clue.kind == "context" and (clue.sentence in here or clue.name in STAGES):
            groups.setdefault(clue.name, defaultdict(float))[clue.text.rstrip("*")] += 1
    return Tags(
        topics=_topics(weights),
        forms=forms,
        acts=_common(groups.get("act")),
        means=_common(groups.get("means")),
        purposes=tuple(
            dict.fromkeys(
                CONCEPTS[c].purpose for c in weights if CONCEPTS[c].purpose and CONCEPTS[c].form in forms
            )
        ),
        stages=_stages(evidence),
        countries=find_countries(article.title, article.text, article.language),
        figures=find_figures(article.text, article.language),
    )


def _weights(evidence: Evidence) -> Weights:
    weights: Weights = defaultdict(float)
    for mention, supported in zip(evidence.mentions, evidence.supported, strict=True):
        weights[mention.concept] += _weight(mention, supported)
    return weights


def _weight(mention: Mention, supported: bool) -> float:
    strength = 1.0 if mention.strength == "sufficient" else 0.4 if supported else 0.1
    return strength * _PLACE[mention.position]


def _topics(weights: Weights) -> tuple[str, ...]:
    totals: Weights = defaultdict(float)
    for concept, weight in weights.items():
        totals[CONCEPTS[concept].topic] += weight
    return _main(totals) or (TRAFFICKING,)


def _forms(weights: Weights) -> tuple[str, ...]:
    totals: Weights = defaultdict(float)
    for concept, weight in weights.items():
        totals[CONCEPTS[concept].form] += weight
    named = defaultdict(float, {form: weight for form, weight in totals.items() if form != UNSPECIFIED})
    return _main(named) or (UNSPECIFIED,)


def _main(totals: Weights) -> tuple[str, ...]:
    """What carries a fair share of the weight, the weightiest first."""
    most = max(totals.values(), default=0.0)
    return tuple(name for name, weight in _ranked(totals) if weight and weight >= LEAST * most)


def _ranked(totals: Weights) -> list[tuple[str, float]]:
    return sorted(totals.items(), key=lambda t: -t[1])


def _common(counts: Weights | None) -> tuple[str, ...]:
    return tuple(word for word, _ in _ranked(counts or defaultdict(float))[:5])


def _stages(evidence: Evidence) -> tuple[str, ...]:
    """Stages named beside a mention, or in the title and lead."""
    here = set(evidence.sentences)
    lead = evidence.text_starts + 300
    totals: Weights = defaultdict(float)
    for clue in evidence.clues:
        if clue.kind == "context" and clue.name in STAGES:
            totals[clue.name] += (2 if clue.start < lead else 0) + (1 if clue.sentence in here else 0)
    found = _main(totals)
    return tuple(stage for stage in STAGES if stage in found[:3])


def sublabel(topics: tuple[str, ...]) -> str:
    """The topics in one word: "tip", "smuggling_of_migrants" or "both"."""
    if TRAFFICKING in topics and SMUGGLING in topics:
        return "both"
    return "smuggling_of_migrants" if SMUGGLING in topics else "tip"
