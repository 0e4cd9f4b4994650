"""The package is what it says it is: declared dependencies are used, and the version is one."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import tomllib
from pathlib import Path

import monitor

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Imported under another name, or used without an import, and why.
IMPORTED_AS = {
    "beautifulsoup4": "bs4",
    "tzdata": "",  # data that `zoneinfo` finds by itself
    "chardet": "",  # feedparser uses it where it is installed
    "lxml_html_clean": "",  # trafilatura imports it
    "pysqlite3": "",  # sqlite-utils and Datasette take it where it is installed
    "sniffio": "",  # httpcore looks for it at every request
}


def names_imported() -> set[str]:
    names = set()
    for path in (ROOT / "monitor").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


def test_every_dependency_is_imported_somewhere() -> None:
    imported = names_imported()
    unused = []
    for line in PROJECT["dependencies"]:
        name = re.split(r"[<>=;\[ ]", line)[0]
        module = IMPORTED_AS.get(name, name.replace("-", "_"))
        if module and module not in imported:
            unused.append(name)
    assert unused == []


def test_every_import_is_declared() -> None:
    declared = {
        IMPORTED_AS.get(re.split(r"[<>=;\[ ]", line)[0]) or re.split(r"[<>=;\[ ]", line)[0].replace("-", "_")
        for line in PROJECT["dependencies"]
        + [d for extra in PROJECT.get("optional-dependencies", {}).values() for d in extra]
    }
    import sys

    # h11 and httpcore belong to httpx, pydantic_core to pydantic: they are parts of their interfaces.
    parts = {"httpcore", "h11", "pydantic_core", "monitor", "markupsafe"}
    undeclared = names_imported() - declared - set(sys.stdlib_module_names) - parts
    assert undeclared == set()


def test_the_version_is_one() -> None:
    assert PROJECT["version"] == monitor.__version__


def test_the_six_fixed_libraries_are_used() -> None:
    assert {"feedparser", "httpx", "bs4", "apscheduler", "sqlite_utils", "trafilatura"} <= names_imported()


def test_the_command_is_installed_where_the_package_is() -> None:
    scripts = importlib.metadata.entry_points(group="console_scripts")
    assert PROJECT["scripts"]["monitor"] == "monitor.cli:main"
    assert all(s.value == "monitor.cli:main" for s in scripts if s.name == "monitor")
