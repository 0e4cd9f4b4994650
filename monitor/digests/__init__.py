"""Hits to a digest, a digest to messages (pure)."""
