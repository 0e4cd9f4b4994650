"""A digest as a few lines for a chat: no markup of any service can come of what was read."""

from __future__ import annotations

from monitor.digests.clean import href, one_line
from monitor.digests.furniture import Furniture
from monitor.model import Digest

LIMIT = 1900
"""Characters of a message; Discord takes 2,000, the others more."""

# Slack's mrkdwn, Markdown, Telegram's HTML and Teams give these characters a meaning, "@" calls people.
# Each service escapes in its own way, and the same text goes to all of them: a look-alike is safe in all.
LOOKALIKES = str.maketrans("<>&*_~`|[]@#\\", "‹›＆∗ˍ˜ˋ¦［］＠＃＼")


def chat_text(digest: Digest, furniture: Furniture, *, base_address: str = "") -> str:
    """The headlines with outlet and address, as many as fit, and how many more there are."""
    stories = digest.stories
    head = furniture.say("stories", n=len(stories)) if stories else furniture.say("nothing_new")
    lines = [f"{harmless(digest.alert.title)}: {head}"]
    foot = f"{base_address}" if base_address else ""
    room = LIMIT - len(lines[0]) - len(foot) - 40
    for number, entry in enumerate(stories):
        first = entry.copies[0]
        text = f"• {harmless(entry.headline, 160)} ({harmless(first.outlet, 60)})"
        if address := plain_address(first.url):
            text += f"\n  {address}"
        if len(text) + 1 > room:
            lines.append(furniture.say("more_sources", n=len(stories) - number))
            break
        lines.append(text)
        room -= len(text) + 1
    return "\n".join([*lines, foot]).strip()


def harmless(text: str, limit: int = 200) -> str:
    """Foreign text in which nothing has a meaning for any chat."""
    return one_line(text, limit).translate(LOOKALIKES)


def plain_address(url: str) -> str:
    """A web address without characters that Markdown reads; the same address, percent-encoded."""
    safe = href(url)
    for character in "*_~()[]|":
        safe = safe.replace(character, f"%{ord(character):02X}")
    return safe
