"""The documents keep up with the program: every verb and option is told of, nothing is told that is not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.reference import DOCUMENT, all_commands, reference

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "alerts/*.md", "db/*.md", "benchmarks/*.md", "demo/*.md")
    for path in ROOT.glob(pattern)
)
LEAVES = all_commands()
VERBS = {name.partition(" ")[0] for name in LEAVES}


def long_options(command: click.Command) -> set[str]:
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    return {
        name for option in options for name in [*option.opts, *option.secondary_opts] if name.startswith("--")
    }


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_reference_tells_of_every_verb_and_option() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == reference(), "run `python -m tests.reference` and commit docs/commands.md"


def test_every_verb_is_told_of_where_people_read() -> None:
    prose = "".join(text(path) for path in DOCUMENTS if path != DOCUMENT)
    missing = [name for name in sorted(VERBS) if not re.search(rf"monitor(?: --at \S+)? {name}\b", prose)]
    assert not missing, f"only docs/commands.md shows: {', '.join(missing)}"


@pytest.mark.parametrize("name", LEAVES)
def test_every_verb_says_what_it_does(name: str) -> None:
    assert (LEAVES[name].help or "").strip()
    for parameter in LEAVES[name].params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"monitor {name} {parameter.opts[0]} has no help"


def shown_commands() -> Iterator[tuple[str, str]]:
    """Every `monitor …` command in the documents: in a code span, or a line of a block of code."""
    for path in set(DOCUMENTS) - {DOCUMENT}:
        blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text(path), flags=re.MULTILINE | re.DOTALL)
        spans = re.findall(
            r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text(path), flags=re.MULTILINE | re.DOTALL)
        )
        for line in [*(line for block in blocks for line in block.splitlines()), *spans]:
            for found in re.finditer(r"(?:^|[\s/$])monitor((?: +[^|;&#>]+)+)", line):
                if line.strip().startswith(("monitor", "$", ".venv/bin/monitor")):
                    yield path.relative_to(ROOT).as_posix(), found[1].strip()


def words_of(command: str) -> list[str]:
    try:
        return shlex.split(command, comments=True)
    except ValueError:
        return command.split()


@pytest.mark.parametrize(("where", "shown"), sorted(set(shown_commands())))
def test_every_command_that_is_shown_exists(where: str, shown: str) -> None:
    words = words_of(shown)
    while words[:1] and words[0] in ("--at", "--version", "--help"):
        words = words[2:] if words[0] == "--at" else words[1:]
    if not words:
        return
    assert words[0] in VERBS, f"{where} shows `monitor {shown}`: there is no such verb"
    name = words[0]
    for word in words[1:]:
        if f"{name} {word}" not in LEAVES:
            break
        name = f"{name} {word}"
    known = long_options(LEAVES[name]) | {"--help", "--at"}
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    assert not unknown, f"{where} shows `monitor {shown}`: {', '.join(unknown)} is no option of {name}"


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of a document's headings."""
    titles = re.findall(r"^#+ +(.+?) *$", text(path), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text(path), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name}: {target} does not exist"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{path.name}: {target}: no such heading"
