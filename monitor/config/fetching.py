"""The table `[fetching]` of `sources.toml`: who we say we are, and how much room we leave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from monitor import __version__
from monitor.config.toml import Schema, fault, read_document

PRODUCT = f"tip-monitor/{__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How the web is asked: under which name, and with how many seconds between two requests to a host."""

    user_agent: str = PRODUCT
    seconds_between_requests: float = 1.0


def _contact(value: str) -> str:
    if not value.isascii() or not value.isprintable() or any(c in value for c in "()"):
        raise ValueError("holds characters that no header takes — an address or a web page, in plain ASCII")
    return value


class FetchingTable(Schema):
    """The table as it may be written. `contact` is told to every site that is polled; it is optional."""

    contact: Annotated[str, AfterValidator(_contact), Field(max_length=200)] = ""
    seconds_between_requests: Annotated[float, Field(ge=0, le=600)] = 1.0


def load_fetching(path: Path) -> Fetching:
    """The table's values; without the table, the defaults.

    Raises:
        ConfigError: the pause is under a second although some source is not on this machine.
    """
    document, lines = read_document(path)
    table = FetchingTable.model_validate(document.get("fetching", {}))
    if table.seconds_between_requests < 1 and not all(s.get("allow_hosts") for s in document["source"]):
        raise fault(
            "would hammer the sites",
            path=path,
            lines=lines,
            key=("fetching", "seconds_between_requests"),
            remedy="write 1 or more; less is for sources on this machine (`allow_hosts`) only",
        )
    return Fetching(
        user_agent=f"{PRODUCT} (+{table.contact})" if table.contact else PRODUCT,
        seconds_between_requests=table.seconds_between_requests,
    )
