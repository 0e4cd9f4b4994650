"""Which stories a digest tells, in which order and form: importance, not arrival, decides."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.digests.clean import href, one_line
from monitor.digests.excerpt import (
    best_position,
    excerpt,
    full_text,
    marked_title,
    matched_terms,
    worth_marking,
)
from monitor.model import Alert, Candidate, Copy, StoryEntry, StoryGroup

_NO_DAY = date(1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one mail holds: stories in full, stories with a line each, and stories of one source."""

    in_full: int = 40
    in_short: int = 100
    per_source: int = 8


def tell_stories(alert: Alert, candidates: Sequence[Candidate]) -> tuple[StoryEntry, ...]:
    """One entry a story, the most important first; a story in several languages is one entry too."""
    by_story: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_story.setdefault(candidate.story_id, []).append(candidate)
    entries = [tell_story(alert, copies) for copies in _across_languages(by_story)]
    return tuple(
        sorted(entries, key=lambda e: (-e.rank, -(e.published_on or _NO_DAY).toordinal(), e.story_id))
    )


def _across_languages(by_story: Mapping[str, Sequence[Candidate]]) -> list[list[Candidate]]:
    """The stories' copies, those together that tell one event in different languages.

    Copies in one language share their words, so two stories in one language are two, whatever figures
    they share; a third story joins only where it shares no language with either.
    """
    events: list[list[Candidate]] = []
    for story, copies in by_story.items():
        tongues = {copy.article.language for copy in copies}
        for event in events:
            linked = any(story in told.same_event for told in event)
            if linked and tongues.isdisjoint(told.article.language for told in event):
                event.extend(copies)
                break
        else:
            events.append(list(copies))
    return events


def tell_story(alert: Alert, copies: Sequence[Candidate]) -> StoryEntry:
    """A story in the words of its best copy, with all outlets that carried it."""
    ordered = sorted(copies, key=lambda c: _quality(alert, c))
    best = ordered[0]
    article, tags = best.article, best.judgement.tags
    mentions = worth_marking(best.judgement.mentions)
    terms, others = matched_terms(article, mentions)
    paragraphs = (full_text if alert.include == "full" else excerpt)(article, mentions)
    return StoryEntry(
        story_id=best.story_id,
        title=marked_title(article, mentions),
        copies=tuple(copy_of(c) for c in ordered),
        paragraphs=paragraphs,
        terms=terms,
        other_terms=others,
        position=best_position(mentions),
        reasons=tuple(one_line(r, 160) for r in best.hit.reasons),
        score=best.hit.score,
        rank=importance(ordered),
        language=article.language,
        published_on=article.published_on,
        place=one_line(article.place, 60) if article.place else None,
        topics=tags.topics,
        forms=tags.forms,
        stages=tags.stages,
        countries=tags.countries,
        figures=tags.figures,
        urgent=any(c.hit.urgent for c in copies),
        follows=tuple({f.story_id: f for c in ordered for f in c.follows}.values()),
        warnings=article.warnings,
        text=article.text,
    )


def importance(copies: Sequence[Candidate]) -> float:
    """How far up a story stands: its score, how many outlets carry it, urgency, and people concerned."""
    outlets = len({copy_of(c).outlet for c in copies})
    people = max((f.count for c in copies for f in c.judgement.tags.figures), default=0)
    return (
        max(c.hit.score for c in copies)
        + 0.10 * min(math.log2(outlets), 3)
        + 0.05 * min(math.log10(1 + people), 4)
        + (0.5 if any(c.hit.urgent for c in copies) else 0)
        - (0.5 if all(c.hit.verdict == "passing" for c in copies) else 0)
    )


def copy_of(candidate: Candidate) -> Copy:
    """One outlet's version, with an address only if it is one to follow."""
    article = candidate.article
    return Copy(
        article_id=candidate.article_id,
        outlet=one_line(article.outlet or candidate.source_title or candidate.source, 80) or "—",
        title=one_line(article.title, 300),
        url=href(article.canonical_url or article.url) or href(article.url),
        language=article.language,
        published_on=article.published_on,
        text_from=article.text_from,
    )


def split(
    entries: Sequence[StoryEntry], limits: Limits
) -> tuple[tuple[StoryEntry, ...], tuple[StoryEntry, ...], tuple[StoryEntry, ...]]:
    """The stories in full, in a line each, and in the attached list.

    A source that brings more than its share makes way: its further stories come after all others, so
    that a flood from one place does not hide what the rest reports.
    """
    seen: Counter[str] = Counter()
    first: list[StoryEntry] = []
    later: list[StoryEntry] = []
    for entry in entries:
        outlet = entry.copies[0].outlet
        seen[outlet] += 1
        (first if seen[outlet] <= limits.per_source else later).append(entry)
    ordered = [*first, *later]
    cut = limits.in_full + limits.in_short
    return tuple(ordered[: limits.in_full]), tuple(ordered[limits.in_full : cut]), tuple(ordered[cut:])


def group_stories(alert: Alert, entries: Sequence[StoryEntry]) -> tuple[StoryGroup, ...]:
    """The stories under the headings that the alert asks for, each story once."""
    groups: dict[str, list[StoryEntry]] = {}
    for entry in entries:
        keys = {"topic": entry.topics, "country": entry.countries, "stage": entry.stages}.get(
            alert.group_by, ()
        )
        groups.setdefault(keys[0] if keys else "", []).append(entry)
    ordered = sorted(groups.items(), key=lambda item: (item[0] == "", -item[1][0].rank))
    return tuple(StoryGroup(key=key, entries=tuple(rows)) for key, rows in ordered)


def _quality(alert: Alert, candidate: Candidate) -> tuple[object, ...]:
    """Sorts the copy that is best read first."""
    article = candidate.article
    return (
        candidate.hit.verdict != "relevant",
        article.text_from == "feed",
        not href(article.url),
        article.language != alert.language,
        len(article.warnings),
        -round(candidate.hit.score, 1),
        article.place is None,
        article.published_on is None,
        -min(len(article.text), 4000) // 500,
        article.published_on or _NO_DAY,
        candidate.article_id,
    )
