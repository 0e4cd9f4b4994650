"""The signature by which near-identical copies find one another: a MinHash over shingles.

A shingle is three words in a row, five characters in a row where the script has no spaces; the share
of shingles that two texts have in common (Jaccard) says how much of one is the other, and a MinHash
estimates it from a few numbers without comparing texts (Broder 1997; rensa makes it in Rust).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from struct import pack, unpack_from

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from monitor.model import Article, Signature
from monitor.stories.facts import Facts, facts
from monitor.stories.words import fold, runs, unspaced

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
    points, kinds = _folded(text)
    unspaced = np.count_nonzero(kinds == UNSPACED)
    if unspaced * 2 > np.count_nonzero(kinds):
        codes, width = points[kinds > 0] * _ODD, 5
    else:
        codes, width = _words(points[:MOST_CHARACTERS], kinds[:MOST_CHARACTERS]), 3
    if len(codes) < width:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    for offset in range(width):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _ODD + codes[offset : len(mixed) + offset]
    mixed.sort()
    return mixed


def _words(points: NDArray[np.uint64], kinds: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The hash of each word in order: a polynomial of its characters, the same wherever the word stands.

    All words are hashed at once: each character times the power of its place in the text, added up over
    the word, and divided by the power of the word's own place (an odd number has an inverse).
    """
    powers, inverses = _powers()
    starts = np.flatnonzero((kinds > 0) & (kinds != np.concatenate(([0], kinds[:-1]))))
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    terms = np.where(kinds > 0, points + np.uint64(1), np.uint64(0)) * powers[: len(points)]
    return np.add.reduceat(terms, starts) * inverses[starts]


_ODD = np.uint64(0x9E3779B97F4A7C15)
SPACE, WORD, UNSPACED, DROPPED, UNKNOWN = range(5)
"""What a character is: between words, of a word, of a script without spaces, nothing; not looked up yet."""

_TABLE_SIZE = 0x30000
"""The planes of scripts that are written today; the characters beyond stand for themselves."""


def _folded(text: str) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """The code points of a text as they are compared, and what each is; character by character."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    points = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype="<u4")
    points = np.minimum(points, _TABLE_SIZE - 1)
    plain, kinds = _tables()
    found = kinds[points]
    if (found == UNKNOWN).any():
        for point in np.unique(points[found == UNKNOWN]).tolist():
            plain[point], kinds[point] = _look_up(chr(point))
        found = kinds[points]
    if (found == DROPPED).any():
        points, found = points[found != DROPPED], found[found != DROPPED]
    return plain[points].astype(np.uint64), found


def _look_up(letter: str) -> tuple[int, int]:
    """What a character is folded to, and its kind; one that becomes several stands for itself."""
    folded = "".join(runs(letter))
    if not folded:
        return 0, SPACE if fold(letter) else DROPPED
    return ord(folded if len(folded) == 1 else letter), UNSPACED if unspaced(folded) else WORD


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Of every code point what it is folded to, and its kind; filled by what texts hold."""
    return np.zeros(_TABLE_SIZE, dtype=np.uint32), np.full(_TABLE_SIZE, UNKNOWN, dtype=np.uint8)


@cache
def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    base = 0x2545F4914F6CDD1D
    of, inverse = (np.full(MOST_CHARACTERS, n, dtype=np.uint64) for n in (base, pow(base, -1, 1 << 64)))
    return np.cumprod(of, dtype=np.uint64), np.cumprod(inverse, dtype=np.uint64)
