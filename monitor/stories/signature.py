"""The signature by which near-identical copies find one another: a MinHash over shingles.

A shingle is three words in a row, five characters in a row where the script has no spaces; the share
of shingles that two texts have in common (Jaccard) says how much of one is the other, and a MinHash
estimates it from a few numbers without comparing texts (Broder 1997; rensa makes it in Rust).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from monitor.model import Article, Signature
from monitor.stories.facts import Facts, facts
from monitor.stories.words import runs, unspaced

SCHEME = "w3c5/192x16/facts/1"
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
    packed = b"".join(bytes([len(k)]) + np.array(sorted(k), dtype="<u2").tobytes() for k in kinds)
    return shingles.to_bytes(4, "little") + least.tobytes() + packed


def trace(digest: bytes) -> Trace:
    """Unpack what `sign` packed."""
    at = 4 + 2 * PERMUTATIONS
    kinds = []
    for _ in range(4):
        count = digest[at]
        kinds.append(frozenset(np.frombuffer(digest, dtype="<u2", count=count, offset=at + 1).tolist()))
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
    units: Sequence[str] = runs(text)
    width = 3
    if _mostly_unspaced(units):
        units, width = "".join(units), 5
    if len(units) < width:
        return np.empty(0, dtype=np.uint64)
    codes = np.fromiter(map(_code, units), dtype=np.uint64, count=len(units))
    mixed = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    for offset in range(width):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes[offset : len(mixed) + offset]
    mixed.sort()
    return mixed


def _mostly_unspaced(words: Sequence[str]) -> bool:
    glued = sum(len(word) for word in words if not word.isascii() and unspaced(word))
    return glued * 2 > sum(map(len, words))


@lru_cache(maxsize=1 << 16)
def _code(unit: str) -> int:
    return zlib.crc32(unit.encode())
