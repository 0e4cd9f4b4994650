"""Where messages go: SMTP, or a folder of .eml files (shell)."""

from __future__ import annotations

from pathlib import Path

from monitor.model import MailSettings
from monitor.ports import Mailer


def make_mailer(settings: MailSettings, root: Path) -> Mailer:
    """The mailer that `alerts/mail.toml` asks for; a relative folder lies in the deployment."""
    if settings.way == "smtp":
        from monitor.mail.smtp import SmtpMailer

        return SmtpMailer(settings)
    from monitor.mail.folder import FolderMailer

    return FolderMailer(root / settings.folder)
