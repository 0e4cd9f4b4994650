"""SMTP, step by step: encrypted and verified, bounded in time, and honest about the final dot."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.utils import parseaddr

import aiosmtplib
from aiosmtplib.protocol import PERIOD_REGEX, SMTPProtocol, normalize_message_line_endings

from monitor.errors import Deferred, DeliveryError, Refused, Uncertain, Unusable
from monitor.mail.secret import read_secret
from monitor.model import MailSettings, Message


class SmtpMailer:
    """Sends each message in a session of its own to the one configured server.

    STARTTLS is required, or TLS from the start; the certificate is verified; the password leaves only
    inside TLS. Steps are taken one by one, because `dot` has to be committed just before the final dot.
    """

    def __init__(self, settings: MailSettings, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context
        self._timeout = settings.timeout.total_seconds()

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        """Hand the message over; returns the server's reply."""
        past_dot = False

        def at_dot() -> None:
            nonlocal past_dot
            before_dot()
            past_dot = True

        try:
            async with self._session() as client:
                return await self._transfer(client, message, at_dot)
        except (TimeoutError, aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise _judged(error, past_dot=past_dot) from error

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiosmtplib.SMTP]:
        settings = self._settings
        context = self._tls()
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=self._timeout,
            use_tls=settings.security == "tls",
            start_tls=False,
            tls_context=context,
            local_hostname=parseaddr(settings.sender)[1].rpartition("@")[2] or "localhost",
        )
        try:
            await client.connect()
            if settings.security == "starttls":
                await self._start_tls(client, context)
            if settings.user:
                await self._log_in(client)
            yield client
            await _quit(client)
        finally:
            client.close()

    async def _start_tls(self, client: aiosmtplib.SMTP, context: ssl.SSLContext) -> None:
        await client.ehlo()
        if not client.supports_extension("starttls"):
            raise Unusable(f"{self._settings.host} offers no STARTTLS; nothing is sent in the clear")
        await client.starttls(tls_context=context)
        await client.ehlo()

    async def _log_in(self, client: aiosmtplib.SMTP) -> None:
        password = read_secret(self._settings.password_from)
        try:
            await client.login(self._settings.user, password)
        except aiosmtplib.SMTPAuthenticationError as error:
            if 400 <= error.code < 500:
                raise
            # The server's words are left out: some repeat what they were given.
            raise Unusable(
                f"{self._settings.host} does not take the password of {self._settings.user} ({error.code})"
            ) from None
        except aiosmtplib.SMTPResponseException:
            raise
        except aiosmtplib.SMTPServerDisconnected:
            raise
        except aiosmtplib.SMTPException as error:
            raise Unusable(f"{self._settings.host}: {error.message}") from None

    async def _transfer(self, client: aiosmtplib.SMTP, message: Message, at_dot: Callable[[], None]) -> str:
        sender = parseaddr(self._settings.sender)[1]
        international = not (message.recipient.isascii() and sender.isascii())
        if international and not client.supports_extension("smtputf8"):
            raise Refused(f"{self._settings.host} takes no address with letters outside ASCII (SMTPUTF8)")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        encoding = "utf-8" if international else "ascii"
        await client.mail(sender, options=options, encoding=encoding)
        await client.rcpt(message.recipient, encoding=encoding)
        begun = await client.execute_command(b"DATA")
        if begun.code != 354:
            raise aiosmtplib.SMTPDataError(begun.code, begun.message)
        protocol = client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        await self._write(protocol, message.content)
        at_dot()
        protocol.write(b".\r\n")
        reply = await protocol.read_response(timeout=self._timeout)
        if reply.code != 250:
            raise aiosmtplib.SMTPDataError(reply.code, reply.message)
        return f"{reply.code} {reply.message}"

    async def _write(self, protocol: SMTPProtocol, content: bytes) -> None:
        """Hand all but the final dot to the kernel, so that a lost connection shows before the dot."""
        protocol.write(PERIOD_REGEX.sub(b"..", normalize_message_line_endings(content)))
        async with asyncio.timeout(self._timeout * 4):
            while True:
                transport = protocol.transport
                if not isinstance(transport, asyncio.WriteTransport) or transport.is_closing():
                    raise aiosmtplib.SMTPServerDisconnected("Connection lost before the final dot")
                if not transport.get_write_buffer_size():
                    return
                await asyncio.sleep(0.005)

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            try:
                self._context = ssl.create_default_context(cafile=self._settings.ca_file or None)
            except (OSError, ssl.SSLError) as error:
                raise Unusable(f"{self._settings.ca_file}: no certificates to trust: {error}") from error
        return self._context


async def _quit(client: aiosmtplib.SMTP) -> None:
    """Say good-bye; the message is delivered whatever the answer."""
    try:
        await client.quit(timeout=5)
    except (aiosmtplib.SMTPException, OSError):
        return


def _judged(error: Exception, *, past_dot: bool) -> DeliveryError:
    """What an error means for the message: try again, give up, or nobody can know."""
    said = _words(error)
    if isinstance(error, aiosmtplib.SMTPResponseException) and 400 <= error.code < 600:
        return Deferred(said) if error.code < 500 else Refused(said)
    if past_dot:
        return Uncertain(f"after the final dot: {said}")
    if isinstance(error, ssl.SSLCertVerificationError) or isinstance(
        error.__cause__, ssl.SSLCertVerificationError
    ):
        return Unusable(f"its certificate is not to be trusted: {said}")
    return Deferred(said)


def _words(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"[:200]
    return f"{type(error).__name__}: {error}"[:200]
