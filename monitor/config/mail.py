"""`alerts/mail.toml`: how mail leaves; without that file it goes to a folder."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from monitor.config.recipients import ADDRESS
from monitor.config.toml import KeyPath, Lines, Schema, fault, read_toml
from monitor.errors import ConfigError, ConfigErrors
from monitor.model import MailSettings

FILE_NAME = "mail.toml"
DEFAULT_PORTS = {"starttls": 587, "tls": 465}


class MailFile(Schema):
    """The file `mail.toml`."""

    way: Literal["folder", "smtp"] = "folder"
    folder: Annotated[str, Field(min_length=1)] = "mail"
    sender: Annotated[str, Field(alias="from")] = "TIP Monitor <monitor@localhost>"
    reply_to: str = ""
    base_address: str = ""
    subject_names_hits: bool = False
    when_uncertain: Literal["hold", "resend"] = "hold"
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    ca_file: str = ""
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 30


def load_mail(folder: Path) -> MailSettings:
    """The settings of `mail.toml` in `folder`, or the defaults.

    Raises:
        ConfigErrors: what is wrong, with its line and key.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return MailSettings()
    file, lines = read_toml(path, MailFile)
    if faults := _faults(file, path, lines):
        raise ConfigErrors(faults)
    return MailSettings(
        way=file.way,
        folder=file.folder,
        sender=file.sender,
        reply_to=file.reply_to,
        host=file.host,
        port=file.port or DEFAULT_PORTS[file.security],
        security=file.security,
        user=file.user,
        password_from=f"env:{file.password_env}"
        if file.password_env
        else f"file:{file.password_file}"
        if file.password_file
        else "",
        ca_file=file.ca_file,
        timeout=timedelta(seconds=file.timeout_seconds),
        when_uncertain=file.when_uncertain,
        base_address=file.base_address.rstrip("/"),
        subject_names_hits=file.subject_names_hits,
    )


def _faults(file: MailFile, path: Path, lines: Lines) -> list[ConfigError]:
    faults: list[ConfigError] = []

    def wrong(key: KeyPath, message: str, remedy: str) -> None:
        faults.append(fault(message, path=path, lines=lines, key=key, remedy=remedy))

    for key, value in (("from", file.sender), ("reply_to", file.reply_to)):
        address = parseaddr(value)[1]
        if (value or key == "from") and (
            not ADDRESS.fullmatch(address) or re.search(r"[\x00-\x1f\x7f]", value)
        ):
            wrong((key,), f'"{value[:60]}" is no address', 'write "TIP Monitor <monitor@example.org>"')
    if file.way == "smtp":
        if not re.fullmatch(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?", file.host):
            wrong(("host",), "is missing or no host name", 'the mail server: host = "smtp.example.org"')
        if file.user and not (file.password_env or file.password_file):
            wrong(("user",), "has no password", 'say where it stands: password_env = "MONITOR_SMTP_PASSWORD"')
    if file.password_env and file.password_file:
        wrong(("password_env",), "stands beside password_file", "keep one of the two")
    if file.password_env and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", file.password_env):
        # The value may be the secret itself, put in the wrong place: it is never shown.
        wrong(
            ("password_env",),
            "is no name of an environment variable",
            "write the variable's name, not the secret",
        )
    if file.base_address:
        parts = urlsplit(file.base_address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            wrong(
                ("base_address",),
                f'"{file.base_address[:60]}" is no web address',
                '"https://monitor.example.org"',
            )
    return faults
