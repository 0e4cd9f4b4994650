"""What the forest hears: what links are for, images, repeated elements, and the second extractor."""

from __future__ import annotations

import numpy as np
from lxml import html

from benchmarks.block_labels import shares_in
from monitor.articles.blocks import Block, blocks_of, tokens
from monitor.articles.choose import gather, said_once
from monitor.articles.links import LINK_KINDS, kinds_of
from monitor.articles.metadata import Metadata
from monitor.articles.parse import tree_of
from monitor.articles.witnesses import second_opinion

URL = "https://www.example.org/story"
STORY = "".join(
    f"<p>The court heard witness {n} speak of the work that she was made to do.</p>" for n in range(9)
)


def kinds(href: str, names: str = "", rel: str = "") -> set[str]:
    return {LINK_KINDS[n] for n in kinds_of(href, names, rel, "example.org")}


def test_what_a_link_is_for() -> None:
    assert kinds("#part-2") == {"anchor"}
    assert kinds("#") == set()
    assert kinds("/about") == set()
    assert kinds("https://www.example.org/next") == set()
    assert kinds("https://other.example/") == {"away"}
    assert kinds("/newsletter", "btn btn-primary") == {"button", "calling"}
    assert kinds("/tag/courts", rel="tag") == {"tagged"}
    assert kinds("https://other.example/x?tag=us-21", rel="sponsored nofollow") == {"away", "paid"}


def blocks(markup: str) -> list[Block]:
    return blocks_of(html.fromstring(f"<body>{markup}</body>"), "example.org")


def test_the_text_of_a_link_counts_for_its_kinds_in_its_own_block() -> None:
    said, plain = blocks(
        "<p>Sign <a href='/subscribe' class='btn'>up here</a></p><p>See <a href='/x'>this</a></p>"
    )
    counted = dict(zip(LINK_KINDS, said.link_kinds, strict=True))
    assert counted["button"] == counted["calling"] == len("up here")
    assert not any(plain.link_kinds)


def test_images_count_for_the_text_that_follows_and_for_every_element_around() -> None:
    first, second = blocks("<div><figure><img></figure><picture></picture><p>One</p></div><p>Two</p>")
    assert (first.images, second.images) == (2, 0)
    assert first.frame.parent is not None
    assert first.frame.parent.images == 2


def test_the_second_extractor_is_asked_again_where_a_name_hides_all() -> None:
    page = f"<html><body><div class='hidden'>{STORY}</div></body></html>"
    assert second_opinion(page, 0) == []
    assert len(second_opinion(page, 500)) == 9


def test_elements_of_one_make_are_counted() -> None:
    page = f"<html><body><main>{STORY}</main><ul><li>One</li><li>Two</li><li>Three</li></ul></body></html>"
    tree = tree_of(page)
    facts = gather(tree, page, Metadata(), URL).table
    alike = facts.column("like0_parent")
    assert round(float(2.718281828 ** alike[0])) == 9
    assert round(float(2.718281828 ** alike[-1])) == 3


def test_a_heading_that_a_table_of_contents_repeats_counts_once() -> None:
    contents = "<ul><li>What the law says of work</li><li>Who may ask for help</li></ul>"
    body = "<h2>What the law says of work</h2><p>It says a great deal of work, and little of its price.</p>"
    asked = "<h2>Who may ask for help</h2><p>Everybody who was made to work may ask the office for it.</p>"
    page = blocks(contents + body + asked)
    for block in page:
        block.words = tokens(block.text)
    reference = " ".join(block.text for block in page[2:])
    assert shares_in(page, reference) == [0.0, 0.0, 1.0, 1.0, 1.0, 1.0]


def test_terms_that_differ_a_little_stay_and_a_copy_of_the_story_does_not() -> None:
    terms = [
        f"The offer of {month} is open to those who buy three sets or more, in one order and to one address, "
        f"until the last day of the month; it cannot be joined with another offer of the house."
        for month in ("May", "June")
    ]
    again = f"{html.fromstring(STORY).text_content()} A caption."
    page = blocks("".join(f"<p>{text}</p>" for text in terms) + STORY + f"<p>{again}</p>")
    for block in page:
        block.words = tokens(block.text)
    kept = said_once(page, range(len(page)), set(), np.ones(len(page)))
    assert [block.text for block in kept] == [block.text for block in page[:-1]]
