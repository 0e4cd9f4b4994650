"""What is wrong with the terms of a lexicon: those that nothing can match, and those that match too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from monitor.errors import ConfigError
from monitor.matching.fold import fold
from monitor.model import Lexicon, Term

SHORTEST = 4
"""A single word of fewer letters is never enough by itself, unless its case is fixed."""

SHORTEST_UNDIVIDED = 2
"""The same where words are not divided and a character is a syllable or a word."""

STEM = 2
"""Letters that stand before a `*` at least."""

PREFER = "keep one of them"


def wrong_terms(lexicon: Lexicon, path: Path) -> Iterator[ConfigError]:
    """Each fault of a term, with its line and what to write instead."""
    for terms in (lexicon.terms, *lexicon.context.values(), lexicon.exclusions):
        for term in terms:
            yield from _unfit(term, lexicon, path)
        yield from _repeated(terms, lexicon.language, path)
    yield from _never_counted(lexicon, path)
    yield from _too_common(lexicon, path)


def folded(text: str, language: str) -> str:
    """The term as it is compared, its wildcards, parts and choices kept apart."""
    shown = text.replace("*", " 0 ").replace(" + ", " 1 ").replace("|", " 2 ")
    return " ".join(fold(shown, language).text.split())


def _unfit(term: Term, lexicon: Lexicon, path: Path) -> Iterator[ConfigError]:
    """Faults that a term has by itself."""
    letters = fold(term.text, lexicon.language).text.replace(" ", "")
    if not letters:
        yield _fault("holds no letter, so nothing can match it", term, path, "remove it")
        return
    words = [word for group in term.text.split() for word in group.split("|")]
    if "" in words:
        yield _fault("has an empty choice beside a `|`", term, path, "write a word on both sides")
    wild = [word for word in words if "*" in word]
    if wild and not lexicon.bounded:
        yield _fault("has a `*`, which this language does not need", term, path, "remove it")
    elif any("*" in word.rstrip("*") for word in wild):
        yield _fault("has a `*` inside a word", term, path, "a `*` stands for the end of a word only")
    elif any(len(word.rstrip("*")) < STEM for word in wild):
        yield _fault("would match almost any word", term, path, "write two letters or more before a `*`")
    one_word = " " not in term.text.strip()
    least = SHORTEST if lexicon.bounded else SHORTEST_UNDIVIDED
    if term.strength == "sufficient" and one_word and not term.case_sensitive and len(letters) < least:
        yield _fault(
            "is too short to be enough by itself", term, path, "move it to needs_context, or fix its case"
        )
    own = fold(term.text, lexicon.language).text.strip()
    for phrase in term.not_in:
        if own not in fold(phrase, lexicon.language).text and not wild and "+" not in term.text:
            yield _fault(
                f"can never be part of `{phrase}`",
                term,
                path,
                "write in not_in a phrase that has the term in it",
            )


def _repeated(terms: Sequence[Term], language: str, path: Path) -> Iterator[ConfigError]:
    """Terms that are the same when folded."""
    seen: dict[tuple[str, bool], Term] = {}
    for term in terms:
        other = seen.setdefault((folded(term.text, language), term.case_sensitive), term)
        if other is not term and other.text:
            what = "stands twice" if other.concept == term.concept else "means two things"
            yield _fault(
                f"{what}: `{other.text}` on line {other.line} is the same when folded ({other.concept})",
                term,
                path,
                PREFER,
            )


def _never_counted(lexicon: Lexicon, path: Path) -> Iterator[ConfigError]:
    """Terms that an exclusion takes away wherever they stand."""
    excluded = {folded(term.text, lexicon.language): term for term in lexicon.exclusions}
    for term in lexicon.terms:
        other = excluded.get(folded(term.text, lexicon.language))
        if other:
            yield _fault(
                f"never counts: it is excluded on line {other.line} ({other.concept})", term, path, PREFER
            )


def _too_common(lexicon: Lexicon, path: Path) -> Iterator[ConfigError]:
    """Terms that are called enough by themselves and are context all the same."""
    context = {
        folded(term.text, lexicon.language): (group, term)
        for group, terms in lexicon.context.items()
        for term in terms
    }
    for term in lexicon.terms:
        found = context.get(folded(term.text, lexicon.language))
        if found and term.strength == "sufficient":
            group, other = found
            yield _fault(
                f"is too broad to be enough by itself: line {other.line} has it as context ({group})",
                term,
                path,
                "move it to needs_context, or remove one of the two",
            )


def _fault(message: str, term: Term, path: Path, remedy: str) -> ConfigError:
    return ConfigError(f"`{term.text}` {message}", path=path, line=term.line or None, remedy=remedy)
