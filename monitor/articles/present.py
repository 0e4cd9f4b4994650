"""An article as a person reads it: title, date, place and paragraphs; Markdown and JSON too."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from monitor.model import Article


def as_text(article: Article) -> str:
    """Write an article plainly: its title, then "date YYYY-MM-DD PLACE:" before the first paragraph."""
    return "\n\n".join(part for part in (article.title, _opening(article) + article.text) if part)


def as_markdown(article: Article) -> str:
    """Write an article as Markdown; what the page itself would mean as markup is escaped."""
    text = re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", article.text)
    facts = [str(article.published_on) if article.published_on else "", article.place or "", article.outlet]
    about = " · ".join(fact for fact in (*facts, ", ".join(article.authors)) if fact)
    title = re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", article.title)
    link = f"<{article.canonical_url or article.url}>"
    return "\n\n".join(part for part in (f"# {title}", f"*{about}*" if about else "", text, link) if part)


def as_json(article: Article) -> str:
    """Write an article as JSON, every field by its name; dates in ISO 8601."""
    return json.dumps(asdict(article), ensure_ascii=False, indent=1, default=str)


def _opening(article: Article) -> str:
    parts = [f"date {article.published_on}" if article.published_on else "", article.place or ""]
    opening = " ".join(part for part in parts if part)
    # A place closes with a colon, as date-lines do; a date alone is followed by the text.
    return f"{opening}: " if article.place else f"{opening} " if opening else ""
