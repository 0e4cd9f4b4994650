"""From evidence to a verdict: named clues, each with a weight, added up and squeezed between 0 and 1.

The clues are the same in every language, because they count concepts, groups and places, not words. Two
sums are made of them: whether the article is *relevant*, and whether it *mentions* the subject at all.
The weights stand in `alerts/lexicon/weights.toml`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from monitor.matching.concepts import CONCEPTS
from monitor.matching.context import SUPPORT, Evidence, near
from monitor.model import Mention, Reason, Verdict

Features = dict[str, float]

FIRST = (200, 800, 1500)
"""How many terms stand within each of these many first characters."""

EARLY = 300
"""What stands in the title or in this many first characters of the text says what the article is about."""

OPENING = 400
"""The first characters of the prose in which a group of context opens the article."""

SENSES = frozenset(
    {"history", "fiction", "metaphor", "sport", "science", "wildlife", "conspiracy", "entertainment"}
)
"""Domains in which even a headline's term means something else; the others are often part of a case."""

CASE = frozenset({"operation", "arrest", "indictment", "trial", "conviction"})
"""The stages of a criminal case."""


def features(evidence: Evidence) -> Features:
    """The clues of an article by name; a clue that is absent counts nothing."""
    made: Features = {}
    made.update(_by_place(evidence))
    made.update(_by_weight(evidence))
    made.update(_by_context(evidence))
    made.update(_by_subject(evidence))
    made["length"] = math.log(evidence.size / 2000)
    made["untitled"] = float(evidence.untitled)
    return {name: value for name, value in made.items() if value}


def _by_place(evidence: Evidence) -> Features:
    """How many terms stand where, how early they begin, over how much of the article they go."""
    count: Counter[str] = Counter()
    offsets = []
    sure = []
    for mention, supported in zip(evidence.mentions, evidence.supported, strict=True):
        if mention.position == "boilerplate":
            continue
        kind = mention.strength if mention.strength == "sufficient" or supported else "bare"
        count[f"{mention.position}_{kind}"] += 1
        if kind != "bare":
            depth = 0.0 if mention.field == "title" else evidence.depth(evidence.text_starts + mention.start)
            offsets.append(depth)
            if _in_headline(mention, evidence):
                count[f"headline_{kind}"] = 1
                count[f"headline_tells_{CONCEPTS[mention.concept].form}"] = 1
            if kind == "sufficient":
                sure.append(depth)
                count.update(f"first_{n}" for n in FIRST if depth < n)
    made = {name: math.log1p(number) for name, number in count.items()}
    if offsets:
        made["earliness"] = 1 - min(1.0, min(offsets) / evidence.size)
        made["spread"] = len({min(4, int(5 * o / evidence.size)) for o in offsets}) / 5
        made["terms"] = math.log1p(len({m.term for m in evidence.mentions}))
    if sure:
        between = [0.0, *sorted(sure), evidence.size]
        made["gap"] = max(after - before for before, after in pairwise(between)) / evidence.size
    made["excluded"] = math.log1p(len(evidence.excluded))
    return made


def _by_weight(evidence: Evidence) -> Features:
    """How much of the article the terms are: by weight, by sentences, and beside words of other domains."""
    mass = plain = 0.0
    sentences, sure, concepts = set(), set(), set()
    for mention, supported, sentence in zip(
        evidence.mentions, evidence.supported, evidence.sentences, strict=True
    ):
        if mention.position == "boilerplate":
            continue
        weight = 1.0 if mention.strength == "sufficient" else 0.5 if supported else 0.15
        plain += weight
        mass += weight * (1.5 if mention.field == "title" else 1.0)
        if weight >= 0.5:
            sentences.add(sentence)
        if mention.strength == "sufficient":
            sure.add(sentence)
            concepts.add(mention.concept)
    others = sum(clue.kind == "exclusion" and clue.name != "boilerplate" for clue in evidence.clues)
    return {
        "density": math.log1p(1000 * mass / evidence.size),
        "balance": plain / (plain + others + 1),
        "sentences": math.log1p(len(sentences)),
        "share": len(sentences) / max(1, evidence.sentence_count),
        "share_sufficient": len(sure) / max(1, evidence.sentence_count),
        "concepts": math.log1p(len(concepts)),
    }


def _by_context(evidence: Evidence) -> Features:
    """What stands beside the terms, and what of other domains stands anywhere."""
    made = _beside(evidence)
    headed = any(
        mention.strength == "sufficient" and _in_headline(mention, evidence) for mention in evidence.mentions
    )
    others: Counter[str] = Counter()
    early: set[str] = set()
    for clue in evidence.clues:
        if clue.kind != "exclusion" or clue.name == "boilerplate":
            continue
        others[clue.name] += 1
        if clue.start < evidence.begins + EARLY and (clue.name in SENSES or not headed):
            early.add(clue.name)
    thousands = max(1.0, evidence.size / 1000)
    made.update({f"other_{name}": math.log1p(number / thousands) for name, number in others.items()})
    made["early_domains"] = float(len(early))
    made.update({f"early_{name}": 1.0 for name in early})
    return made


def _by_subject(evidence: Evidence) -> Features:
    """Which groups and domains the headline speaks of, and which groups the opening."""
    names = {clue.name for clue in evidence.clues if clue.start < evidence.headed_until}
    made = {f"headline_of_{name}": 1.0 for name in names if name != "boilerplate"}
    opening = evidence.begins + OPENING
    groups = {clue.name for clue in evidence.clues if clue.kind == "context" and clue.start < opening}
    return {**made, **{f"lead_of_{name}": 1.0 for name in groups}}


def _beside(evidence: Evidence) -> Features:
    """The signs of a crime and of a criminal case in the sentences that hold a term."""
    beside = near(evidence)
    heads = {
        sentence
        for mention, sentence in zip(evidence.mentions, evidence.sentences, strict=True)
        if _in_headline(mention, evidence)
    }
    in_head = {c.name for c in evidence.clues if c.kind == "context" and c.sentence in heads}
    leads = {
        sentence
        for mention, sentence in zip(evidence.mentions, evidence.sentences, strict=True)
        if mention.position in ("title", "lead") and mention.strength == "sufficient"
    }
    in_lead = {c.name for c in evidence.clues if c.kind == "context" and c.sentence in leads}
    return {
        "beside_lead_crime": float(bool(in_lead & SUPPORT)),
        "beside_lead_case": float(bool(in_lead & CASE)),
        "beside_crime": math.log1p(sum(beside[group] for group in SUPPORT)),
        "beside_case": math.log1p(sum(beside[group] for group in CASE)),
        "beside_headline_crime": float(bool(in_head & SUPPORT)),
        "beside_headline_case": float(bool(in_head & CASE)),
    }


def _in_headline(mention: Mention, evidence: Evidence) -> bool:
    """In the title, or in the first characters where there is none."""
    if mention.field == "title":
        return True
    return evidence.text_starts + mention.start < evidence.headed_until


def score(clues: Mapping[str, float], weights: Mapping[str, float], table: str) -> float:
    """The clues' weighted sum in `table` ("relevant" or "mentioned"), squeezed between 0 and 1."""
    total = weights.get(f"{table}.bias", 0.0)
    total += sum(value * weights.get(f"{table}.{name}", 0.0) for name, value in clues.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def decide(clues: Mapping[str, float], weights: Mapping[str, float]) -> tuple[Verdict, float]:
    """The verdict and its score."""
    relevant = score(clues, weights, "relevant")
    if relevant >= weights.get("threshold.relevant", 0.5):
        return "relevant", relevant
    mentioned = score(clues, weights, "mentioned")
    return ("passing" if mentioned >= weights.get("threshold.mentioned", 0.5) else "not_relevant"), relevant


def clue_reasons(clues: Mapping[str, float], weights: Mapping[str, float]) -> list[Reason]:
    """What each clue added to the score, the weightiest first."""
    reasons = []
    for name, value in clues.items():
        added = value * weights.get(f"relevant.{name}", 0.0)
        kind = name.partition("_")[0]
        if abs(added) < 0.05:
            continue
        if kind in ("other", "early", "excluded"):
            reasons.append(Reason(kind="exclusion", text=_named(name), weight=round(added, 2)))
        elif kind == "beside":
            reasons.append(Reason(kind="context", text=_named(name), weight=round(added, 2)))
        else:
            reasons.append(Reason(kind="position", text=_named(name), weight=round(added, 2)))
    return sorted(reasons, key=lambda r: -abs(r.weight))


_WORDS = {
    "title_sufficient": "a term that is enough by itself stands in the title",
    "lead_sufficient": "a term that is enough by itself stands in the lead",
    "body_sufficient": "terms that are enough by themselves stand in the body",
    "title_context": "a term with context stands in the title",
    "lead_context": "a term with context stands in the lead",
    "body_context": "terms with context stand in the body",
    "title_bare": "a term without context stands in the title",
    "lead_bare": "a term without context stands in the lead",
    "body_bare": "terms without context stand in the body",
    "first_200": "terms within the first 200 characters",
    "first_800": "terms within the first 800 characters",
    "first_1500": "terms within the first 1,500 characters",
    "headline_sufficient": "a term that is enough by itself stands in the headline",
    "headline_context": "a term with context stands in the headline",
    "sentences": "how many sentences hold a term",
    "share": "which share of the sentences holds a term",
    "share_sufficient": "which share of the sentences holds a term that is enough by itself",
    "concepts": "how many different things the terms mean",
    "gap": "how long a part of the article has no term that is enough by itself",
    "balance": "how the terms weigh against words of other subjects",
    "beside_crime": "acts, means, purposes, people or borders are named beside a term",
    "beside_case": "an operation, arrest, charge, trial or sentence is named beside a term",
    "beside_headline_crime": "the headline names acts, means, purposes, people or borders beside a term",
    "beside_headline_case": "the headline names an arrest, charge, trial or sentence beside a term",
    "beside_lead_crime": "the lead names acts, means, purposes, people or borders beside a term",
    "beside_lead_case": "the lead names an operation, arrest, charge, trial or sentence beside a term",
    "early_domains": "words of other subjects in the title or lead",
    "earliness": "how early the first term stands",
    "spread": "over how much of the article the terms are spread",
    "density": "how dense the terms are",
    "terms": "how many different terms there are",
    "length": "the length of the article",
    "untitled": "there is no title",
    "excluded": "terms inside phrases of another domain",
}


_KINDS = {
    "headline_of_": "the headline speaks of {}",
    "headline_tells_": "the headline's term means {}",
    "lead_of_": "the beginning speaks of {}",
    "early_": "words of {} in the title or lead",
    "other_": "words of {}",
}


def _named(name: str) -> str:
    if name in _WORDS:
        return _WORDS[name]
    for kind, words in _KINDS.items():
        if name.startswith(kind):
            return words.format(name.removeprefix(kind).replace("_", " "))
    return name.replace("_", " ")
