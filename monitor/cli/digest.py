"""`monitor digest`: show, write or send what there is to tell."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import click

from monitor.config.deployment import find_deployment, load_settings
from monitor.digests.feed import as_atom
from monitor.errors import StoreError
from monitor.mail.folder import FolderMailer
from monitor.runs.deliver import DeliverReport, Draft, preview, queue_now, send_queued
from monitor.runs.desk import Desk, open_desk
from monitor.runs.place import hold_place
from monitor.store import outbox


@click.command()
@click.argument("alerts", nargs=-1)
@click.option(
    "--to-folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the digests there (.eml, .html, .atom) and mark them as told.",
)
@click.option("--send", is_flag=True, help="Send them as alerts/mail.toml says, and mark them as told.")
@click.option("--retry", is_flag=True, help="Send again what failed or is uncertain, as the same messages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    at: Path | None, alerts: tuple[str, ...], to_folder: Path | None, send: bool, retry: bool, as_json: bool
) -> int:
    """Show what would be sent now, for all ALERTS that are switched on or for those named.

    Nothing is marked as told until it is written (--to-folder) or queued to be sent (--send). What was
    told is not told again.

    Exit codes: 0 done; 1 a message was refused, is uncertain or waits for the next try; 2 the command
    line or a file is wrong; 3 the store or the place is not to be had.
    """
    if sum((to_folder is not None, send, retry)) > 1:
        raise click.UsageError("give one of --to-folder, --send and --retry")
    deployment = find_deployment(at)
    settings = load_settings(deployment)
    known = {alert.name for alert in settings.watch.alerts}
    if unknown := sorted(set(alerts) - known):
        raise click.UsageError(f"no alert {unknown[0]}; there are {', '.join(sorted(known))}")
    if not deployment.database.exists():
        raise StoreError(f"{deployment.database}: nothing is stored yet; run `monitor crawl` first")
    with open_desk(deployment, settings) as desk:
        if to_folder is None and not send and not retry:
            drafts = preview(desk, alerts)
            click.echo(_as_json(drafts) if as_json else "\n\n".join(_shown(draft) for draft in drafts))
            return 0
        with hold_place(deployment.lock_file, "digest", desk.clock.now()):
            report = asyncio.run(_tell(desk, alerts, to_folder, retry))
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else _words(report, to_folder))
    return 1 if report.failures else 0


async def _tell(desk: Desk, alerts: tuple[str, ...], to_folder: Path | None, retry: bool) -> DeliverReport:
    if retry:
        outbox.retry(desk.db, desk.clock.now())
        return await send_queued(desk)
    composed = queue_now(desk, alerts)
    if to_folder is not None:
        desk.mailer = FolderMailer(to_folder)
        report = await send_queued(desk, composed)
        for digest in (each.digest for each in composed):
            feed = as_atom(digest, base_address=desk.settings.mail.base_address)
            (to_folder / f"{digest.alert.name}.atom").write_text(feed, encoding="utf-8")
        return report
    return replace(await send_queued(desk), composed=composed)


def _shown(draft: Draft) -> str:
    return f"Subject: {draft.subject}\n\n{draft.rendered.text}"


def _as_json(drafts: tuple[Draft, ...]) -> str:
    return json.dumps(
        [
            {
                "alert": draft.digest.alert.name,
                "subject": draft.subject,
                "stories": [
                    {
                        "story": entry.story_id,
                        "headline": entry.headline,
                        "date": str(entry.published_on or ""),
                        "place": entry.place,
                        "outlets": [copy.outlet for copy in entry.copies],
                        "address": entry.copies[0].url,
                    }
                    for entry in draft.digest.stories
                ],
            }
            for draft in drafts
        ],
        ensure_ascii=False,
    )


def _words(report: DeliverReport, folder: Path | None) -> str:
    lines = [f"{c.alert}: {c.stories} new stories" for c in report.composed]
    where = f" to {folder}" if folder else ""
    lines.append(
        f"messages: {report.sent} sent{where}, {report.waiting} waiting, {report.failed} failed,"
        f" {report.uncertain} uncertain"
    )
    for failure in report.failures:
        again = f"; next try {failure.retry_at:%Y-%m-%d %H:%M} UTC" if failure.retry_at else ""
        lines.append(f"  {failure.where}: {failure.kind}: {failure.detail}{again}")
    if report.uncertain or report.failed:
        lines.append("`monitor digest --retry` sends these again, as the same messages")
    return "\n".join(lines)
