"""Bytes to entries: what a source lists, what of it is new, and when to look again (pure)."""

from __future__ import annotations

from monitor.feeds.read import read_feed

__all__ = ["read_feed"]
