"""The labels whose texts are elsewhere: their form, and that they are found again by the text alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.labelled import LABELS, fingerprint, labelled, write_labels
from benchmarks.relevance import Item

FORMS = {
    "sexual_exploitation", "forced_labour", "bonded_labour", "child_labour_or_child_exploitation",
    "domestic_servitude", "forced_marriage", "organ_removal", "forced_criminality", "child_soldiers",
    "slavery_or_servitude", "child_sale_or_illegal_adoption", "migrant_smuggling", "unspecified_or_policy",
}  # fmt: skip


def test_every_label_has_its_form_and_none_holds_a_text() -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    assert len({row["sha256"] for row in rows}) == len(rows) > 1000
    for row in rows:
        assert set(row) == {
            "source", "sha256", "lang", "genre", "label", "sublabel", "forms", "countries", "group",
        }  # fmt: skip
        assert re.fullmatch(r"[\w.-]+/[\w.-]+:.+", row["source"])
        assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"])
        assert row["label"] in ("relevant", "passing", "not_relevant")
        assert row["sublabel"] in ("tip", "smuggling_of_migrants", "both", None)
        assert (row["sublabel"] is None) == (row["label"] == "not_relevant")
        assert set(row["forms"]) <= FORMS
        assert all(re.fullmatch("[A-Z]{2}", country) for country in row["countries"])


def test_a_text_is_known_by_what_it_says(tmp_path: Path) -> None:
    item: Item = {
        "source": "some/one:a.csv#1", "lang": "en", "genre": "news", "title": "A title",
        "text": "Two men were held.", "label": "relevant", "sublabel": "tip", "forms": [],
        "countries": ["GB"], "group": "g",
    }  # fmt: skip
    labels, texts = tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"
    write_labels([item], labels)
    assert item["text"] not in labels.read_text(encoding="utf-8")
    known = {"title": "A title", "text": item["text"]}
    other = {"title": "Another", "text": "Nobody was held."}
    texts.write_text(f"{json.dumps(other)}\n{json.dumps(known)}\n", encoding="utf-8")
    (found,) = labelled(texts, labels)
    assert (found["title"], found["label"], found["group"]) == ("A title", "relevant", "g")
    assert found["sha256"] == fingerprint(item["text"])
    texts.write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(ValueError, match="no text"):
        labelled(texts, labels)
