"""The signature by which near-identical copies find one another: a MinHash over shingles.

A shingle is three words in a row, five characters in a row where the script has no spaces; the share
of shingles that two texts have in common (Jaccard) says how much of one is the other, and a MinHash
estimates it from a few numbers without comparing texts (Broder 1997; rensa makes it in Rust).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from struct import pack, unpack_from
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from monitor.model import Article, Signature
from monitor.stories.facts import Facts, facts
from monitor.stories.words import FIRST_UNSPACED, laid_out, runs, unspaced

SCHEME = "w3c5/192x16/facts/2"
"""Shingles, number and width of the minima, and the version of the rules; others are never compared."""

PERMUTATIONS = 192
ROWS = 2
BANDS = 24
"""24 bands of 2: a pair of copies that shares half of its shingles is seen with probability .999, one that
shares 40 % with .985; of two unrelated texts (of 1,022 in seven languages) 1 pair in 6,400."""

REPRINT_BANDS, AGREEING_BANDS = 8, 4
"""A reprint, days later, agrees in this many of the first bands: .9 of its shingles give it with probability
.992, .95 with .9995; the formulas of an office, half of whose words are always the same, with .11."""

LEAST_SHINGLES = 12
"""A text with fewer shingles says too little to be compared: a headline is nobody's copy."""

MOST_CHARACTERS = 40_000
"""The opening of a text that is compared; wire copy is shorter, reports are not copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a signature says beside its minima: the number of shingles, and the facts."""

    shingles: int
    facts: Facts


def sign(article: Article) -> Signature | None:
    """The signature of an article's text; None where the text is too short to have copies."""
    text = article.text[:MOST_CHARACTERS]
    hashes = _shingles(text)
    distinct = int(np.count_nonzero(hashes[1:] != hashes[:-1])) + 1 if len(hashes) else 0
    if distinct < LEAST_SHINGLES:
        return None
    # The flat form takes the array as it is; a list of sets of Python integers costs five times as much.
    made = RMinHash.digest_matrix_from_flat_token_hashes(hashes, [0, len(hashes)], PERMUTATIONS, 1)
    least = (np.array(made.to_rows()[0], dtype=np.uint32) & 0xFFFF).astype("<u2")
    return Signature(scheme=SCHEME, digest=_pack(distinct, least, facts(text)))


def _pack(shingles: int, least: NDArray[np.uint16], stated: Facts) -> bytes:
    kinds = (stated.numbers, stated.accused, stated.cases, stated.dates)
    packed = b"".join(pack(f"<B{len(kind)}H", len(kind), *sorted(kind)) for kind in kinds)
    return shingles.to_bytes(4, "little") + least.tobytes() + packed


def trace(digest: bytes) -> Trace:
    """Unpack what `sign` packed."""
    at = 4 + 2 * PERMUTATIONS
    kinds = []
    for _ in range(4):
        count = digest[at]
        kinds.append(frozenset(unpack_from(f"<{count}H", digest, at + 1)))
        at += 1 + 2 * count
    numbers, accused, cases, dates = kinds
    return Trace(
        shingles=int.from_bytes(digest[:4], "little"),
        facts=Facts(numbers=numbers, accused=accused, cases=cases, dates=dates),
    )


def minima(digests: Sequence[bytes]) -> NDArray[np.uint16]:
    """The minima of the hashes, one row a signature."""
    packed = b"".join(digest[4 : 4 + 2 * PERMUTATIONS] for digest in digests)
    return np.frombuffer(packed, dtype="<u2").reshape(len(digests), PERMUTATIONS)


def bands(digest: bytes) -> list[int]:
    """The 37-bit keys under which a signature is filed: texts that share one may be copies."""
    rows = minima([digest])[:, : BANDS * ROWS].astype(np.int64).reshape(BANDS, ROWS)
    return ((np.arange(BANDS) << 32) | (rows[:, 0] << 16) | rows[:, 1]).tolist()  # type: ignore[no-any-return]


def agreeing_bands(one: NDArray[np.uint16], others: NDArray[np.uint16]) -> NDArray[np.int64]:
    """In how many of the bands for reprints each row of minima agrees with `one`."""
    equal = (others == one)[:, : REPRINT_BANDS * ROWS].reshape(len(others), REPRINT_BANDS, ROWS)
    return np.count_nonzero(equal.all(axis=2), axis=1)  # type: ignore[no-any-return]


def _shingles(text: str) -> NDArray[np.uint64]:
    """The hashes of a text's shingles, 64 bits each, sorted; a shingle that comes again is there again."""
    folded = laid_out(text)
    if folded.isascii():
        points = np.frombuffer(folded.encode(), dtype=np.uint8)
        letters = _ASCII_LETTERS[points]
    else:
        points = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        letters = _ASCII_LETTERS[np.minimum(points, 0x80)]
    if _mostly_unspaced(folded):
        codes, width = points[letters] * _ODD, 5
    else:
        codes, width = _words(points[:MOST_CHARACTERS], letters[:MOST_CHARACTERS]), 3
    if len(codes) < width:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    for offset in range(width):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _ODD + codes[offset : len(mixed) + offset]
    mixed.sort()
    return mixed


def _words(points: NDArray[np.integer[Any]], letters: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """The hash of each word in order: a polynomial of its characters, the same wherever the word stands.

    All words are hashed at once: each character times the power of its place in the text, added up over
    the word, and divided by the power of the word's own place (an odd number has an inverse).
    """
    powers, inverses = _powers()
    starts = np.flatnonzero(letters & ~np.concatenate(([False], letters[:-1])))
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    terms = np.where(letters, points + np.uint64(1), np.uint64(0)) * powers[: len(points)]
    return np.add.reduceat(terms, starts) * inverses[starts]


def _mostly_unspaced(folded: str) -> bool:
    if folded.isascii() or max(folded) < FIRST_UNSPACED:
        return False
    words = runs(folded)
    return sum(len(word) for word in words if unspaced(word)) * 2 > sum(map(len, words))


_ODD = np.uint64(0x9E3779B97F4A7C15)
_ASCII_LETTERS = np.array([chr(code).isalnum() or code == 0x80 for code in range(0x81)])
"""Which characters of folded text belong to words; the last one stands for all beyond ASCII."""


@cache
def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    base = 0x2545F4914F6CDD1D
    of, inverse = (np.full(MOST_CHARACTERS, n, dtype=np.uint64) for n in (base, pow(base, -1, 1 << 64)))
    return np.cumprod(of, dtype=np.uint64), np.cumprod(inverse, dtype=np.uint64)
