"""Read a TOML file into a checked value; every error names file, line, key and remedy.

`tomllib` reads, tree-sitter's TOML grammar knows the line of every key (tomllib does not say), and
pydantic checks the shape.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import tree_sitter_toml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from tree_sitter import Language, Node, Parser

from monitor.errors import ConfigError, ConfigErrors

KeyPath = tuple[str | int, ...]

MAX_BYTES = 8_000_000
"""More than this in one configuration file is a mistake."""

MAX_DEPTH = 20
"""Deeper brackets make `tomllib` recurse without end; no file of ours nests more than a few."""


class Schema(BaseModel):
    """The base of every configuration schema: unknown keys and implicit conversions are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


S = TypeVar("S", bound=Schema)


class Lines:
    """The line of every key path of one TOML document, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines: dict[KeyPath, int] = {}
        self.repeated: tuple[str, int] | None = None
        self.broken: int | None = None
        tree = _parser().parse(text.encode())
        self._walk(tree.root_node)

    def of(self, path: KeyPath) -> int | None:
        """The line of `path`, or of the nearest table around it that the file has."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def _walk(self, root: Node) -> None:
        counts: dict[KeyPath, int] = {}
        for node in root.children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                names = next((_names(c) for c in node.children if c.is_named), ())
                here = self._resolve(names, counts, array=node.type == "table_array_element")
                self._note(here, node.start_point[0] + 1, table=True)
                for pair in node.children:
                    if pair.type == "pair":
                        self._pair(pair, here)
            elif node.type == "ERROR" and self.broken is None:
                self.broken = node.start_point[0] + 1

    def _resolve(self, names: tuple[str, ...], counts: dict[KeyPath, int], *, array: bool) -> KeyPath:
        """The key path a header stands for: `[[source]]` is ("source", 0), then ("source", 1), …"""
        path: KeyPath = ()
        for depth, name in enumerate(names):
            path = (*path, name)
            last = depth == len(names) - 1
            if array and last:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def _pair(self, node: Node, table: KeyPath) -> None:
        key, value = node.children[0], node.children[-1]
        path = (*table, *_names(key))
        self._note(path, node.start_point[0] + 1)
        self._value(value, path)

    def _value(self, node: Node, path: KeyPath) -> None:
        if node.type == "inline_table":
            for pair in node.children:
                if pair.type == "pair":
                    self._pair(pair, path)
        elif node.type == "array":
            items = (c for c in node.children if c.is_named and c.type != "comment")
            for index, item in enumerate(items):
                self._note((*path, index), item.start_point[0] + 1)
                self._value(item, (*path, index))

    def _note(self, path: KeyPath, line: int, *, table: bool = False) -> None:
        if path in self._lines and not table and self.repeated is None:
            self.repeated = (dotted(path), line)
        self._lines.setdefault(path, line)


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_toml.language()))


def _names(node: Node) -> tuple[str, ...]:
    if node.type == "dotted_key":
        return tuple(name for child in node.children if child.is_named for name in _names(child))
    text = (node.text or b"").decode()
    if node.type == "quoted_key":
        return (text[1:-1],)
    return (text,)


def dotted(path: KeyPath) -> str:
    """A key path as a person writes it: `source[2].url`."""
    return "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")


def read_document(path: Path) -> tuple[dict[str, Any], Lines]:
    """The document as plain values, and the line of each of its keys.

    Raises:
        ConfigError: no such file, not UTF-8, not TOML, too large or too deep.
    """
    text = read_text(path)
    depth = _depth(text)
    if depth > MAX_DEPTH:
        raise ConfigError(
            f"brackets are nested {depth} deep", path=path, remedy=f"nest at most {MAX_DEPTH} deep"
        )
    lines = Lines(text)
    try:
        return tomllib.loads(text), lines
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        if lines.repeated:
            key, line = lines.repeated
            raise ConfigError(
                "is set twice", path=path, line=line, key=key, remedy="keep one of the two"
            ) from error
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        line_number = int(found[1]) if found else (lines.broken or text.count("\n") + 1)
        shown = _line(text, line_number)
        raise ConfigError(
            f"not valid TOML: {str(error).split(' (at ')[0]}" + (f" in `{shown}`" if shown else ""),
            path=path,
            line=line_number,
            remedy='text goes in "quotes" that close on the same line; lists go in [brackets]',
        ) from error


def read_toml(path: Path, schema: type[S]) -> tuple[S, Lines]:
    """The file as a checked `schema`, and the line of each of its keys.

    Raises:
        ConfigErrors: all that is wrong with the file's shape, each with its line and key.
    """
    document, lines = read_document(path)
    try:
        return schema.model_validate(document), lines
    except ValidationError as error:
        raise ConfigErrors(list(_explain(error, path, lines, schema))) from error


def fault(message: str, *, path: Path, lines: Lines, key: KeyPath, remedy: str = "") -> ConfigError:
    """A `ConfigError` at the line of `key`."""
    return ConfigError(message, path=path, line=lines.of(key), key=dotted(key), remedy=remedy)


def read_text(path: Path) -> str:
    """The file's text, without a byte-order mark, its lines ended by line feeds.

    Raises:
        ConfigError: no such file, a folder, too large, not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except IsADirectoryError as error:
        raise ConfigError("is a folder, not a file", path=path) from error
    except FileNotFoundError as error:
        raise ConfigError("no such file", path=path, remedy="`monitor init` makes one") from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{len(raw):,} bytes", path=path, remedy=f"keep it below {MAX_BYTES:,}")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"byte {raw[error.start]:#04x} is not UTF-8",
            path=path,
            line=line,
            remedy="save the file as UTF-8",
        ) from error


def _line(text: str, number: int) -> str:
    rows = text.split("\n")
    return rows[number - 1].strip()[:80] if 0 < number <= len(rows) else ""


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in re.sub(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', "", text):
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth = max(0, depth - 1)
    return deepest


def _explain(error: ValidationError, path: Path, lines: Lines, schema: type[Schema]) -> Iterator[ConfigError]:
    for detail in error.errors():
        location: KeyPath = tuple(detail["loc"])
        message, remedy = _words(detail, schema)
        yield ConfigError(message, path=path, line=lines.of(location), key=dotted(location), remedy=remedy)


_EXPECTED: Mapping[str, str] = {
    "string_type": 'text in "quotes"',
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number, without quotes",
    "bool_type": "true or false, without quotes",
    "tuple_type": 'a list: ["one", "two"]',
    "list_type": 'a list: ["one", "two"]',
    "dict_type": "a table: { name = value }",
    "date_type": "a date: 2026-11-21, without quotes",
    "time_type": "a time: 07:00:00, without quotes",
    "model_type": "a table",
}


def _words(detail: ErrorDetails, schema: type[Schema]) -> tuple[str, str]:
    kind, name = detail["type"], str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, sorted(_known_keys(schema)), n=1)
        return "is not a known key", f"did you mean `{near[0]}`?" if near else "remove it"
    if kind == "missing":
        return "is missing", f"add `{name} = …`"
    if kind in _EXPECTED:
        return f"{_shown(detail['input'])} has the wrong type", f"write {_EXPECTED[kind]}"
    message = detail["msg"].removeprefix("Value error, ")
    said, _, remedy = message.partition(" — ")
    if kind == "value_error":
        return said, remedy
    return f"{_shown(detail['input'])}: {said[:1].lower()}{said[1:]}", "write what is asked for"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _known_keys(schema: type[Schema]) -> set[str]:
    keys: set[str] = set()
    waiting: list[type[BaseModel]] = [schema]
    seen: set[type[BaseModel]] = set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for name, info in current.model_fields.items():
            keys.add(info.alias or name)
            waiting += list(_models_in(info.annotation))
    return keys


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)
