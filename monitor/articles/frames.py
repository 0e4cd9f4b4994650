"""A page's containers in arrays: what each element that holds blocks has of text, links and extracts.

The forest's input (`features`) is made of these: how the elements around a block look, which of them is
the main one, and where a list, a table or an `article` begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.articles.blocks import Block, Frame, ancestors
from monitor.articles.witnesses import Evidence, Spoken

Numbers = NDArray[Any]
Columns = dict[str, Numbers]

_MAIN = 0.6  # the share of the extracted text that the main container holds


class View:
    """The page in arrays: one entry a block, and one a frame (an element that holds blocks)."""

    def __init__(self, blocks: Sequence[Block], spoken: Sequence[Spoken], evidence: Evidence) -> None:
        self.blocks, self.spoken, self.evidence = blocks, spoken, evidence
        self.count = len(blocks)
        self.size = np.array([len(block.text) for block in blocks], float)
        self.links = np.minimum(1.0, np.array([block.link_chars for block in blocks]) / self.size)
        self.taken = np.array(evidence.extracted.shares(spoken))
        self.second = np.array(evidence.second.shares(spoken))
        self._index_frames()
        self.covered = self.summed(self.taken * self.size)
        self.seconded = self.summed(self.second * self.size)
        self.chars = self.of_frames(lambda frame: frame.chars or 1)
        self.link_chars = self.of_frames(lambda frame: frame.link_chars)
        self.prose = self.of_frames(lambda frame: frame.prose)
        self.inner = self.of_frames(lambda frame: frame.blocks)
        self.images = self.of_frames(lambda frame: frame.images)

    def _index_frames(self) -> None:
        numbers: dict[int, int] = {}
        self.frames: list[Frame] = []
        for block in self.blocks:
            for frame in ancestors(block.frame):
                if id(frame) in numbers:
                    break
                numbers[id(frame)] = len(self.frames)
                self.frames.append(frame)
        self.number = numbers
        self.parent = np.array(
            [numbers[id(f.parent)] if f.parent is not None else n for n, f in enumerate(self.frames)]
        )
        self.frame = np.array([numbers[id(block.frame)] for block in self.blocks])
        self.inside_out = sorted(range(len(self.frames)), key=lambda n: -self.frames[n].depth)

    def of_frames(self, value: Callable[[Frame], float]) -> Numbers:
        """Return a number of every frame."""
        return np.array([value(frame) for frame in self.frames], float)

    def summed(self, values: Numbers) -> Numbers:
        """Sum a number of the blocks over every frame around them."""
        total = np.bincount(self.frame, weights=values, minlength=len(self.frames)).tolist()
        parent = self.parent.tolist()
        for n in self.inside_out:
            if parent[n] != n:
                total[parent[n]] += total[n]
        return np.array(total)


def look(view: View, frames: Numbers) -> Columns:
    """Describe these elements, one entry each."""
    chars = view.chars[frames]
    return {
        "chars": np.log1p(view.chars[frames]),
        "links": np.minimum(1.0, view.link_chars[frames] / chars),
        "taken": view.covered[frames] / chars,
        "second": view.seconded[frames] / chars,
        "prose": view.prose[frames] / chars,
        "blocks": np.log1p(view.inner[frames]),
        "images": np.log1p(view.images[frames]),
    }


def main_frame(view: View) -> int:
    """Find the smallest element that holds most of what trafilatura and Resiliparse took."""
    held = view.covered + view.seconded
    enough = np.flatnonzero(held >= _MAIN * held.max())
    depth = view.of_frames(lambda frame: frame.depth)
    return int(enough[np.argmax(depth[enough])]) if len(enough) else 0


def way_to(view: View, main: int) -> tuple[Numbers, Numbers]:
    """Return for every frame how far below `main` it is (-1 outside) and the child of it that it is in."""
    up = np.full(len(view.frames), -1.0)
    child = np.full(len(view.frames), -1)
    for n in reversed(view.inside_out):
        above = view.parent[n]
        if n == main:
            up[n], child[n] = 0, n
        elif above != n and up[above] >= 0:
            up[n] = min(up[above] + 1, 12)
            child[n] = n if above == main else child[above]
    return up, child


def best_container(view: View) -> int:
    """Find the element that holds the most prose at a short distance, as Readability does."""
    weight = np.where((view.size < 80) | (view.links > 0.3), 0.0, view.size)
    scores, at = np.zeros(len(view.frames)), view.frame
    for _ in range(5):
        np.add.at(scores, at, weight)
        weight, above = weight * 0.6, view.parent[at]
        weight = np.where(above == at, 0.0, weight)
        at = above
    return int(np.argmax(scores))


def outermost(view: View, tag: str) -> Numbers:
    """Return for every frame the outermost element of this tag that it is in, -1 outside of any."""
    found = np.full(len(view.frames), -1)
    for n in reversed(view.inside_out):
        above = found[view.parent[n]] if view.parent[n] != n else -1
        found[n] = above if above >= 0 else (n if view.frames[n].tag == tag else -1)
    return found


def innermost(view: View, tag: str) -> Numbers:
    """Return for every frame the innermost element of this tag that it is in, -1 outside of any."""
    found = np.full(len(view.frames), -1)
    for n in reversed(view.inside_out):
        above = found[view.parent[n]] if view.parent[n] != n else -1
        found[n] = n if view.frames[n].tag == tag else above
    return found


def siblings(view: View) -> Columns:
    """How many elements of the same make there are as those around a block: in the page, in their parent."""
    _, path = np.unique([frame.path for frame in view.frames], return_inverse=True)
    _, beside = np.unique(np.column_stack([view.parent, path]), axis=0, return_inverse=True)
    in_page, in_parent = np.log(np.bincount(path))[path], np.log(np.bincount(beside.ravel()))[beside.ravel()]
    mean = np.log1p(np.bincount(path, weights=view.chars) / np.bincount(path))[path]
    linked = (np.bincount(path, weights=view.link_chars) / np.bincount(path, weights=view.chars))[path]
    columns: Columns = {}
    at = view.frame
    for level in range(4):
        columns |= {f"like{level}_page": in_page[at], f"like{level}_parent": in_parent[at]}
        if level:
            columns |= {f"like{level}_chars": mean[at], f"like{level}_links": linked[at]}
        at = view.parent[at]
    return columns


def paths(view: View) -> Columns:
    """What other blocks of the same make are like: the same tags and class names all the way up."""
    _, path = np.unique([block.frame.path for block in view.blocks], return_inverse=True)
    size = view.size

    def over(weights: Numbers | None = None) -> Numbers:
        return np.bincount(path, weights=weights)[path]

    chars = over(size)
    return {
        "path_chars": np.log1p(chars),
        "path_share": chars / size.sum(),
        "path_count": np.log(over()),
        "path_taken": over(view.taken * size) / chars,
        "path_second": over(view.second * size) / chars,
        "path_links": over(view.links * size) / chars,
    }
