"""Mail through real servers on loopback: encrypted, verified, and honest about what became of it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from sqlite_utils import Database

from monitor.errors import Deferred, DeliveryError, Refused, Uncertain, Unusable
from monitor.mail.smtp import SmtpMailer
from monitor.model import MailSettings, Message, Watch
from monitor.runs.deliver import deliver, queue_now
from monitor.store.database import open_store
from tests.corpus import corpus
from tests.fakes.clock import FakeClock
from tests.fakes.telling import ALERT, NOON, Settings, World, add_article, add_source, article
from tests.servers.smtp import ScriptedSmtp

PASSWORD = "canary-3f9a"
MAIL = Message(
    message_id="<1@example.org>",
    recipient="a@example.org",
    subject="s",
    content=b"Subject: s\r\nMessage-ID: <1@example.org>\r\n\r\nfirst\r\n.\r\n..two\r\nlast\r\n",
)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority of our own."""
    return trustme.CA()


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """The server's side, with a certificate for localhost."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    return context


@pytest.fixture
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    """The client's side, which trusts our authority alone."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_TEST_PASSWORD", PASSWORD)


def settings(port: int, **values: Any) -> MailSettings:
    """SMTP to a port of localhost with a password."""
    fields: dict[str, Any] = {
        "way": "smtp",
        "host": "localhost",
        "port": port,
        "user": "monitor",
        "password_from": "env:MONITOR_TEST_PASSWORD",
        "sender": "TIP Monitor <monitor@example.org>",
        "timeout": timedelta(seconds=1),
    }
    return MailSettings(**(fields | values))


class Dots:
    """Counts how often the dot was announced."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


SCRIPTS: dict[str, tuple[dict[str, str], type[DeliveryError] | None, int]] = {
    "takes it": ({}, None, 1),
    "takes it and hangs up": ({"QUIT": "CLOSE"}, None, 1),
    "greets with 421": ({"GREET": "421 busy"}, Deferred, 0),
    "never greets": ({"GREET": "HANG"}, Deferred, 0),
    "greylists": ({"RCPT": "451 later"}, Deferred, 0),
    "full for now": ({"DATA": "452 full"}, Deferred, 0),
    "defers at the dot": ({".": "451 later"}, Deferred, 1),
    "no such user": ({"RCPT": "550 no"}, Refused, 0),
    "spam": ({".": "554 spam"}, Refused, 1),
    "too big": ({".": "552 too big"}, Refused, 1),
    "falls silent after the dot": ({".": "HANG"}, Uncertain, 1),
    "hangs up after the dot": ({".": "CLOSE"}, Uncertain, 1),
    "babbles after the dot": ({".": "what?"}, Uncertain, 1),
    "babbles without end after the dot": ({".": "x" * 100_000}, Uncertain, 1),
    "odd code after the dot": ({".": "299 hm"}, Uncertain, 1),
    "wrong password": ({"AUTH": "535 no"}, Unusable, 0),
    "password later": ({"AUTH": "454 later"}, Deferred, 0),
    "no STARTTLS": ({"EHLO": "250 x"}, Unusable, 0),
}


@pytest.mark.parametrize("script", SCRIPTS)
async def test_what_a_server_does_decides_what_becomes_of_the_message(
    script: str, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    replies, expected, dots = SCRIPTS[script]
    announced = Dots()
    async with ScriptedSmtp(server_tls, replies).serve() as server:
        mailer = SmtpMailer(settings(server.port), client_tls)
        if expected is None:
            assert (await mailer.send(MAIL, announced)).startswith("250")
            assert server.taken == [
                ("a@example.org", MAIL.content.replace(b"\r\n.", b"\r\n..")[:-2] + b"\r\n")
            ]
        else:
            with pytest.raises(expected) as raised:
                await mailer.send(MAIL, announced)
            assert type(raised.value) is expected
            assert PASSWORD not in str(raised.value)
        assert announced.count == dots
        assert not any("AUTH" in line for line in server.clear_text), "the password leaves inside TLS only"


async def test_a_certificate_of_a_stranger_is_refused(server_tls: ssl.SSLContext) -> None:
    async with ScriptedSmtp(server_tls).serve() as server:
        with pytest.raises(Unusable, match="certificate"):
            await SmtpMailer(settings(server.port)).send(MAIL, Dots())
        assert "AUTH" not in server.verbs


async def test_tls_from_the_start(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    async with ScriptedSmtp(server_tls, implicit_tls=True).serve() as server:
        await SmtpMailer(settings(server.port, security="tls"), client_tls).send(MAIL, Dots())
        assert len(server.taken) == 1


async def test_an_address_with_an_umlaut_is_named(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    message = Message(message_id="<2@x>", recipient="ü@example.org", subject="s", content=MAIL.content)
    async with ScriptedSmtp(server_tls).serve() as server:
        with pytest.raises(Refused, match="SMTPUTF8"):
            await SmtpMailer(settings(server.port), client_tls).send(message, Dots())


async def test_a_password_that_is_not_there_is_named(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    async with ScriptedSmtp(server_tls).serve() as server:
        mailer = SmtpMailer(settings(server.port, password_from="env:MONITOR_NO_SUCH"), client_tls)
        with pytest.raises(Unusable, match="MONITOR_NO_SUCH"):
            await mailer.send(MAIL, Dots())


class Keeper:
    """aiosmtpd's handler that keeps what it is handed."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 kept"


def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Lets in whoever knows the password."""
    return AuthResult(success=data.password == PASSWORD.encode())


async def test_a_digest_reaches_a_real_server_whole(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    keeper = Keeper()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            keeper,
            tls_context=server_tls,
            require_starttls=True,
            auth_required=True,
            authenticator=authenticate,
        ),
        "127.0.0.1",
        0,
    )
    db = open_store(tmp_path / "monitor.db")
    add_source(db)
    add_article(db, article(1, text="A trafficking ring.\n.\n" + "long " * 3000), NOON, story="s1")
    mail = settings(server.sockets[0].getsockname()[1], timeout=timedelta(seconds=10))
    world = World(
        db=db,
        clock=FakeClock(NOON),
        mailer=SmtpMailer(mail, client_tls),
        settings=Settings(Watch(alerts=(ALERT,), lexicons=()), mail=mail),
    )
    queue_now(world)
    report = await deliver(world)
    server.close()
    assert (report.sent, report.failures) == (2, ())
    assert [e.rcpt_tos for e in keeper.envelopes] == [["a@example.org"], ["b@example.org"]]
    stored = {bytes(row["content"]) for row in db.query("SELECT content FROM outbox")}
    received = {e.content for e in keeper.envelopes if isinstance(e.content, bytes)}
    assert received == stored, "byte for byte what was queued"
    assert {message_from_bytes(content)["To"] for content in received} == set(ALERT.recipients)
    db.close()


EXPECTED: dict[str, Callable[[dict[str, str]], bool]] = {
    "sent": lambda s: set(s.values()) == {"sent"},
    "retry": lambda s: set(s.values()) == {"pending"},
    "failed": lambda s: set(s.values()) == {"failed"},
    "uncertain": lambda s: set(s.values()) == {"uncertain"},
    "sent to a, retry b only": lambda s: s == {"a@example.org": "sent", "b@example.org": "pending"},
    "sent to a, failed b": lambda s: s == {"a@example.org": "sent", "b@example.org": "failed"},
    "config error, no retry storm": lambda s: set(s.values()) == {"pending"},
    "refused": lambda s: set(s.values()) == {"pending"},
    "refused: no clear-text password": lambda s: set(s.values()) == {"pending"},
}
UNUSABLE = {"config error, no retry storm", "refused", "refused: no clear-text password"}


@pytest.mark.slow
@pytest.mark.corpus
async def test_every_scripted_fault_of_the_corpus_ends_as_expected(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, tmp_path: Path
) -> None:
    wrong = []
    for path in sorted((corpus("hostile") / "smtp").glob("*.json")):
        script = json.loads(path.read_text())
        replies, expected = script["replies"], script["expect_state"]
        bad = replies.get("STARTTLS") == "BADCERT"
        db = open_store(tmp_path / f"{path.stem}.db")
        async with ScriptedSmtp(
            server_tls, {k: v for k, v in replies.items() if v != "BADCERT"}
        ).serve() as server:
            mail = settings(server.port)
            mailer = SmtpMailer(mail, ssl.create_default_context() if bad else client_tls)
            state, sessions = await _states(db, mailer, mail, server)
        if not EXPECTED[expected](state) or (expected in UNUSABLE and sessions != 1):
            wrong.append(f"{path.stem}: {expected}: {state}, {sessions} sessions")
        db.close()
    assert not wrong, "\n".join(wrong)


async def _states(
    db: Database, mailer: SmtpMailer, mail: MailSettings, server: ScriptedSmtp
) -> tuple[dict[str, str], int]:
    """The state of each recipient's message after two rounds, and how often the server was asked."""
    add_source(db)
    add_article(db, article(1), NOON, story="s1")
    watch = Watch(alerts=(ALERT,), lexicons=())
    world = World(db=db, clock=FakeClock(NOON), mailer=mailer, settings=Settings(watch, mail=mail))
    queue_now(world)
    await deliver(world)
    await deliver(world)
    return {row["recipient"]: row["state"] for row in db.query("SELECT * FROM outbox")}, server.sessions
