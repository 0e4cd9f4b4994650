"""Chat and push through Apprise: Slack, Teams, Telegram, Matrix, ntfy, webhooks and a hundred others.

A recipient "chat:desk" stands for the addresses in the environment variable `MONITOR_CHAT_DESK`: they hold
tokens, so they are never written into a file of the deployment or the store.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from monitor.errors import Deferred
from monitor.model import Message


class ChatMailer:
    """Hands a message to every address of a chat."""

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str:
        """Post the text; a service that does not take it is tried again.

        Apprise does not say whether a post that failed had arrived: a chat may see one twice.
        """
        try:
            import apprise
        except ImportError as error:
            raise Deferred("chat needs Apprise: pip install 'tip-monitor[chat]'") from error
        variable = variable_of(message.recipient)
        addresses = os.environ.get(variable, "").split()
        if not addresses:
            raise Deferred(f"the environment variable {variable} is not set")
        chat = apprise.Apprise()
        for number, address in enumerate(addresses, 1):
            if not chat.add(address):
                raise Deferred(f"address {number} of {variable} is none that Apprise knows")
        taken = await chat.async_notify(
            title=message.subject,
            body=message.content.decode(),
            body_format=apprise.NotifyFormat.TEXT,
        )
        if not taken:
            raise Deferred(f"a chat of {variable} did not take the message")
        before_dot()
        return f"{len(addresses)} chats"


def variable_of(recipient: str) -> str:
    """The environment variable that holds the addresses of a chat."""
    return "MONITOR_CHAT_" + re.sub(r"[^A-Z0-9]", "_", recipient.partition(":")[2].upper())
