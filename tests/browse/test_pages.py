"""The archive's pages over HTTP: what is new, search, stories, sources; feeds and files to take along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from sqlite_utils import Database

from monitor.browse.exports import SafeCsv, safe_cell
from monitor.browse.serve import archive
from monitor.store.search import index_pending
from tests.browse.newsroom import REPORTS, seed
from tests.corpus import corpus

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("db")
    seed(folder, TODAY).close()
    return folder


@pytest.fixture
def served(folder: Path) -> Any:
    return archive(folder)


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    db = Database(str(folder / "monitor.db"))
    yield db
    db.close()


async def page(served: Any, path: str) -> BeautifulSoup:
    answer = await served.client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return BeautifulSoup(answer.text, "html.parser")


async def test_the_start_page_shows_what_is_new_with_numbers_charts_and_a_map(served: Any) -> None:
    soup = await page(served, "/")
    titles = [h.get_text() for h in soup.select(".card h3")]
    assert REPORTS[0]["title"] in titles
    assert len(titles) == len(set(titles))
    assert len(soup.select(".columns span")) == 30
    assert {h.get_text() for h in soup.select(".panel h2")} >= {"Where", "Countries", "Languages", "Sources"}
    assert soup.select("svg.world circle")
    assert soup.select_one(".card mark")


async def test_copies_are_one_story_and_conflicting_figures_stand_side_by_side(
    served: Any, db: Database
) -> None:
    story = db.execute("SELECT story_id FROM articles WHERE url = 'https://news.example/0/0'").fetchone()[0]
    soup = await page(served, f"/story/{story}")
    assert len(soup.select(".outlets li")) == 3
    rescued = next(row for row in soup.select(".figures tr") if "Rescued" in row.get_text())
    assert "outlets disagree" in rescued.get_text()
    assert [b.get_text() for b in rescued.select("b")] == ["12", "14"]
    assert {m.get_text() for m in soup.select(".text mark")} == set(REPORTS[0]["terms"])
    assert len(soup.select(".why blockquote")) == 2
    assert all("noreferrer" in a["rel"] for a in soup.select("a[href^='https://news.example']"))


async def test_right_to_left_stays_right_to_left(served: Any, db: Database) -> None:
    story = db.execute("SELECT story_id FROM articles WHERE language = 'ur' LIMIT 1").fetchone()[0]
    soup = await page(served, f"/story/{story}")
    heading = soup.select_one("h1")
    assert heading is not None
    assert (heading["dir"], heading["lang"]) == ("rtl", "ur")


async def test_an_old_address_leads_on_and_an_unknown_one_is_not_there(served: Any, db: Database) -> None:
    story = db.execute("SELECT id FROM stories LIMIT 1").fetchone()[0]
    with db.atomic():
        db.execute("INSERT OR REPLACE INTO story_redirects (old, new) VALUES ('oldoldold2', ?)", [story])
    answer = await served.client.get("/story/oldoldold2")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/story/{story}")
    assert (await served.client.get("/story/nothingatall")).status_code == 404
    assert (await served.client.get("/article/999999")).status_code == 404


async def test_search_finds_in_every_script_marks_and_narrows(served: Any) -> None:
    for words in ("انسانی سمگلنگ", "贩卖人口", "การค้ามนุษย์", "торговле", "“forced labour”"):
        soup = await page(served, "/search?q=" + words)
        assert soup.select(".card"), words
        assert soup.select(".card mark"), words
    soup = await page(served, "/search?q=trafficking")
    facets = {h.get_text() for h in soup.select(".facets h2")}
    assert {"Country", "Language", "Source", "Topic", "Verdict"} <= facets
    nigeria = soup.find("a", string=re.compile("Nigeria")) or next(
        a for a in soup.select(".facets a") if "Nigeria" in a.get_text()
    )
    narrowed = await page(served, str(nigeria["href"]))
    assert len(narrowed.select(".card")) == 1
    assert "Nigeria" in narrowed.select(".chosen a")[0].get_text()


async def test_older_ones_go_on_where_the_page_ended(served: Any) -> None:
    seen: list[str] = []
    path: str | None = "/search?verdict=relevant"
    while path:
        soup = await page(served, path)
        seen += [str(a["href"]) for a in soup.select(".card h3 a")]
        following = soup.select_one("a[rel=next]")
        path = str(following["href"]) if following else None
    stories = {s for s in seen if "/story/" in s}
    assert len(stories) > 40
    assert len(seen) == len(stories)


async def test_best_first_puts_titles_before_texts(served: Any) -> None:
    soup = await page(served, "/search?q=modern+slavery&sort=best")
    assert "modern slavery" in soup.select(".card h3")[0].get_text()


async def test_a_broken_rule_is_read_as_words_and_says_so(served: Any) -> None:
    soup = await page(served, "/search?q=kiln+OR")
    assert "Read as plain words" in soup.select(".note")[0].get_text()
    assert soup.select(".card")


async def test_a_passage_keeps_its_paragraphs_apart(served: Any) -> None:
    for path in ("/", "/search?q=kiln"):
        for passage in (await page(served, path)).select(".card .snippet"):
            assert not re.search(r"[a-z][.!?][A-Z]", passage.get_text()), passage.get_text()


async def test_hostile_searches_get_an_answer(served: Any) -> None:
    for line in (corpus("hostile") / "lists" / "fts-queries.jsonl").read_text().splitlines():
        answer = await served.client.get("/search", params={"q": json.loads(line)["q"]})
        assert answer.status_code == 200, line
    for query in ("from=x&to=2026-13-01&before=-1&sort=z", "before=" + "9" * 30, "country=%00&form=%27%22"):
        assert (await served.client.get(f"/search?{query}")).status_code == 200


async def test_a_title_with_markup_is_text(served: Any) -> None:
    for path in ("/search?q=festival", "/", "/monitor/articles?title__contains=Harbour"):
        soup = await page(served, path)
        assert not soup.find("script", string=re.compile("alert"))
        assert not soup.select(".card b, td b")


async def test_csv_json_and_atom_are_safe_to_take_along(served: Any) -> None:
    rows = list(csv.DictReader(io.StringIO((await served.client.get("/search.csv?q=festival")).text)))
    assert rows[0]["outlet"] == '\'=HYPERLINK("x")'
    found = (await served.client.get("/search.json?q=kiln")).json()
    assert found["articles"][0]["countries"] == ["PK"]
    feed = ElementTree.fromstring((await served.client.get("/search.atom?verdict=relevant")).text)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 20


async def test_datasettes_own_csv_is_made_safe_as_it_streams(served: Any) -> None:
    for query in ("_size=max", "_stream=on&_size=5"):
        text = (await served.client.get(f"/monitor/articles.csv?{query}")).text
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) > 50
        assert {r["outlet"] for r in rows if "HYPERLINK" in r["outlet"]} == {'\'=HYPERLINK("x")'}


async def test_no_cell_of_any_export_is_a_formula(tmp_path: Path) -> None:
    lines = (corpus("hostile") / "lists" / "csv-cells.jsonl").read_text().splitlines()
    db = seed(tmp_path, TODAY)
    with db.atomic():
        db.execute("UPDATE articles SET verdict = 'not_relevant', text = 'kept'")
        for number, line in enumerate(lines, 1):
            cell = json.loads(line)["cell"]
            db.execute(
                "UPDATE articles SET verdict = 'relevant', title = ?, outlet = ?, place = ?, authors = '[]',"
                " story_id = NULL WHERE id = ?",
                [cell, cell, cell, number],
            )
        while index_pending(db):
            pass
    db.close()
    served = archive(tmp_path)
    for path in ("/search.csv?verdict=relevant", "/monitor/articles.csv?verdict=relevant"):
        rows = list(csv.DictReader(io.StringIO((await served.client.get(path)).text, newline="")))
        assert len(rows) == len(lines)
        for row in rows:
            assert {c for c in row.values() if c and len(c) > 1 and c[0] in "=+-@\t\r"} == set(), path


async def test_tables_facets_and_saved_queries_are_datasettes(served: Any) -> None:
    assert not (await page(served, "/monitor/articles")).select(".facet-info")
    soup = await page(served, "/monitor/articles?_facet=language&_facet_array=countries")
    assert {"language", "countries"} == {
        str(d["data-column"]) for d in soup.select(".facet-info[data-column]")
    }
    queries = (await served.client.get("/monitor.json")).json()["queries"]
    assert queries
    for query in queries:
        answer = await served.client.get(f"/monitor/{query['name']}.json?_shape=array")
        assert answer.status_code == 200, query["name"]


async def test_sources_are_shown_with_the_troubled_first(served: Any) -> None:
    soup = await page(served, "/sources")
    states = [s.get_text() for s in soup.select("table .state")]
    assert states[:2] == ["failing", "quiet"]


def test_every_dangerous_cell_is_text() -> None:
    for line in (corpus("hostile") / "lists" / "csv-cells.jsonl").read_text().splitlines():
        row = json.loads(line)
        assert (safe_cell(row["cell"]) != row["cell"]) == row["dangerous"], row


def test_a_csv_that_comes_in_pieces_is_the_same() -> None:
    whole = 'a,b\r\n"=1\n+2",ü\r\n-5,"x ""y"""\r\n'.encode()
    expected = 'a,b\r\n"\'=1\n+2",ü\r\n-5,"x ""y"""\r\n'
    for size in (1, 2, 3, 7, 100):
        safe = SafeCsv()
        pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
        out = b"".join(safe.feed(p, more=n < len(pieces) - 1) for n, p in enumerate(pieces))
        assert out.decode() == expected
