"""The page as a list of blocks: each run of text between two block-level tags, and where it stands.

One linear walk over the tree, which keeps what later decides whether a block belongs to the article:
the tags around it, what their class names say, how much of their text is links. The blocks are also
what the article's text is put together from, so a list stays a list and a heading stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from monitor.articles.hints import KINDS, hints_in
from monitor.articles.links import LONGEST_SAID, NO_LINKS, kinds_of

SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "video", "audio",
    "canvas", "select", "textarea", "input", "map", "head", "math", "picture", "source", "track",
    "progress", "meter",
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br", "img",
})  # fmt: skip
BOLD = frozenset(("b", "strong"))

_TAG_FLAGS = (
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "figure",
    "form",
    "table",
    "ul",
    "blockquote",
)
FLAGS = (*_TAG_FLAGS, "link", "hidden", "articleBody", "dl")
_FAR = 99
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BREAK = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")


class Frame:
    """An element while its inside is walked, and afterwards what its inside amounted to."""

    __slots__ = (
        "blocks",
        "chars",
        "covered",
        "depth",
        "flags",
        "hints",
        "images",
        "link_chars",
        "parent",
        "path",
        "prose",
        "tag",
    )

    def __init__(
        self, tag: str, parent: Frame | None, own_hints: int, flags: frozenset[str], path: int
    ) -> None:
        self.tag, self.parent, self.flags, self.path = tag, parent, flags, path
        self.depth: int = parent.depth + 1 if parent else 0
        above: tuple[int, ...] = parent.hints if parent else (_FAR,) * len(KINDS)
        # How many levels up an element with such a name stands: 0 is this one.
        self.hints: tuple[int, ...] = _below(above, own_hints)
        self.chars = self.link_chars = self.blocks = self.images = 0
        self.prose = self.covered = 0.0


@dataclass(slots=True, eq=False)
class Block:
    """One run of text. `kind` is the tag that says most of it: "p", "li", "h2", "td", "div"…"""

    kind: str
    text: str
    frame: Frame
    item: Frame | None = None
    row: Frame | None = None
    link_chars: int = 0
    bold_chars: int = 0
    first_of_item: bool = False
    images: int = 0
    link_kinds: tuple[int, ...] = NO_LINKS
    words: list[str] = field(default_factory=list)


# One token a word, with the marks that stand on its letters; a character each in scripts that do not
# divide words by spaces.
UNDIVIDED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
_TOKEN = re.compile(f"[{UNDIVIDED}]|(?:[^\\W_{UNDIVIDED}]+[{_MARKS}]*)+")

# The same for ASCII alone, in half the time: letters and digits in lower case, all else a space.
_WORDS = bytes(ord(c.lower()) if c.isalnum() else 32 for c in map(chr, range(128))) + bytes(128)


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, for comparing; characters where words are not divided."""
    if text.isascii():
        return text.encode().translate(_WORDS).decode().split()
    return _TOKEN.findall(text.lower())


def blocks_of(root: Any, home: str = "") -> list[Block]:
    """Walk a parsed page (an lxml element) and return its blocks in the order of the document.

    A link to `home`, its host, is not one that leads away.
    """
    walk = _Walk(home)
    for event, element in (walker := etree.iterwalk(root, events=("start", "end"))):
        tag = element.tag
        if event == "start":
            if tag in SKIPPED:
                walker.skip_subtree()
                if tag == "picture":
                    walk.image()
            elif isinstance(tag, str):
                walk.enter(tag, element)
                if text := element.text:
                    walk.text(text)
        else:
            if tag not in SKIPPED and isinstance(tag, str):
                walk.leave(tag)
            if (text := element.tail) and element is not root:
                walk.text(text)
    walk.flush()
    return walk.blocks


class _Walk:
    def __init__(self, home: str) -> None:
        self._home = home
        self._kinds = [0] * len(NO_LINKS)
        self._open: tuple[int, ...] = ()
        self._images = 0
        self.blocks: list[Block] = []
        self._frame: Frame | None = None
        self._parts: list[str] = []
        self._links = self._bold = 0
        self._link_depth = self._bold_depth = 0
        self._items: list[Frame] = []
        self._rows: list[Frame] = []
        self._begun: set[int] = set()

    def text(self, text: str) -> None:
        if self._frame is not None:
            self._parts.append(text)
            if (self._link_depth or self._bold_depth) and not text.isspace():
                if self._link_depth:
                    self._links += len(text)
                    for kind in self._open:
                        self._kinds[kind] += len(text)
                if self._bold_depth:
                    self._bold += len(text)

    def enter(self, tag: str, element: Any) -> None:
        if tag in INLINE:
            if tag == "br":
                self._parts.append("\x00")
            elif tag == "a":
                self._link_depth += 1
                self._open = kinds_of(
                    (element.get("href") or "")[:LONGEST_SAID],
                    (element.get("class") or "")[:LONGEST_SAID],
                    (element.get("rel") or "")[:LONGEST_SAID],
                    self._home,
                )
            elif tag == "img":
                self.image()
            self._bold_depth += tag in BOLD
            return
        self.flush()
        parent = self._frame
        names = f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()[:300]
        path = hash((parent.path if parent else 0, tag, names[:60])) & 0xFFFFFFFF
        flags = _flags(tag, element, parent.flags if parent else frozenset())
        self._frame = Frame(tag, parent, hints_in(names) if names else 0, flags, path)
        if tag in _OF_LISTS:
            self._items.append(self._frame)
        elif tag == "tr":
            self._rows.append(self._frame)

    def image(self) -> None:
        """Count an image, for the element it is in and for the text that comes next."""
        self._images += 1
        if self._frame is not None:
            self._frame.images += 1

    def leave(self, tag: str) -> None:
        if tag in INLINE:
            self._link_depth -= tag == "a"
            self._bold_depth -= tag in BOLD
            return
        self.flush()
        frame = self._frame
        if frame is None:
            return
        if self._items and self._items[-1] is frame:
            self._items.pop()
        if self._rows and self._rows[-1] is frame:
            self._rows.pop()
        self._frame = parent = frame.parent
        if parent is None:
            return
        parent.images += frame.images
        if frame.blocks:
            parent.chars += frame.chars
            parent.link_chars += frame.link_chars
            parent.blocks += frame.blocks
            parent.prose += frame.prose

    def flush(self) -> None:
        """Close the run of text collected so far."""
        if not self._parts:
            return
        frame, raw, links, bold = self._frame, "".join(self._parts), self._links, self._bold
        kinds = self._kinds
        self._parts, self._links, self._bold = [], 0, 0
        if links:
            self._kinds = [0] * len(NO_LINKS)
        if frame is None or not raw or raw.isspace():
            return
        # Line ends of the source are spaces; only <br> divides lines, and two of them paragraphs.
        if "\x00" not in raw:
            self._add(" ".join(raw.split()), _kind(frame), frame, links, bold)
            if links:
                self.blocks[-1].link_kinds = tuple(kinds)
            return
        pieces = [piece for piece in _BREAK.split(_with_breaks(raw)) if piece.strip()]
        total = sum(map(len, pieces)) or 1
        for piece in pieces:
            self._add(
                piece.strip(), _kind(frame), frame, links * len(piece) // total, bold * len(piece) // total
            )
            if links:
                self.blocks[-1].link_kinds = tuple(chars * len(piece) // total for chars in kinds)

    def _add(self, text: str, kind: str, frame: Frame, links: int, bold: int) -> None:
        item = self._items[-1] if self._items else None
        block = Block(kind, text, frame, item, self._rows[-1] if self._rows else None, links, bold)
        if item is not None and id(item) not in self._begun:
            self._begun.add(id(item))
            block.first_of_item = True
        block.images, self._images = self._images, 0
        self.blocks.append(block)
        size = len(text)
        frame.chars += size
        frame.link_chars += min(links, size)
        frame.blocks += 1
        if size > 80 and links < 0.3 * size:
            frame.prose += size


def _flags(tag: str, element: Any, above: frozenset[str]) -> frozenset[str]:
    """Return what an element and those around it are, of `FLAGS`."""
    new = ("ul",) if tag in {"ol", "menu"} else (tag,) if tag in _FLAG_SET else ()
    if element.get("hidden") is not None or ((style := element.get("style")) and _HIDDEN.search(style)):
        new = (*new, "hidden")
    if "articleBody" in (element.get("itemprop") or "") or "articleBody" in (element.get("property") or ""):
        new = (*new, "articleBody")
    return above.union(new) if new else above


_FLAG_SET = frozenset(FLAGS)
_OF_LISTS = frozenset(("li", "dd", "dt"))
_TELLING = frozenset({
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "figcaption", "dt", "dd",
    "pre", "caption", "button", "summary",
})  # fmt: skip


def _kind(frame: Frame) -> str:
    inner: Frame | None = frame
    for _ in range(3):
        if inner is None:
            break
        if inner.tag in _TELLING:
            return inner.tag
        inner = inner.parent
    return "div"


def _with_breaks(raw: str) -> str:
    text = " ".join(raw.replace("\x00", " \x00 ").split())
    return _AROUND_BREAK.sub("\n", text.replace("\x00", "\n"))


@lru_cache(maxsize=20_000)
def _below(above: tuple[int, ...], own: int) -> tuple[int, ...]:
    return tuple(0 if own >> n & 1 else min(_FAR, far + 1) for n, far in enumerate(above))


def ancestors(frame: Frame | None) -> Iterator[Frame]:
    """Yield a frame and every frame around it, from the inside out."""
    while frame is not None:
        yield frame
        frame = frame.parent
