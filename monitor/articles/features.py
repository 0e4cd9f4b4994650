"""What is known of each block, as numbers: the input of the forest that decides what is the article.

Four kinds: the block's own text, where it stands and what the names around it say, how its neighbours
and containers look, and what independent extractors made of it (trafilatura's text, the page's own
JSON-LD). The names of the columns are part of the model file, so that the two cannot drift apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log

from monitor.articles.blocks import FLAGS, KINDS, Block, Frame, ancestors, tokens

_TERMINAL = re.compile(r"[.!?…。！？۔।؟][\"'”’»)\]」』]*$")
_COLON = re.compile(r"[:：]\s*$")
_SENTENCE = re.compile(r"[.!?。！？۔।؟](?:\s|$)")
_BYLINE = re.compile(
    r"^(by|von|par|por|di|door|av|af|od|autor|text|автор|بقلم|از|oleh|penulis)\b[ :]|^\W*(photo|foto|"
    r"image|bild|fotos|picture|credit|source|quelle|fuente)\s*[:/]",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(19|20)\d\d\b|\b\d{1,2}[./:-]\d{1,2}\b|\b\d{1,2}\s*(min|hours?|days?|stunden|heures|horas)\b",
    re.IGNORECASE,
)
_PROMO = re.compile(
    r"read (also|more|next|the full)|also read|see also|more (on|from|about) |sign ?up|subscri|"
    r"newsletter|follow (us|@)|click here"
    r"|advert|sponsored|donat|download (the|our)|whatsapp|telegram|facebook|instagram|"
    r"all rights reserved|copyright|©"
    r"|lesen sie|mehr (zum|dazu|lesen)|anzeige|abonn|lire aussi|à lire|inscri|leer? (más|también)|"
    r"lea también|suscr|síguenos"
    r"|leia (também|mais)|assine|leggi anche|iscriviti|baca juga|читайте также|подпис|czytaj|zobacz|"
    r"haber|اقرأ أيضا|مزید پڑھیں|بیشتر بخوانید"
    r"|share (this|on)|comment|log ?in|register|cookie|support us|our (app|channel|podcast)|join (us|"
    r"our)|related|trending|watch:|listen:"
    r"|originally (published|appeared)|this (article|story|post) (was|is|has|appeared|originally)|"
    r"disclaimer|contact (us|the)|editor'?s note",
    re.IGNORECASE,
)
_UPPER = re.compile(r"[A-ZÀ-ÖØ-ÞА-Я]")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Witness:
    """What one extractor or one field of the page's data says the text is, ready to be compared."""

    lines: frozenset[str]
    runs: frozenset[tuple[str, ...]]
    words: int

    @classmethod
    def of(cls, lines: Iterable[str]) -> Witness:
        """Prepare a text, given as its lines."""
        kept: set[str] = set()
        runs: set[tuple[str, ...]] = set()
        count = 0
        for line in lines:
            words = tokens(line)
            if words:
                kept.add(" ".join(words))
                runs.update(zip(words, words[1:], words[2:], strict=False))
                count += len(words)
        return cls(frozenset(kept), frozenset(runs), count)

    def share(self, block: Block) -> float:
        """Return how much of a block this text holds, from 0 to 1."""
        words = block.words
        if not self.words or not words:
            return 0.0
        if " ".join(words) in self.lines:
            return 1.0
        if len(words) < 3:
            return 0.0
        held = sum(run in self.runs for run in zip(words, words[1:], words[2:], strict=False))
        return held / (len(words) - 2)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything outside the blocks that bears on the choice."""

    extracted: Witness
    structured: Witness
    second: Witness
    description: Witness
    common_words: frozenset[str] = frozenset()
    title: str = ""
    news: float = 0.0


_TAG_KINDS = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "td",
    "blockquote",
    "figcaption",
    "div",
    "button",
    "pre",
    "dd",
)


def table(blocks: Sequence[Block], evidence: Evidence) -> tuple[list[str], list[list[float]], list[Block]]:
    """Return the names of the columns, one row of numbers a candidate, and the candidates.

    A short line that is all link and that no witness mentions is a menu's: it is no candidate, which
    spares most blocks of most pages.
    """
    for block in blocks:
        block.words = tokens(block.text)
    shares = [evidence.extracted.share(block) for block in blocks]
    around = _surroundings(blocks, shares)
    groups = _groups(blocks, shares, evidence)
    # A list after a colon is the article's word for word, even where every item is a link.
    candidates = [
        n
        for n, block in enumerate(blocks)
        if groups[n]["list_intro"] == 1.0 or not _hopeless(block, shares[n])
    ]
    own = {n: _own(blocks[n], evidence) | _standing(blocks[n]) for n in candidates}
    near = _neighbourhood(blocks, shares, own)
    rows = [own[n] | around[n] | groups[n] | near(n) for n in candidates]
    names = list(rows[0]) if rows else []
    return names, [list(row.values()) for row in rows], [blocks[n] for n in candidates]


def _hopeless(block: Block, share: float) -> bool:
    return share < 0.3 and len(block.words) <= 8 and block.link_chars >= 0.9 * len(block.text)


def _own(block: Block, evidence: Evidence) -> dict[str, float]:
    text, words = block.text, block.words
    size, count = len(text), len(words)
    row = {
        "chars": log(1 + size),
        "words": log(1 + count),
        "word_length": min(size / (count or 1), 15),
        "links": min(1.0, block.link_chars / size),
        "bold": min(1.0, block.bold_chars / size),
        "ends": float(bool(_TERMINAL.search(text))),
        "colon": float(bool(_COLON.search(text))),
        "sentences": log(1 + len(_SENTENCE.findall(text))),
        "commas": min(5.0, (text.count(",") + text.count("،") + text.count("、") + text.count("，"))) / 5,
        "upper": len(_UPPER.findall(text)) / size,
        "digits": len(_DIGIT.findall(text)) / size,
        "date": float(size < 120 and bool(_DATE.search(text))),
        "byline": float(bool(_BYLINE.search(text))),
        "promo": float(bool(_PROMO.search(text[:300]))),
        "quote": float(text[:1] in "\"“”„«‘'「"),
        "capital": float(text[:1].isupper()),
        "pipes": float("|" in text or "•" in text or "»" in text or " / " in text),
        "is_title": float(bool(evidence.title) and " ".join(words) == evidence.title),
        "structured": evidence.structured.share(block) if evidence.structured.words else -1.0,
        "second": evidence.second.share(block),
        "common": sum(word in evidence.common_words for word in words) / (count or 1),
        "description": evidence.description.share(block),
        "news": evidence.news,
        "first_of_item": float(block.first_of_item),
        "in_item": float(block.item is not None),
        "in_row": float(block.row is not None),
    }
    for kind in _TAG_KINDS:
        row[f"is_{kind}"] = float(block.kind == kind)
    return row


def _standing(block: Block) -> dict[str, float]:
    frame = block.frame
    row = {
        f"near_{kind}": 1 / (1 + far) if far < 99 else 0.0
        for kind, far in zip(KINDS, frame.hints, strict=True)
    }
    for flag in FLAGS:
        row[f"in_{flag}"] = float(flag in frame.flags)
    row["depth"] = min(frame.depth, 40) / 10
    return row


def _surroundings(blocks: Sequence[Block], shares: Sequence[float]) -> list[dict[str, float]]:
    total = sum(len(block.text) for block in blocks) or 1
    taken = sum(share * len(block.text) for share, block in zip(shares, blocks, strict=True))
    path_chars: Counter[int] = Counter()
    path_taken: Counter[int] = Counter()
    path_count: Counter[int] = Counter()
    for block, share in zip(blocks, shares, strict=True):
        path_chars[block.frame.path] += len(block.text)
        path_count[block.frame.path] += 1
        path_taken[block.frame.path] += int(share * len(block.text))
        for frame in ancestors(block.frame):
            frame.covered += share * len(block.text)
    best = _best_container(blocks)
    inside = {id(best)} if best else set()
    texts = Counter(block.text for block in blocks)
    positions = [n for n, share in enumerate(shares) if share > 0.5 and len(blocks[n].text) > 60]
    first, last = (positions[0], positions[-1]) if positions else (0, len(blocks))
    rows = []
    so_far = taken_so_far = 0.0
    for n, (block, share) in enumerate(zip(blocks, shares, strict=True)):
        size, path = len(block.text), block.frame.path
        chain = [frame for _, frame in zip(range(6), ancestors(block.frame), strict=False)]
        row = {
            "taken": share,
            "page": log(total),
            "page_taken": taken / total,
            "position": n / len(blocks),
            "text_before": so_far / total,
            "taken_before": taken_so_far / (taken or 1),
            "after_first": _clip((n - first) / 10),
            "before_last": _clip((last - n) / 10),
            "path_chars": log(1 + path_chars[path]),
            "path_share": path_chars[path] / total,
            "path_count": log(path_count[path]),
            "path_taken": path_taken[path] / path_chars[path],
            "repeated": float(texts[block.text] - 1),
            "in_best": float(any(id(frame) in inside for frame in ancestors(block.frame))),
        }
        for level in (0, 1, 2, 4):
            frame = chain[min(level, len(chain) - 1)]
            chars = frame.chars or 1
            row[f"up{level}_chars"] = log(1 + frame.chars)
            row[f"up{level}_links"] = min(1.0, frame.link_chars / chars)
            row[f"up{level}_taken"] = frame.covered / chars
            row[f"up{level}_prose"] = frame.prose / chars
            row[f"up{level}_blocks"] = log(1 + frame.blocks)
        rows.append(row)
        so_far += size
        taken_so_far += share * size
    return rows


def _best_container(blocks: Sequence[Block]) -> Frame | None:
    """Find the element that holds the most prose at a short distance, as Readability does."""
    scores: dict[int, tuple[float, Frame]] = {}
    for block in blocks:
        size = len(block.text)
        if size < 80 or block.link_chars > 0.3 * size:
            continue
        weight = 1.0
        for frame in list(ancestors(block.frame))[:5]:
            scores[id(frame)] = (scores.get(id(frame), (0.0, frame))[0] + weight * size, frame)
            weight *= 0.6
    return max(scores.values(), key=lambda entry: entry[0])[1] if scores else None


def _groups(blocks: Sequence[Block], shares: Sequence[float], evidence: Evidence) -> list[dict[str, float]]:
    """What the list, table and `article` around a block look like, and what was said before."""
    title = set(evidence.title.split())
    articles: dict[int, tuple[int, bool]] = {}
    lists: dict[int, tuple[float, float]] = {}
    seen: set[tuple[str, ...]] = set()
    headlines = 0
    rows = []
    previous = (0.0, 0.0)
    for block, share in zip(blocks, shares, strict=True):
        chain = list(ancestors(block.frame))
        outer = next((frame for frame in reversed(chain) if frame.tag == "article"), None)
        words = block.words
        if block.kind == "h1" or " ".join(words) == evidence.title:
            headlines += 1
        like_title = (
            len(title & set(words)) / len(title | set(words)) if title and block.kind in {"h1", "h2"} else 0.0
        )
        if outer is not None:
            rank, titled = articles.get(id(outer), (len(articles), False))
            articles[id(outer)] = (rank, titled or like_title > 0.6)
        around = block.item.parent if block.item else None
        if around is not None and id(around) not in lists:
            lists[id(around)] = previous
        table = next((frame for frame in chain if frame.tag == "table"), None)
        runs = list(zip(words, words[1:], words[2:], words[3:], strict=False))
        row = {
            "article_rank": float(min(articles[id(outer)][0], 5)) if outer else -1.0,
            "article_titled": float(articles[id(outer)][1]) if outer else -1.0,
            "article_covered": outer.covered / (outer.chars or 1) if outer else -1.0,
            "headlines_before": float(min(headlines, 5)),
            "like_title": like_title,
            "said_before": sum(run in seen for run in runs) / len(runs) if runs else 0.0,
            "list_intro": lists[id(around)][0] if around else -1.0,
            "list_intro_taken": lists[id(around)][1] if around else -1.0,
            "list_links": min(1.0, around.link_chars / (around.chars or 1)) if around else -1.0,
            "list_size": log(1 + around.blocks) if around else -1.0,
            "list_mean": log(1 + around.chars / (around.blocks or 1)) if around else -1.0,
            "list_covered": around.covered / (around.chars or 1) if around else -1.0,
            "table_links": min(1.0, table.link_chars / (table.chars or 1)) if table else -1.0,
            "table_size": log(1 + table.blocks) if table else -1.0,
            "table_mean": log(1 + table.chars / (table.blocks or 1)) if table else -1.0,
            "table_covered": table.covered / (table.chars or 1) if table else -1.0,
        }
        seen.update(runs)
        if block.item is None:
            previous = (float(bool(_COLON.search(block.text))), share)
        rows.append(row)
    return rows


_BESIDE = ("ends", "structured", "promo", "is_p", "is_h2", "is_h3", "colon", "in_item", "near_body")


def _neighbourhood(
    blocks: Sequence[Block], shares: Sequence[float], own: dict[int, dict[str, float]]
) -> Callable[[int], dict[str, float]]:
    """Prepare what the blocks before and after look like; returns the columns of one block."""
    chars = [log(1 + len(block.text)) for block in blocks]
    links = [min(1.0, block.link_chars / len(block.text)) for block in blocks]
    weight = [0.0, *accumulate(chars)]
    taken = [0.0, *accumulate(share * size for share, size in zip(shares, chars, strict=True))]
    linked = [0.0, *accumulate(link * size for link, size in zip(links, chars, strict=True))]
    nothing = dict.fromkeys(_BESIDE, -2.0)

    def near(n: int) -> dict[str, float]:
        row: dict[str, float] = {}
        for step in (-2, -1, 1, 2):
            at = n + step
            inside = 0 <= at < len(blocks)
            row[f"taken{step:+d}"] = shares[at] if inside else -2.0
            row[f"chars{step:+d}"] = chars[at] if inside else -2.0
            row[f"links{step:+d}"] = links[at] if inside else -2.0
            if abs(step) == 1:
                beside = own.get(at, nothing)
                for name in _BESIDE:
                    row[f"{name}{step:+d}"] = beside[name]
        for reach in (3, 8):
            low, high = max(0, n - reach), min(len(blocks), n + reach + 1)
            total = weight[high] - weight[low] or 1.0
            row[f"taken~{reach}"] = (taken[high] - taken[low]) / total
            row[f"links~{reach}"] = (linked[high] - linked[low]) / total
        return row

    return near


def _clip(value: float) -> float:
    return max(-3.0, min(3.0, value))
