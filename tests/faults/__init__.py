"""Faults: processes that are killed at every step, and what must still be true afterwards."""
