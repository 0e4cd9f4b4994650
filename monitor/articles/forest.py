"""A forest of decision trees, read from its file: which blocks are the article's.

The file `forest.json` is written by `python -m benchmarks.train_blocks`; it names its columns and holds
each tree as nested lists, `[column, threshold, if not above, otherwise]`, with a number at each leaf.
The sum of the leaves, through the logistic function, is the probability that a block belongs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 100  # rows: what is made of them stays in the cache of the processor


class Forest:
    """Trees over named columns, laid out in arrays; built once a process, the same for every page."""

    def __init__(self, columns: Sequence[str], trees: Sequence[Any]) -> None:
        self.columns = list(columns)
        numbers = {name: n for n, name in enumerate(columns)}
        column: list[int] = []
        threshold: list[float] = []
        child: list[int] = []
        value: list[float] = []
        self._depth = 0

        def add_node() -> int:
            column.append(0)
            threshold.append(np.inf)
            child.append(len(child))
            value.append(0.0)
            return len(child) - 1

        waiting = [(add_node(), tree, 0) for tree in trees]
        self._roots = np.arange(len(trees))
        while waiting:
            at, node, depth = waiting.pop()
            self._depth = max(self._depth, depth)
            if not isinstance(node, list):
                # A leaf is its own child: nothing is above infinity.
                value[at] = float(node)
                continue
            name, limit, low, high = node
            left, right = add_node(), add_node()
            column[at], threshold[at], child[at] = numbers[name], float(limit), left
            waiting += [(left, low, depth + 1), (right, high, depth + 1)]
        self._column, self._child = np.array(column, np.intp), np.array(child, np.intp)
        self._threshold, self._value = np.array(threshold, np.float32), np.array(value, np.float32)

    def probabilities(self, names: Sequence[str], rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return one probability a row.

        Raises:
            ValueError: the columns are not those that the forest was trained on.
        """
        if list(names) != self.columns:
            raise ValueError("the model file and the features name different columns: train it again")
        # In parts: faster, and a page of ten thousand blocks takes no more memory than one of a hundred.
        parts = [self._sums(rows[at : at + _AT_ONCE]) for at in range(0, len(rows), _AT_ONCE)]
        return 1 / (1 + np.exp(-np.concatenate(parts).astype(np.float64)))

    def _sums(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        start = (np.arange(len(rows)) * rows.shape[1])[:, None]
        flat = np.ascontiguousarray(rows).ravel()
        node = np.repeat(self._roots[None], len(rows), axis=0)
        # No index is out of bounds; told to clip, numpy does not look first, which takes as long again.
        for _ in range(self._depth):
            asked = flat.take(start + self._column.take(node, mode="clip"), mode="clip")
            above = asked > self._threshold.take(node, mode="clip")
            node = self._child.take(node, mode="clip") + above
        sums: NDArray[np.float32] = self._value.take(node, mode="clip").sum(axis=1)
        return sums


@cache
def forest() -> Forest:
    """Return the forest that is shipped with the program."""
    model = json.loads(files("monitor.articles").joinpath("forest.json").read_text(encoding="utf-8"))
    return Forest(model["columns"], model["trees"])
