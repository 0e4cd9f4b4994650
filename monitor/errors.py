"""Every error that TIP Monitor raises on purpose.

MonitorError
├─ ConfigError(path, line, key)    exit 2, before anything runs; an invalid rule is never ignored
├─ RuleError(rule, position)       a rule that cannot be read; a file's rule becomes a ConfigError
├─ SourceError(url)                contained at the source; never stops another
│  ├─ FetchError
│  │  ├─ Unreachable               no name, no route, no connection, a broken answer
│  │  ├─ TimedOut                  the total deadline, or a stage's own
│  │  ├─ BadStatus(status)
│  │  ├─ RateLimited(retry_after)  429, or 503 with Retry-After
│  │  ├─ TooLarge                  raw, decoded or header bytes over the cap
│  │  ├─ BadEncoding               a content coding that lies, is cut, stacked or unknown
│  │  ├─ Disallowed                robots.txt says no
│  │  └─ UnsafeAddress             a scheme, port, name or address that is not fetched
│  ├─ FeedError
│  │  ├─ NotAFeed                  a login page, plain text, nothing at all
│  │  └─ BrokenFeed                a feed that no parser could read
│  └─ ExtractError
│     ├─ NotText                   an image, an archive, a scan without a text layer
│     ├─ NoText                    a big page and nothing to read in it
│     ├─ Blocked                   a consent wall, paywall, bot challenge or soft 404
│     └─ TookTooLong               the child was stopped at its limit
├─ StoreError                      stops the run: nothing can be saved
└─ DeliveryError
   ├─ Deferred                     try again later; the outbox keeps the message
   ├─ Refused                      for good, for this recipient
   ├─ Unusable                     the server refuses us, whatever we send: password, TLS, certificate
   └─ Uncertain                    the server may hold the message: the connection died after the dot
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any


class MonitorError(Exception):
    """An error with a message written for the person who runs the monitor."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross a process boundary whole: the default would call `__init__` with the message alone."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[MonitorError], args: tuple[object, ...], state: dict[str, object]) -> MonitorError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigError(MonitorError):
    """A file of the deployment cannot be used; says where, and what to change.

    Args:
        message: what is wrong.
        path: the file.
        line: its line, counted from 1; None where the whole file is meant.
        key: the key in question, dotted, or "".
        remedy: what to write instead.
    """

    def __init__(
        self, message: str, *, path: Path | str, line: int | None = None, key: str = "", remedy: str = ""
    ) -> None:
        self.message, self.path, self.line, self.key, self.remedy = message, Path(path), line, key, remedy
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(
            f"{place}: " + (f"{key}: " if key else "") + message + (f" — {remedy}" if remedy else "")
        )


class ConfigErrors(ConfigError):
    """Several errors of the deployment at once, so that all can be mended in one go."""

    def __init__(self, errors: list[ConfigError]) -> None:
        first = errors[0]
        super().__init__(first.message, path=first.path, line=first.line, key=first.key, remedy=first.remedy)
        self.errors = tuple(errors)
        self.args = ("\n".join(str(error) for error in errors),)


class RuleError(MonitorError):
    """A rule cannot be read; says at which character, and what to write instead.

    Args:
        message: what is wrong.
        rule: the rule as it was written.
        position: the character in question, counted from 0.
        remedy: what to write instead.
    """

    def __init__(self, message: str, *, rule: str, position: int, remedy: str = "") -> None:
        self.message, self.rule, self.position, self.remedy = message, rule, position, remedy
        start = max(0, position - 20)
        end = position + 20
        near = ("…" if start else "") + rule[start:end] + ("…" if len(rule) > end else "")
        where = f"at character {position + 1} of the rule"
        super().__init__(
            f"{where}: {message}" + (f" in `{near}`" if near else "") + (f" — {remedy}" if remedy else "")
        )

    def pointed(self) -> str:
        """The part of the rule around the error, and below it a caret at the character."""
        start = max(0, self.position - 60)
        line = self.rule[start : self.position + 20].replace("\n", " ").replace("\t", " ")
        return f"{line}\n{' ' * (self.position - start)}^"


class SourceError(MonitorError):
    """Something is wrong at one address; contained there.

    Args:
        url: the address.
        detail: one line, without the body's text.
    """

    def __init__(self, url: str, detail: str = "") -> None:
        self.url, self.detail = url, detail
        super().__init__(f"{url}: {detail}" if detail else url)


class FetchError(SourceError):
    """The address gave nothing that can be used."""


class Unreachable(FetchError):
    """No name, no route, no connection, or an answer that is not HTTP."""


class TimedOut(FetchError):
    """The total deadline, or that of one step, has passed."""


class BadStatus(FetchError):
    """The server answered with a status that carries no document."""

    def __init__(self, url: str, status: int, detail: str = "") -> None:
        self.status = status
        super().__init__(url, detail or f"HTTP status {status}")


class RateLimited(BadStatus):
    """The server asks to wait: 429, or 503 with Retry-After (RFC 9110, 10.2.3)."""

    def __init__(self, url: str, status: int, retry_after: timedelta | None) -> None:
        self.retry_after = retry_after
        wait = f"; asks for {int(retry_after.total_seconds())} s" if retry_after is not None else ""
        super().__init__(url, status, f"HTTP status {status}{wait}")


class TooLarge(FetchError):
    """More bytes than the cap allows, as sent or once decoded."""


class BadEncoding(FetchError):
    """A Content-Encoding that is unknown, stacked, cut short or a lie."""


class Disallowed(FetchError):
    """robots.txt (RFC 9309) asks robots to stay away."""


class UnsafeAddress(FetchError):
    """An address that is never contacted: a private network, an odd port or scheme, credentials in it."""


class FeedError(SourceError):
    """The document is no usable list of entries."""


class NotAFeed(FeedError):
    """The document is something else: a login page, plain text, nothing."""


class BrokenFeed(FeedError):
    """The document claims to be a feed and no parser can read it."""


class ExtractError(SourceError):
    """The page yields no article."""


class NotText(ExtractError):
    """The document holds no text: an image, an archive, a scan without a text layer."""


class NoText(ExtractError):
    """A big page in which nothing readable was found: a failure, not an empty article."""


class Blocked(ExtractError):
    """A consent wall, paywall, bot challenge or soft 404 instead of the article."""


class TookTooLong(ExtractError):
    """The child process was stopped at its limit of time or memory."""


class StoreError(MonitorError):
    """The database cannot be used; the message names the file and the next step."""


class DeliveryError(MonitorError):
    """A message did not (certainly) reach its recipient."""


class Deferred(DeliveryError):
    """Try again later: a 4xx answer, or a connection lost before the final dot."""


class Refused(DeliveryError):
    """A 5xx answer: this recipient will not get this message."""


class Unusable(DeliveryError):
    """The server cannot be used as it is set up: a wrong password, no TLS, a bad certificate.

    No message is at fault: all of them wait, and nothing is tried again at once.
    """


class Uncertain(DeliveryError):
    """The connection was lost after the final dot: the server may hold the message (RFC 1047)."""
