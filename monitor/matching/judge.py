"""Judge an article: what was found, what stands around it, the verdict, the reasons in order, the tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.matching.compile import Compiled, compiled
from monitor.matching.context import Evidence, gather
from monitor.matching.find import Found
from monitor.matching.tags import tag
from monitor.matching.verdict import clue_reasons, decide, features
from monitor.model import Article, Judgement, Mention, Reason, Verdict, Watch

MAX_MENTIONS = 200
"""More mentions than this of one article are counted and not kept."""

MAX_BARE = 5
"""Terms without their context that are named when nothing else stands."""

_ORDER = {"title": 0, "lead": 1, "body": 2, "boilerplate": 3}


def judge(article: Article, watch: Watch, home: str | None = None) -> Judgement:
    """The verdict on `article` under `watch`, and all that led to it; `home` is the outlet's country."""
    return judge_with(article, compiled(watch), home)


def judge_with(article: Article, ready: Compiled, home: str | None = None) -> Judgement:
    """As `judge`, with a watch that is already compiled."""
    found = Found(article, ready)
    version = ready.watch.version
    if not found.concepts:
        nothing = Reason(kind="missing", text="no term of the lexicon stands in the title or the text")
        return Judgement(verdict="not_relevant", score=0.0, reasons=(nothing,), version=version)
    evidence = gather(found)
    weights = ready.watch.weights
    clues = features(evidence)
    verdict, score = decide(clues, weights)
    if not evidence.counts:
        verdict, score = "not_relevant", 0.0
    reasons = (
        *_term_reasons(evidence),
        *_exclusion_reasons(evidence),
        *clue_reasons(clues, weights),
        *_missing(evidence, verdict, score, weights),
    )
    return Judgement(
        verdict=verdict,
        score=round(score, 4),
        mentions=evidence.mentions[:MAX_MENTIONS],
        reasons=reasons,
        tags=tag(article, evidence, verdict, home),
        version=version,
    )


def _term_reasons(evidence: Evidence) -> list[Reason]:
    """Each term once, where it weighs most: title before lead before body."""
    best: dict[str, tuple[Mention, int]] = {}
    for mention in evidence.mentions:
        known = best.get(mention.term)
        if known is None or _ORDER[mention.position] < _ORDER[known[0].position]:
            best[mention.term] = (mention, (known[1] if known else 0) + 1)
        else:
            best[mention.term] = (known[0], known[1] + 1)
    ranked = sorted(
        best.values(), key=lambda b: (_ORDER[b[0].position], b[0].strength != "sufficient", -b[1])
    )
    return [
        Reason(
            kind="term",
            text=f"“{m.term}” ({m.concept.replace('_', ' ')}) in the {m.position}"
            + (f", {count} times in all" if count > 1 else ""),
        )
        for m, count in ranked
    ]


def _missing(
    evidence: Evidence, verdict: Verdict, score: float, weights: Mapping[str, float]
) -> Iterator[Reason]:
    """What an article lacks that is not relevant, though terms were found."""
    if verdict == "relevant":
        return
    if evidence.counts:
        line = weights.get("threshold.relevant", 0.5)
        yield Reason(kind="missing", text=f"its score is {score:.2f}; relevant begins at {line:.2f}")
        return
    bare = dict.fromkeys(m.term for m in evidence.mentions if m.position != "boilerplate")
    for term in list(bare)[:MAX_BARE]:
        text = f"“{term}” needs acts, means, purposes, people or borders in its sentence, and has none"
        yield Reason(kind="missing", text=text)
    if not bare:
        yield Reason(
            kind="missing", text="every term stands in a menu, a teaser or a phrase that excludes it"
        )


def _exclusion_reasons(evidence: Evidence) -> list[Reason]:
    return [
        Reason(
            kind="exclusion",
            text=f"“{term}” stands in “{phrase}” ({domain.replace('_', ' ')}) and does not count",
        )
        for term, phrase, domain in dict.fromkeys(evidence.excluded)
    ]
