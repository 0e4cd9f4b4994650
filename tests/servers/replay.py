"""A raw TCP server that says exactly what a script tells it to, however broken."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import socket
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Step = dict[str, Any]


@dataclass
class Replayed:
    """A server that runs: its address, and the requests that it was sent."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def host(self) -> str:
        """What a source must allow to be let in here."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        """The address of a path on this server."""
        return f"http://{self.host}{path}"


@asynccontextmanager
async def replay(*scripts: Sequence[Step], port: int = 0) -> AsyncIterator[Replayed]:
    """Serve on loopback; each connection's next request gets the next script, the last one for ever."""
    served = Replayed(port=0)
    under_way: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.connections += 1
        task = asyncio.current_task()
        assert task is not None
        under_way.add(task)
        try:
            while head := await _head(reader):
                served.requests.append(head)
                script = scripts[min(len(served.requests), len(scripts)) - 1]
                if not await _play(script, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            under_way.discard(task)
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in under_way:
            task.cancel()
        await asyncio.sleep(0)


def script_of(path: Path) -> list[Step]:
    """The steps of a script file, gunzipped where it is stored so."""
    data = path.read_bytes()
    found: list[Step] = json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)["steps"]
    return found


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> list[Step]:
    """A well-formed answer; header names are given with underscores."""
    lines = {"Content-Length": str(len(body))} | {
        name.replace("_", "-").title(): value for name, value in headers.items()
    }
    head = (
        f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    )
    return [{"send": base64.b64encode(head.encode("latin-1") + body).decode()}]


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


async def _play(script: Sequence[Step], writer: asyncio.StreamWriter) -> bool:
    """Play one script; whether the connection may be used again."""
    for step in script:
        if "send" in step:
            data, left = base64.b64decode(step["send"]), step.get("repeat", 1)
            while left:
                writer.write(data)
                await writer.drain()
                await asyncio.sleep(step.get("sleep", 0))
                left -= 1
        match step.get("end"):
            case "close":
                return False
            case "rst":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
                return False
            case "hold":
                await asyncio.sleep(3600)
    return True
