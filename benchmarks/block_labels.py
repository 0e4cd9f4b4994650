"""Which blocks of the corpus's pages are the article's: what the forest is taught and judged by."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.articles.blocks import Block, tokens
from monitor.articles.choose import Gathered, gather
from monitor.articles.decode import decode
from monitor.articles.metadata import metadata_of
from monitor.articles.parse import tree_of
from monitor.articles.prescan import shape_of

_HALF = 0.5
_NEAR = 6  # words between two blocks that follow each other


@dataclass(frozen=True, slots=True)
class Example:
    """A page's blocks with how much of each the reference holds; None where the reference does not say."""

    domain: str
    gathered: Gathered
    shares: list[float | None]
    whole: bool


def examples(corpus: Path) -> Iterator[Example]:
    """Read every page of the corpus that has a reference for its text."""
    for entry in json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))["pages"]:
        reference = json.loads((corpus / entry["groundtruth"]).read_text(encoding="utf-8"))
        if not (reference.get("text") or reference.get("with")):
            continue
        html, _ = decode(gzip.decompress((corpus / entry["file"]).read_bytes()))
        tree = None if shape_of(html).too_much else tree_of(html)
        if tree is None:
            continue
        gathered = gather(tree, html, metadata_of(tree, entry["url"]), entry["url"])
        if reference.get("text"):
            yield Example(entry["domain"], gathered, shares_in(gathered.blocks, reference["text"]), True)
        else:
            shares = shares_by_snippets(
                gathered.blocks, reference.get("with") or [], reference.get("without") or []
            )
            yield Example(entry["domain"], gathered, shares, False)


def shares_in(blocks: Sequence[Block], reference: str) -> list[float | None]:
    """Return the share of each block that the reference holds.

    A short block counts only where its neighbours put it, or inside the article's range: "Politics"
    in a menu is not in the article because the article has that word.
    """
    words = tokens(reference)
    where: dict[tuple[str, ...], list[int]] = {}
    for n, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        where.setdefault(run, []).append(n)
    shares: list[float | None] = [0.0] * len(blocks)
    spans: dict[int, tuple[int, int]] = {}
    for n, block in enumerate(blocks):
        runs = list(zip(block.words, block.words[1:], block.words[2:], strict=False))
        held = [run for run in runs if run in where]
        if len(block.words) >= 5:
            share = len(held) / len(runs)
            shares[n] = share
            if share >= 0.5:
                spans[n] = (min(where[held[0]]), max(where[held[-1]]) + 3)
    _align_short(blocks, words, spans, shares)
    _accept_inside(blocks, words, spans, shares)
    _count_once(blocks, words, shares)
    return shares


def _align_short(
    blocks: Sequence[Block], words: list[str], spans: dict[int, tuple[int, int]], shares: list[float | None]
) -> None:
    cursor = 0
    for n, block in enumerate(blocks):
        size = len(block.words)
        if n in spans:
            start, end = spans[n]
            cursor = max(cursor, min(end, start + size + 5))
        elif 0 < size < 5:
            ahead = [
                spans[k][0]
                for k in range(n + 1, min(len(blocks), n + 60))
                if k in spans and spans[k][1] >= cursor
            ]
            until = ahead[0] if ahead else (len(words) if cursor else 0)
            begin = max(0, cursor - 3)
            until = begin + 60 if until - begin > 400 else until
            for at in range(begin, max(begin, until + 3) - size + 1):
                if words[at : at + size] == block.words:
                    shares[n], cursor = 1.0, at + size
                    break


def _accept_inside(
    blocks: Sequence[Block], words: list[str], spans: dict[int, tuple[int, int]], shares: list[float | None]
) -> None:
    long = [n for n in spans if len(blocks[n].words) >= 8]
    if not long:
        return
    text = f" {' '.join(words)} "
    for n in range(max(0, min(long) - 2), min(len(blocks), max(long) + 12)):
        block = blocks[n]
        telling = block.item is not None or block.row is not None or len(block.words) > 2
        if not shares[n] and 0 < len(block.words) < 5 and telling and f" {' '.join(block.words)} " in text:
            shares[n] = 1.0


def _count_once(blocks: Sequence[Block], words: list[str], shares: list[float | None]) -> None:
    """Let no more copies of a text count than the reference has: those that stand where it has them.

    A table of contents holds the article's headings, and a teaser its first words, but the reference
    does not hold them twice.
    """
    copies: dict[tuple[str, ...], list[int]] = {}
    for n, block in enumerate(blocks):
        if len(block.words) > 1 and (shares[n] or 0.0) >= _HALF:
            copies.setdefault(tuple(block.words), []).append(n)
    starts: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        starts.setdefault(word, []).append(at)

    def found(block: Block) -> list[int]:
        size = len(block.words)
        return [at for at in starts.get(block.words[0], ()) if words[at : at + size] == block.words]

    def follows(n: int, step: int, at: set[int]) -> bool:
        near = (
            k
            for k in range(n + step, n + 4 * step, step)
            if 0 <= k < len(blocks) and (shares[k] or 0.0) >= _HALF
        )
        for k in near:
            begins = found(blocks[k])
            ends = [begin + len(blocks[k].words) for begin in begins]
            if any(abs(end - one) <= _NEAR for end in (ends if step < 0 else begins) for one in at):
                return True
        return False

    for same in copies.values():
        if len(same) < 2:
            continue
        begins = found(blocks[same[0]])
        most = max(1, len(begins))
        if most >= len(same):
            continue
        ends = {at + len(blocks[same[0]].words) for at in begins}
        standing = {
            n: follows(n, -1, set(begins)) + follows(n, 1, ends) + 0.5 * (blocks[n].kind[0] == "h")
            for n in same
        }
        order = sorted(same, key=lambda n: -standing[n])
        for n in order[most:]:
            if standing[n] <= standing[order[most - 1]] - 1:
                shares[n] = 0.0


def shares_by_snippets(blocks: Sequence[Block], wanted: list[str], unwanted: list[str]) -> list[float | None]:
    """Label the blocks that hold a wanted or an unwanted snippet; the others are unknown."""
    inside, outside = ([f" {' '.join(tokens(s))} " for s in snippets] for snippets in (wanted, unwanted))
    shares: list[float | None] = []
    for block in blocks:
        text = f" {' '.join(block.words)} "
        yes = any(s in text or (len(text) > 20 and text in s) for s in inside)
        no = any(s in text or (len(text) > 8 and text in s) for s in outside)
        shares.append(None if yes == no else float(yes))
    return shares


def fold_of(domain: str, folds: int) -> int:
    """Return the fold of a domain; all pages of a domain fall into one."""
    return zlib.crc32(domain.encode()) % folds
