"""What was checked for a digest, in numbers that add up.

An item is an entry that a source listed, or an article that was read without one. The sums::

    sources = answered + not due + failing
    seen = read + judged by the feed's own text + unreadable + waiting
    read + judged by the feed's own text = matched + passed over
    matched + carried over = told now + told before + kept for the digest
    stories = in full + in short + in the list
"""

from __future__ import annotations

from monitor.model import Completeness


def wrong_sums(c: Completeness) -> tuple[str, ...]:
    """The sums that do not hold, in words; none, if the numbers add up."""
    sums = {
        "sources = answered + not due + failing": (c.sources, c.polled + c.not_due + len(c.failing)),
        "seen = read + from feed + unreadable + waiting": (
            c.seen,
            c.read + c.from_feed + c.unreadable + c.waiting,
        ),
        "read + from feed = matched + passed over": (c.read + c.from_feed, c.matched + c.passed_over),
        "matched + carried over = told now + told before + kept": (
            c.matched + c.carried_over,
            c.told_now + c.told_before + c.kept,
        ),
        "stories = in full + in short + in list": (c.stories, c.in_full + c.in_short + c.in_list),
    }
    return tuple(f"{name}: {left} ≠ {right}" for name, (left, right) in sums.items() if left != right)
