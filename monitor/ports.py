"""What the core asks of the world outside: a clock, the web, a post office, sandboxed children.

The shell provides the real ones, `runs.wire` puts them together, tests pass their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from monitor.model import Message, Page, Request

P = ParamSpec("P")
T = TypeVar("T")


class Clock(Protocol):
    """The time now, aware and in UTC."""

    def now(self) -> datetime: ...


class Web(Protocol):
    """Fetches one address, within every bound.

    Raises:
        FetchError: one of its kinds; nothing else leaves this call.
    """

    async def get(self, request: Request) -> Page: ...


class Mailer(Protocol):
    """Hands one message to one recipient's server.

    `before_dot` is called, and its work committed, just before the final dot: what fails after it is
    `Uncertain`.

    Raises:
        DeliveryError: Deferred, Refused or Uncertain.
    """

    async def send(self, message: Message, before_dot: Callable[[], None]) -> str: ...


class Engine(Protocol):
    """Runs a pure function in a child process with limits of memory and time.

    Raises:
        TookTooLong: the child was stopped or died; `where` names what it was working on.
        MonitorError: whatever the function itself raised.
    """

    async def run(self, where: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class Desk(Protocol):
    """What a visit to a source needs of the world."""

    @property
    def clock(self) -> Clock: ...
    @property
    def web(self) -> Web: ...
    @property
    def engine(self) -> Engine: ...
