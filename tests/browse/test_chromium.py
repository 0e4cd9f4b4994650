"""A person walks through the archive: in a real browser, at two widths, with the keyboard."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import axe_core_python
import pytest
import uvicorn

from monitor.browse.serve import archive
from tests.browse.chromium import Tab, browser
from tests.browse.newsroom import seed

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PAGES = (
    "/",
    "/search?q=trafficking",
    "/search?q=nothing+like+it",
    "/sources",
    "/monitor",
    "/monitor/articles",
)
TABLES = (
    "/monitor/articles/1",
    "/monitor/articles?_facet=verdict&verdict=relevant",
    "/monitor/this_week",
    "/digests",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    seed(folder, datetime.now(UTC).date()).close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(archive(folder).app(), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        yield tab


def story_of(tab: Tab) -> str:
    return str(tab.ask("document.querySelector('.card h3 a').href"))


def test_nothing_is_asked_of_any_other_machine_and_no_policy_is_broken(site: str, tab: Tab) -> None:
    tab.requests.clear()
    tab.complaints.clear()
    for page in PAGES:
        tab.open(site + page)
    tab.open(site + "/")
    tab.open(story_of(tab))
    hosts = {urlsplit(url).hostname for url in tab.requests if not url.startswith(("data:", "about:"))}
    assert hosts == {"127.0.0.1"}
    assert [c for c in tab.complaints if "Content Security Policy" in c or "Refused" in c] == []


def test_a_walk_from_the_start_to_a_story_by_search_and_facet(site: str, tab: Tab) -> None:
    tab.open(site + "/")
    tab.ask("document.querySelector('#quick').focus()")
    tab.call("Input.insertText", text="trafficking")
    tab.press("Enter", 13)
    wait_for(tab, "location.pathname === '/search' && document.readyState === 'complete'")
    assert tab.ask("document.querySelectorAll('.card mark').length") > 5
    tab.ask(
        "[...document.querySelectorAll('.facets a')].find(a => a.textContent.includes('Nigeria')).click()"
    )
    wait_for(tab, "location.search.includes('country=NG') && document.readyState === 'complete'")
    tab.ask("document.querySelector('.card h3 a').click()")
    wait_for(tab, "location.pathname.startsWith('/story/') && document.readyState === 'complete'")
    assert "baby sale ring" in tab.ask("document.querySelector('h1').textContent")
    assert tab.ask("document.querySelectorAll('.text mark').length") == 1


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(site: str, tab: Tab) -> None:
    tab.open(site + "/")
    tab.press("Tab", 9)
    assert tab.ask("document.activeElement.className") == "skip"
    assert tab.ask("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(site: str, tab: Tab, width: int) -> None:
    tab.open(site + "/", width)
    for page in (story_of(tab), *(site + page for page in PAGES[:4])):
        tab.open(page, width)
        wide = tab.ask("document.documentElement.scrollWidth")
        assert wide <= width, f"{page} is {wide} wide"


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_serious_fault(site: str, tab: Tab, width: int) -> None:
    tab.open(site + "/", width)
    faults = []
    for page in (story_of(tab), *(site + page for page in (*PAGES, *TABLES))):
        tab.open(page, width)
        tab.ask(AXE + "; true")
        faults += [
            f"{urlsplit(page).path}: {fault['id']}: {fault['nodes'][0]['html'][:120]}"
            for fault in tab.ask("axe.run().then(r => r.violations)")
            if fault["impact"] in ("serious", "critical")
        ]
    assert faults == []


def wait_for(tab: Tab, condition: str) -> None:
    for _ in range(100):
        if tab.ask(condition):
            return
        time.sleep(0.05)
    raise AssertionError(f"did not come: {condition}")
