"""Articles to stories: signatures of copies, and grouping by them (pure)."""

from monitor.stories.signature import sign

__all__ = ["sign"]
