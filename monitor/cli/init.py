"""`monitor init DIR`: a new deployment from the files that the program ships."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

import monitor
from monitor.errors import ConfigError


def shipped_files() -> Path:
    """Where the shipped `sources.toml`, `alerts/` and `db/` lie: in the package, or at the root."""
    package = Path(monitor.__file__).parent
    inside = package / "deployment"
    return inside if inside.is_dir() else package.parent


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Make a deployment in FOLDER: sources.toml, alerts/ and db/. Nothing that is there is overwritten."""
    shipped = shipped_files()
    if (folder / "sources.toml").exists():
        raise ConfigError("is there already", path=folder / "sources.toml", remedy="choose an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(shipped / "sources.toml", folder / "sources.toml")
    ignore = shutil.ignore_patterns("*.db*", "*.lock", "__pycache__", "backups", "recipients.toml")
    for name in ("alerts", "db"):
        shutil.copytree(shipped / name, folder / name, ignore=ignore, dirs_exist_ok=True)
    (folder / "db").chmod(0o700)
    click.echo(
        f"made {folder}: sources.toml (where to look), alerts/ (what for, whom to tell), db/ (what is found)"
    )
    click.echo(f"next: monitor --at {folder} check && monitor --at {folder} crawl")
