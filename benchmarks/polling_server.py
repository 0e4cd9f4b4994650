"""Serves captured feeds on loopback, in four moods; see `benchmarks.polling`."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

FEEDS = {"rss", "atom", "rdf"}
FRESH = {
    b"<item": b"<item><title>Fresh</title><link>https://fresh.example/1</link><guid>fresh-1</guid></item>",
    b"<entry": b"<entry><title>Fresh</title><id>fresh-1</id><link href='https://fresh.example/1'/>"
    b"<updated>2026-11-02T06:00:00Z</updated></entry>",
}


@dataclass
class Library:
    """The documents, and what the server is to do with them now."""

    documents: list[bytes]
    mood: str = "cold"
    etags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.etags = [f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"' for body in self.documents]

    def answer(self, path: str, head: bytes) -> bytes:
        """The whole response to a request."""
        if path.startswith("/round/"):
            self.mood = path.removeprefix("/round/")
            return _response(b"ok", "")
        number = int(path[1:])
        place = number % len(self.documents)
        body, etag = self.documents[place], self.etags[place]
        if self.mood == "same":
            return _response(body, "")
        if self.mood == "new" and number % 20 == 0:
            return _response(freshened(body), f'ETag: "fresh-{place}"\r\n')
        if etag.encode() in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag.encode() + b"\r\n\r\n"
        return _response(body, f"ETag: {etag}\r\n")


def freshened(body: bytes) -> bytes:
    """The document with one item more, in front of the others."""
    for start, item in FRESH.items():
        if found := re.search(start + rb"[\s>]", body):
            return body[: found.start()] + item + body[found.start() :]
    return body


def _response(body: bytes, more: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


async def serve(folder: Path, count: int) -> None:
    """Serve until standard input ends."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))["documents"]
    documents = [
        (folder / row["file"]).read_bytes()
        for row in manifest
        if row["class"].startswith("captured real") and row["kind"] in FEEDS
    ]
    library = Library(documents)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(library.answer(head.split(b" ", 2)[1].decode(), head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "0.0.0.0", 0)
    sizes = [len(documents[number % len(documents)]) for number in range(count)]
    about = {
        "port": server.sockets[0].getsockname()[1],
        "documents": len(documents),
        "median": round(statistics.median(sizes)),
    }
    print(json.dumps(about), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
