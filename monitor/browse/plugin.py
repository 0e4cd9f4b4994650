"""The Datasette plugin: registered by its entry point, so that plain `datasette db/` has it as well."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sqlite3
from base64 import b64encode
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

import datasette
from datasette import hookimpl
from datasette.utils.asgi import Response
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from monitor.browse import digests, labels, pages, unsubscribe, worldmap
from monitor.browse.guard import PUBLISHED, App, guarded, hide_private
from monitor.browse.reading import DATABASE

NAME = "monitor"
"""The plugin's name in `plugins:` of db/metadata.yaml."""

TAGS = frozenset({"countries", "topics", "forms", "stages", "acts", "means", "purposes"})

HERE = Path(__file__).parent


@hookimpl
def startup() -> Callable[[], Awaitable[None]]:
    """Draw the map's towns before anybody waits for them."""

    async def prepare() -> None:
        await asyncio.to_thread(worldmap.centres)

    return prepare


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """Check the host, send the security headers, make the cells of every CSV safe."""
    settings = datasette.plugin_config(NAME) or {}

    def wrap(app: App) -> App:
        return guarded(app, settings.get("allow_hosts", ()), inline_scripts())

    return wrap


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Hide what is not published from every query."""
    if database == DATABASE:
        hide_private(conn)


@hookimpl
def permission_allowed(action: str, resource: Any) -> bool | None:
    """Deny tables that are not published even where db/metadata.yaml no longer does."""
    if action == "view-table" and resource and resource[0] == DATABASE and resource[1] not in PUBLISHED:
        return False
    return None


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The archive's own pages, the one style sheet they need, and where mails are unsubscribed."""
    return [*pages.ROUTES, *digests.ROUTES, *unsubscribe.ROUTES, (r"^/-/archive/archive\.css$", style_sheet)]


@hookimpl
def skip_csrf(scope: Any) -> bool:
    """A one-click unsubscription comes without a cookie; its token is what nobody else knows."""
    return str(scope["path"]).startswith(unsubscribe.PREFIX)


async def style_sheet() -> Any:
    """The style sheet; its address carries its hash, so it may be kept."""
    headers = {"cache-control": "max-age=31536000, immutable"}
    return Response(_css(), content_type="text/css; charset=utf-8", headers=headers)


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Put our templates before Datasette's and behind those of the deployment."""
    own = [FileSystemLoader(datasette.template_dir)] if datasette.template_dir else []
    env.loader = ChoiceLoader([*own, FileSystemLoader(HERE / "templates"), env.loader])
    env.filters["label"] = lambda value, kind: labels.label(kind, value)
    env.filters["country"] = labels.country
    env.filters["language"] = labels.language
    env.filters["day"] = labels.day
    env.filters["named_fields"] = named_fields


@hookimpl
def extra_template_vars() -> dict[str, Any]:
    """What every page's frame needs."""
    return {"style_hash": hashlib.sha256(_css().encode()).hexdigest()[:12]}


@hookimpl
def render_cell(value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """Tables for people: stories and addresses are links, lists are words."""
    if not isinstance(value, str) or not value:
        return None
    if column == "story_id" or (table == "stories" and column == "id"):
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/story/{value}"), value)
    if column in ("url", "canonical_url"):
        if not value.startswith(("https://", "http://")):
            return value
        return Markup('<a href="{}" rel="noreferrer noopener nofollow">{}</a>').format(value, value)
    if value.startswith("[") and column in (
        "countries",
        "topics",
        "forms",
        "stages",
        "acts",
        "means",
        "purposes",
    ):
        kind = {"countries": "country"}.get(column, column)
        return ", ".join(labels.label(kind, str(v)) for v in json.loads(value))
    return Markup("<bdi>{}</bdi>").format(value) if column in ("title", "outlet") else None


_FIELDS = {
    "_filter_column": "Column",
    "_filter_op": "How to compare",
    "_filter_value": "Value",
    "_sort": "Sort by",
}
_FIELD = re.compile(
    r'<(?:select|input type="text") name="(_filter_column|_filter_op|_filter_value|_sort)[_"]'
)


def named_fields(content: Markup) -> Markup:
    """A page of Datasette's with its form's fields named, which a screen reader would else not tell apart."""
    return Markup(  # noqa: S704 - it is markup already; what is added is ours
        _FIELD.sub(
            lambda field: field[0].replace(" name=", f' aria-label="{_FIELDS[field[1]]}" name=', 1), content
        )
    )


@cache
def _css() -> str:
    return (HERE / "static" / "archive.css").read_text(encoding="utf-8")


@cache
def inline_scripts() -> tuple[str, ...]:
    """The hashes of the scripts that Datasette's own templates carry, so that no other may run."""
    found = []
    for template in sorted((Path(datasette.__file__).parent / "templates").glob("*.html")):
        for script in re.findall(r"<script>(.*?)</script>", template.read_text(encoding="utf-8"), re.DOTALL):
            if "{{ datasette_allow_facet }}" in script:
                found += [script.replace("{{ datasette_allow_facet }}", v) for v in ("true", "false")]
            elif "{{" not in script and "{%" not in script:
                found.append(script)
    return tuple(sorted({f"sha256-{b64encode(hashlib.sha256(s.encode()).digest()).decode()}" for s in found}))
