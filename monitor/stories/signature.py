"""The signature by which near-identical copies find one another: a MinHash over shingles.

A shingle is three words in a row, five characters in a row where the script has no spaces; the share
of shingles that two texts have in common (Jaccard) says how much of one is the other, and a MinHash
estimates it from a few numbers without comparing texts (Broder 1997; rensa makes it in Rust).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from monitor.model import Article, Signature
from monitor.stories.facts import Facts, facts
from monitor.stories.words import runs, unspaced

SCHEME = "w3c5/192x16/facts/1"
"""Shingles, number and width of the minima, and the version of the rules; others are never compared."""

PERMUTATIONS = 192
ROWS = 3
BANDS = PERMUTATIONS // ROWS
"""64 bands of 3: a pair of copies that shares half of its shingles is seen with probability .9998, one
that shares 40 % with .985, unrelated texts (1 % and less) once in 15,000 pairs."""

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
    if len(hashes) < LEAST_SHINGLES:
        return None
    minima = RMinHash.digest_matrix_from_token_hash_sets([hashes], PERMUTATIONS, 1).to_rows()[0]
    least = (np.array(minima, dtype=np.uint32) & 0xFFFF).astype("<u2")
    return Signature(scheme=SCHEME, digest=_pack(len(hashes), least, facts(text)))


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
    """The keys under which a signature is filed: texts that share one may be copies."""
    rows = minima([digest]).astype(np.int64).reshape(BANDS, ROWS)
    keys = (np.arange(BANDS) << 48) | (rows[:, 0] << 32) | (rows[:, 1] << 16) | rows[:, 2]
    return [int(key) for key in keys.tolist()]


def _shingles(text: str) -> list[int]:
    """The distinct hashes of a text's shingles, 64 bits each."""
    units: list[str] = []
    width = 3
    words = runs(text)
    if sum(len(w) for w in words if unspaced(w)) * 2 > sum(len(w) for w in words):
        units, width = list("".join(words)), 5
    else:
        units = words
    if len(units) < width:
        return []
    known: dict[str, int] = {}
    codes = np.array(
        [known.get(u) or known.setdefault(u, zlib.crc32(u.encode())) for u in units], dtype=np.uint64
    )
    mixed = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    for offset in range(width):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes[offset : len(mixed) + offset]
    return [int(h) for h in np.unique(mixed)]
