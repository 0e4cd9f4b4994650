"""Every fault of a TOML file is named by file, line, key and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.toml import Schema, read_document, read_toml
from monitor.errors import ConfigError, ConfigErrors


class Item(Schema):
    name: str
    url: str
    interval: int = 60
    tags: list[str] = []


class File(Schema):
    source: list[Item]


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "sources.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


GOOD = '[[source]]\nname = "a"\nurl = "https://a.example/"\n'


def test_a_good_file_is_read(tmp_path: Path) -> None:
    value, lines = read_toml(write(tmp_path, GOOD + '\n[[source]]\nname = "b"\nurl = "x"\n'), File)
    assert [item.name for item in value.source] == ["a", "b"]
    assert lines.of(("source", 1, "name")) == 6
    assert lines.of(("source", 1, "tags", 3)) == 5


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    value, _ = read_toml(write(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()), File)
    assert value.source[0].name == "a"


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        (GOOD + "intervall = 30\n", 4, "source[1].intervall", "did you mean `interval`?"),
        (GOOD + 'interval = "soon"\n', 4, "source[1].interval", "a whole number"),
        ('[[source]]\nname = "a"\n', 1, "source[1].url", "is missing"),
        (GOOD + 'url = "https://b.example/"\n', 4, "source[1].url", "set twice"),
        (GOOD + "\n[[source]]\n" + 'url = "x\n', 6, "", 'in "quotes"'),
        (GOOD + 'tags = ["a", 3]\n', 4, "source[1].tags[2]", 'text in "quotes"'),
        ("a = " + "[" * 1000 + "]" * 1000, None, "", "nested 1000 deep"),
        ("a = " + "9" * 5000, 1, "", "not valid TOML"),
        (b'[[source]]\nname = "\xe9"\n', 2, "", "UTF-8"),
        ("", None, "source", "is missing"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str | bytes, line: int | None, key: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_toml(path, File)
    error = caught.value
    assert (error.path, error.line, error.key) == (path, line, key)
    assert said in str(error)
    assert str(error).startswith(str(path))


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigErrors) as caught:
        read_toml(write(tmp_path, '[[source]]\nnme = "a"\nurl = 3\n'), File)
    assert {error.key for error in caught.value.errors} == {
        "source[1].nme",
        "source[1].name",
        "source[1].url",
    }


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_document(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="is a folder"):
        read_document(tmp_path)
