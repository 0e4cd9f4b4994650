"""The Datasette plugin: registered by its entry point, so that plain `datasette db/` has it as well."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from base64 import b64encode
from pathlib import Path
from typing import Any

import datasette
from datasette import hookimpl

from monitor.browse.guard import PRIVATE_TABLES, App, guarded, hide_private

NAME = "monitor"
"""The plugin's name in `plugins:` of db/metadata.yaml."""


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Check the host, send the security headers."""
    settings = datasette.plugin_config(NAME) or {}

    def wrap(app: App) -> App:
        return guarded(app, settings.get("allow_hosts", ()), inline_scripts())

    return wrap


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Hide what is not published from every query."""
    hide_private(conn)


@hookimpl
def permission_allowed(action: str, resource: Any) -> bool | None:
    """Deny the private tables even where db/metadata.yaml no longer does."""
    if action == "view-table" and resource and resource[1] in PRIVATE_TABLES:
        return False
    return None


def inline_scripts() -> list[str]:
    """The hashes of the scripts that Datasette's own templates carry, so that no other may run."""
    found = []
    for template in sorted((Path(datasette.__file__).parent / "templates").glob("*.html")):
        for script in re.findall(r"<script>(.*?)</script>", template.read_text(encoding="utf-8"), re.DOTALL):
            if "{{ datasette_allow_facet }}" in script:
                found += [script.replace("{{ datasette_allow_facet }}", v) for v in ("true", "false")]
            elif "{{" not in script and "{%" not in script:
                found.append(script)
    return sorted({f"sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}" for s in found})
