"""A web of one's own making, and an engine that runs everything here and now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from monitor.errors import BadStatus, FetchError
from monitor.model import Page, Request
from monitor.ports import Clock

P = ParamSpec("P")
T = TypeVar("T")
Reply = bytes | FetchError | Callable[[Request], "Page"]


@dataclass
class FakeWeb:
    """Fulfils `ports.Web`: answers each address with the bytes or the error set for it, 404 else."""

    clock: Clock
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    async def get(self, request: Request) -> Page:
        """What was set for this address."""
        self.asked.append(request)
        reply = self.replies.get(request.url, BadStatus(request.url, 404))
        if isinstance(reply, FetchError):
            raise reply
        if callable(reply):
            return reply(request)
        return self.page(request, reply)

    def page(
        self, request: Request, body: bytes, status: int = 200, moved_to: str | None = None, **headers: str
    ) -> Page:
        """A page for a reply to return; header names are given with underscores."""
        return Page(
            url=request.url,
            body=body,
            final_url=moved_to or request.url,
            fetched_at=self.clock.now(),
            status=status,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            moved_to=moved_to,
        )


@dataclass
class HereEngine:
    """Fulfils `ports.Engine` without a child; counts its calls."""

    calls: int = 0

    async def run(self, where: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call it."""
        self.calls += 1
        return function(*args, **kwargs)
