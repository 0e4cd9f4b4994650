"""Which alerts want an article, and why; and for the others what was missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from monitor.matching.query import Outcome, Rule, matches, parse_rule
from monitor.matching.reading import Reading
from monitor.model import Alert, Article, Hit, Judgement, Watch

_RANK = {"not_relevant": 0, "passing": 1, "relevant": 2}
_MET = Outcome(matched=True)


@dataclass(frozen=True, slots=True)
class Miss:
    """An alert that does not want the article, and everything that was missing."""

    alert: str
    missing: tuple[str, ...]


def match_alerts(
    article: Article, judgement: Judgement, watch: Watch, *, source: str = ""
) -> tuple[Hit, ...]:
    """The hits of each enabled alert that wants the article, in the order of the alerts."""
    outcomes = look_at_alerts(article, judgement, watch, source=source)
    return tuple(found for found in outcomes if isinstance(found, Hit))


def look_at_alerts(
    article: Article, judgement: Judgement, watch: Watch, *, source: str = ""
) -> tuple[Hit | Miss, ...]:
    """For each alert its hit, or what was missing; `source` names the source that listed the article."""
    reading = Reading(article, judgement)
    return tuple(_look(alert, article, judgement, reading, source) for alert in watch.alerts)


def _look(alert: Alert, article: Article, judgement: Judgement, reading: Reading, source: str) -> Hit | Miss:
    missing = list(_missing(alert, article, judgement, source))
    outcome = _MET
    if alert.rule and (not missing or alert.enabled):
        outcome = matches(_rule(alert.rule), article, judgement, reading, source=source)
        missing += outcome.missing
    if missing or not outcome:
        return Miss(alert.name, tuple(missing))
    urgent = bool(
        alert.urgent and matches(_rule(alert.urgent.rule), article, judgement, reading, source=source)
    )
    reasons = [r.text for r in judgement.reasons if r.kind == "term"][:5]
    if alert.rule:
        reasons.append(f"the rule “{alert.rule}” is met")
    return Hit(
        alert=alert.name,
        verdict=judgement.verdict,
        score=judgement.score,
        reasons=tuple(reasons),
        urgent=urgent,
    )


def _missing(alert: Alert, article: Article, judgement: Judgement, source: str) -> Iterator[str]:
    """What the alert's filters miss, apart from its rule."""
    tags = judgement.tags
    language = article.language or "unknown"
    if not alert.enabled:
        yield "the alert is switched off"
    if _RANK[judgement.verdict] < _RANK[alert.minimum]:
        yield f"the verdict is {_named(judgement.verdict)}; the alert asks for {_named(alert.minimum)}"
    if alert.topics and not set(alert.topics) & set(tags.topics):
        yield f"the topic is {_listed(tags.topics)}; the alert asks for {_listed(alert.topics)}"
    if alert.countries and not set(alert.countries) & set(tags.countries):
        yield f"the countries are {_listed(tags.countries)}; the alert asks for {_listed(alert.countries)}"
    if alert.languages and language not in alert.languages:
        yield f"the language is {language}; the alert asks for {_listed(alert.languages)}"
    if alert.sources and source not in alert.sources:
        yield f"the source is {source or 'unknown'}; the alert asks for {_listed(alert.sources)}"


@lru_cache(maxsize=256)
def _rule(text: str) -> Rule:
    return parse_rule(text)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(_named(name) for name in names) or "none"


def _named(name: str) -> str:
    return name.replace("_", " ")
