"""`monitor browse`: serve the archive to a browser on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.config.deployment import find_deployment

SHARING = """\
The archive has no passwords of its own. To let others in, leave it on 127.0.0.1 and put a web server
that asks for one in front of it; docs/archive.md has the whole recipe. With Caddy:

    archive.example.org {
        basic_auth {
            analyst <hash from `caddy hash-password`>
        }
        reverse_proxy 127.0.0.1:8001
    }

    monitor browse --allow-host archive.example.org
"""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8001, show_default=True, help="Port to listen on.")
@click.option("--allow-host", "allow_hosts", multiple=True, help="A name under which it may be called.")
@click.option("--share", is_flag=True, help="Print how to put the archive behind a password, and exit.")
@click.pass_obj
def command(at: Path | None, host: str, port: int, allow_hosts: tuple[str, ...], share: bool) -> None:
    """Browse what was found: stories, search, sources. Nothing is written, nothing private is shown."""
    if share:
        click.echo(SHARING)
        return
    import uvicorn

    from monitor.browse.serve import archive

    app = archive(find_deployment(at).db_dir, allow_hosts=allow_hosts)
    click.echo(f"the archive is at http://{host}:{port}/ (Ctrl-C ends it)")
    uvicorn.run(app.app(), host=host, port=port, log_level="warning", lifespan="on")
