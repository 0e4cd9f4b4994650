"""Texts without markup: saved statements and wire reports, read as they are laid out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles import read_article
from monitor.articles.present import as_text
from monitor.articles.textfile import is_unmarked, text_file_of
from monitor.model import Article, Hint, Page

STATEMENT = """Statement at the meeting on trafficking in persons

Mr. President,

We have:

• set up a helpline for victims,
  open day and night;
• trained four hundred inspectors of labour.

I thank you.
"""


def read(text: str, hint: Hint | None = None, encoding: str = "utf-8") -> Article:
    """The text as a saved file of 2 August 2025."""
    page = Page(
        url="file:///statement.txt",
        final_url="file:///statement.txt",
        body=text.encode(encoding),
        fetched_at=datetime(2025, 8, 2, tzinfo=UTC),
        via="file",
    )
    return read_article(page, hint or Hint())


def test_paragraphs_lists_and_the_headline_stay_what_they_are() -> None:
    article = read(STATEMENT)
    assert article.title == "Statement at the meeting on trafficking in persons"
    assert article.text.split("\n\n") == [
        "Mr. President,",
        "We have:",
        "- set up a helpline for victims, open day and night;\n- trained four hundred inspectors of labour.",
        "I thank you.",
    ]
    assert (article.method, article.published_on, article.place) == ("lines", None, None)


def test_its_own_manner_is_read_back() -> None:
    text = "Twelve freed from a kiln\n\ndate 2025-07-31 Mexico City: Police freed twelve people on Monday."
    article = read(text)
    assert (article.title, article.place) == ("Twelve freed from a kiln", "Mexico City")
    assert article.published_on == date(2025, 7, 31)
    assert article.text == "Police freed twelve people on Monday."
    assert as_text(article) == text


@pytest.mark.parametrize(
    ("text", "day", "evidence"),
    [
        (
            "Geneva, 3 March 2024\n\nThe committee met to hear victims of forced labour.",
            "2024-03-03",
            "the text",
        ),
        ("date 2024-13-41 Twelve people were freed from a kiln on Monday.", None, ""),
        ("Twelve people were freed from a kiln, police said.", None, ""),
    ],
)
def test_a_day_is_taken_where_it_is_written_and_never_made_up(
    text: str, day: str | None, evidence: str
) -> None:
    article = read(text)
    assert (article.published_on and article.published_on.isoformat()) == day
    assert article.evidence.get("date", "") == evidence


def test_a_speaker_is_no_place() -> None:
    article = read("date 2025-07-31 The minister said: nobody will be sent back to the kilns.")
    assert article.place is None
    assert article.text.startswith("The minister said: ")


def test_lines_are_paragraphs_where_no_line_is_blank() -> None:
    assert text_file_of("Police freed twelve people.\nTwo men were held.").text.split("\n\n") == [
        "Police freed twelve people.",
        "Two men were held.",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "windows-1256"])
def test_any_encoding(encoding: str) -> None:
    text = "أوقفت الشرطة شبكة للاتجار بالبشر وحررت عشر ضحايا.\n\nوقالت النيابة إن التحقيق مستمر."
    article = read(text, Hint(language="ar"), encoding)
    assert article.text == text
    assert article.language == "ar"


@pytest.mark.parametrize(
    "text", ["a <b>bold</b> word", "<!DOCTYPE html>", "line<br/>line", "<p class=x>text"]
)
def test_markup_is_not_a_text_file(text: str) -> None:
    assert not is_unmarked(text)


@pytest.mark.parametrize("text", ["x < y and y > z", "write to <desk@ngo.example>", "3 <4> 5", "AT&amp;T"])
def test_angle_brackets_alone_are_no_markup(text: str) -> None:
    assert is_unmarked(text)


PIECES = [*"abé.:,- \n", "\n\n", "The court sat ", "date 2025-07-31 ", "• ", "Mexico City: "]


@given(st.lists(st.sampled_from(PIECES)))
def test_no_word_is_lost_and_none_changes_its_place(pieces: list[str]) -> None:
    made = text_file_of("".join(pieces))
    opening = f"date {made.day} {made.place or ''}: " if made.day else ""
    # Single letters are left out: with a full stop they mark list items.
    assert re.findall(r"\w{2,}", f"{made.title} {opening}{made.text}") == re.findall(
        r"\w{2,}", "".join(pieces)
    )
