"""Datasette over a deployment's `db/`, with the plugin in place however the program was installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import parse_metadata

from monitor.browse import plugin
from monitor.errors import StoreError


def archive(folder: Path, *, allow_hosts: Sequence[str] = ()) -> Any:
    """The Datasette application of the configuration directory `folder`.

    Raises:
        StoreError: there is no database in it yet.
    """
    if not any(folder.glob("*.db")):
        raise StoreError(f"{folder}: nothing was found yet; run `monitor crawl` first")
    if not pm.is_registered(plugin):
        pm.register(plugin, name=plugin.NAME)
    metadata = {}
    if (folder / "metadata.yaml").is_file():
        metadata = parse_metadata((folder / "metadata.yaml").read_text(encoding="utf-8"))
    ours = metadata.setdefault("plugins", {}).setdefault(plugin.NAME, {})
    ours["allow_hosts"] = [*ours.get("allow_hosts", ()), *allow_hosts]
    return Datasette(config_dir=folder, metadata=metadata)
