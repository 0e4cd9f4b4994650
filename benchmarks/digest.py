"""How long 50 alerts with 1,000 stories take to compose and render, and in how much memory.

Run: `python -m benchmarks.digest`. The stories are made up; a third is in Urdu, Arabic and Chinese.
"""

from __future__ import annotations

import random
import resource
import statistics
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from monitor.config.templates import load_stationery
from monitor.digests import compose, message, render
from monitor.digests.render import CLIPPED_AT
from monitor.digests.wording import subject_of
from monitor.model import Alert, Article, Candidate, Figure, Hit, Judgement, MailSettings, Mention, Tags

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ALERTS, STORIES, LANGUAGES = 50, 1000, ("en", "ur", "ar", "fr", "es", "ru", "zh")
SENTENCES = {
    "en": ("Police freed {n} people from forced labour. ", "forced labour"),
    "ur": ("پولیس نے جبری مشقت سے {n} مزدور بازیاب کرا لیے۔ ", "جبری مشقت"),
    "ar": ("حررت الشرطة {n} شخصا من العمل القسري. ", "العمل القسري"),
    "zh": ("警方解救{n}名被强迫劳动的工人。", "强迫劳动"),
}


def made_up(count: int) -> list[Candidate]:
    """Stories of one to four outlets, with two dozen sentences each."""
    dice = random.Random(1)
    found: list[Candidate] = []
    for story in range(count):
        language = dice.choice(("en", "en", "en", "en", "ur", "ar", "zh"))
        sentence, term = SENTENCES[language]
        paragraph = sentence.format(n=story) * 6
        text = "\n\n".join([paragraph] * 4)
        start = text.index(term)
        for outlet in range(dice.choice((1, 1, 2, 4))):
            number = len(found)
            article = Article(
                url=f"https://outlet{outlet}.example/{story}",
                title=sentence.format(n=story),
                text=text,
                language=language,
                published_on=date(2026, 11, 20),
                place="LAHORE",
                outlet=f"Outlet {outlet} of {story % 97}",
            )
            mention = Mention(
                concept="forced_labour",
                term=term,
                language=language,
                field="text",
                start=start,
                end=start + len(term),
                sentence_start=0,
                sentence_end=len(sentence),
                strength="sufficient",
                position="lead",
            )
            tags = Tags(
                topics=("trafficking_in_persons",),
                forms=("forced_labour",),
                countries=(dice.choice(("PK", "IN", "BD", "KH")),),
                figures=(Figure(kind="rescued", count=story, start=0, end=9),),
            )
            score = dice.random()
            found.append(
                Candidate(
                    article_id=number,
                    story_id=f"s{story}",
                    article=article,
                    judgement=Judgement(verdict="relevant", score=score, mentions=(mention,), tags=tags),
                    hit=Hit(alert="desk", verdict="relevant", score=score),
                )
            )
    return found


def main() -> None:
    """Compose, render and serialise each alert's digest, and print the figures."""
    stationery = load_stationery(Path(__file__).parents[1] / "alerts")
    candidates = made_up(STORIES)
    seconds, sizes = [], []
    for number in range(ALERTS):
        alert = Alert(name=f"desk-{number}", title="Desk", language=LANGUAGES[number % len(LANGUAGES)])
        furniture = stationery.furniture[alert.language]
        began = time.perf_counter()
        digest = compose(alert, candidates, kind="slot", slot="2026-11-21T07:00", now=NOW)
        subject = subject_of(digest, furniture)
        page = render(digest, furniture, stationery.templates, subject=subject)
        message(page, recipient="a@example.org", subject=subject, settings=MailSettings())
        seconds.append(time.perf_counter() - began)
        sizes.append(len(page.html.encode()))
    forty = [replace(c, story_id=f"s{n}") for n, c in enumerate(candidates[:40])]
    digest = compose(Alert(name="desk", title="Desk"), forty, kind="slot", slot="x", now=NOW)
    page = render(digest, stationery.furniture["en"], stationery.templates, subject="s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{ALERTS} alerts, {STORIES} stories ({len(candidates)} articles) each")
    print(f"  {sum(seconds):.1f} s in all; one digest {statistics.median(seconds) * 1000:.0f} ms (median)")
    print(f"  HTML {max(sizes) / 1000:.0f} kB at most (Gmail clips at {CLIPPED_AT / 1000:.0f} kB)")
    full = page.digest.completeness.in_full
    print(f"  40 stories: {len(page.html.encode()) / 1000:.0f} kB of HTML, {full} of them in full")
    print(f"  {memory:.0f} MB at most")


if __name__ == "__main__":
    main()
