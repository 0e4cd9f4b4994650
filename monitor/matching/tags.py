"""Tag an article with topics, forms of exploitation, act, means and purpose, stage, countries and figures."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

from monitor.matching.concepts import CONCEPTS, SMUGGLING, STAGES, TRAFFICKING
from monitor.matching.context import Evidence
from monitor.matching.countries import find_countries
from monitor.matching.figures import find_figures
from monitor.model import Article, Mention, Tags, Verdict

Weights: TypeAlias = defaultdict[str, float]

UNSPECIFIED = "unspecified_or_policy"

GENERAL = "trafficking_in_persons"
SMUGGLED = "migrant_smuggling"
VAGUE = frozenset({"institutions", "victim_support"})

# Shares of the weightiest one's weight that another of its kind needs; found on labelled articles.
TOPIC_SHARE = 0.3
FORM_SHARE = 0.4
STAGE_SHARE = 0.25
GENERAL_SHARE = 0.3
"""A form that weighs less than this share of "trafficking" as such is an example, not the subject."""

GENERAL_SHARES = {"sexual_exploitation": 0.15, "slavery_or_servitude": 0.8}
"""Other shares: sexual exploitation is what is mostly meant, and slavery is said of all forms."""

BOTH_SHARE = 0.2
MOST_FORMS = 3
"""An article that goes through more forms than this is about trafficking in general."""

_PLACE = {"title": 3.0, "lead": 2.0, "body": 1.0, "boilerplate": 0.0}


def tag(article: Article, evidence: Evidence, verdict: Verdict, home: str | None = None) -> Tags:
    """The tags of an article; none where nothing of the subject was found. `home` is the outlet's country."""
    if verdict == "not_relevant":
        return Tags()
    weights = _weights(evidence)
    forms = _forms(weights)
    here = set(evidence.sentences)
    groups: dict[str, Weights] = {}
    for clue in evidence.clues:
        if clue.kind == "context" and (clue.sentence in here or clue.name in STAGES):
            groups.setdefault(clue.name, defaultdict(float))[clue.text] += 1
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
        countries=find_countries(
            article.title,
            article.text,
            article.language,
            home,
            place=article.place or "",
            near=sentences_of(evidence),
        ),
        figures=find_figures(article.text, article.language),
    )


def sentences_of(evidence: Evidence) -> list[tuple[int, int]]:
    """Where the sentences of the text stand that hold a mention, in order."""
    return sorted(
        {
            (mention.sentence_start, mention.sentence_end)
            for mention, supported in zip(evidence.mentions, evidence.supported, strict=True)
            if mention.field == "text" and (supported or mention.strength == "sufficient")
        }
    )


def _weights(evidence: Evidence) -> Weights:
    """How much of the article each concept carries.

    Where the headline is of migrants and says nothing of trafficking, the traffickers who are named further
    down are those who bring them: the press of the Channel and the Mediterranean uses the two words alike.
    """
    weights: Weights = defaultdict(float)
    early = False
    for mention, supported in zip(evidence.mentions, evidence.supported, strict=True):
        weights[mention.concept] += _weight(mention, supported)
        early |= mention.concept == GENERAL and mention.position in ("title", "lead")
    headed = any(clue.name == "migration" and clue.start < evidence.headed_until for clue in evidence.clues)
    if headed and not early and weights[GENERAL]:
        weights["migrant_smuggling"] += weights.pop(GENERAL)
    return weights


def _weight(mention: Mention, supported: bool) -> float:
    strength = 1.0 if mention.strength == "sufficient" else 0.4 if supported else 0.1
    return strength * _PLACE[mention.position]


def _topics(weights: Weights) -> tuple[str, ...]:
    """The topics that carry the mentions; institutions say nothing where something else does."""
    totals: Weights = defaultdict(float)
    for concept, weight in weights.items():
        totals[CONCEPTS[concept].topic] += weight * (0.1 if concept in VAGUE else 1.0)
    return _main(totals, TOPIC_SHARE) or (TRAFFICKING,)


def _forms(weights: Weights) -> tuple[str, ...]:
    """The forms that carry the mentions; where trafficking as such outweighs them, none is meant."""
    totals: Weights = defaultdict(float)
    for concept, weight in weights.items():
        meant = CONCEPTS[concept]
        totals[meant.form] += weight
        if meant.second:
            totals[meant.second] += weight
    general = totals.pop(UNSPECIFIED, 0.0)
    named = _main(totals, FORM_SHARE)
    strong = tuple(
        form for form in named if totals[form] >= GENERAL_SHARES.get(form, GENERAL_SHARE) * general
    )
    if not strong or len(strong) > MOST_FORMS:
        return (UNSPECIFIED,)
    if strong == (SMUGGLED,) and general >= BOTH_SHARE * totals[SMUGGLED]:
        return (SMUGGLED, UNSPECIFIED)
    return strong


def _main(totals: Weights, least: float) -> tuple[str, ...]:
    """What carries a fair share of the weight, the weightiest first."""
    most = max(totals.values(), default=0.0)
    return tuple(name for name, weight in _ranked(totals) if weight and weight >= least * most)


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
    found = _main(totals, STAGE_SHARE)
    return tuple(stage for stage in STAGES if stage in found[:3])


def sublabel(topics: tuple[str, ...]) -> str:
    """The topics in one word: "tip", "smuggling_of_migrants" or "both"."""
    if TRAFFICKING in topics and SMUGGLING in topics:
        return "both"
    return "smuggling_of_migrants" if SMUGGLING in topics else "tip"
