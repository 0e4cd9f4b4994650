"""Candidates to compose digests of, and the stationery that came with the program."""

from __future__ import annotations

from datetime import date

from monitor.config.templates import load_stationery
from monitor.model import Candidate, Figure, Hit, Judgement, Mention, Tags
from tests.fakes.telling import ALERTS, article

STATIONERY = load_stationery(ALERTS)


def candidate(
    number: int,
    *,
    score: float | None = None,
    story: str = "",
    same_event: tuple[str, ...] = (),
    **values: object,
) -> Candidate:
    """A matched article, numbered; a story of its own unless `story` says otherwise."""
    found = article(number, published_on=date(2026, 11, 20), **values)
    start = found.text.find("trafficking")
    score = round(0.9 - number / 1000, 3) if score is None else score
    mentions = (
        (
            Mention(
                concept="tip",
                term="trafficking",
                language="en",
                field="text",
                start=start,
                end=start + len("trafficking"),
                sentence_start=max(0, start - 20),
                sentence_end=min(len(found.text), start + 40),
                strength="sufficient",
                position="lead",
            ),
        )
        if start >= 0
        else ()
    )
    return Candidate(
        article_id=number,
        story_id=story or f"story-{number:05}",
        article=found,
        judgement=Judgement(
            verdict="relevant",
            score=score,
            mentions=mentions,
            tags=Tags(
                topics=("trafficking_in_persons",),
                forms=("forced_labour",),
                stages=("operation",),
                countries=("PK",),
                figures=(Figure(kind="rescued", count=number, start=0, end=10),),
            ),
        ),
        hit=Hit(alert="trafficking", verdict="relevant", score=score, reasons=("trafficking",)),
        source=f"source-{number}",
        same_event=same_event,
    )
