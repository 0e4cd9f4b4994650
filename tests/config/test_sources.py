"""`sources.toml`: good files load, every fault is told with its line and a remedy."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from monitor.config.sources import check_pattern, is_private, load_sources
from monitor.errors import ConfigError, ConfigErrors
from tests.corpus import SHARED, corpus

HOSTILE = SHARED / "corpus" / "hostile"


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def listed() -> list[dict[str, Any]]:
    manifest = HOSTILE / "manifest.json"
    if not manifest.exists():
        return []
    rows = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    return [row for row in rows if row["group"] == "config"]


@pytest.mark.corpus
@pytest.mark.parametrize("row", listed(), ids=lambda row: Path(row["id"]).name)
def test_each_hostile_configuration_is_accepted_or_explained(row: dict[str, Any], tmp_path: Path) -> None:
    raw = (corpus("hostile") / row["file"]).read_bytes()
    if row.get("stored") == "gz":
        raw = gzip.decompress(raw)
    path = tmp_path / "sources.toml"
    path.write_bytes(raw.replace(b'match = "re:', b'link_pattern = "'))
    start = time.perf_counter()
    if row["expect"] == "ok":
        assert load_sources(path)
    else:
        with pytest.raises(ConfigError) as caught:
            load_sources(path)
        assert str(path) in str(caught.value)
        assert caught.value.remedy
        named = row.get("error_names", {})
        if named.get("line"):
            assert caught.value.line == named["line"]
        if named.get("key"):
            assert caught.value.key.endswith(named["key"])
    assert time.perf_counter() - start < 5


GOOD = '[[source]]\nname = "a"\nurl = "https://a.example/feed"\n'


def test_packs_switch_their_sources_and_an_unknown_pack_is_an_error(tmp_path: Path) -> None:
    text = (
        "[packs]\nun = false\n" + GOOD + 'pack = "un"\n' + GOOD.replace('"a"', '"b"').replace("a.ex", "b.ex")
    )
    off, on = load_sources(written(tmp_path, text))
    assert (off.enabled, on.enabled) == (False, True)
    with pytest.raises(ConfigErrors, match=r"sources.toml:2: packs\.unn: .*did you mean `un`"):
        load_sources(written(tmp_path, text.replace("un = false", "unn = false")))


def test_every_fault_of_a_file_is_told_at_once_with_both_lines_of_a_repetition(tmp_path: Path) -> None:
    text = (
        GOOD
        + GOOD.replace("/feed", "/FEED#x")
        + '[[source]]\nname = "c"\nurl = "http://127.1/"\ninterval = 1\n'
    )
    with pytest.raises(ConfigErrors) as caught:
        load_sources(written(tmp_path, text.replace("interval = 1\n", "")))
    assert [(e.line, e.message) for e in caught.value.errors] == [
        (4, "the same name stands at line 2"),
        (4, "the same url stands at line 3"),
        (9, "127.1 is a private address"),
    ]


@pytest.mark.parametrize(
    ("more", "line", "said"),
    [
        ('kind = "listing"', 4, "needs link_pattern or selectors"),
        ('kind = "numbered"', 3, "has {n} in its address"),
        ('kind = "api"', 4, "paths of title and link"),
        ('kind = "api"\nfields = { title = "t", links = "u" }', 5, "did you mean `link`"),
        ('kind = "listing"\nselectors = { item = "div[" }', 5, "write a CSS selector"),
        ('kind = "page"', 4, "kind"),
        ("interval = 4", 4, "write 5 to 44640"),
        ('country = "Pakistan"', 4, "two capital letters"),
        ('language = "EN-gb"', 4, "small letters"),
        ('headers = { Host = "b" }', 4, "set by the program"),
        ('sitemap = "ftp://a.example/s.xml"', 4, "no http(s) address"),
        ('link_pattern = ".*"', 4, "matches everything"),
    ],
)
def test_what_a_kind_needs_is_said_at_its_line(tmp_path: Path, more: str, line: int, said: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        load_sources(written(tmp_path, GOOD + more + "\n"))
    assert caught.value.line == line
    assert said in str(caught.value)


def test_an_operator_may_allow_one_private_host(tmp_path: Path) -> None:
    text = '[[source]]\nname = "a"\nurl = "http://10.0.0.1:8080/feed"\n'
    with pytest.raises(ConfigErrors, match="private address"):
        load_sources(written(tmp_path, text))
    (source,) = load_sources(written(tmp_path, text + 'allow_hosts = ["10.0.0.1:8080"]\n'))
    assert source.allow_hosts == ("10.0.0.1:8080",)


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "localhost", "::1", "a.internal", "intranet"]
)
def test_private_hosts_are_known_in_every_spelling(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", ["un.org", "8.8.8.8", "a.example", "fed.x", "2606:4700::1"])
def test_public_hosts_are_not_called_private(host: str) -> None:
    assert not is_private(host)


def test_patterns_of_users_cannot_hang_the_program() -> None:
    for pattern in (
        "(a+)+$",
        r"(\s*\w+\s*)*:",
        "((ab)*c)*d",
        "(",
        "",
        ".*",
        "x{1,100000}",
        "(?P<a>x)(?P<a>y)",
    ):
        with pytest.raises(ValueError, match=" — "):
            check_pattern(pattern)
    for pattern in (
        r"/news/\d+",
        r"/(?P<year>\d{4})/(?P<month>\w+)/",
        "[(*+)]+x",
        r"/(?:en|fr)/[^/]+\.html$",
    ):
        check_pattern(pattern)


def test_the_default_pack_is_wide_and_says_why_a_source_is_off() -> None:
    sources = load_sources(Path(__file__).parents[2] / "sources.toml")
    assert len(sources) >= 250
    assert sum(source.enabled for source in sources) >= 150
    assert not [s.name for s in sources if not s.title or not s.language or not s.tags or s.weekly is None]
    assert not [s.name for s in sources if not s.enabled and not s.note]
    spoken = {s.language for s in sources if s.pack == "un" and s.enabled}
    assert spoken >= {"ar", "en", "es", "fr", "ru", "zh"}
    assert not [s.name for s in sources if "news.google." in s.url and (s.enabled or "terms" not in s.note)]
