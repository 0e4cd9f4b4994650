"""A folder of .eml files: mail without a server, and the default."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from monitor.errors import Deferred
from monitor.model import Message


class FolderMailer:
    """Writes each message into a folder, as .eml and, to look at in a browser, as .html.

    A message's file is named by its date and Message-ID and comes into being whole, so writing it again
    changes nothing: here nothing is ever uncertain.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        """Write the message's files; the .eml last, as it is the one that counts.

        There is no dot: a process that dies here writes the same files again.
        """
        try:
            return await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise Deferred(f"{self._folder}: cannot be written: {error.strerror}") from error

    def _write(self, message: Message) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        mail = message_from_bytes(message.content, policy=default)
        day = mail["Date"].datetime.strftime("%Y-%m-%d") if mail["Date"] else "undated"
        name = f"{day}-{_slug(str(mail['List-Id'] or ''))}-{_slug(message.message_id)[:12]}"
        html = mail.get_body(("html",))
        if html is not None:
            self._put(self._folder / f"{name}.html", html.get_content().encode())
        path = self._folder / f"{name}.eml"
        self._put(path, message.content)
        return str(path)

    def _put(self, path: Path, content: bytes) -> None:
        """Write beside, then rename: a reader sees the whole file or none. Mode 0600: mails name people."""
        beside = path.with_name(f".{path.name}.part")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


def _slug(text: str) -> str:
    inside = re.search(r"<([^>]*)>", text)
    return (
        re.sub(r"[^A-Za-z0-9-]+", "-", inside[1].split(".tip-monitor")[0] if inside else text).strip("-")
        or "x"
    )
