"""Identity: one key per item, whatever the guid does."""

from __future__ import annotations

from monitor.feeds import read_feed
from tests.feeds.pages import page, rss, source


def keys(*items: tuple[str, str, str, str]) -> list[str]:
    body = rss(
        "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>{title}</title>"
            f"<description>text</description><pubDate>{date}</pubDate></item>"
            for guid, link, title, date in items
        )
    )
    return [entry.key for entry in read_feed(page(body), source()).entries]


LINK = "https://news.example/story/12"


def test_a_guid_is_the_identity_while_everything_else_is_edited() -> None:
    assert keys(("g", LINK, "A", "")) == keys(("g", LINK + "-b", "B", "2026-11-01"))


def test_a_guid_that_is_the_link_and_noise_counts_as_the_link() -> None:
    (plain,) = keys(("", LINK, "A", ""))
    for guid in (LINK, LINK + "#1", LINK + "?t=1699999999", LINK.replace("https", "http") + "/"):
        assert keys((guid, LINK, "A", "")) == [plain]


def test_a_guid_of_another_page_of_the_site_is_a_guid() -> None:
    one, two = keys(
        ("https://n.example/?p=1", LINK, "A", ""), ("https://n.example/?p=2", LINK + "b", "A", "")
    )
    assert one != two
    assert keys(("https://n.example/?p=1", LINK, "Edited", "")) == [one]


def test_one_guid_for_all_items_drops_none() -> None:
    assert len(set(keys(*(("same", f"{LINK}{n}", f"T{n}", "") for n in range(5))))) == 5


def test_tracking_scheme_and_fragment_do_not_make_another_item() -> None:
    (plain,) = keys(("", LINK, "A", ""))
    for link in (LINK + "?utm_source=rss", LINK.replace("https", "http"), LINK + "#top", LINK + "/"):
        assert keys(("", link, "A", "")) == [plain]


def test_one_link_for_all_items_is_told_apart_by_title_and_then_by_date() -> None:
    assert len(set(keys(*(("", "https://news.example/", f"T{n}", "") for n in range(4))))) == 4
    assert len(set(keys(*(("", LINK, "Progress report", f"2026-0{n}-01") for n in range(1, 4))))) == 3


def test_the_same_item_twice_is_one_key() -> None:
    one, two = keys(("", LINK, "A", "2026-01-01"), ("", LINK, "A", "2026-01-01"))
    assert one == two


def test_neither_guid_nor_link_leaves_the_words() -> None:
    one, two = keys(("", "", "A", ""), ("", "", "B", ""))
    assert one != two
    assert keys(("", "", "A", "")) == [one]
