"""Changes to `sources.toml` by the program: what a person wrote, comments and order included, stays.

The new text is checked as a whole before it takes the file's place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from monitor.config.sources import load_sources
from monitor.config.toml import read_document
from monitor.errors import ConfigError, ConfigErrors
from monitor.feeds.fields import one_line
from monitor.model import Source

MARK = "# checked "
"""How the line begins that `monitor sources check --write` leaves above a source that wants repair."""


def append_sources(path: Path, sources: Sequence[Source], comment: str) -> None:
    """Add blocks at the end of the file, under a comment that says where they are from.

    Raises:
        ConfigErrors: a block does not fit the file (a name or address that is there already).
    """
    text = path.read_text(encoding="utf-8-sig")
    blocks = "\n\n".join(block_of(source) for source in sources)
    said = f"# {one_line(comment, 200)}"
    _replace(path, f"{text.rstrip()}\n\n{said}\n{blocks}\n")


def block_of(source: Source) -> str:
    """A source as a `[[source]]` block; what is as by default is left out."""
    said: list[tuple[str, object]] = [("name", source.name), ("title", source.title)]
    if source.kind != "feed":
        said.append(("kind", source.kind))
    said.append(("url", source.url))
    said += [(k, getattr(source, k)) for k in ("country", "language", "link_pattern") if getattr(source, k)]
    said += [("tags", list(source.tags)), ("pack", source.pack)]
    if source.last_seen_working:
        said.append(("last_seen_working", source.last_seen_working))
    if source.weekly is not None:
        said.append(("weekly", source.weekly))
    if source.note:
        said.append(("note", source.note))
    return "\n".join(["[[source]]", *(f"{key} = {_value(value)}" for key, value in said)])


def write_findings(path: Path, working: Mapping[str, date], broken: Mapping[str, str], day: date) -> None:
    """Set `last_seen_working` of the sources that work; leave a comment above those that do not.

    Args:
        working: by source name, the day.
        broken: by source name, what is wrong, in one line.
        day: of the check.
    """
    document, lines = read_document(path)
    rows = path.read_text(encoding="utf-8-sig").split("\n")
    # From the end, so that the lines before stay where they are.
    for number in range(len(document.get("source", [])) - 1, -1, -1):
        name = document["source"][number].get("name")
        header = (lines.of(("source", number)) or 1) - 1
        if name in working:
            row = f"last_seen_working = {working[name].isoformat()}"
            place = (lines.of(("source", number, "last_seen_working")) or 1) - 1
            if place != header:
                rows[place] = row
            else:
                rows.insert(lines.of(("source", number, "url")) or header + 1, row)
        if name in working or name in broken:
            if header and rows[header - 1].startswith(MARK):
                header -= 1
                del rows[header]
            if name in broken:
                rows.insert(header, f"{MARK}{day.isoformat()}: {one_line(broken[name], 200)}")
    _replace(path, "\n".join(rows))


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, int | float):
        return f"{value:g}"
    # A TOML basic string is a JSON string, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "")


def _replace(path: Path, text: str) -> None:
    """Write beside the file, check, and take its place: a crash leaves the old file or the new one."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    try:
        load_sources(beside)
    except ConfigErrors as errors:
        beside.unlink()
        raise ConfigErrors(
            [
                ConfigError(e.message, path=path, line=e.line, key=e.key, remedy=e.remedy)
                for e in errors.errors
            ]
        ) from errors
    beside.chmod(path.stat().st_mode & 0o777)
    beside.replace(path)
