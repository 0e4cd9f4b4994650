"""`alerts/recipients.toml`: the lists of addresses that alerts name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field

from monitor.config.toml import Schema, fault, read_toml
from monitor.errors import ConfigError, ConfigErrors
from monitor.model import Recipients

FILE_NAME = "recipients.toml"
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[^@\s<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,190}")
"""An address as it can stand in an envelope; RFC 5321 lengths, without quoted oddities."""

Addresses = Annotated[tuple[str, ...], Field(strict=False)]


class RecipientsFile(Schema):
    """The file `recipients.toml`."""

    lists: dict[str, Addresses] = {}


def load_recipients(folder: Path) -> Recipients:
    """The lists of `recipients.toml` in `folder`; without that file there are none.

    Raises:
        ConfigError: what is wrong, with its line and key.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return Recipients()
    file, lines = read_toml(path, RecipientsFile)
    faults: list[ConfigError] = []
    for name, addresses in file.lists.items():
        if not re.fullmatch(r"[a-z0-9_-]+", name):
            faults.append(
                fault(
                    "is no name of a list",
                    path=path,
                    lines=lines,
                    key=("lists", name),
                    remedy="use small letters, digits, - and _ only",
                )
            )
        for number, address in enumerate(addresses):
            if not ADDRESS.fullmatch(address):
                faults.append(
                    fault(
                        f'"{address[:60]}" is no mail address',
                        path=path,
                        lines=lines,
                        key=("lists", name, number),
                        remedy='write the bare address: "name@example.org"',
                    )
                )
    if faults:
        raise ConfigErrors(faults)
    return Recipients(lists=file.lists)
