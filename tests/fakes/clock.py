"""A clock that stands still until it is told to move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class FakeClock:
    """Fulfils `ports.Clock`."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 2, 6, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """The time it was set to."""
        return self.at

    def move(self, **span: float) -> None:
        """Move on by `span`, named as `timedelta` names it."""
        self.at += timedelta(**span)
