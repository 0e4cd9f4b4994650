"""Hits to a digest, a digest to messages (pure)."""

from monitor.digests.compose import compose
from monitor.digests.message import message
from monitor.digests.render import render

__all__ = ["compose", "message", "render"]
