"""Aggregates: every count against a count by hand, and what intervals must satisfy."""

from __future__ import annotations

import math
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_tables import ACTORS, sample_tables

from briefing import analysis
from briefing import vocabulary as v
from briefing.analysis.intervals import t_975
from briefing.analysis.views import period
from briefing.errors import InputError
from briefing.tables import Tables

# ---- intervals --------------------------------------------------------------------------


def test_wilson_agrees_with_published_values():
    # Newcombe (1998), table I: 81 of 263, and 0 of 20.
    assert [round(x, 4) for x in analysis.wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(x, 4) for x in analysis.wilson(0, 20)] == [0.0, 0.1611]


@pytest.mark.parametrize(
    ("df", "value"), [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (10, 2.228), (120, 1.980)]
)
def test_t_quantile_agrees_with_the_tables(df, value):
    assert math.isclose(t_975(df), value, rel_tol=0.002)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_a_share(case):
    hits, n = case
    low, high = analysis.wilson(hits, n)
    assert 0 <= low <= hits / n <= high <= 1


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60))
def test_mean_interval_holds_the_mean_and_stays_on_the_scale(values):
    mean, low, high = analysis.mean_interval(values)
    assert -1 <= low <= mean + 1e-12
    assert mean - 1e-12 <= high <= 1


def test_one_value_says_nothing_about_spread():
    assert analysis.mean_interval([0.4]) == (0.4, -1.0, 1.0)


def test_bootstrap_repeats_itself_and_holds_the_mean():
    pick = random.Random(3)
    values = [pick.gauss(0.2, 0.1) for _ in range(40)]
    low, high = analysis.bootstrap(values)
    assert (low, high) == analysis.bootstrap(values)
    assert low < sum(values) / len(values) < high


@pytest.mark.parametrize("call", [lambda: analysis.wilson(1, 0), lambda: analysis.bootstrap([])])
def test_intervals_of_nothing_are_refused(call):
    with pytest.raises(ValueError, match="no "):
        call()


# ---- counts -----------------------------------------------------------------------------


def event(event_id: str, actor, recipient, modality="asserted", **more) -> dict:
    kind = v.EVENT_TYPES[more.pop("event_type", "AID")]
    return {
        "event_id": event_id,
        "doc_id": "a",
        "sent_id": 0,
        "rule_id": "r",
        "trigger": "aid",
        "start_char": 0,
        "end_char": 3,
        "event_type": kind.name,
        "plover_type": kind.name,
        "quad": kind.quad,
        "intensity": kind.intensity,
        "actor": actor,
        "recipient": recipient,
        "is_mutual": False,
        "modality": modality,
        "factuality": 3.0,
        "voice": "outlet",
        "date_precision": "unknown",
        "is_duplicate": False,
    } | more


def tables_of(*events: dict) -> Tables:
    articles = [
        {
            "doc_id": doc_id,
            "published_precision": "unknown",
            "kind": "article",
            "n_words": 1,
            "n_sentences": 1,
            "n_duplicate_sentences": 0,
            "text_sha256": "0",
            "text": "aid",
        }
        for doc_id in sorted({"a"} | {e["doc_id"] for e in events})
    ]
    return Tables.from_rows({"articles": articles, "events": events})


def test_a_list_of_recipients_is_one_event_in_two_cells():
    tables = tables_of(event("1", "PRK", "RUS"), event("1", "PRK", "CHN"))
    frame = analysis.events_matrix(tables)
    assert frame["n_events"].tolist() == [1, 1]
    assert frame.attrs["n"] == 1
    assert analysis.events_timeline(tables)["n_events"].tolist() == [1]


def test_a_repeated_sentence_is_left_out_and_said():
    tables = tables_of(event("1", "PRK", "RUS"), event("2", "PRK", "RUS", is_duplicate=True))
    frame = analysis.events_matrix(tables)
    assert frame["n_events"].tolist() == [1]
    assert frame.attrs["left_out"] == [("in repeated sentences", 1)]


def test_an_act_done_together_is_one_act_whoever_is_named_first():
    tables = tables_of(
        event("1", "RUS", "PRK", is_mutual=True),
        event("2", "PRK", "RUS", is_mutual=True),
        event("3", "PRK", "RUS", is_mutual=False),
        event("4", None, "RUS"),
    )
    frame = analysis.acts_by_source(tables)
    assert dict(zip(frame["act"], frame["n_events"], strict=True)) == {
        "PRK=RUS:AID": 2,
        "PRK>RUS:AID": 1,
    }
    assert frame.attrs["left_out"] == [("with a side not named", 1)]
    assert analysis.labels(tables)["act"] == {
        "PRK=RUS:AID": "North Korea \u2013 Russia: give aid or arms",
        "PRK>RUS:AID": "North Korea \u2192 Russia: give aid or arms",
    }


def test_an_unnamed_side_and_an_unknown_date_are_counted_as_such():
    tables = tables_of(event("1", None, "RUS"))
    assert analysis.events_matrix(tables)["actor"].tolist() == ["unknown"]
    assert analysis.events_timeline(tables)["period"].tolist() == ["unknown"]


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("day", "2024-06"), ("month", "2024-06"), ("year", "2024"), ("unknown", "unknown")],
)
def test_period_is_no_more_exact_than_the_date(precision, expected):
    dates = pd.Series(pd.to_datetime(["2024-06-19"]))
    assert period(dates, pd.Series([precision])).tolist() == [expected]


def test_a_share_of_nothing_is_a_row_with_zero_and_an_interval():
    first = event("1", "PRK", "RUS", "denied")
    second = event("2", "PRK", "RUS", doc_id="b")
    tables = tables_of(first, second)
    tables.articles["source_id"] = pd.Categorical(["post", "wire"])
    frame = analysis.modality_by_source(tables).set_index(["source", "modality"])
    assert frame.loc[("post", "asserted"), "share"] == 0
    assert frame.loc[("post", "asserted"), "high"] > 0.5
    assert frame["n_events_total"].tolist() == [1, 1, 1, 1]


def test_tone_counts_only_the_outlets_own_words():
    tables = sample_tables(30, 6, 30)
    frame = analysis.tone_by_source(tables)
    own = tables.tone[~tables.tone["is_duplicate"] & tables.tone["voice"].eq("outlet")]
    assert frame["n_mentions"].sum() == frame.attrs["n"] == len(own)
    assert math.isclose(
        (frame["mean"] * frame["n_mentions"]).sum(), float(own["score"].sum()), abs_tol=1e-9
    )


def test_someone_elses_words_count_when_asked_for():
    tables = sample_tables(30, 6, 30)
    frame = analysis.tone_by_source(tables, own_words=False)
    assert frame["n_mentions"].sum() == (~tables.tone["is_duplicate"]).sum()
    assert [text for text, _ in frame.attrs["left_out"]] == ["in repeated sentences"]


def test_a_filter_a_query_does_not_obey_changes_nothing():
    tables = sample_tables(31, 5, 25)
    whole = analysis.modality_by_source(tables)
    pd.testing.assert_frame_equal(whole, analysis.modality_by_source(tables, modality=["denied"]))


def test_an_unknown_filter_is_refused_with_those_allowed():
    with pytest.raises(InputError, match=r"unknown filter 'outlet'.*sources"):
        analysis.events_timeline(sample_tables(32, 1, 3), outlet=["x"])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(ACTORS))
def test_no_event_is_lost_or_doubled_over_time(seed, actor):
    tables = sample_tables(seed, 3, 12)
    for filters in ({}, {"actors": [actor]}):
        counted = tables.select(include_duplicates=False, **filters).events["event_id"].nunique()
        for frame in (
            analysis.events_timeline(tables, **filters),
            analysis.cooperation_over_time(tables, **filters),
        ):
            assert frame["n_events"].sum() == frame.attrs["n"] == counted


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_shares_hold_in_their_intervals_and_add_up_for_modality(seed):
    tables = sample_tables(seed, 3, 12)
    for frame in (
        analysis.modality_by_source(tables),
        analysis.themes_by_source(tables),
        analysis.speakers_by_source(tables),
    ):
        assert (frame["low"] <= frame["share"] + 1e-12).all()
        assert (frame["share"] <= frame["high"] + 1e-12).all()
    sums = analysis.modality_by_source(tables).groupby("source")["share"].sum()
    assert all(math.isclose(total, 1) for total in sums)


# ---- evidence, labels, findings ---------------------------------------------------------


def test_evidence_points_at_the_trigger_in_its_sentence():
    rows = analysis.evidence(sample_tables(33, 4, 15))
    assert len(rows) > 20
    for row in rows.itertuples():
        assert row.sentence[row.trigger_start : row.trigger_end] == row.trigger


def test_labels_are_names_where_there_is_one_and_the_code_where_not():
    names = analysis.labels(sample_tables(34, 6, 30))
    assert names["actor"]["PRK"] == "North Korea"
    assert names["actor"]["XNK"] == "XNK"
    assert analysis.label("source", "unknown", names) == "Unknown outlet"
    assert analysis.label("actor", None, names) == "Not named"


def test_findings_count_what_they_say():
    tables = tables_of(
        event("1", "PRK", "RUS"),
        event("2", "PRK", "RUS", "alleged", attributed_to="USA"),
        event("3", "PRK", "RUS", "denied", attributed_to="PRK", doc_id="b"),
        event("4", "RUS", "PRK", "alleged", attributed_to="USA", event_type="CONSULT"),
    )
    found = {f.id: f for f in analysis.key_findings(tables)}
    assert found["certainty"].text == (
        "4 events in 2 articles: 1 asserted in the article's own voice, "
        "2 alleged by somebody else and 1 denied."
    )
    assert found["busiest_dyad"].text.startswith("North Korea toward Russia")
    assert found["main_claimant"].text.startswith("United States is behind most allegations: 2")
    assert "1 event is denied or refused" in found["denied"].text
    assert found["contested"].text == (
        "Contested: \u201cgive aid or arms\u201d by North Korea toward Russia is asserted or "
        "alleged in 2 events and denied in 1."
    )
    assert found["one_source"].text.startswith("1 of 2 acts")


def test_findings_point_at_exactly_their_events():
    tables = sample_tables(35, 8, 30)
    events = analysis.view(tables.select(include_duplicates=False), "events")
    for finding in analysis.key_findings(tables):
        rows = events
        for column, codes in finding.values.items():
            rows = rows[rows[column].astype("string").isin(codes)]
        if finding.values:
            assert rows["event_id"].nunique() == finding.n_events, finding


def test_nothing_found_in_nothing():
    assert analysis.key_findings(sample_tables(36).select(modality=[])) == []
