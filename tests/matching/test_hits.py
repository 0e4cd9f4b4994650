"""Which alerts want an article, and what was missing for the others."""

from __future__ import annotations

from dataclasses import replace

from monitor.matching.hits import Miss, look_at_alerts, match_alerts
from monitor.matching.judge import judge
from monitor.model import Alert, Article, Hit, Urgent, Watch
from tests.matching.lexicons import watch

ARTICLE = Article(
    url="https://a.example/1",
    title="Four charged with human trafficking",
    text="Police said nine women were forced into prostitution. The suspects face human trafficking charges.",
    language="en",
)


def with_alerts(*alerts: Alert) -> Watch:
    return replace(watch(), alerts=alerts)


def test_an_alert_wants_what_meets_all_it_asks_for() -> None:
    desk = Alert(
        name="desk",
        title="Desk",
        rule='"human trafficking"',
        urgent=Urgent(rule="title:charged"),
        languages=("en",),
    )
    both = with_alerts(desk, Alert(name="urdu", title="Urdu", languages=("ur",)))
    (hit,) = match_alerts(ARTICLE, judge(ARTICLE, both), both)
    assert hit.alert == "desk"
    assert hit.urgent
    assert any("human trafficking" in reason for reason in hit.reasons)


def test_a_miss_names_everything_that_was_missing() -> None:
    alerts = with_alerts(
        Alert(name="pk", title="Pakistan", countries=("PK",), sources=("dawn",), rule="brides"),
        Alert(name="off", title="Off", enabled=False),
        Alert(name="smuggling", title="Smuggling", topics=("smuggling_of_migrants",)),
    )
    misses = look_at_alerts(ARTICLE, judge(ARTICLE, alerts), alerts)
    assert not any(isinstance(m, Hit) for m in misses)
    first = misses[0]
    assert isinstance(first, Miss)
    assert len(first.missing) == 3
    assert "brides" in first.missing[-1]
