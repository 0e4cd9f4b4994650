"""Bytes to entries: what a source lists, what of it is new, and when to look again (pure)."""
