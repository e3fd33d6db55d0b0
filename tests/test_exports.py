"""Exports are read back with the field's own column names."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from briefing.exports import CAMEO, ICEWS_COLUMNS
from briefing.tables import Tables
from briefing.vocabulary import EVENT_TYPES, QUADS

TEXT = "Japan and Kenya criticised Chile."


@pytest.fixture(scope="module")
def tables() -> Tables:
    article = {
        "doc_id": "a", "source_id": "x", "source_name": "The Example", "title": "T\tab",
        "url": None, "published": "2024-03-02", "published_precision": "day", "kind": "article",
        "language": "en", "n_words": 5, "n_sentences": 1, "n_duplicate_sentences": 0,
        "text_sha256": "0" * 64, "text": TEXT,
    }  # fmt: skip
    sentence = {"doc_id": "a", "sent_id": 0, "start_char": 0, "end_char": 33, "text": TEXT,
                "is_heading": False}  # fmt: skip
    event = {
        "event_id": "a:16-26:ACCUSE", "doc_id": "a", "sent_id": 0, "rule_id": "accuse.criticise",
        "trigger": "criticised", "start_char": 16, "end_char": 26, "event_type": "ACCUSE",
        "plover_type": "ACCUSE", "quad": "verbal conflict", "intensity": -2.0,
        "recipient": "CHL", "recipient_name": "Chile", "is_mutual": False,
        "modality": "asserted", "factuality": 3.0, "voice": "outlet", "contexts": "diplomacy",
        "date_precision": "unknown", "is_duplicate": False,
    }  # fmt: skip
    dyads = [
        event | {"actor": "JPN", "actor_name": "Japan", "actor_role": "GOV"},
        event | {"actor": "KEN", "actor_name": "Kenya\nstate"},
    ]
    return Tables.from_rows(
        {"articles": [article], "sentences": [sentence], "events": dyads},
        meta={"actor_labels": {"JPN": "Japan", "KEN": "Kenya"}},
    )


def test_plover_has_one_record_per_event_with_lists_of_actors(tables, tmp_path):
    path = tmp_path / "plover.json"
    tables.to_plover(path)
    (record,) = json.loads(path.read_text())
    assert [a["code"] for a in record["source"]] == ["JPN", "KEN"]
    assert [a["code"] for a in record["recipient"]] == ["CHL"]
    assert record["event"] == ["ACCUSE"]
    assert record["quad_code"] == 3
    assert record["date"] is None
    assert record["modality"] == "asserted"
    assert record["context"] == ["diplomacy"]
    assert "text" not in record


def test_plover_includes_the_sentence_only_on_request(tables):
    (record,) = tables.to_plover(include_text=True)
    assert record["text"] == TEXT


def test_icews_is_read_back_as_tab_separated_dyads(tables, tmp_path):
    path = tmp_path / "icews.tab"
    tables.to_icews(path)
    frame = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    assert tuple(frame.columns) == ICEWS_COLUMNS
    assert list(frame["Source Country"]) == ["Japan", "Kenya"]
    assert list(frame["Target Country"]) == ["CHL", "CHL"], "a code without a name stays"
    assert list(frame["CAMEO Code"]) == ["110", "110"]
    assert frame["Source Name"].iloc[1] == "Kenya state"
    assert set(frame["Sentence Number"]) == {"1"}


def test_every_type_has_a_cameo_root_and_a_quad():
    assert set(CAMEO) == set(EVENT_TYPES)
    assert {t.quad for t in EVENT_TYPES.values()} == set(QUADS)


@pytest.mark.parametrize(
    ("form", "n_rows", "name"), [("plover", 1, "events.json"), ("icews", 2, "events.tab")]
)
def test_the_command_writes_them_too_without_repeated_sentences(
    tables, form, n_rows, name, tmp_path, monkeypatch
):
    from briefing.cli import main

    again = tables.events.assign(event_id="b", is_duplicate=True)
    replace(tables, events=pd.concat([tables.events, again])).save(tmp_path / "tables")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as done:
        main(["export", "--format", form, "--tables", "tables", "--actor", "CHL"])
    assert done.value.code in (0, None)
    text = (tmp_path / name).read_text()
    found = json.loads(text) if form == "plover" else text.splitlines()[1:]
    assert len(found) == n_rows
