"""The machine-readable door answers every line, whatever stands in it."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.extract import extract_lines
from briefing.nlp.pipeline import Annotator

SENTENCE = "On Monday Japan accused Chile of breaking the treaty, which Chile denied."


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(tone_engine="none")


def answers(annotator, *records) -> list[dict]:
    lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
    return list(extract_lines(lines, annotator))


def test_a_text_is_answered_with_the_tables_column_names(annotator):
    (answer,) = answers(annotator, {"id": "x", "text": SENTENCE, "published": "2024-05-01"})
    assert set(answer) == {"id", "events", "quotes", "mentions", "themes", "triggers", "targets"}
    accusation = next(e for e in answer["events"] if e["event_type"] == "ACCUSE")
    assert (accusation["actor"], accusation["recipient"]) == ("JPN", "CHL")
    assert SENTENCE[accusation["start_char"] : accusation["end_char"]] == accusation["trigger"]


def test_triggers_handed_in_are_answered_in_order_with_their_offsets(annotator):
    spans = [{"start_char": 60, "end_char": 65}, {"start_char": 16, "end_char": 23}]
    (answer,) = answers(annotator, {"id": 1, "text": SENTENCE, "triggers": spans})
    assert [(t["start_char"], t["end_char"]) for t in answer["triggers"]] == [(60, 65), (16, 23)]
    assert all(-3 <= t["factuality"] <= 3 for t in answer["triggers"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "unreadable line"),
        ("[1, 2]", "not a JSON object"),
        ('{"id": "b"}', "field 'text' must be a string"),
        ('{"id": "b", "text": "x", "published": "soon"}', "unreadable line"),
        ('{"id": "b", "text": "x", "triggers": [{"start_char": 5, "end_char": 9}]}', "outside"),
        ('{"id": "b", "text": "x", "triggers": [{"start_char": 0}]}', "unreadable line"),
    ],
)
def test_a_bad_line_is_answered_on_its_own_and_the_others_still_are(annotator, line, message):
    before, bad, after = answers(annotator, {"id": 1, "text": "a"}, line, {"id": 3, "text": "b"})
    assert message in bad["error"]
    assert "error" not in before | after


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "…!?;—()[]{}",
        "🙂🙂🙂",
        "\x00\x01\x07 talks \x1b[0m",
        "мир и война 戦争 سلام talks",
    ],
)
def test_text_with_nothing_to_code_yields_empty_lists(annotator, text):
    (answer,) = answers(annotator, {"id": 1, "text": text})
    assert answer["events"] == []
    assert "error" not in answer


def test_one_absurd_text_does_not_stop_the_others(annotator):
    absurd = "and then the delegation went on to the next town with " * 19_000
    assert len(absurd) > 1_000_000
    start = time.monotonic()
    first, _, last = answers(
        annotator,
        {"id": 1, "text": SENTENCE},
        {"id": 2, "text": absurd},
        {"id": 3, "text": SENTENCE},
    )
    assert first["events"]
    assert first["events"][0]["trigger"] == last["events"][0]["trigger"]
    # Linear time, generously: a quadratic step over a megabyte takes hours.
    assert time.monotonic() - start < 240


@pytest.mark.parametrize(
    "signs", [".,;:!?" * 5_000, "🙂" * 30_000, "“" * 30_000], ids=["stops", "emoji", "marks"]
)
def test_signs_without_end_take_linear_time(annotator, signs):
    start = time.monotonic()
    (answer,) = answers(annotator, {"id": 1, "text": signs})
    assert "error" not in answer
    assert time.monotonic() - start < 60, "30,000 signs at once took minutes in quadratic time"


@pytest.mark.parametrize(
    ("published", "precision"), [("2024-06-10", "day"), ("2024-06", "month"), ("2024", "year")]
)
def test_an_event_is_never_dated_more_exactly_than_its_article(annotator, published, precision):
    record = {"id": 1, "text": "Japan has condemned Chile.", "published": published}
    (answer,) = answers(annotator, record)
    assert answer["events"][0]["date_precision"] == precision


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(st.text(max_size=60), st.sampled_from([SENTENCE, "“He said,” \n\n- X: y"])))
)
def test_every_offset_indexes_the_text(annotator, pieces):
    text = " ".join(pieces)
    (answer,) = answers(annotator, {"id": 1, "text": text})
    for name in ("events", "quotes", "mentions", "themes"):
        for row in answer[name]:
            assert 0 <= row["start_char"] < row["end_char"] <= len(text)
            got = row.get("trigger", row.get("text"))
            assert text[row["start_char"] : row["end_char"]] == got
    for event in answer["events"]:
        for side in ("actor", "recipient"):
            if event[f"{side}_start_char"] is not None:
                assert 0 <= event[f"{side}_start_char"] < event[f"{side}_end_char"] <= len(text)
