"""`make demo`: crawl a newsroom on loopback and write a digest of what matches.

Everything after the newsroom is the program as people use it: `monitor init`, `crawl` and `digest` are
run as commands. A second run meets the same newsroom and finds nothing new.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from demo.deployment import Remembered, make_deployment, recall
from demo.memory import Peak
from demo.newsroom import CLOSED, DEAD, Newsroom, find_ports
from demo.outcome import Outcome, count_rows, newest_mail, read_outcome
from demo.outlets import load_outlets

OUT = Path(__file__).parent / "out"
MEMORY_LIMIT = 400_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration; what differs from the plan is printed, and is no failure of the command."""
    options = _options(arguments)
    if options.fresh and options.out.exists():
        shutil.rmtree(options.out)
    started = time.monotonic()
    before_all = recall(options.out)
    with Peak() as peak, _newsroom(before_all, options.out) as newsroom:
        if before_all is None:
            make_deployment(options.out, newsroom)
        _introduce(newsroom, options.out, again=before_all is not None)
        database = options.out / "db" / "monitor.db"
        before = count_rows(database)
        _monitor(options.out, "crawl")
        outcome = read_outcome(database, newsroom, before)
        _monitor(options.out, "digest", "--to-folder", _shown(options.out / "mail"))
        _report(outcome, options.out, peak.bytes, time.monotonic() - started)
        if options.serve:
            print("the newsroom stays open until Ctrl-C")
            _wait()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the deployment (default: demo/out)")
    parser.add_argument("--fresh", action="store_true", help="throw away what an earlier run left there")
    parser.add_argument("--serve", action="store_true", help="keep the newsroom open, so that links work")
    return parser.parse_args(arguments)


def _newsroom(remembered: Remembered | None, out: Path) -> Newsroom:
    outlets = load_outlets()
    if remembered is None:
        # Deployments beside one another get ports of their own.
        first = 21_000 + zlib.crc32(str(out.resolve()).encode()) % 7_000
        names = [*(outlet.name for outlet in outlets), CLOSED, DEAD]
        return Newsroom(outlets, datetime.now(UTC), find_ports(names, first))
    try:
        return Newsroom(outlets, remembered.now, remembered.ports)
    except OSError as error:
        sys.exit(f"a port of the first run is taken ({error}): wait, or run `python -m demo --fresh`")


def _monitor(out: Path, *arguments: str) -> None:
    """Run a command of the monitor; its exit code 1 says that some source failed, as planned."""
    print(f"running    .venv/bin/monitor --at {_shown(out)} {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "monitor", "--at", str(out), *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def _introduce(newsroom: Newsroom, out: Path, *, again: bool) -> None:
    pieces = sum(len(outlet.pieces) for outlet in newsroom.outlets)
    languages = ", ".join(sorted({outlet.language for outlet in newsroom.outlets}))
    print(f"newsroom   {len(newsroom.outlets)} outlets on loopback, {pieces} articles in {languages};")
    print("           and two sources that are gone")
    print(f"deployment {_shown(out)}" + (" (from an earlier run)" if again else ""), flush=True)


def _report(outcome: Outcome, out: Path, peak: int, seconds: float) -> None:
    failed = len(outcome.failures)
    print(f"polled     {outcome.polled} sources, {outcome.polled - failed} answered, {failed} failed")
    print(f"new        {outcome.new}" + ("" if outcome.new else ": nothing new since the last run"))
    print(f"read       {outcome.read} articles")
    print(f"matched    {outcome.relevant} relevant, {outcome.passing} in passing (all runs)")
    print(f"stories    {outcome.stories}")
    for failure in outcome.failures:
        print(f"failure    {failure}")
    for mail in newest_mail(out / "mail")[:2]:
        print(f"mail       {_shown(mail)}")
    print(f"browse     .venv/bin/monitor --at {_shown(out)} browse")
    print(
        f"memory     {peak / 1e6:.0f} MB at most, all processes together (limit {MEMORY_LIMIT // 1_000_000})"
    )
    print(f"took       {seconds:.0f} s")
    verdict = "" if outcome.wrong else ": all as planned"
    print(f"check      expected {outcome.planned} relevant articles, found {outcome.relevant}{verdict}")
    for difference in outcome.wrong:
        print(f"  WRONG    {difference}")
    for difference in outcome.shades:
        print(f"  shade    {difference}")


def _shown(path: Path) -> str:
    path = path.resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    sys.exit(main())
