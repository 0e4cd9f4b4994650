"""What polling costs: CPU seconds of the whole process tree, beside lemon24/reader on the same server.

    python -m benchmarks.polling --corpus DIR [--feeds 1000] [--subject ours reader] [--json REPORT.json]

`DIR` holds `manifest.json` and the captured real feeds (class "captured real-world feed"), which are
served from loopback under as many addresses as are asked for. Four rounds: *cold*; *304* (nothing has
changed, and the server says so); *same* (the same bytes again with status 200 and no validators); *new*
(one feed in twenty has a new item, the others answer 304). Every safety is on, except that requests to
one host need no pause. `reader` is in the dependency group "bench".
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import psutil

ROUNDS = ("cold", "304", "same", "new")
HOSTS = 20
"""Loopback addresses that the feeds are spread over: one request at a time to each."""


class Now:
    """The real time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


def addresses(port: int, count: int) -> list[str]:
    """The addresses of the feeds."""
    return [f"http://127.0.0.{number % HOSTS + 1}:{port}/{number}" for number in range(count)]


def cpu_seconds() -> float:
    """User and system time of this process, its children, and theirs that have ended."""
    total = 0.0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


async def measured(port: int, work: Callable[[], Awaitable[object]]) -> dict[str, dict[str, float]]:
    """Each round's CPU and wall seconds."""
    found = {}
    for name in ROUNDS:
        with urlopen(f"http://127.0.0.1:{port}/round/{name}") as answer:
            answer.read()
        before, begun = cpu_seconds(), time.perf_counter()
        await work()
        found[name] = {"cpu": cpu_seconds() - before, "wall": time.perf_counter() - begun}
    return found


async def ours(port: int, count: int, folder: Path) -> dict[str, object]:
    """This program: guarded client, parsing child, store."""
    from benchmarks.hostile_web import Desk, Settings
    from monitor.model import Source
    from monitor.runs.poll import PollReport, poll_sources
    from monitor.runs.workers import Workers
    from monitor.store.database import open_store
    from monitor.web.client import Bounds, GuardedWeb

    clock = Now()
    sources = tuple(
        Source(name=f"s{number}", title=f"Source {number}", url=url, allow_hosts=(url.split("/")[2],))
        for number, url in enumerate(addresses(port, count))
    )
    names = [source.name for source in sources]
    reports: list[PollReport] = []
    async with GuardedWeb("tip-monitor/bench", clock, Bounds(pause=0)) as web, Workers() as engine:
        desk = Desk(open_store(folder / "monitor.db"), web, engine, clock, Settings(sources))  # type: ignore[arg-type]

        async def work() -> None:
            reports.append(await poll_sources(desk, names))

        rounds = await measured(port, work)
    failed = sorted({failure.detail[:80] for report in reports for failure in report.failures})
    return {
        "rounds": rounds,
        "new": [report.new for report in reports],
        "failed": [len(report.failures) for report in reports],
        "why": failed,
    }


async def readers(port: int, count: int, folder: Path) -> dict[str, object]:
    """lemon24/reader, with its defaults."""
    from reader import make_reader

    reader = make_reader(str(folder / "reader.sqlite"))
    for url in addresses(port, count):
        reader.add_feed(url)
    new: list[int] = []
    failed: list[int] = []

    async def work() -> None:
        added = errors = 0
        for result in reader.update_feeds_iter(scheduled=False):
            if isinstance(result.value, Exception):
                errors += 1
            elif result.value is not None:
                added += result.value.new
        new.append(added)
        failed.append(errors)

    return {"rounds": await measured(port, work), "new": new, "failed": failed}


Subject = Callable[[int, int, Path], Coroutine[None, None, dict[str, object]]]
SUBJECTS: dict[str, Subject] = {
    "ours": ours,
    "reader": readers,
}


def main() -> int:
    """Run each subject in a process of its own and print the rounds side by side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--subject", nargs="+", choices=sorted(SUBJECTS), default=["ours", "reader"])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.port:
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(SUBJECTS[arguments.subject[0]](arguments.port, arguments.feeds, Path(folder)))
        print(json.dumps(found))
        return 0
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.polling_server", str(arguments.corpus), str(arguments.feeds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    served = json.loads(server.stdout.readline())
    print(f"{arguments.feeds} feeds from {served['documents']} documents, median {served['median']} bytes")
    results = {}
    try:
        for subject in arguments.subject:
            command = [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "benchmarks.polling",
                "--corpus",
                str(arguments.corpus),
            ]
            command += ["--feeds", str(arguments.feeds), "--subject", subject, "--port", str(served["port"])]
            output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
            results[subject] = json.loads(output.splitlines()[-1])
            rounds = results[subject]["rounds"]
            per = 1000 / arguments.feeds
            words = "  ".join(f"{name} {rounds[name]['cpu'] * per:.2f} s" for name in ROUNDS)
            print(
                f"{subject}: CPU a thousand feeds: {words}; new {results[subject]['new']},"
                f" failed {results[subject]['failed']}"
            )
            for reason in results[subject].get("why", ()):
                print(f"  {reason}")
    finally:
        server.communicate("")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
