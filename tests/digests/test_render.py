"""What a digest looks like: short enough for Gmail, known to every mail program, readable as text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from monitor.digests import compose, message, render
from monitor.digests.render import CLIPPED_AT, Rendered, width
from monitor.digests.select import Limits
from monitor.digests.wording import subject_of, troubles
from monitor.model import Alert, Candidate, Earlier, MailSettings, PastStory, Schedule, Trouble
from tests.fakes.stories import STATIONERY, candidate
from tests.fakes.telling import ALERT, NOON

FACTS = json.loads((Path(__file__).parent / "mail_programs.json").read_text("utf-8"))
LANGUAGES = sorted(STATIONERY.furniture)
URDU = "لاہور میں جبری مشقت کے شکار مزدور بازیاب کرا لیے گئے۔ " * 12


def page(candidates: list[Candidate], alert: Alert = ALERT, **values: str) -> Rendered:
    """A digest of these candidates."""
    digest = compose(alert, candidates, kind="slot", slot="2026-11-21T07:00", now=NOON)
    furniture = STATIONERY.furniture[alert.language]
    subject = subject_of(digest, furniture)
    return render(digest, furniture, STATIONERY.templates, subject=subject, **values)


def urdu(number: int) -> Candidate:
    """A long article in Urdu."""
    return candidate(number, language="ur", text=f"{URDU}\n\n{URDU}\n\n{URDU}", title=URDU[:90])


@pytest.mark.parametrize("language", LANGUAGES)
def test_forty_stories_are_not_clipped(language: str) -> None:
    rendered = page([urdu(n) for n in range(40)], replace(ALERT, language=language))
    assert len(rendered.html.encode()) < CLIPPED_AT
    assert rendered.digest.completeness.in_full == 40


def test_five_thousand_hits_are_one_mail_and_none_is_dropped() -> None:
    rendered = page([candidate(n) for n in range(5000)])
    c = rendered.digest.completeness
    assert len(rendered.html.encode()) < CLIPPED_AT
    assert c.in_full + c.in_short + c.in_list == c.stories == 5000
    mail = message(rendered, recipient="a@example.org", subject="s", settings=MailSettings())
    parsed = message_from_bytes(mail.content, policy=default)
    (attached,) = parsed.iter_attachments()
    assert attached.get_content().count("https://news.example/") == 5000


def test_one_event_in_two_languages_is_one_entry() -> None:
    english, urdu_one = candidate(31, same_event=("story-00032",)), candidate(32, language="ur")
    rendered = page([english, urdu_one, candidate(33)])
    assert rendered.digest.completeness.stories == 2
    (entry, _) = sorted(rendered.digest.stories, key=lambda e: -len(e.copies))
    assert [copy.language for copy in entry.copies] == ["en", "ur"]
    assert "(Urdu)" in rendered.text


def test_two_stories_in_one_language_stay_two_whatever_they_share() -> None:
    first, second = (candidate(n, same_event=("story-00031", "story-00032")) for n in (31, 32))
    assert page([first, second]).digest.completeness.stories == 2


def test_full_texts_fit_as_well() -> None:
    words = "A trafficking ring was broken. " * 300
    alert = replace(ALERT, include="full", attach=("text",))
    rendered = page([candidate(n, text=words + f"\n\nlast words {n}") for n in range(30)], alert)
    assert len(rendered.html.encode()) < CLIPPED_AT
    mail = message(rendered, recipient="a@example.org", subject="s", settings=MailSettings())
    (attached,) = message_from_bytes(mail.content, policy=default).iter_attachments()
    assert all(f"last words {n}" in attached.get_content() for n in range(30))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_part_has_78_columns(language: str) -> None:
    rendered = page(
        [urdu(1), candidate(2), candidate(3, title="长" * 200)], replace(ALERT, language=language)
    )
    long = [line for line in rendered.text.split("\n") if width(line) > 78 and "http" not in line]
    assert not long


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    alert = replace(ALERT, language=language, group_by="country")
    follows = (Earlier(story_id="x", title="Earlier", told_on=date(2026, 11, 19)),)
    rendered = page([replace(candidate(1), follows=follows), candidate(2, text_from="feed")], alert)
    assert not re.search(r"\{\w+\}", rendered.text)
    assert f'dir="{"rtl" if language in ("ar", "ur") else "ltr"}"' in rendered.html
    assert f'lang="{language}"' in rendered.html


def test_items_keep_their_own_direction() -> None:
    html = page([urdu(1), candidate(2)]).html
    assert 'dir="rtl" lang="ur" style="text-align:right"' in html
    assert 'dir="ltr" lang="en" style="text-align:left"' in html


def test_a_story_reads_like_a_press_review() -> None:
    rendered = page([candidate(1)], base_address="https://m.example")
    assert "date 2026-11-20 LAHORE:" in rendered.html
    assert "<mark><b>trafficking</b></mark>" in rendered.html
    assert "They had fallen to a *trafficking* ring." in rendered.text
    assert "Why it is here: It says “trafficking”" in rendered.text
    assert "https://m.example/article/1" in rendered.html


def test_one_entry_a_story_with_all_its_outlets() -> None:
    copies = [candidate(n, story="s", outlet=outlet) for n, outlet in enumerate(("Dawn", "Geo", "RFI"))]
    digest = page(copies).digest
    (entry,) = digest.entries
    assert [copy.outlet for copy in entry.copies] == ["Dawn", "Geo", "RFI"]


def test_importance_decides_the_order() -> None:
    alone = candidate(1, score=0.8)
    carried = [candidate(n, score=0.75, story="wide", outlet=f"Outlet {n}") for n in range(10, 18)]
    urgent = replace(candidate(30, score=0.6), hit=replace(candidate(30, score=0.6).hit, urgent=True))
    order = [entry.story_id for entry in page([alone, *carried, urgent]).digest.entries]
    assert order == [urgent.story_id, "wide", alone.story_id]


def test_a_flood_from_one_source_does_not_hide_the_rest() -> None:
    flood = [candidate(n, score=0.99, outlet="Flood") for n in range(1000)]
    rest = [candidate(n, score=0.6, outlet=f"Paper {n}") for n in range(2000, 2010)]
    told = page([*flood, *rest]).digest
    outlets = [entry.copies[0].outlet for entry in told.entries]
    seen_first = outlets[: Limits().per_source + 10]
    assert {f"Paper {n}" for n in range(2000, 2010)} <= set(seen_first)
    assert told.completeness.stories == 1010


def test_the_usual_is_told_once_it_is_known() -> None:
    past = [PastStory(day=NOON.date() - timedelta(days=n % 28 + 1), countries=("PK",)) for n in range(56)]
    digest = compose(
        ALERT, [candidate(1)], kind="slot", slot="x", now=NOON, past=past, known_since=date(2026, 9, 1)
    )
    assert digest.figures.usual == pytest.approx(2)
    assert digest.figures.countries[0].usual == pytest.approx(2)
    assert digest.figures.days[-1] == (NOON.date(), 1)
    young = compose(ALERT, [candidate(1)], kind="slot", slot="x", now=NOON, known_since=date(2026, 11, 18))
    assert young.figures.known_days == 0


def test_the_subject_says_something_and_no_headline() -> None:
    digest = compose(ALERT, [candidate(1)], kind="slot", slot="x", now=NOON)
    furniture = STATIONERY.furniture["en"]
    assert subject_of(digest, furniture) == "Trafficking in persons · 1 new story (Pakistan 1) · Nov 20"
    assert "Police free" in subject_of(digest, furniture, names_hits=digest.entries[0].headline)


def test_the_local_date_is_the_readers() -> None:
    late = NOON.replace(hour=22)
    alert = replace(ALERT, schedule=Schedule(zone="Asia/Karachi"))
    digest = compose(alert, [], kind="slot", slot="x", now=late)
    assert "Nov 21" in subject_of(digest, STATIONERY.furniture["en"])


def used_features(html: str) -> tuple[set[str], set[str], set[str]]:
    """The elements, the inline properties and the properties of the style sheet that a page uses."""
    document = html5lib.parse(html, namespaceHTMLElements=False)
    elements = {str(e.tag) for e in document.iter()}
    inline = {
        declaration.split(":")[0].strip()
        for e in document.iter()
        for declaration in e.attrib.get("style", "").split(";")
        if declaration.strip()
    }
    sheet = "".join(e.text or "" for e in document.iter("style"))
    embedded = set(re.findall(r"([a-z-]+)\s*:[^;{}]+[;}]", sheet))
    return elements, inline, embedded


def test_every_mail_program_knows_what_the_page_uses() -> None:
    """Support as caniemail.com states it: what carries the meaning works in Outlook for Windows too."""
    follows = (Earlier(story_id="x", title="Earlier", told_on=date(2026, 11, 19)),)
    candidates = [replace(candidate(n), follows=follows) for n in range(60)]
    html = page(candidates, replace(ALERT, group_by="topic"), unsubscribe="https://m.example/u").html
    elements, inline, embedded = used_features(html)
    assert elements <= set(FACTS["elements"]), elements - set(FACTS["elements"])
    assert inline <= set(FACTS["properties"]), inline - set(FACTS["properties"])
    assert embedded <= set(FACTS["properties"]) | set(FACTS["enhancements"]), embedded
    for name in inline:
        support = FACTS["properties"][name]
        assert "n" not in support.values() or name in FACTS["harmless where unknown"], (name, support)


def test_nothing_is_loaded_and_nothing_is_tracked() -> None:
    html = page([candidate(n) for n in range(12)], base_address="https://m.example").html
    assert not re.search(
        r"<(img|script|link|iframe|video|object|form|input|base)\b|url\(|@import|@font-face", html
    )
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        assert set(element.attrib) <= set(FACTS["attributes"]), element.attrib


def test_a_screen_reader_finds_its_way() -> None:
    """One h1, then h2 and h3 without a leap; tables for layout say so; links say where they lead."""
    html = page([candidate(n) for n in range(9)], replace(ALERT, group_by="topic")).html
    document = html5lib.parse(html, namespaceHTMLElements=False)
    levels = [int(str(e.tag)[1]) for e in document.iter() if re.fullmatch(r"h\d", str(e.tag))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all("".join(a.itertext()).strip() for a in document.iter("a"))
    layout = [t for t in document.iter("table") if t.attrib.get("role") != "presentation"]
    assert all("font-size" in t.attrib.get("style", "") for t in layout), "only the charts are data"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outage_of_our_own_is_one_line(language: str) -> None:
    out = tuple(Trouble(source=f"s{n}", title=f"Source {n}", since=NOON) for n in range(200))
    before = Trouble(source="dead", title="Long dead", since=NOON - timedelta(days=9), detail="gone for good")
    digest = compose(ALERT, [], kind="slot", slot="x", now=NOON)
    checked = replace(
        digest.completeness, failing=(before, *out), network_away=(NOON - timedelta(minutes=5), 200)
    )
    digest = replace(digest, completeness=checked)
    ((_, lines),) = troubles(digest, STATIONERY.furniture[language])
    assert len(lines) == 2
    assert "200" in lines[0]
    assert "Long dead" in lines[1]
