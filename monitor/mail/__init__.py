"""Where messages go: SMTP, a folder of .eml files, or a chat (shell)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from monitor.model import MailSettings, Message
from monitor.ports import Mailer


class PostOffice:
    """Takes mail to the mailer and what is for a chat to the chat."""

    def __init__(self, mailer: Mailer, chat: Mailer) -> None:
        self._mailer, self._chat = mailer, chat

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        """Hand the message to the one that it is for."""
        way = self._chat if message.recipient.startswith("chat:") else self._mailer
        return await way.send(message, before_dot)


def make_mailer(settings: MailSettings, root: Path) -> Mailer:
    """The mailer that `alerts/mail.toml` asks for; a relative folder lies in the deployment."""
    from monitor.mail.chat import ChatMailer

    if settings.way == "smtp":
        from monitor.mail.smtp import SmtpMailer

        return PostOffice(SmtpMailer(settings), ChatMailer())
    from monitor.mail.folder import FolderMailer

    return PostOffice(FolderMailer(root / settings.folder), ChatMailer())
