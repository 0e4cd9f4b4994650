"""`alerts/*.toml`: one desk each, checked down to its rule, its time zone and its hours."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from monitor.config.toml import KeyPath, Lines, Schema, fault, read_toml
from monitor.errors import ConfigError, ConfigErrors, RuleError
from monitor.model import Alert, Schedule, Urgent, Verdict

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = {
    "daily": (0, 1, 2, 3, 4, 5, 6),
    "weekdays": (0, 1, 2, 3, 4),
    **{name: (number,) for number, name in enumerate(WEEKDAYS)},
}
TOPICS = ("trafficking_in_persons", "smuggling_of_migrants")
FURNITURE = ("ar", "en", "es", "fr", "ru", "ur", "zh")
"""Languages in which the digest's own words are written (`alerts/furniture/`)."""

Names = Annotated[tuple[str, ...], Field(strict=False)]
NOT_ALERTS = ("recipients", "mail")
"""Files beside the alerts that are something else begin with one of these."""


class ScheduleTable(Schema):
    """`[schedule]`: when the digest is due."""

    days: str | Names = "daily"
    at: str | Names = "07:00"
    zone: str = "UTC"


class UrgentTable(Schema):
    """`[urgent]`: what does not wait for the morning."""

    rule: str
    cap: Annotated[int, Field(ge=1, le=24)] = 3
    quiet: Names = ()


class AlertFile(Schema):
    """One file of `alerts/`."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    rule: str = ""
    topics: Names = ()
    countries: Names = ()
    languages: Names = ()
    sources: Names = ()
    minimum: Verdict = "relevant"
    include: Literal["excerpt", "full"] = "excerpt"
    group_by: Literal["none", "topic", "country", "stage"] = "none"
    schedule: ScheduleTable = ScheduleTable()
    urgent: UrgentTable | None = None
    recipients: Names = ("analysts",)
    language: str = "en"
    send_empty: bool = True
    attach: Annotated[tuple[Literal["csv", "text"], ...], Field(strict=False)] = ()
    enabled: bool = True


def load_alerts(folder: Path) -> tuple[Alert, ...]:
    """Every alert of the folder, by name; an alert's name is its file's.

    Raises:
        ConfigErrors: all that is wrong in all files, each with its line and key.
    """
    if not folder.is_dir():
        raise ConfigError("no such folder", path=folder, remedy="`monitor init` makes one")
    faults: list[ConfigError] = []
    alerts: list[Alert] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name.startswith(NOT_ALERTS):
            continue
        try:
            alerts.append(read_alert(path))
        except ConfigErrors as errors:
            faults += errors.errors
        except ConfigError as error:
            faults.append(error)
    if not faults and not alerts:
        raise ConfigError("no alert in it", path=folder, remedy="add one: `monitor init` has an example")
    if faults:
        raise ConfigErrors(faults)
    return tuple(alerts)


def read_alert(path: Path) -> Alert:
    """One alert's file.

    Raises:
        ConfigError: what is wrong, with its line and key.
    """
    file, lines = read_toml(path, AlertFile)
    faults: list[ConfigError] = []

    def wrong(key: KeyPath, message: str, remedy: str) -> None:
        faults.append(fault(message, path=path, lines=lines, key=key, remedy=remedy))

    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", path.stem):
        faults.append(
            ConfigError(
                "the file's name is the alert's name",
                path=path,
                remedy="use small letters, digits, - and _ only",
            )
        )
    _check_names(file, wrong)
    _check_rules(file, path, lines, faults)
    schedule = _schedule(file.schedule, wrong)
    urgent = _urgent(file.urgent, wrong) if file.urgent else None
    if faults:
        raise ConfigErrors(faults)
    return Alert(
        name=path.stem,
        title=" ".join(file.title.split()),
        rule=file.rule.strip(),
        topics=file.topics,
        countries=file.countries,
        languages=file.languages,
        sources=file.sources,
        minimum=file.minimum,
        include=file.include,
        group_by=file.group_by,
        schedule=schedule,
        urgent=urgent,
        recipients=file.recipients,
        language=file.language,
        send_empty=file.send_empty,
        attach=file.attach,
        enabled=file.enabled,
    )


class Wrong(Protocol):
    """Notes what is wrong with a key (the shape of the function that the checks are given)."""

    def __call__(self, key: KeyPath, message: str, remedy: str) -> None: ...


def _check_names(file: AlertFile, wrong: Wrong) -> None:
    for number, topic in enumerate(file.topics):
        if topic not in TOPICS:
            wrong(("topics", number), f'no topic "{topic}"', f"one of {', '.join(TOPICS)}")
    for number, country in enumerate(file.countries):
        if not re.fullmatch(r"[A-Z]{2}", country):
            wrong(("countries", number), f'"{country}" is no country code', 'two capital letters: "PK"')
    for number, language in enumerate(file.languages):
        if not re.fullmatch(r"[a-z]{2,3}", language):
            wrong(("languages", number), f'"{language}" is no language code', 'small letters: "ur"')
    if file.language not in FURNITURE:
        wrong(("language",), f'no furniture in "{file.language}"', f"one of {', '.join(FURNITURE)}")
    if not file.recipients:
        wrong(("recipients",), "is empty", 'name a list of recipients.toml, or an address: ["analysts"]')
    for number, name in enumerate(file.recipients):
        if not re.fullmatch(r"(chat:)?[a-z0-9_-]+|[^@\s<>,;]+@[^@\s<>,;]+", name):
            wrong(
                ("recipients", number), f'"{name}" is no list and no address', 'write "analysts" or "a@b.org"'
            )


def _check_rules(file: AlertFile, path: Path, lines: Lines, faults: list[ConfigError]) -> None:
    from monitor.matching.query import parse_rule

    rules: list[tuple[KeyPath, str]] = [(("rule",), file.rule)]
    if file.urgent:
        rules.append((("urgent", "rule"), file.urgent.rule))
    for key, rule in rules:
        if not rule.strip():
            if key[0] == "urgent":
                faults.append(fault("is empty", path=path, lines=lines, key=key, remedy="say what is urgent"))
            continue
        try:
            parse_rule(rule)
        except RuleError as error:
            faults.append(fault(str(error), path=path, lines=lines, key=key, remedy="see alerts/README.md"))


def _schedule(table: ScheduleTable, wrong: Wrong) -> Schedule:
    days: set[int] = set()
    named = (table.days,) if isinstance(table.days, str) else table.days
    for name in named:
        if name.casefold() not in DAYS:
            wrong(("schedule", "days"), f'"{name}" is no day', f"one of {', '.join(DAYS)}")
        days.update(DAYS.get(name.casefold(), ()))
    hours = [
        _hour(text, ("schedule", "at"), wrong)
        for text in ((table.at,) if isinstance(table.at, str) else table.at)
    ]
    if not hours or not named:
        wrong(("schedule",), "never comes due", 'give `days` and `at`: "daily", "07:00"')
    _check_zone(table.zone, wrong)
    return Schedule(zone=table.zone, hours=tuple(sorted(set(hours))), weekdays=tuple(sorted(days)))


def _urgent(table: UrgentTable, wrong: Wrong) -> Urgent:
    quiet = [_hour(text, ("urgent", "quiet"), wrong) for text in table.quiet]
    if len(quiet) not in (0, 2):
        wrong(("urgent", "quiet"), "needs a beginning and an end", 'write ["22:00", "06:00"]')
        quiet = []
    return Urgent(
        rule=table.rule.strip(),
        cap=table.cap,
        quiet_from=quiet[0] if quiet else None,
        quiet_until=quiet[1] if quiet else None,
    )


def _hour(text: str, key: KeyPath, wrong: Wrong) -> time:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        wrong(key, f'"{text}" is no time of day', 'write hours and minutes: "07:00"')
        return time(7)
    return time.fromisoformat(text)


def _check_zone(zone: str, wrong: Wrong) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong(("schedule", "zone"), f'no time zone "{zone}"', 'a name of the tz database: "Asia/Karachi"')
