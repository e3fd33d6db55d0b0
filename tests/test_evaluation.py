"""Evaluation: the figures are those of the definition, and a broken gold file is named."""

import json

import pytest

from briefing.errors import InputError
from briefing.evaluation import evaluate, gold_files
from briefing.evaluation.card import update_card
from briefing.evaluation.gold import TASKS, read_gold
from briefing.evaluation.page import results_page
from briefing.evaluation.results import precision_recall_f1
from briefing.evaluation.scoring_events import score_events, score_seeds
from briefing.evaluation.scoring_spans import (
    expected_calibration_error,
    overlap,
    score_modality,
    score_quotes,
    score_tone,
)


def event(actor, event_type, recipient, modality="asserted"):
    return {"actor": actor, "event_type": event_type, "recipient": recipient, "modality": modality}


def gold_event(actor, accept, recipient):
    return {"actor": [actor], "accept": accept, "recipient": [recipient]}


def test_one_right_of_two_predicted_and_one_of_two_gold():
    gold = [
        {"id": 1, "text": "a", "events": [gold_event("PER", ["AID"], "CHL")]},
        {"id": 2, "text": "b", "events": [gold_event("PER", ["AID"], "CHL")]},
    ]
    predicted = {
        1: {"events": [event("PER", "AID", "CHL"), event("PER", "ACCUSE", "CHL")]},
        2: {"events": []},
    }
    result = score_events(gold, predicted, "g")
    assert result.figures["type.precision"] == 50
    assert result.figures["type.recall"] == 50
    assert result.figures["triple.f1"] == 50
    assert result.errors["expected"].tolist() == ["AID"]


def test_mutual_types_count_in_both_directions_and_others_do_not():
    for kind, expected in (("CONSULT", 100), ("AID", 0)):
        gold = [{"id": 1, "text": "a", "events": [gold_event("PER", [kind], "CHL")]}]
        result = score_events(gold, {1: {"events": [event("CHL", kind, "PER")]}}, "g")
        assert result.figures["triple.f1"] == expected


def test_optional_seed_events_count_neither_way_and_reported_means_asserted():
    gold = [
        {
            "id": 1,
            "text": "a",
            "events": [
                {"actor": "PER", "type": ["AID"], "target": "CHL", "status": ["reported"],
                 "optional": False},
                {"actor": "PER", "type": ["ACCUSE"], "target": "CHL", "status": ["reported"],
                 "optional": True},
            ],
        }
    ]  # fmt: skip
    both = {1: {"events": [event("PER", "AID", "CHL"), event("PER", "ACCUSE", "CHL")]}}
    one = {1: {"events": [event("PER", "AID", "CHL", "denied")]}}
    assert score_seeds(gold, both, "g").figures["triple.f1"] == 100
    assert score_seeds(gold, one, "g").figures["triple.f1"] == 100
    assert score_seeds(gold, one, "g").figures["modality.accuracy"] == 0


def test_factuality_is_compared_trigger_by_trigger_and_a_missing_answer_is_zero():
    gold = [{"id": 1, "text": "went and came", "triggers": [
        {"start_char": 0, "end_char": 4, "factuality": 3.0},
        {"start_char": 9, "end_char": 13, "factuality": -3.0}]}]  # fmt: skip
    answers = {1: {"triggers": [{"start_char": 0, "end_char": 4, "factuality": 3.0}]}}
    result = score_modality(gold, answers, "g")
    assert result.figures["mae"] == 1.5
    assert result.errors["text"].tolist() == ["went and [came]"]


def test_tone_averages_f1_over_the_three_labels():
    spans = [(0, 1), (2, 3), (4, 5)]
    gold = [{"id": 1, "text": "a b c", "targets": [
        {"start_char": s, "end_char": e, "label": label}
        for (s, e), label in zip(spans, ("negative", "neutral", "positive"), strict=True)]}]  # fmt: skip
    answers = {1: {"targets": [
        {"start_char": s, "end_char": e, "label": label, "confidence": 1.0}
        for (s, e), label in zip(spans, ("negative", "neutral", "neutral"), strict=True)]}}  # fmt: skip
    figures = score_tone(gold, answers, "g").figures
    assert figures["macro_f1"] == pytest.approx((100 + 200 / 3 + 0) / 3)
    assert figures["calibration_error"] == pytest.approx(1 / 3)


def test_calibration_is_perfect_when_confidence_is_accuracy():
    assert expected_calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0)


def test_quotes_match_by_overlap_and_speakers_by_touching():
    gold = [{"id": 1, "text": "x" * 60, "attributions": [
        {"source": [[0, 4]], "content": [[10, 20]]}, {"source": [], "content": [[40, 50]]}]}]  # fmt: skip
    answers = {1: {"quotes": [{"start_char": 10, "end_char": 22, "speaker_start_char": 2,
                               "speaker_end_char": 9, "quote_type": "direct"}]}}  # fmt: skip
    figures = score_quotes(gold, answers, "g").figures
    assert figures["content@0.3.precision"] == 100
    assert figures["content@0.3.recall"] == 50
    assert figures["speaker@0.3"] == 100


def test_overlap_is_intersection_over_union():
    assert overlap([[0, 10]], [(5, 15)]) == pytest.approx(5 / 15)
    assert overlap([], []) == 0


def test_nothing_to_divide_is_zero():
    assert precision_recall_f1(0, 0, 0, 0) == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"gold\.jsonl:2: not JSON"),
        ("[]", r"gold\.jsonl:2: needs a JSON object"),
        ('{"text": "a"}', r"gold\.jsonl:2: field 'events' must be a list"),
        ('{"text": "a", "events": [{"actor": []}]}', r"gold\.jsonl:2: .* lacks accept, recipient"),
    ],
)
def test_a_broken_gold_line_is_named(tmp_path, line, message):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "a", "events": []}\n' + line + "\n")
    with pytest.raises(InputError, match=message):
        read_gold("events", path)


def test_an_unknown_task_names_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="allowed: " + ", ".join(TASKS)):
        evaluate("verbs", tmp_path / "gold.jsonl")


def test_a_folder_without_gold_says_so(tmp_path):
    with pytest.raises(InputError, match="no gold here"):
        gold_files(tmp_path)


def test_training_files_are_not_gold(tmp_path):
    for name in ("tone_train.jsonl", "tone_dev.jsonl", "seed_a.jsonl"):
        (tmp_path / name).touch()
    assert [(t, p.name) for t, p in gold_files(tmp_path)] == [
        ("seeds", "seed_a.jsonl"),
        ("tone", "tone_dev.jsonl"),
    ]


def test_an_analysts_own_file_end_to_end_with_page_and_card(tmp_path):
    path = tmp_path / "events_mine.jsonl"
    records = [
        {"id": "a", "text": "Peru condemned Chile.", "events": [gold_event("PER", ["ACCUSE"], "CHL")]},
        {"id": "b", "text": "<script>alert(1)</script> rains.", "events": [gold_event("PER", ["AID"], "CHL")]},
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, records)))
    result = evaluate("events", path)
    assert result.figures["type.recall"] == 50
    page = results_page([result])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    card = tmp_path / "card.md"
    card.write_text("before <!-- figures -->stale<!-- /figures --> after")
    text = update_card(card, [result]).read_text()
    assert "stale" not in text
    assert "| events | `events_mine.jsonl` | 2 | type.recall | 50.0 |" in text
    assert text.startswith("before")
    assert text.endswith("after")


def test_a_card_without_marks_is_left_alone(tmp_path):
    card = tmp_path / "card.md"
    card.write_text("no marks")
    with pytest.raises(InputError, match="lacks the marks"):
        update_card(card, [])
    assert card.read_text() == "no marks"
