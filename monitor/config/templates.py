"""`alerts/templates/` and `alerts/furniture/`: what digests look like and the words they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2

from monitor.config.toml import read_document, read_text
from monitor.digests.furniture import Furniture, wrong_words
from monitor.digests.render import KNOWN_NAMES, TEMPLATES, environment, unknown_names
from monitor.errors import ConfigError, ConfigErrors

SHIPPED = tuple(
    folder
    for folder in (Path(__file__).parents[1] / "deployment" / "alerts", Path(__file__).parents[2] / "alerts")
    if folder.is_dir()
)
"""Where this program's own `alerts/` lies: in the wheel, or at the root of the repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """The templates by file name, and the furniture by language."""

    templates: Mapping[str, str]
    furniture: Mapping[str, Furniture]


def load_stationery(alerts_dir: Path) -> Stationery:
    """What digests are written with: the deployment's own files, else those that came with the program.

    Raises:
        ConfigErrors: a template or a furniture file that cannot be used.
    """
    folders = (alerts_dir, *SHIPPED)
    files = (p for f in folders for kind in ("templates", "furniture") for p in sorted((f / kind).glob("*")))
    return _load(alerts_dir, tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _load(alerts_dir: Path, versions: tuple[tuple[str, int], ...]) -> Stationery:  # noqa: ARG001
    """The stationery as it is in these versions of its files; read again when one changes."""
    check_templates(alerts_dir / "templates")
    templates = {name: _find(alerts_dir, f"templates/{name}").read_text("utf-8") for name in TEMPLATES}
    found: dict[str, Path] = {}
    for folder in (*reversed(SHIPPED), alerts_dir):
        for path in sorted((folder / "furniture").glob("*.toml")):
            found[path.stem] = path
    return Stationery(
        templates=templates, furniture={language: _furniture(path) for language, path in found.items()}
    )


def check_templates(folder: Path) -> None:
    """Check every template of `folder`, and the furniture beside it.

    Raises:
        ConfigErrors: a syntax error or an unknown name, with file and line.
    """
    faults: list[ConfigError] = []
    for path in sorted(folder.glob("*.j2")):
        try:
            _check(path)
        except ConfigError as error:
            faults.append(error)
    for path in sorted((folder.parent / "furniture").glob("*.toml")):
        try:
            _furniture(path)
        except ConfigErrors as errors:
            faults += errors.errors
        except ConfigError as error:
            faults.append(error)
    if faults:
        raise ConfigErrors(faults)


def _check(path: Path) -> None:
    source = read_text(path)
    if path.name not in TEMPLATES:
        raise ConfigError("is no known template", path=path, remedy=f"one of {', '.join(TEMPLATES)}")
    try:
        environment({path.name: source}).get_template(path.name)
    except jinja2.TemplateSyntaxError as error:
        raise ConfigError(
            f"template syntax: {error.message}",
            path=path,
            line=error.lineno,
            remedy="see https://jinja.palletsprojects.com/templates/",
        ) from error
    for line, name in unknown_names(source):
        raise ConfigError(
            f"unknown name `{name}`", path=path, line=line, remedy=f"known are {', '.join(KNOWN_NAMES)}"
        )


def _furniture(path: Path) -> Furniture:
    document, lines = read_document(path)
    wrong = wrong_words(document, _model())
    if wrong:
        raise ConfigErrors(
            [
                ConfigError(
                    complaint,
                    path=path,
                    line=lines.of(tuple(key.split("."))),
                    key=key,
                    remedy="en.toml, which came with the program, is the model",
                )
                for key, complaint in wrong
            ]
        )
    return Furniture(language=path.stem, words=document)


@cache
def _model() -> dict[str, Any]:
    """The English furniture that came with the program: every other has its keys."""
    return read_document(SHIPPED[0] / "furniture" / "en.toml")[0]


def _find(alerts_dir: Path, name: str) -> Path:
    for folder in (alerts_dir, *SHIPPED):
        if (folder / name).is_file():
            return folder / name
    raise ConfigError("no such file", path=alerts_dir / name, remedy="`monitor init` makes one")
