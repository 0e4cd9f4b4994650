"""A person's name as it may be spelled: found, whatever its case, accents, keyboard or order of parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

import regex

from monitor.matching.fold import fold

BLOCK = "█"
"""What stands for each letter of a name that was struck out."""

_GLUED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_ARABIC = regex.compile(r"\p{Arabic}")
_PARTICLES = "(?:[وف]?(?:ال|لل|[بلك])?)"
"""What Arabic writes onto the word that follows: and, then, the, by, to, like."""

# Between two parts: nothing to four characters that are no letters, and perhaps an initial.
_GAP = " {0,4}(?:[^ ] {1,4})?"


@dataclass(frozen=True)
class Name:
    """A name, its parts in the order given; "Holub, Marek" is Marek Holub."""

    given: str

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        last, comma, first = self.given.partition(",")
        parts = fold(f"{first} {last}" if comma else self.given).text.split()
        orders = {tuple(parts[at:] + parts[:at]) for at in range(len(parts))}
        return re.compile("|".join(sorted(_written(order) for order in orders)))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the name stands in a text, half-open."""
        folded = fold(text)
        return [folded.span(*found.span()) for found in self._pattern.finditer(folded.text)]

    def stands_in(self, text: str) -> bool:
        """Whether the name stands in a text, or in the address that it is."""
        return bool(self._pattern.search(fold(text).text)) or (
            "%" in text and bool(self._pattern.search(fold(unquote(text)).text))
        )

    def spellings(self, text: str) -> list[str]:
        """The name as the text spells it, each time it stands there."""
        plain = unquote(text) if "%" in text else text
        return [" ".join(plain[start:end].split()) for start, end in self.spans(plain)]

    def strike(self, text: str) -> str:
        """The text with every letter of the name replaced by a block; the same length, so offsets hold.

        An address that spells the name with escapes is unescaped first.
        """
        spans = self.spans(text)
        if not spans and "%" in text and (plain := unquote(text)) != text:
            return self.strike(plain) if self.spans(plain) else text
        out, at = [], 0
        for start, end in spans:
            out += [text[at:start], re.sub(r"\w", BLOCK, text[start:end])]
            at = end
        return "".join([*out, text[at:]])


def _written(parts: tuple[str, ...]) -> str:
    said = _GAP.join(map(re.escape, parts))
    if _GLUED.search(said):
        return said
    particles = _PARTICLES if _ARABIC.match(parts[0]) else ""
    return rf"(?<!\w){particles}{said}(?!\w)"
