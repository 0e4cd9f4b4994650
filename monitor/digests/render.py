"""A digest as HTML and as text: templates in a sandbox, everything foreign escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.digests import wording
from monitor.digests.clean import href, one_line, plain
from monitor.digests.furniture import Furniture, direction
from monitor.model import Digest, Paragraph, StoryEntry

TEMPLATES = ("digest.html.j2", "digest.txt.j2")
KNOWN_NAMES = ("digest", "f", "links", "subject", "unsubscribe")

CLIPPED_AT = 102_000
"""Gmail shows no more than about 102 kB of a mail's HTML."""

COLUMNS = 78
"""The width of the text part (RFC 5322, 2.1.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses in the archive, "" where no base address is configured."""

    base: str

    def article(self, article_id: int) -> str:
        """The page of a stored article, with its text as it was read."""
        return f"{self.base}/article/{article_id}" if self.base else ""

    def story(self, story_id: str) -> str:
        """The page of a story with all its articles."""
        return f"{self.base}/story/{quote(story_id, safe='')}" if self.base else ""

    def alert(self, name: str) -> str:
        """The list of everything that an alert matched."""
        return f"{self.base}/monitor/hits?alert={quote(name)}" if self.base else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The two forms of a digest, and the digest as it fitted into them."""

    html: str
    text: str
    digest: Digest


def render(
    digest: Digest,
    furniture: Furniture,
    templates: Mapping[str, str],
    *,
    subject: str,
    base_address: str = "",
    unsubscribe: str = "",
) -> Rendered:
    """Both forms of a digest; what would make the HTML too long for Gmail moves to shorter forms.

    Raises:
        jinja2.TemplateError: a template uses what does not exist.
    """
    env = _compiled(tuple(sorted(templates.items())))
    names = {
        "f": furniture,
        "links": Links(base=base_address),
        "subject": subject,
        "unsubscribe": href(unsubscribe),
    }
    fitted = digest
    for fitted in _shorter_and_shorter(digest):
        html = env.get_template("digest.html.j2").render(digest=fitted, **names)
        if len(html.encode()) < CLIPPED_AT:
            break
    text = env.get_template("digest.txt.j2").render(digest=fitted, **names)
    return Rendered(html=html, text=tidy(text), digest=fitted)


def environment(templates: Mapping[str, str]) -> jinja2.Environment:
    """The sandbox in which templates run; the HTML one escapes by itself."""
    env = ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(dict(templates)),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "wrap": wrap,
        "href": href,
        "one_line": one_line,
        "plain": plain,
        "marked": marked,
        "column": column,
    }
    env.globals |= {
        "direction": direction,
        "width": width,
        "heading": wording.heading,
        "reading_day": wording.reading_day,
        "date_line": wording.date_line,
        "why": wording.why,
        "outlet_names": wording.outlet_names,
        "outlet_count": wording.outlet_count,
        "checked": wording.checked,
        "troubles": wording.troubles,
    }
    return env


@lru_cache(maxsize=8)
def _compiled(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    """The environment of these templates; compiling them takes longer than a digest does."""
    return environment(dict(templates))


def unknown_names(source: str) -> Iterator[tuple[int, str]]:
    """Names that a template uses and nobody gives it, each with its line."""
    env = environment({})
    tree = env.parse(source)
    names = list(tree.find_all(nodes.Name))
    stored = {node.name for node in names if node.ctx != "load"}
    unknown = meta.find_undeclared_variables(tree) - {*KNOWN_NAMES, *env.globals, *stored}
    for node in names:
        if node.name in unknown:
            yield node.lineno, node.name


def marked(paragraph: Paragraph) -> str:
    """A paragraph as text, its matched terms between asterisks."""
    return "".join(f"*{p.text}*" if p.marked else p.text for p in paragraph.pieces)


def width(text: str) -> int:
    """The columns that a text takes on a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def column(text: str, columns: int) -> str:
    """The text cut or filled up to a number of columns."""
    line = one_line(text)
    while width(line) > columns:
        line = line[:-2] + "…"
    return line + " " * (columns - width(line))


def wrap(text: str, indent: str = "", first: str = "") -> str:
    """Foreign text in lines of at most 78 columns, each behind the indent that marks it as foreign.

    `first` stands in the place of the first line's indent (a number, a dash). An address is not
    broken, any other word that is longer than a line is. Chinese and Japanese break anywhere.
    """
    room = COLUMNS - max(width(indent), width(first))
    lines: list[str] = []
    for row in plain(text).split("\n"):
        line = ""
        for word in _words(row, room):
            if line.strip() and width(line) + width(word.rstrip()) > room:
                lines.append(line.rstrip())
                line = ""
            line += word if line else word.lstrip()
        lines.append(line.rstrip())
    indented = [(indent + line).rstrip() for line in lines]
    if first:
        indented[0] = (first.ljust(len(indent)) + lines[0]).rstrip()
    return "\n".join(indented)


def tidy(text: str) -> str:
    """Without spaces at line ends, and never more than one blank line."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


_WIDE = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_WORD = re.compile(rf"[{_WIDE}][、。，．！？；：」』）》”’]*\s*|[^\s{_WIDE}]+\s*|\s+")


def _words(row: str, room: int) -> Iterator[str]:
    """What may stand on a line of its own, with the space after it."""
    for word in _WORD.findall(row):
        if len(word) > room and not word.startswith(("http://", "https://", "<http")):
            yield from (word[n : n + room] for n in range(0, len(word), room))
        else:
            yield word


def _shorter_and_shorter(digest: Digest) -> Iterator[Digest]:
    """The digest, then ever shorter forms of it: shorter excerpts, fewer stories in full, fewer lines."""
    yield digest
    for most in (3, 2, 1):
        yield _with_paragraphs(digest, most)
    digest = _with_paragraphs(digest, 1)
    count = len(digest.entries)
    while count > 1:
        count = count * 3 // 4
        yield _in_full(digest, count, short=100)
    for short in (40, 10, 0):
        yield _in_full(digest, min(1, count), short=short)


def _with_paragraphs(digest: Digest, most: int) -> Digest:
    def shortened(entry: StoryEntry) -> StoryEntry:
        return replace(entry, paragraphs=entry.paragraphs[:most])

    groups = tuple(replace(g, entries=tuple(shortened(e) for e in g.entries)) for g in digest.groups)
    return replace(digest, groups=groups)


def _in_full(digest: Digest, count: int, *, short: int) -> Digest:
    """The digest with the `count` most important of its full stories left in full."""
    ordered = sorted(digest.entries, key=lambda e: -e.rank)
    kept = {e.story_id for e in ordered[:count]}
    groups = (replace(g, entries=tuple(e for e in g.entries if e.story_id in kept)) for g in digest.groups)
    rest: Sequence[StoryEntry] = (*ordered[count:], *digest.in_short, *digest.in_list)
    return replace(
        digest,
        groups=tuple(g for g in groups if g.entries),
        in_short=tuple(rest[:short]),
        in_list=tuple(rest[short:]),
        completeness=replace(
            digest.completeness,
            in_full=len(kept),
            in_short=len(rest[:short]),
            in_list=len(rest[short:]),
        ),
    )
