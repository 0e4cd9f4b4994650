"""A mail says who, what and how to stop it, and the same digest is always the same mail."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from monitor.digests import compose, message, render
from monitor.digests.message import message_id_of
from monitor.digests.table import as_csv, as_texts, cell
from monitor.model import Alert, MailSettings
from tests.corpus import corpus
from tests.fakes.stories import STATIONERY, candidate
from tests.fakes.telling import ALERT, NOON

SETTINGS = MailSettings(sender="TIP Monitor <monitor@example.org>")


def mail(alert: Alert = ALERT, recipient: str = "a@example.org", **values: object) -> EmailMessage:
    """The mail of a digest with one story, read back."""
    digest = compose(alert, [candidate(1)], kind="slot", slot="2026-11-21T07:00", now=NOON)
    page = render(digest, STATIONERY.furniture["en"], STATIONERY.templates, subject="s")
    made = message(page, recipient=recipient, subject="Ünicode 主题", settings=SETTINGS, **values)  # type: ignore[arg-type]
    return message_from_bytes(made.content, policy=default)


def test_the_headers_that_a_list_should_have() -> None:
    sent = mail(unsubscribe="https://m.example/-/unsubscribe/0a1b")
    assert sent["From"] == "TIP Monitor <monitor@example.org>"
    assert sent["To"] == "a@example.org"
    assert sent["Subject"] == "Ünicode 主题"
    assert sent["Date"].datetime == NOON
    assert sent["List-Id"].strip() == '"Trafficking in persons" <trafficking.tip-monitor.example.org>'
    assert sent["List-Unsubscribe"] == "<https://m.example/-/unsubscribe/0a1b>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Content-Language"] == "en"
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_one_click_needs_https() -> None:
    assert mail(unsubscribe="http://m.example/u")["List-Unsubscribe"] is None


def test_the_same_digest_is_the_same_bytes() -> None:
    assert mail().as_bytes() == mail().as_bytes()
    assert mail()["Message-ID"] != mail(recipient="b@example.org")["Message-ID"]
    assert "example.org" in mail()["Message-ID"]
    assert "a@" not in mail()["Message-ID"], "the id names nobody"


def test_a_follow_up_refers_to_the_mail_before() -> None:
    before = message_id_of("trafficking", "slot", "2026-11-20T07:00", "a@example.org", SETTINGS.sender)
    sent = mail(references=(before,))
    assert sent["In-Reply-To"] == sent["References"] == before


def test_an_attached_table_holds_every_copy() -> None:
    sent = mail(replace(ALERT, attach=("csv",)))
    assert sent.get_content_type() == "multipart/mixed"
    (attached,) = sent.iter_attachments()
    rows = list(csv.DictReader(io.StringIO(attached.get_content().removeprefix("\ufeff"))))
    assert (rows[0]["date"], rows[0]["place"], rows[0]["outlet"]) == ("2026-11-20", "LAHORE", "Dawn")
    assert attached.get_filename() == "trafficking-2026-11-21T07-00.csv"


def test_the_texts_read_like_a_press_review() -> None:
    digest = compose(ALERT, [candidate(1)], kind="now", slot="x", now=NOON)
    assert "date 2026-11-20 LAHORE: Police freed 1 people." in as_texts(digest)


@pytest.mark.corpus
def test_no_cell_of_the_corpus_is_a_formula() -> None:
    for line in (corpus("hostile") / "lists" / "csv-cells.jsonl").read_text().splitlines():
        row = json.loads(line)
        written = cell(row["cell"])
        assert (written != row["cell"]) is row["dangerous"], row
        assert written.removeprefix("'" if row["dangerous"] else "") == row["cell"]


def test_a_table_with_formulas_is_a_table_of_text() -> None:
    hostile = replace(
        candidate(1), article=replace(candidate(1).article, title="=1+1", outlet="@x", place="+1")
    )
    rows = list(csv.reader(io.StringIO(as_csv(compose(ALERT, [hostile], kind="now", slot="x", now=NOON)))))
    assert {"'=1+1", "'@x", "'+1"} <= set(rows[1])
