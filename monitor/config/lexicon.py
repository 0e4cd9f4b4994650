"""Read `alerts/lexicon/<language>.toml` and `weights.toml`, and refuse what could not work.

A term that nobody can find, that stands twice, that means two things or that is too common to be
enough by itself is an error that names the line. `alerts/README.md` describes the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import Field

from monitor.config.terms import wrong_terms
from monitor.config.toml import KeyPath, Lines, Schema, fault, read_document, read_toml
from monitor.errors import ConfigError, ConfigErrors
from monitor.matching.concepts import CONCEPTS, DOMAINS, GROUPS
from monitor.model import Lexicon, Strength, Term

WEIGHTS_FILE = "weights.toml"


class TermSchema(Schema):
    """A term with more to say than its text."""

    term: str = Field(min_length=1, max_length=200)
    inflects: bool = True
    case_sensitive: bool = False
    not_in: list[str] = []


Terms = list[str | TermSchema]


class ConceptSchema(Schema):
    """The terms of one concept, by how much they say."""

    sufficient: Terms = []
    needs_context: Terms = []


class InflectionSchema(Schema):
    """How the words of the language change."""

    suffixes: list[str] = []
    endings: list[str] = []
    prefixes: list[str] = []
    spellings: list[list[str]] = []


class LexiconSchema(Schema):
    """One language's file."""

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    words_are_divided: bool = True
    inflection: InflectionSchema = InflectionSchema()
    concepts: dict[str, ConceptSchema]
    context: dict[str, Terms] = {}
    exclusions: dict[str, Terms] = {}


def load_lexicons(folder: Path) -> tuple[Lexicon, ...]:
    """Every language's lexicon in `folder`, sorted by language.

    Raises:
        ConfigErrors: all that is wrong with any of the files.
    """
    files = sorted(path for path in folder.glob("*.toml") if path.name != WEIGHTS_FILE)
    if not files:
        raise ConfigError(
            "holds no lexicon", path=folder, remedy="`monitor init` makes one for each language"
        )
    loaded: list[Lexicon] = []
    errors: list[ConfigError] = []
    for path in files:
        try:
            loaded.append(load_lexicon(path))
        except ConfigErrors as several:
            errors += several.errors
        except ConfigError as error:
            errors.append(error)
    if errors:
        raise ConfigErrors(errors)
    return tuple(loaded)


def load_lexicon(path: Path) -> Lexicon:
    """One language's file, checked.

    Raises:
        ConfigErrors: what is wrong with it, each with its line.
    """
    schema, lines = read_toml(path, LexiconSchema)
    errors = list(_wrong_names(schema, path, lines))
    lexicon = _lexicon(schema, lines)
    if lexicon.language != path.stem:
        errors.append(
            fault(
                f'is "{lexicon.language}" in a file named {path.name}',
                path=path,
                lines=lines,
                key=("language",),
                remedy="give the file the language's name",
            )
        )
    errors += wrong_terms(lexicon, path)
    if errors:
        raise ConfigErrors(errors)
    return lexicon


def load_weights(folder: Path) -> Mapping[str, float]:
    """The numbers of `weights.toml`, one dotted name each ("relevant.title_sufficient").

    Raises:
        ConfigError: the file is missing or holds something other than tables of numbers.
    """
    path = folder / WEIGHTS_FILE
    document, lines = read_document(path)
    weights: dict[str, float] = {}
    for table, values in document.items():
        if not isinstance(values, dict):
            raise fault(
                "stands outside of a table",
                path=path,
                lines=lines,
                key=(table,),
                remedy="put it below [relevant] or [mentioned]",
            )
        for name, value in values.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1000:
                raise fault(
                    "is not a number below 1000",
                    path=path,
                    lines=lines,
                    key=(table, name),
                    remedy="write a number, without quotes: 1.5",
                )
            weights[f"{table}.{name}"] = float(value)
    return weights


def _lexicon(schema: LexiconSchema, lines: Lines) -> Lexicon:
    language = schema.language
    terms: list[Term] = []
    for name, concept in schema.concepts.items():
        groups: tuple[tuple[str, Strength, Terms], ...] = (
            ("sufficient", "sufficient", concept.sufficient),
            ("needs_context", "context", concept.needs_context),
        )
        for key, strength, rows in groups:
            terms += _terms(rows, name, language, lines=lines, key=("concepts", name, key), strength=strength)
    return Lexicon(
        language=language,
        terms=tuple(terms),
        context={
            group: _terms(rows, group, language, lines=lines, key=("context", group))
            for group, rows in schema.context.items()
        },
        exclusions=tuple(
            term
            for domain, rows in schema.exclusions.items()
            for term in _terms(rows, domain, language, lines=lines, key=("exclusions", domain))
        ),
        suffixes=tuple(schema.inflection.suffixes),
        endings=tuple(schema.inflection.endings),
        prefixes=tuple(schema.inflection.prefixes),
        spellings=tuple(tuple(group) for group in schema.inflection.spellings),
        bounded=schema.words_are_divided,
    )


def _terms(
    rows: Terms, concept: str, language: str, *, lines: Lines, key: KeyPath, strength: Strength = "context"
) -> tuple[Term, ...]:
    made = []
    for index, row in enumerate(rows):
        more = TermSchema(term=row) if isinstance(row, str) else row
        made.append(
            Term(
                text=more.term,
                concept=concept,
                language=language,
                strength=strength,
                inflects=more.inflects,
                case_sensitive=more.case_sensitive,
                not_in=tuple(more.not_in),
                line=lines.of((*key, index)) or 0,
            )
        )
    return tuple(made)


def _wrong_names(schema: LexiconSchema, path: Path, lines: Lines) -> Iterator[ConfigError]:
    tables: tuple[tuple[str, object, tuple[str, ...]], ...] = (
        ("concepts", schema.concepts, tuple(CONCEPTS)),
        ("context", schema.context, GROUPS),
        ("exclusions", schema.exclusions, DOMAINS),
    )
    for table, given, known in tables:
        assert isinstance(given, dict)
        for name in given:
            if name not in known:
                yield fault(
                    "is not a known name",
                    path=path,
                    lines=lines,
                    key=(table, name),
                    remedy="one of " + ", ".join(known),
                )
