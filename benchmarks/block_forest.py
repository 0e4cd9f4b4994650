"""How the forest that tells an article's blocks is grown: its size, and what weighs how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from benchmarks.block_labels import Example
from monitor.articles.forest import Forest

TREES = 160
PARAMETERS = {
    "objective": "binary", "num_leaves": 31, "learning_rate": 0.08, "max_depth": 9, "min_data_in_leaf": 60,
    "feature_fraction": 0.35, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63,
    "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
_EASY = 5  # of the short lines that are all link and that no witness mentions, one in so many is learnt from


def train(chosen: Sequence[Example]) -> Forest:
    """Train a forest; a page weighs the same whatever its length, a long block more than a short one."""
    return Forest(*model_of(chosen))


def model_of(chosen: Sequence[Example]) -> tuple[list[str], list[Any]]:
    """Train, and return the names of the columns and the trees as nested lists."""
    columns = chosen[0].gathered.table.columns
    rows, labels, weights = [], [], []
    easy_so_far = 0
    for example in chosen:
        table = example.gathered.table
        if not len(table.rows):
            continue
        known = np.array([share is not None for share in example.shares])
        share = np.array([share or 0.0 for share in example.shares])
        words = np.array([len(block.words) for block in example.gathered.blocks])
        total = words[share > 0].sum() or 50
        weight = (words + 3) / (total + 100) * (1.0 if example.whole else 0.7)
        easy = (
            known
            & (share < 0.5)
            & (table.column("links") >= 0.9)
            & (words <= 8)
            & (table.column("taken") < 0.3)
        )
        number = easy_so_far + np.cumsum(easy)
        easy_so_far = int(number[-1])
        learnt = known & (~easy | (number % _EASY == 0))
        rows.append(table.rows[learnt])
        labels.append(share[learnt] >= 0.5)
        weights.append(np.where(easy, weight * _EASY, weight)[learnt])
    scale = np.concatenate(weights)
    data = lightgbm.Dataset(
        np.concatenate(rows),
        np.concatenate(labels).astype(float),
        weight=scale / scale.mean(),
        feature_name=columns,
    )
    booster = lightgbm.train(PARAMETERS, data, TREES)
    trees = booster.dump_model()["tree_info"]
    return columns, [_nested(tree["tree_structure"], columns) for tree in trees]


def _nested(node: dict[str, Any], columns: Sequence[str]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 5)
    name, limit = columns[node["split_feature"]], float(f"{node['threshold']:.6g}")
    return [name, limit, _nested(node["left_child"], columns), _nested(node["right_child"], columns)]
