"""A mail server on loopback that plays a script: refuses, hangs or hangs up where it is told to."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class HangUp(Exception):
    """The script says to close the connection."""


@dataclass
class ScriptedSmtp:
    """Speaks SMTP with STARTTLS and AUTH, and answers by `replies` where it has one.

    A key is a verb ("MAIL"), "GREET", "." for the end of the message, or a verb with the beginning of
    its address ("RCPT:b@"). A value is a reply, "HANG" or "CLOSE". A message counts as taken (`taken`)
    once its final dot has arrived and it was not refused: that is what a server does that then falls
    silent.
    """

    context: ssl.SSLContext
    replies: Mapping[str, str] = field(default_factory=dict)
    implicit_tls: bool = False
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    clear_text: list[str] = field(default_factory=list)
    sessions: int = 0
    port: int = 0

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[ScriptedSmtp]:
        """Listen on a free port of loopback until the block ends."""
        self._open: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(
            self._session, "127.0.0.1", 0, ssl=self.context if self.implicit_tls else None
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.sessions += 1
        try:
            await self._talk(reader, writer)
        except (HangUp, ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted, recipient = self.implicit_tls, ""
        await self._say(writer, "GREET", "220 loopback ready")
        while line := await reader.readline():
            words = line.decode("utf-8", "replace").strip()
            verb = words.split(" ")[0].upper()
            self.verbs.append(verb)
            if not encrypted:
                self.clear_text.append(words)
            if verb == "EHLO":
                extension = "AUTH PLAIN LOGIN" if encrypted else "STARTTLS"
                await self._say(writer, verb, f"250-loopback\r\n250-{extension}\r\n250 SIZE 20000000")
            elif verb == "STARTTLS":
                writer.write(b"220 go ahead\r\n")
                await writer.drain()
                await writer.start_tls(self.context)
                encrypted = True
            elif verb == "AUTH":
                await self._say(writer, verb, "235 welcome")
            elif verb == "RCPT":
                recipient = words.partition("<")[2].partition(">")[0]
                key = f"RCPT:{recipient[:2]}"
                await self._say(writer, key if key in self.replies else verb, "250 ok")
            elif verb == "DATA":
                if await self._say(writer, verb, "354 go on"):
                    content = await reader.readuntil(b"\r\n.\r\n")
                    await self._take(writer, recipient, content)
            elif verb == "QUIT":
                await self._say(writer, verb, "221 bye")
                return
            else:
                await self._say(writer, verb, "250 ok")

    async def _take(self, writer: asyncio.StreamWriter, recipient: str, content: bytes) -> None:
        reply = self.replies.get(".", "250 taken")
        if reply[:1] not in ("4", "5"):
            self.taken.append((recipient, content[:-3]))
        await self._say(writer, ".", "250 taken")

    async def _say(self, writer: asyncio.StreamWriter, key: str, usual: str) -> bool:
        reply = self.replies.get(key, usual)
        if reply == "HANG":
            await asyncio.sleep(3600)
        if reply == "CLOSE":
            raise HangUp
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return reply == usual
