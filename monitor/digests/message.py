"""A rendered digest as mails, one to each recipient; no header holds anything but what was meant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from monitor.digests.clean import one_line
from monitor.digests.render import Rendered
from monitor.digests.table import as_csv, as_texts
from monitor.model import Digest, MailSettings, Message

# Wide enough that the address of List-Unsubscribe stays on one line, which some programs need.
POLICY = SMTP.clone(max_line_length=150, utf8=False)


def message_id(digest: Digest, recipient: str, sender: str) -> str:
    """The Message-ID of one digest to one recipient: always the same, and it names nobody."""
    return message_id_of(digest.alert.name, digest.kind, digest.slot, recipient, sender)


def message_id_of(alert: str, kind: str, slot: str, recipient: str, sender: str) -> str:
    """The Message-ID by the digest's identity, to refer to an earlier mail."""
    identity = "\n".join((alert, kind, slot, recipient.casefold()))
    return f"<{hashlib.sha256(identity.encode()).hexdigest()[:32]}@{_domain(sender)}>"


def message(
    rendered: Rendered,
    *,
    recipient: str,
    subject: str,
    settings: MailSettings,
    unsubscribe: str = "",
    references: tuple[str, ...] = (),
) -> Message:
    """The mail of a digest to one recipient.

    Args:
        rendered: both forms of the digest.
        recipient: the one address; recipients do not see one another.
        subject: what the digest says of itself.
        settings: sender and reply address.
        unsubscribe: an https address for List-Unsubscribe and its one-click form (RFC 8058), or "".
        references: Message-IDs of the mails that this one follows up on.
    """
    digest = rendered.digest
    identity = message_id(digest, recipient, settings.sender)
    domain = _domain(settings.sender)
    headers = {
        "From": _address(settings.sender),
        "To": recipient,
        **({"Reply-To": _address(settings.reply_to)} if settings.reply_to else {}),
        "Subject": header_text(subject),
        "Date": format_datetime(digest.composed_at),
        "Message-ID": identity,
        **({"In-Reply-To": references[-1], "References": " ".join(references[-5:])} if references else {}),
        "List-Id": f"{_phrase(digest.alert.title)} <{digest.alert.name}.tip-monitor.{domain}>",
        **(
            {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
            if unsubscribe.startswith("https://")
            else {}
        ),
        # RFC 3834: no vacation notice may answer; the two others are what older programs look at.
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": digest.alert.language,
    }
    content = _serialised(rendered, headers)
    if header_names(content) != _expected(headers):
        content = _serialised(rendered, headers | {"Subject": f"TIP Monitor: {digest.alert.name}"})
    return Message(message_id=identity, recipient=recipient, subject=headers["Subject"], content=content)


def header_text(text: str) -> str:
    """A header's text from anywhere: one line, and nothing that could be taken for an encoded word.

    Python before 3.11.9 decodes encoded words while it folds, and would write the line breaks in them.
    """
    return re.sub(r"=\?|\?=", "= ?", one_line(text, 200)) or "TIP Monitor"


def header_names(content: bytes) -> list[str]:
    """The header names that a receiver will see, sorted."""
    return sorted(name.lower() for name in message_from_bytes(content))


def _expected(headers: Mapping[str, str]) -> list[str]:
    return sorted([*(name.lower() for name in headers), "mime-version", "content-type"])


def _serialised(rendered: Rendered, headers: Mapping[str, str]) -> bytes:
    mail = EmailMessage(policy=POLICY)
    mail.set_content(rendered.text, cte=_encoding(rendered.text))
    mail.add_alternative(rendered.html, subtype="html", cte=_encoding(rendered.html))
    digest = rendered.digest
    stem = f"{digest.alert.name}-{re.sub(r'[^0-9A-Za-z]+', '-', digest.slot)[:40]}"
    if digest.stories and ("csv" in digest.alert.attach or digest.in_list):
        mail.add_attachment(as_csv(digest).encode(), maintype="text", subtype="csv", filename=f"{stem}.csv")
    if digest.stories and "text" in digest.alert.attach:
        mail.add_attachment(
            as_texts(digest).encode(), maintype="text", subtype="plain", filename=f"{stem}.txt"
        )
    for name, value in headers.items():
        mail[name] = value
    seed = headers["Message-ID"]
    for number, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        # The library draws boundaries at random; the same digest is the same bytes.
        part.set_boundary("=_" + hashlib.sha256(f"{seed}{number}".encode()).hexdigest()[:40])
    return mail.as_bytes(policy=POLICY)


def _encoding(text: str) -> str:
    """Quoted-printable for Latin text, base64 where most characters would have to be quoted."""
    raw = text.encode()
    return "base64" if sum(byte > 126 for byte in raw) > len(raw) // 6 else "quoted-printable"


def _address(text: str) -> str:
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    return str(Address(header_text(name) if name else "", username=local, domain=domain))


def _phrase(text: str) -> str:
    """A List-Id's description: plain words (RFC 2919), since not all programs decode others."""
    words = re.sub(r"[^A-Za-z0-9 ._-]+", " ", header_text(text))
    return f'"{" ".join(words.split())[:60] or "digest"}"'


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
