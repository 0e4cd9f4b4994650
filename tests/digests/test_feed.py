"""A digest as an Atom feed that a feed reader reads."""

from __future__ import annotations

import feedparser
import pytest

from monitor.digests import compose
from monitor.digests.feed import as_atom
from tests.digests.test_injection import HOSTILE, rendered
from tests.fakes.stories import candidate
from tests.fakes.telling import ALERT, NOON


def test_a_story_is_an_entry() -> None:
    digest = compose(ALERT, [candidate(1), candidate(2)], kind="now", slot="x", now=NOON)
    feed = feedparser.parse(as_atom(digest, base_address="https://m.example").encode())
    assert not feed.bozo
    assert feed.feed.title == "Trafficking in persons"
    first = feed.entries[0]
    assert (first.title, first.link) == ("Police free 2 people", "https://news.example/2")
    assert first.id == "urn:tip-monitor:story:trafficking:story-00002"
    assert "trafficking ring" in first.content[0].value


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_stay_words(title: str) -> None:
    _, digest, _ = rendered([title + "\ufffe"])
    feed = feedparser.parse(as_atom(digest).encode())
    assert not feed.bozo
    assert len(feed.entries) == 1
