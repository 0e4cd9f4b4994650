"""Chat through Apprise: posted to a real server on loopback, and harmless in every service's markup."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from apprise import NotifyFormat
from apprise.conversion import convert_between

from monitor.digests import compose
from monitor.digests.chat import LIMIT, chat_text
from monitor.errors import Deferred
from monitor.mail import PostOffice
from monitor.mail.chat import ChatMailer, variable_of
from monitor.mail.folder import FolderMailer
from monitor.model import Message
from tests.digests.test_injection import HOSTILE, rendered
from tests.fakes.stories import STATIONERY, candidate
from tests.fakes.telling import ALERT, NOON

MESSAGE = Message(message_id="<1@x>", recipient="chat:desk", subject="s", content=b"two\nlines")


def text_of(titles: tuple[str, ...]) -> str:
    """What a chat is told of stories with these titles."""
    _, digest, _ = rendered(titles)
    return chat_text(digest, STATIONERY.furniture["en"], base_address="https://m.example")


@pytest.mark.parametrize(
    "title", [*HOSTILE, "<!channel> @everyone @here", "[x](javascript:alert(1))", "*_~`| <@U1>"]
)
def test_nothing_foreign_has_a_meaning_for_a_chat(title: str) -> None:
    text = text_of((title,))
    assert len(text) <= LIMIT
    assert not set("<>&*_~`|[]@#\\") & set(text)
    for way in (NotifyFormat.HTML, NotifyFormat.MARKDOWN):
        converted = convert_between(NotifyFormat.TEXT, way, text)  # type: ignore[no-untyped-call]
        assert "<script" not in converted
        assert "<a " not in converted


def test_what_does_not_fit_is_counted() -> None:
    digest = compose(ALERT, [candidate(n) for n in range(60)], kind="now", slot="x", now=NOON)
    text = chat_text(digest, STATIONERY.furniture["en"])
    shown = text.count("• ")
    assert 5 < shown < 60
    assert f"and {60 - shown} more" in text


def test_an_address_keeps_its_target() -> None:
    base = candidate(1)
    told = replace(base, article=replace(base.article, url="https://e.example/a_b*(c)"))
    digest = compose(ALERT, [told], kind="now", slot="x", now=NOON)
    assert "https://e.example/a%5Fb%2A%28c%29" in chat_text(digest, STATIONERY.furniture["en"])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's own plugins
async def test_a_message_reaches_a_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        bodies.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("MONITOR_CHAT_DESK", f"json://127.0.0.1:{port}/")
    try:
        assert await ChatMailer().send(MESSAGE, lambda: None) == "1 chats"
    finally:
        server.close()
    assert json.loads(bodies[0])["message"] == "two\nlines"


async def test_a_chat_without_an_address_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_CHAT_DESK", raising=False)
    with pytest.raises(Deferred, match="MONITOR_CHAT_DESK is not set"):
        await ChatMailer().send(MESSAGE, lambda: None)
    monkeypatch.setenv("MONITOR_CHAT_DESK", "secret-token")
    with pytest.raises(Deferred) as raised:
        await ChatMailer().send(MESSAGE, lambda: None)
    assert "secret-token" not in str(raised.value)


async def test_each_message_goes_its_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_CHAT_DESK", raising=False)
    office = PostOffice(FolderMailer(tmp_path), ChatMailer())
    await office.send(replace(MESSAGE, recipient="a@example.org"), lambda: None)
    assert len(list(tmp_path.glob("*.eml"))) == 1
    with pytest.raises(Deferred):
        await office.send(MESSAGE, lambda: None)


def test_a_chat_is_named_by_a_variable() -> None:
    assert variable_of("chat:night-desk") == "MONITOR_CHAT_NIGHT_DESK"
