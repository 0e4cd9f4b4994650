"""The `monitor` command: every file of this folder is one verb, loaded when it is called.

Exit codes: 0 done; 1 done, but something failed on the way (named in the output); 2 the command line
or a file of the deployment is wrong, nothing was run; 3 the store or the place is not to be had;
130 interrupted.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from monitor import __version__
from monitor.errors import ConfigError, ConfigErrors, MonitorError
from monitor.store.faults import DatabaseError, fault_of, is_fault


class Verbs(click.Group):
    """A group that finds its commands by file name, so that a verb costs nothing until it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tip-monitor")
@click.option(
    "--at",
    "deployment",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="MONITOR_HOME",
    help="Folder with sources.toml, alerts/ and db/ (default: here, or the nearest folder above).",
)
@click.pass_context
def commands(ctx: click.Context, deployment: Path | None) -> None:
    """Watch the news for trafficking in persons: poll, read, match, keep, tell."""
    ctx.obj = deployment


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and turn errors into exit codes; never shows a traceback for a known error."""
    try:
        code = commands.main(arguments, standalone_mode=False)
    except ConfigErrors as errors:
        for error in errors.errors:
            click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except ConfigError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except MonitorError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(3)
    except DatabaseError as error:
        if not is_fault(error):
            raise
        click.echo(f"error: {fault_of(error)}", err=True)
        sys.exit(3)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
