"""The servers of the hostile corpus, in a process of their own: their memory is not the monitor's.

    python -m benchmarks.hostile_server DIR GROUP

Prints one JSON object, name to port, and serves until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from benchmarks.hostile_outcome import bytes_of
from tests.servers.replay import Replayed, Step, replay, response, script_of

GOOD = 50
GOOD_ITEMS = 20
GOOD_FEED = "<rss version='2.0'><channel><title>G</title>{}</channel></rss>".format(
    "".join(
        f"<item><title>Item {n}</title><link>https://good.example/{n}</link><guid>{n}</guid></item>"
        for n in range(GOOD_ITEMS)
    )
).encode()


@asynccontextmanager
async def served(folder: Path, group: str) -> AsyncIterator[dict[str, Replayed]]:
    """Serve a group from another process; the address of each input, and of each good source."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.hostile_server",
        str(folder),
        group,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        ports = json.loads(await process.stdout.readline())
        yield {name: Replayed(port=port) for name, port in ports.items()}
    finally:
        process.stdin.close()
        await process.wait()


async def serve(folder: Path, group: str) -> None:
    """Serve until standard input ends."""
    rows = json.loads((folder / "manifest.json").read_text("utf-8"))["entries"]
    scripts: dict[str, list[Step]] = {
        f"good-{number}": response(GOOD_FEED, content_type="text/xml") for number in range(GOOD)
    }
    for row in rows:
        if row["group"] == group:
            is_script = row["file"].endswith((".json", ".json.gz"))
            scripts[row["id"]] = (
                script_of(folder / row["file"])
                if is_script
                else response(bytes_of(folder, row), content_type="application/rss+xml")
            )
    async with AsyncExitStack() as stack:
        ports = {}
        for name, script in scripts.items():
            ports[name] = (await stack.enter_async_context(replay(script))).port
        print(json.dumps(ports), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2]))
