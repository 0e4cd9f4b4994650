"""Every way of breaking a deployment's files is named by `monitor check`: file, line, key, remedy, exit 2."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from tests.corpus import SHARED, corpus

GOOD_SOURCE = '[[source]]\nname = "a"\nurl = "https://a.example/feed"\n'
GOOD_LEXICON = 'language = "en"\n[concepts.slavery]\nsufficient = ["modern slavery"]\n'
GOOD_ALERT = 'title = "Desk"\nrecipients = ["analysts"]\n'


@dataclass(frozen=True)
class Break:
    """A file, what is written into it, and what the error must name.

    `line` is None where no line can be blamed; `says` are parts of the message, the remedy among them.
    """

    file: str
    content: str | bytes
    line: int | None
    says: tuple[str, ...]


def source(more: str, line: int | None, *says: str) -> Break:
    return Break("sources.toml", GOOD_SOURCE + more, line, says)


def sources(content: str | bytes, line: int | None, *says: str) -> Break:
    return Break("sources.toml", content, line, says)


def alert(more: str, line: int | None, *says: str) -> Break:
    return Break("alerts/desk.toml", GOOD_ALERT + more, line, says)


def lexicon(content: str, line: int | None, *says: str) -> Break:
    return Break("alerts/lexicon/en.toml", 'language = "en"\n' + content, line, says)


def template(content: str | bytes, line: int | None, *says: str) -> Break:
    return Break("alerts/templates/digest.txt.j2", content, line, says)


BREAKS = {
    "sources: empty": sources("", None, "no source", "[[source]]"),
    "sources: unclosed string": sources('[[source]]\nname = "a\n', 2, "TOML", "quotes"),
    "sources: bad escape": sources('[[source]]\nname = "a\\q"\n', 2, "TOML"),
    "sources: key twice": source('url = "https://b.example/"\n', 4, "source", "url", "twice", "keep one"),
    "sources: unknown key": source("intervall = 30\n", 4, "intervall", "did you mean `interval`?"),
    "sources: wrong type": source('interval = "soon"\n', 4, "interval", "whole number"),
    "sources: interval 0": source("interval = 0\n", 4, "interval"),
    "sources: negative interval": source("interval = -5\n", 4, "interval"),
    "sources: no url": sources('[[source]]\nname = "a"\n', 1, "url", "is missing", "add"),
    "sources: no name": sources('[[source]]\nurl = "https://a.example/"\n', 1, "name", "is missing"),
    "sources: bad url": sources('[[source]]\nname = "a"\nurl = "htp://a.example"\n', 3, "url", "https://"),
    "sources: password in url": sources('[[source]]\nname = "a"\nurl = "https://u:p@a.example"\n', 3, "url"),
    "sources: private url": sources('[[source]]\nname = "a"\nurl = "http://10.0.0.1/"\n', 3, "allow_hosts"),
    "sources: loopback spelt oddly": sources(
        '[[source]]\nname = "a"\nurl = "http://0x7f.1/"\n', 3, "private"
    ),
    "sources: odd port": sources('[[source]]\nname = "a"\nurl = "https://a.example:8443/"\n', 3, "port"),
    "sources: name twice": source(
        '[[source]]\nname = "A"\nurl = "https://b.example/"\n', 4, "line 2", "keep"
    ),
    "sources: url twice": source('[[source]]\nname = "b"\nurl = "HTTPS://a.example/feed#x"\n', 4, "line 3"),
    "sources: bad pattern": source('kind = "listing"\nlink_pattern = "news("\n', 5, "link_pattern"),
    "sources: endless pattern": source('kind = "listing"\nlink_pattern = "(a+)+$"\n', 5, "link_pattern"),
    "sources: listing without a way": source('kind = "listing"\n', 4, "kind", "link_pattern"),
    "sources: api without fields": source('kind = "api"\n', 4, "kind", "fields", "title"),
    "sources: numbered without a place": source('kind = "numbered"\n', 3, "url", "{n}"),
    "sources: unknown kind": source('kind = "rss"\n', 4, "kind", "feed"),
    "sources: bad country": source('country = "Pakistan"\n', 4, "country", "PK"),
    "sources: bad language": source('language = "Urdu"\n', 4, "language", "ur"),
    "sources: hostile header": source('headers = { "X-A" = "b\\r\\nHost: c" }\n', 4, "headers"),
    "sources: hostile name": sources(
        '[[source]]\nname = "a\\u0000b"\nurl = "https://a.example/"\n', 2, "name"
    ),
    "sources: pack without sources": sources("[packs]\nunn = true\n" + GOOD_SOURCE, 2, "unn"),
    "sources: Latin-1": sources(GOOD_SOURCE.encode() + b'title = "\xe9"\n', 4, "UTF-8"),
    "sources: UTF-16": sources(GOOD_SOURCE.encode("utf-16"), 1, "UTF-8"),
    "sources: deep brackets": sources("a = " + "[" * 500 + "]" * 500, None, "deep", "nest at most"),
    "sources: huge number": sources("a = " + "9" * 5000, 1, "TOML"),
    "alerts: unknown key": alert('recipient = ["a"]\n', 3, "recipient", "did you mean `recipients`?"),
    "alerts: no title": Break("alerts/desk.toml", "[schedule]\n", None, ("title", "is missing")),
    "alerts: wrong type": alert("rule = 5\n", 3, "rule", "quotes"),
    "alerts: bad rule": alert('rule = "trafficking AND ("\n', 3, "rule"),
    "alerts: endless pattern in a rule": alert('rule = "/(a+)+$/"\n', 3, "rule"),
    "alerts: rule of an unknown source": alert('sources = ["no-such-source"]\n', 3, "no-such-source"),
    "alerts: unknown topic": alert('topics = ["drugs"]\n', 3, "topics", "trafficking_in_persons"),
    "alerts: unknown zone": alert('[schedule]\nzone = "Asia/Karachee"\n', 4, "zone"),
    "alerts: hour that is none": alert('[schedule]\nat = "25:00"\n', 4, "at", "07:00"),
    "alerts: day that is none": alert('[schedule]\ndays = "someday"\n', 4, "days", "daily"),
    "alerts: bad recipient": Break(
        "alerts/desk.toml", 'title = "Desk"\nrecipients = ["a b@c"]\n', 2, ("recipients", "address")
    ),
    "alerts: key twice": alert('title = "Again"\n', 3, "title", "twice"),
    "alerts: unclosed list": alert('topics = ["trafficking_in_persons"\n', None, "TOML"),
    "recipients: not an address": Break(
        "alerts/recipients.toml", '[lists]\nanalysts = ["nobody"]\n', 2, ("analysts", "name@example.org")
    ),
    "mail: unknown way": Break("alerts/mail.toml", 'way = "pigeon"\n', 1, ("way", "smtp")),
    "mail: no host": Break("alerts/mail.toml", 'way = "smtp"\n', None, ("host",)),
    "mail: password written down": Break(
        "alerts/mail.toml", 'way = "smtp"\nhost = "a.example"\npassword = "secret"\n', 3, ("password",)
    ),
    "lexicon: unknown concept": lexicon('[concepts.forced_labor]\nsufficient = ["x y"]\n', 2, "forced_labor"),
    "lexicon: unknown key": lexicon(
        '[concepts.slavery]\nsuficient = ["x y"]\n', 3, "did you mean `sufficient`?"
    ),
    "lexicon: term twice": lexicon(
        '[concepts.slavery]\nsufficient = [\n"modern slavery",\n"Modern  Slavery",\n]\n',
        5,
        "twice",
        "keep one",
    ),
    "lexicon: term of no letters": lexicon('[concepts.slavery]\nsufficient = ["…"]\n', 3, "no letter"),
    "lexicon: too short": lexicon(
        '[concepts.slavery]\nsufficient = ["tip"]\n', 3, "too short", "needs_context"
    ),
    "lexicon: matches all": lexicon(
        '[concepts.slavery]\nsufficient = ["*labour"]\n', 3, "`*labour` has a `*` inside a word"
    ),
    "lexicon: wrong language": Break(
        "alerts/lexicon/en.toml", 'language = "fr"\n[concepts]\n', 1, ("language", "give the file")
    ),
    "lexicon: not TOML": lexicon("[concepts.slavery\n", 2, "TOML"),
    "weights: text for a number": Break(
        "alerts/lexicon/weights.toml", '[relevant]\nbias = "much"\n', 2, ("relevant.bias", "number")
    ),
    "templates: syntax": template("Hello\n{% for x in %}\n", 2, "syntax"),
    "templates: unclosed block": template("Hello\n{% if digest %}\n", None, "syntax"),
    "templates: unknown name": template("Hello\n\n{{ digezt }}\n", 3, "digezt"),
    "templates: not UTF-8": template(b"caf\xe9\n", 1, "UTF-8"),
    "templates: unknown file": Break(
        "alerts/templates/digset.txt.j2", "x", None, ("digset", "digest.txt.j2")
    ),
}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shipped") / "deployment"
    assert run("init", str(folder)) == 0
    return folder


@pytest.fixture
def deployment(shipped: Path, tmp_path: Path) -> Path:
    shutil.copytree(shipped, tmp_path / "d")
    (tmp_path / "d" / "sources.toml").write_text(GOOD_SOURCE)
    # A small lexicon and no templates are checked sooner than what is shipped.
    for path in (tmp_path / "d" / "alerts").glob("*/*"):
        if path.name != "weights.toml":
            path.unlink()
    (tmp_path / "d" / "alerts" / "lexicon" / "en.toml").write_text(GOOD_LEXICON)
    return tmp_path / "d"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_shipped_deployment_is_sound(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--at", str(shipped), "check") == 0, capsys.readouterr().err


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_is_named(name: str, deployment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = BREAKS[name]
    path = deployment / broken.file
    content = broken.content
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert run("--at", str(deployment), "check") == 2
    said = capsys.readouterr().err
    place = f"{path}:{broken.line}:" if broken.line else str(path)
    errors = [line for line in said.splitlines() if place in line]
    assert errors, f"nothing is said of {place}:\n{said}"
    assert any(all(part in line for part in broken.says) for line in errors), said
    assert "Traceback" not in said
    assert any(" — " in line for line in errors), f"no remedy: {said}"


def test_nothing_runs_with_a_broken_file(deployment: Path) -> None:
    (deployment / "sources.toml").write_text(GOOD_SOURCE + "intervall = 30\n")
    for verb in ("crawl", "run", "digest"):
        assert run("--at", str(deployment), verb) == 2
    assert not (deployment / "db" / "monitor.db").exists()


MANIFEST = SHARED / "corpus" / "hostile" / "manifest.json"
ENTRIES: list[dict[str, Any]] = (
    [e for e in json.loads(MANIFEST.read_text())["entries"] if e["group"] == "config"]
    if MANIFEST.exists()
    else []
)
REFUSED_HERE = {"config/sql-name.toml"}
"""Files that may be accepted or refused, as long as nothing breaks: the name is escaped everywhere."""


@pytest.mark.corpus
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["id"]))
def test_a_hostile_file_is_refused_with_its_line(
    entry: dict[str, Any], deployment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = (corpus("hostile") / entry["file"]).read_bytes()
    (deployment / "sources.toml").write_bytes(gzip.decompress(raw) if entry.get("stored") == "gz" else raw)
    began = time.monotonic()
    code = run("--at", str(deployment), "check")
    said = capsys.readouterr().err
    assert time.monotonic() - began < 5
    assert "Traceback" not in said
    if entry["id"] in REFUSED_HERE:
        return
    assert code == (0 if entry["expect"] == "ok" else 2), said
    names = entry.get("error_names", {})
    if names.get("line"):
        assert f"sources.toml:{names['line']}:" in said, said
    if names.get("key"):
        assert names["key"] in said
