"""What is known of each block, as numbers: the input of the forest that decides what is the article.

Four kinds: the block's own text, where it stands and what the names around it say, how its neighbours
and containers look, and what independent extractors made of it (trafilatura's and Resiliparse's text, the
page's own JSON-LD). The names of the columns are part of the model file, so that the two cannot drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from monitor.articles.blocks import FLAGS, Block, tokens
from monitor.articles.frames import (
    Columns,
    Numbers,
    View,
    best_container,
    innermost,
    look,
    main_frame,
    outermost,
    paths,
    siblings,
    way_to,
)
from monitor.articles.hints import KINDS
from monitor.articles.links import LINK_KINDS
from monitor.articles.signs import PHRASES, SIGNS, signs_of
from monitor.articles.witnesses import Evidence, Spoken

Column = NDArray[np.float32]
T = TypeVar("T")

_TAG_KINDS = (
    "p", "li", "h1", "h2", "h3", "h4", "td", "blockquote", "figcaption", "div", "button", "pre", "dd",
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LEVELS = (0, 1, 2, 4)
_CLEAR = 0.5
_FAR = 99


@dataclass(frozen=True, slots=True)
class Table:
    """One row of numbers a block, and the names of the columns."""

    columns: list[str]
    rows: Column

    def column(self, name: str) -> Numbers:
        """Return one column by its name."""
        return self.rows[:, self.columns.index(name)]


def table(blocks: Sequence[Block], evidence: Evidence) -> Table:
    """Describe every block of a page."""
    if not blocks:
        return Table([], np.zeros((0, 0), np.float32))
    for block in blocks:
        block.words = tokens(block.text)
    spoken = [Spoken.of(block) for block in blocks]
    view = View(blocks, spoken, evidence)
    columns: Columns = {}
    for describe in (_own, _links, _standing, _place, paths, siblings, _containers, _groups, _sections):
        columns |= describe(view)
    columns |= _beside(view, columns)
    rows = np.empty((len(blocks), len(columns)), np.float32)
    for n, name in enumerate(columns):
        rows[:, n] = columns[name]
    return Table(list(columns), rows)


def _own(view: View) -> Columns:
    blocks, evidence = view.blocks, view.evidence
    signs = np.array([signs_of(block.text, block.words, evidence.common_words) for block in blocks])
    columns: Columns = {name: signs[:, n] for n, name in enumerate(SIGNS)}
    structured = evidence.structured
    columns |= {
        "links": view.links,
        "bold": np.minimum(1.0, np.array([block.bold_chars for block in blocks]) / view.size),
        "taken": view.taken,
        "second": view.second,
        "structured": np.array(structured.shares(view.spoken))
        if structured.words
        else np.full(view.count, -1.0),
        "description": np.array(evidence.description.shares(view.spoken)),
        "is_title": _flag([bool(evidence.title) and said.joined == evidence.title for said in view.spoken]),
        "names_author": _share_of(blocks, evidence.authors),
        "names_site": _share_of(blocks, evidence.site),
        "news": np.full(view.count, evidence.news),
        "first_of_item": _flag([block.first_of_item for block in blocks]),
        "in_item": _flag([block.item is not None for block in blocks]),
        "in_row": _flag([block.row is not None for block in blocks]),
    }
    for kind in _TAG_KINDS:
        columns[f"is_{kind}"] = _flag([block.kind == kind for block in blocks])
    return columns


def _flag(values: Sequence[bool]) -> Numbers:
    return np.array(values, float)


def _share_of(blocks: Sequence[Block], names: frozenset[str]) -> Numbers:
    """Return which part of these names the beginning of each block has."""
    if not names:
        return np.full(len(blocks), -1.0)
    return np.array([len(names.intersection(block.words[:40])) / len(names) for block in blocks])


def _standing(view: View) -> Columns:
    # Many elements share what the names and tags around them say.
    hints, of_hints = _different([frame.hints for frame in view.frames])
    distance = np.array(hints)
    near = np.where(distance < _FAR, 1 / (1.0 + distance), 0.0)[of_hints][view.frame]
    columns: Columns = {f"near_{kind}": near[:, n] for n, kind in enumerate(KINDS)}
    flags, of_flags = _different([frame.flags for frame in view.frames])
    inside = np.array([[flag in those for flag in FLAGS] for those in flags], float)[of_flags][view.frame]
    columns |= {f"in_{flag}": inside[:, n] for n, flag in enumerate(FLAGS)}
    columns["depth"] = np.minimum(view.of_frames(lambda frame: frame.depth), 40)[view.frame] / 10
    return columns


def _different(values: Sequence[T]) -> tuple[list[T], list[int]]:
    """Return the different ones of these values, and for each value which of them it is."""
    numbers: dict[T, int] = {}
    return_to = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), return_to


def _place(view: View) -> Columns:
    size, taken, count = view.size, view.taken, view.count
    total, of_extract = size.sum(), float((taken * size).sum())
    clear = np.flatnonzero((taken > _CLEAR) & (size > 60))
    first, last = (clear[0], clear[-1]) if len(clear) else (0, count)
    at = np.arange(count)
    texts = Counter(block.text for block in view.blocks)
    heads = _flag([
        block.kind == "h1" or said.joined == view.evidence.title
        for block, said in zip(view.blocks, view.spoken, strict=True)
    ])  # fmt: skip
    second = float((view.second * size).sum())
    return {
        "page": np.full(count, np.log(total)),
        "page_blocks": np.full(count, np.log(count)),
        "page_taken": np.full(count, of_extract / total),
        "page_second": np.full(count, second / total),
        "page_agreed": np.full(
            count, (np.minimum(taken, view.second) * size).sum() / (max(of_extract, second) or 1.0)
        ),
        "position": at / count,
        "text_before": (np.cumsum(size) - size) / total,
        "taken_before": (np.cumsum(taken * size) - taken * size) / (of_extract or 1.0),
        "after_first": np.clip((at - first) / 10, -3, 3),
        "before_last": np.clip((last - at) / 10, -3, 3),
        "repeated": np.array([min(9, texts[block.text] - 1) for block in view.blocks]),
        "headlines_before": np.minimum(np.cumsum(heads), 5),
        "since_headline": _since(heads, 60),
    }


def _since(marks: Numbers, most: int) -> Numbers:
    """Return how many blocks ago the last mark was; `most` where there was none."""
    at = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks > 0, at, -most))
    return np.minimum(at - last, most)


def _links(view: View) -> Columns:
    """What the links in a block are for, as parts of its text, and how many images stand before it."""
    shares = np.array([block.link_kinds for block in view.blocks], float) / view.size[:, None]
    columns: Columns = {f"link_{kind}": np.minimum(1.0, shares[:, n]) for n, kind in enumerate(LINK_KINDS)}
    columns["images"] = np.minimum(5.0, np.array([block.images for block in view.blocks]))
    return columns


def _containers(view: View) -> Columns:
    columns: Columns = {}
    at = view.frame
    for level in range(max(_LEVELS) + 1):
        if level in _LEVELS:
            columns |= {f"up{level}_{name}": values for name, values in look(view, at).items()}
        at = view.parent[at]
    main = main_frame(view)
    up, child = way_to(view, main)
    columns["main_up"] = up[view.frame]
    inside = child[view.frame]
    for name, values in look(view, np.maximum(inside, 0)).items():
        columns[f"branch_{name}"] = np.where(inside < 0, -1.0, values)
    best = best_container(view)
    columns["in_best"] = (way_to(view, best)[0] >= 0)[view.frame].astype(float)
    return columns


def _groups(view: View) -> Columns:
    """What the list, table and `article` around a block look like, and what was said before."""
    title = set(view.evidence.title.split())
    articles: dict[int, list[float]] = {}
    intros: dict[int, tuple[float, float]] = {}
    previous = (0.0, 0.0)
    seen: set[tuple[str, str, str]] = set()
    rows, lists, tables = [], [], []
    outers = outermost(view, "article")
    inner_table = innermost(view, "table")
    for n, (block, said) in enumerate(zip(view.blocks, view.spoken, strict=True)):
        like = _alike(title, block.words) if title and block.kind in {"h1", "h2"} else 0.0
        outer = int(outers[view.frame[n]])
        about = [-1.0, -1.0]
        if outer >= 0:
            about = articles.setdefault(outer, [min(5.0, len(articles)), 0.0])
            about[1] = max(about[1], float(like > 0.6))
        around = block.item.parent if block.item else None
        number = view.number[id(around)] if around is not None else -1
        if number >= 0:
            intros.setdefault(number, previous)
        else:
            previous = (float(ends_in_colon(block.text)), float(view.taken[n]))
        before = sum(map(seen.__contains__, said.runs)) / len(said.runs) if said.runs else 0.0
        seen.update(said.runs)
        rows.append((*about, like, before, *(intros[number] if number >= 0 else (-1.0, -1.0))))
        lists.append(number)
        tables.append(int(inner_table[view.frame[n]]))
    names = ("article_rank", "article_titled", "like_title", "said_before", "list_intro", "list_intro_taken")
    columns: Columns = dict(zip(names, np.array(rows).T, strict=True))
    outer_of = outers[view.frame]
    columns["article_covered"] = np.where(outer_of >= 0, (view.covered / view.chars)[outer_of], -1.0)
    for name, members in (("list", np.array(lists)), ("table", np.array(tables))):
        shape = look(view, np.maximum(members, 0))
        mean = np.log1p(view.chars / np.maximum(view.inner, 1))[members]
        for part, values in (*shape.items(), ("mean", mean)):
            columns[f"{name}_{part}"] = np.where(members < 0, -1.0, values)
    return columns


def ends_in_colon(text: str) -> bool:
    """Say whether a text ends in a colon, the script's own included."""
    return text.rstrip().endswith((":", "："))


def _alike(title: set[str], words: Sequence[str]) -> float:
    other = set(words)
    return len(title & other) / len(title | other) if other else 0.0


def _sections(view: View) -> Columns:
    """What the heading above says and what its section looks like: a heading belongs to what follows."""
    heading = _flag([block.kind in _HEADINGS for block in view.blocks])
    number = np.cumsum(heading).astype(int)
    size = view.size * (1 - heading) + 1e-6

    sizes = np.bincount(number, weights=size)[number]

    def over(values: Numbers) -> Numbers:
        mean: Numbers = np.bincount(number, weights=values * size)[number] / sizes
        return mean

    above = np.maximum.accumulate(np.where(heading > 0, np.arange(view.count), 0))
    headings = Counter(said.joined for said, is_one in zip(view.spoken, heading, strict=True) if is_one)
    named = [headings[said.joined] - is_one for said, is_one in zip(view.spoken, heading, strict=True)]
    levels = [int(block.kind[1]) if is_one else 9 for block, is_one in zip(view.blocks, heading, strict=True)]
    return {
        "named_above": np.minimum(3.0, np.array(named)),
        "heading_level": np.array(levels)[above],
        "section_taken": over(view.taken),
        "section_second": over(view.second),
        "section_links": over(view.links),
        "section_size": np.log1p(sizes),
        "section_number": np.minimum(number, 40),
        "heading_taken": view.taken[above],
        "since_heading": _since(heading, 40),
        "sections_like": np.bincount(number)[number],
        "heading_at": above,
    }


_NEXT_TO = (
    "ends", "structured", "is_p", "is_h2", "is_h3", "colon", "in_item", "near_body", "second", "taken",
    "chars", "links", "common", "up1_taken", "link_button", "link_anchor", "images",
)  # fmt: skip
_OF_HEADING = (
    "leading", "asking", "legal", "about", "sources", "ending", "common", "question", "words", "links",
)  # fmt: skip
_AROUND = (
    "taken", "second", "links", "ends", "common", "link_button", "link_calling", "link_away", "link_paid",
    "price", "images", *PHRASES,
)  # fmt: skip


def _beside(view: View, columns: Columns) -> Columns:
    """What the blocks before and after look like, one by one and within reach."""
    above = columns.pop("heading_at").astype(int)
    found: Columns = {}
    for kind in _OF_HEADING:
        found[f"heading_{kind}"] = columns[kind][above]
    found["ended"] = np.minimum(
        3, np.cumsum(columns["ending"] * (columns["heading_level"] < 9) * (above == np.arange(len(above))))
    )
    for step in (-2, -1, 1, 2):
        for name in _NEXT_TO if abs(step) == 1 else ("taken", "chars", "links"):
            found[f"{name}{step:+d}"] = _shifted(columns[name], step)
    weight = np.log1p(view.size)
    for reach in (3, 8):
        total = _window(weight, reach)
        for name in _AROUND:
            found[f"{name}~{reach}"] = _window(columns[name] * weight, reach) / total
    return found


def _shifted(values: Numbers, step: int) -> Numbers:
    moved = np.full(len(values), -2.0)
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved


def _window(values: Numbers, reach: int) -> Numbers:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    window: Numbers = sums[np.minimum(len(values), at + reach + 1)] - sums[np.maximum(0, at - reach)]
    return window
