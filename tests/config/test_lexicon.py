"""A lexicon that could not work is refused, with file, line, term and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.lexicon import load_lexicon, load_lexicons, load_weights
from monitor.errors import ConfigError, ConfigErrors
from tests.matching.lexicons import LEXICONS

GOOD = """language = "en"

[concepts.slavery]
sufficient = ["modern slavery", "slave*"]
needs_context = ["bondage"]

[context]
means = ["forced"]

[exclusions]
history = ["slave trade"]
"""


def faults(folder: Path, text: str, name: str = "en.toml") -> list[str]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigErrors) as caught:
        load_lexicon(path)
    return [str(error).removeprefix(f"{path}") for error in caught.value.errors]


def test_the_shipped_lexicons_are_right() -> None:
    lexicons = load_lexicons(LEXICONS)
    assert {"en", "ur", "ar", "fr", "es", "ru", "zh"} <= {lexicon.language for lexicon in lexicons}
    assert all(term.line for lexicon in lexicons for term in lexicon.terms)
    assert load_weights(LEXICONS)["threshold.relevant"] > 0


def test_a_term_keeps_its_line(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text(GOOD)
    lexicon = load_lexicon(tmp_path / "en.toml")
    assert [(t.text, t.line, t.strength) for t in lexicon.terms] == [
        ("modern slavery", 4, "sufficient"),
        ("slave*", 4, "sufficient"),
        ("bondage", 5, "context"),
    ]


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ('"slave*"', '"Modern-Slavery"', 4, "stands twice"),
        ('"slave*"', '"slave|"', 4, "empty choice"),
        ('"slave*"', '"s*"', 4, "almost any word"),
        ('"slave*"', '"sl*ve"', 4, "inside a word"),
        ('"slave*"', '"tip"', 4, "too short"),
        ('"slave*"', '"…"', 4, "holds no letter"),
        ('"slave*"', '"forced"', 4, "too broad"),
        ('"slave*"', '"slave trade"', 4, "never counts"),
        ('"slave*"', '{ term = "slave", not_in = ["wage labour"] }', 4, "can never be part"),
        ('"slave*"', '{ term = "slave", inflect = true }', 4, "did you mean `inflects`"),
        ("slavery]", "slaveries]", 3, "not a known name"),
        ("means =", "ways =", 8, "not a known name"),
        ("history =", "story =", 11, "not a known name"),
        ('"en"', '"fr"', 1, "named en.toml"),
        ('["bondage"]', '"bondage"', 5, "wrong type"),
    ],
)
def test_what_could_not_work_is_refused(tmp_path: Path, was: str, now: str, line: int, said: str) -> None:
    found = faults(tmp_path, GOOD.replace(was, now, 1))
    assert any(said in fault and fault.startswith(f":{line}:") for fault in found), found


def test_one_term_with_two_meanings_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("[context]", '[concepts.forced_labour]\nsufficient = ["modern slavery"]\n\n[context]')
    assert "means two things" in faults(tmp_path, text)[0]


def test_a_star_is_refused_where_words_are_not_divided(tmp_path: Path) -> None:
    text = 'language = "zh"\nwords_are_divided = false\n[concepts.slavery]\nsufficient = ["奴隶*"]\n'
    assert "does not need" in faults(tmp_path, text, "zh.toml")[0]


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text(GOOD.replace("slavery]", "slaveries]"))
    (tmp_path / "fr.toml").write_text(GOOD)
    with pytest.raises(ConfigErrors) as caught:
        load_lexicons(tmp_path)
    assert {error.path.name for error in caught.value.errors} == {"en.toml", "fr.toml"}


@pytest.mark.parametrize(
    "text", ["bias = 1", '[relevant]\nbias = "1"', "[relevant]\nbias = true", "[relevant]\nbias = inf"]
)
def test_weights_are_numbers_in_tables(tmp_path: Path, text: str) -> None:
    (tmp_path / "weights.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"weights.toml:\d"):
        load_weights(tmp_path)
