"""Alerts, recipients, mail settings and templates: what is wrong is named with file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from monitor.config.alerts import load_alerts
from monitor.config.mail import load_mail
from monitor.config.recipients import load_recipients
from monitor.config.templates import check_templates, load_stationery
from monitor.errors import ConfigError, ConfigErrors
from monitor.model import Alert, MailSettings, Recipients

SHIPPED = Path(__file__).parents[2] / "alerts"
WHOLE = """\
title = "Trafficking, for the desk"
rule = 'rescue* AND "bonded labour"'
topics = ["trafficking_in_persons"]
countries = ["PK"]
languages = ["ur", "en"]
include = "full"
group_by = "country"
recipients = ["analysts", "chief@example.org"]
language = "ur"
attach = ["csv"]

[schedule]
days = "weekdays"
at = ["07:00", "13:30"]
zone = "Asia/Karachi"

[urgent]
rule = "children"
cap = 2
quiet = ["22:00", "06:00"]
"""


def test_a_whole_alert(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(WHOLE)
    (tmp_path / "recipients.toml").write_text('[lists]\nanalysts = ["a@example.org"]\n')
    (tmp_path / "mail.toml").write_text("")
    (alert,) = load_alerts(tmp_path)
    assert (alert.name, alert.title, alert.language) == ("desk", "Trafficking, for the desk", "ur")
    assert alert.schedule.weekdays == (0, 1, 2, 3, 4)
    assert alert.schedule.hours == (time(7), time(13, 30))
    assert alert.urgent is not None
    assert (alert.urgent.cap, alert.urgent.quiet_from) == (2, time(22))
    assert load_recipients(tmp_path).of(alert) == ("a@example.org", "chief@example.org")


def test_the_files_that_came_with_the_program_are_right() -> None:
    assert load_alerts(SHIPPED)
    check_templates(SHIPPED / "templates")
    assert set(load_stationery(SHIPPED).furniture) == {"ar", "en", "es", "fr", "ru", "ur", "zh"}


def test_without_files_mail_goes_to_a_folder(tmp_path: Path) -> None:
    assert load_mail(tmp_path) == MailSettings()
    assert load_recipients(tmp_path) == Recipients()
    assert Recipients().of(Alert(name="x", title="x", recipients=("desk",))) == ("desk@localhost",)


ALERT_FAULTS: dict[str, tuple[str, int, str]] = {
    'title = "x"\ntopic = ["a"]\n': ("topic", 2, "did you mean `topics`"),
    'title = "x"\ntopics = ["drugs"]\n': ("topics[1]", 2, "trafficking_in_persons"),
    'title = "x"\ncountries = ["Pakistan"]\n': ("countries[1]", 2, '"PK"'),
    'title = "x"\nlanguages = ["Urdu"]\n': ("languages[1]", 2, '"ur"'),
    'title = "x"\nrule = "rescue AND ("\n': ("rule", 2, "alerts/README.md"),
    'title = "x"\nlanguage = "de"\n': ("language", 2, "one of ar, en"),
    'title = "x"\nrecipients = []\n': ("recipients", 2, "analysts"),
    'title = "x"\nrecipients = ["a b"]\n': ("recipients[1]", 2, "a@b.org"),
    'title = "x"\nminimum = "high"\n': ("minimum", 2, ""),
    "title = 7\n": ("title", 1, "quotes"),
    'title = "x"\n[schedule]\nzone = "Asia/Lahore"\n': ("schedule.zone", 3, "Asia/Karachi"),
    'title = "x"\n[schedule]\nat = "7"\n': ("schedule.at", 3, '"07:00"'),
    'title = "x"\n[schedule]\ndays = "freitag"\n': ("schedule.days", 3, "friday"),
    'title = "x"\n[schedule]\ndays = []\n': ("schedule", 2, "daily"),
    'title = "x"\n[urgent]\nrule = "x"\nquiet = ["22:00"]\n': ("urgent.quiet", 4, '["22:00", "06:00"]'),
    'title = "x"\n[urgent]\nrule = ""\n': ("urgent.rule", 3, "urgent"),
    'title = "x"\n[urgent]\nrule = "x"\ncap = 0\n': ("urgent.cap", 4, ""),
}


@pytest.mark.parametrize("text", ALERT_FAULTS)
def test_a_fault_in_an_alert_is_named(tmp_path: Path, text: str) -> None:
    key, line, remedy = ALERT_FAULTS[text]
    (tmp_path / "desk.toml").write_text(text)
    _expect(lambda: load_alerts(tmp_path), tmp_path / "desk.toml", line, key, remedy)


def test_an_alert_is_named_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "My Desk.toml").write_text('title = "x"\n')
    with pytest.raises(ConfigError, match="small letters"):
        load_alerts(tmp_path)


def test_a_folder_without_alerts_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no alert"):
        load_alerts(tmp_path)
    with pytest.raises(ConfigError, match="no such folder"):
        load_alerts(tmp_path / "nowhere")


MAIL_FAULTS: dict[str, tuple[str, int, str]] = {
    'way = "smtp"\n': ("host", 0, "smtp.example.org"),
    'way = "smtp"\nhost = "mail.example.org"\nuser = "u"\n': ("user", 3, "password_env"),
    'from = "nobody"\n': ("from", 1, "monitor@example.org"),
    'password = "secret"\n': ("password", 1, ""),
    'password_env = "p@ss word"\n': ("password_env", 1, "name, not the secret"),
    'base_address = "monitor.example.org"\n': ("base_address", 1, "https://"),
    "port = 0\n": ("port", 1, ""),
    'way = "pigeon"\n': ("way", 1, ""),
    'password_env = "A"\npassword_file = "/x"\n': ("password_env", 1, "one of the two"),
}


@pytest.mark.parametrize("text", MAIL_FAULTS)
def test_a_fault_in_the_mail_settings_is_named(tmp_path: Path, text: str) -> None:
    key, line, remedy = MAIL_FAULTS[text]
    (tmp_path / "mail.toml").write_text(text)
    _expect(lambda: load_mail(tmp_path), tmp_path / "mail.toml", line, key, remedy)


def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text('password_env = "hunter 2"\n')
    with pytest.raises(ConfigError) as raised:
        load_mail(tmp_path)
    assert "hunter" not in str(raised.value)


def test_a_wrong_address_is_named(tmp_path: Path) -> None:
    (tmp_path / "recipients.toml").write_text('[lists]\ndesk = [\n  "a@example.org",\n  "A <b@x>",\n]\n')
    path = tmp_path / "recipients.toml"
    _expect(lambda: load_recipients(tmp_path), path, 4, "lists.desk[2]", "bare address")


TEMPLATE_FAULTS: dict[str, tuple[str, int]] = {
    "one\n{% if %}": ("template syntax", 2),
    "one\n{{ digest.alert }}\n{{ digset.alert }}": ("unknown name `digset`", 3),
    "{{ f.say('checked') ": ("template syntax", 1),
}


@pytest.mark.parametrize("text", TEMPLATE_FAULTS)
def test_a_fault_in_a_template_is_named(tmp_path: Path, text: str) -> None:
    message, line = TEMPLATE_FAULTS[text]
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "digest.txt.j2").write_text(text)
    with pytest.raises(ConfigError, match=message) as raised:
        check_templates(folder)
    assert (raised.value.path, raised.value.line) == (folder / "digest.txt.j2", line)


def test_a_template_of_another_name_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "digets.txt.j2").write_text("")
    with pytest.raises(ConfigError, match="no known template"):
        check_templates(tmp_path / "templates")


def test_a_fault_in_the_furniture_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "furniture").mkdir()
    text = (SHIPPED / "furniture" / "en.toml").read_text("utf-8")
    text = text.replace('checked = "What was checked"\n', "").replace("{n} outlets", "{m} outlets")
    (tmp_path / "furniture" / "en.toml").write_text(text)
    with pytest.raises(ConfigErrors) as raised:
        check_templates(tmp_path / "templates")
    assert {error.key for error in raised.value.errors} == {"words.checked", "words.outlets"}


def _expect(load: Callable[[], object], path: Path, line: int, key: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load()
    error = raised.value.errors[0] if isinstance(raised.value, ConfigErrors) else raised.value
    assert (error.path, error.key) == (path, key)
    assert (error.line or 0) == line
    assert remedy in error.remedy
    assert error.remedy
