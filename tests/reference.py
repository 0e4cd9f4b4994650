"""Write `docs/commands.md` from the commands' own help: `python -m tests.reference`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from monitor.cli import commands

DOCUMENT = Path(__file__).parents[1] / "docs" / "commands.md"

HEAD = """# Commands

Every command and every option, as `monitor VERB --help` shows them. Written by `python -m tests.reference`;
a test compares. Exit codes: 0 done; 1 done, but something failed on the way and is named; 2 the command
line or a file of the deployment is wrong, nothing was run; 3 the store or the place is not to be had;
130 interrupted.
"""


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A verb, and the verbs below it where it is a group: ("alerts list", …)."""
    yield name, command
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield from leaves(f"{name} {below}", inner)


def all_commands() -> dict[str, click.Command]:
    """Every command by its full name ("sources add")."""
    context = click.Context(commands)
    found: dict[str, click.Command] = {}
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command is not None
        found.update(leaves(name, command))
    return found


def help_of(name: str, command: click.Command) -> str:
    """What `--help` shows, at a fixed width."""
    top = click.Context(commands, info_name="monitor", **commands.context_settings)
    context = click.Context(command, parent=top, info_name=name, terminal_width=100)
    text = re.sub(r" +$", "", command.get_help(context), flags=re.MULTILINE)
    return f"\n## monitor {name}\n\n```text\n{text}\n```\n"


def reference() -> str:
    """The whole document."""
    return HEAD + "".join(help_of(name, command) for name, command in all_commands().items())


if __name__ == "__main__":
    DOCUMENT.write_text(reference(), encoding="utf-8")
