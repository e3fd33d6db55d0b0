"""The dashboard without a browser: state, choices, evidence and answers to requests."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_tables import ACTORS, THEMES, sample_tables
from traitlets import TraitError

from briefing import charts
from briefing import vocabulary as v
from briefing.analysis import QUERIES, Selection, aggregate, key_findings
from briefing.app import dashboard
from briefing.app.choices import choices, subtitle
from briefing.app.evidence import Mark, day, evidence
from briefing.app.state import DashboardState
from briefing.errors import InputError
from briefing.tables import SELECTABLE_SIDES, Tables

TABLES = sample_tables(seed=11, n_articles=10, n_sentences=8)
EMPTY = Tables.from_rows({})

CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "actors": st.lists(st.sampled_from(ACTORS), max_size=2, unique=True),
        "side": st.sampled_from(SELECTABLE_SIDES),
        "first_day": st.sampled_from([None, "2023-10-01", "2024-05-01"]),
        "last_day": st.sampled_from([None, "2024-03-01"]),
        "sources": st.lists(st.sampled_from(["daily-post", "unknown"]), max_size=2, unique=True),
        "event_types": st.lists(st.sampled_from(list(v.EVENT_TYPES)), max_size=4, unique=True),
        "modality": st.lists(st.sampled_from(v.MODALITIES), max_size=3, unique=True),
        "themes": st.lists(st.sampled_from(THEMES), max_size=2, unique=True),
    },
)


def answer_to(page, **part) -> dict:
    last = page.answer["request"]
    page.answer_request(last | {"revision": last["revision"] + 1} | part)
    return page.answer


@settings(max_examples=25, deadline=None)
@given(CHOSEN)
def test_state_selects_what_tables_select(chosen):
    state = DashboardState(TABLES, **chosen)
    assert state.chosen == DashboardState(TABLES).chosen | chosen
    kept = TABLES.select(**state.selection).events
    assert state.n_events == kept.loc[~kept["is_duplicate"], "event_id"].nunique()
    assert state.n_events <= state.n_events_total
    state.reset()
    assert state.n_events == state.n_events_total


def test_one_change_is_told_once_and_together():
    state = DashboardState(TABLES)
    told = []
    state.observe(lambda change: told.append((change["name"], state.chosen)), state.FILTERS)
    state.apply({"actors": ["PRK"], "modality": ["denied"]})
    assert {name for name, _ in told} == {"actors", "modality"}
    assert all(chosen["actors"] and chosen["modality"] for _, chosen in told)


@pytest.mark.parametrize(
    "wrong", [{"actor": ["PRK"]}, {"actors": 3}, {"side": "left"}, {"themes": [1]}]
)
def test_wrong_filters_are_refused_and_change_nothing(wrong):
    state = DashboardState(TABLES, modality=["denied"])
    with pytest.raises(TraitError):
        state.apply({"sources": ["unknown"]} | wrong)
    assert state.chosen == DashboardState(TABLES, modality=["denied"]).chosen


def test_choices_name_and_count_every_value():
    offered = choices(TABLES)
    events = TABLES.events[~TABLES.events["is_duplicate"]]
    for choice in offered["modality"]:
        assert (
            choice["n"] == events.loc[events["modality"] == choice["value"], "event_id"].nunique()
        )
    assert [c["value"] for c in offered["modality"]] == list(v.MODALITIES)
    actors = {c["value"]: c for c in offered["actors"]}
    assert actors["PRK"]["label"] == "North Korea"
    either = events["actor"].eq("RUS").fillna(False) | events["recipient"].eq("RUS").fillna(False)
    assert actors["RUS"]["n"] == events.loc[either, "event_id"].nunique()
    unknown = next(c for c in offered["sources"] if c["value"] == "unknown")
    assert unknown["label"] == "Unknown outlet"
    assert unknown["n"] == TABLES.articles["source_id"].isna().sum()


@pytest.mark.parametrize(
    ("precision", "shown"),
    [("day", "5 Jun 2024"), ("month", "Jun 2024"), ("year", "2024"), ("unknown", "")],
)
def test_dates_are_shown_as_exactly_as_they_are_known(precision, shown):
    import pandas as pd

    assert day(pd.Timestamp("2024-06-05"), precision) == shown
    assert day(pd.NaT, precision) == ""


@settings(max_examples=15, deadline=None)
@given(CHOSEN, st.sampled_from(sorted(QUERIES)), st.randoms(use_true_random=False))
def test_the_evidence_of_a_mark_is_what_its_chart_counts(chosen, chart, pick):
    filters = DashboardState(TABLES, **chosen).selection
    query = QUERIES[chart]
    cells = aggregate(TABLES, query, **filters).to_dict("records")
    if not cells:
        return
    cell = pick.choice(cells)
    mark = Mark.read({"chart": chart, "values": {c: [cell[c]] for c in query.by}})
    found = evidence(Selection(TABLES, filters), mark, 1000)
    assert found["n"] == len(found["rows"])
    if query.table == "events":
        assert found["n"] == cell[query.n_column]
    for row in found["rows"]:
        assert row["sentence"]
        assert all(0 <= start < end <= len(row["sentence"]) for start, end, _ in row["spans"])


def test_the_evidence_of_a_finding_is_what_it_counts():
    found = [f for f in key_findings(TABLES) if f.values]
    assert found
    for finding in found:
        mark = Mark.read({"chart": "findings", "values": finding.values})
        assert evidence(Selection(TABLES, {}), mark, 0)["n"] == finding.n_events


@pytest.mark.parametrize(
    "mark",
    [
        {"chart": "no_such_chart", "values": {"actor": ["PRK"]}},
        {"chart": "events_matrix", "values": {"text": ["x"]}},
        {"chart": "events_matrix", "values": {}},
        {"chart": "events_matrix"},
    ],
)
def test_a_mark_no_chart_has_is_refused(mark):
    with pytest.raises(InputError):
        Mark.read(mark)


def test_every_answer_is_plain_json_and_names_its_request():
    page = dashboard(TABLES)
    answer = answer_to(page, chosen={"actors": ["RUS"]})
    assert json.loads(json.dumps(answer, allow_nan=False))["request"]["revision"] == 1
    assert set(page.figures) == {card["id"] for card in page.catalogue["cards"]}
    assert all(json.loads(figure)["data"] is not None for figure in page.figures.values())
    assert answer["n_events"] == page.state.n_events


@pytest.mark.parametrize(
    "part",
    [
        {"chosen": {"first_day": "yesterday"}},
        {"chosen": {"unheard": ["of"]}},
        {"mark": {"chart": "events_matrix", "values": {"nothing": ["x"]}}},
    ],
)
def test_a_bad_request_is_answered_and_forgotten(part):
    page = dashboard(TABLES)
    answer = answer_to(page, **part)
    assert answer["error"]
    assert answer["request"]["revision"] == 1
    after = answer_to(page, chosen={}, mark=None)
    assert after["error"] == ""
    assert after["n_events"] == page.state.n_events_total


def test_the_page_follows_a_state_set_from_python():
    page = dashboard(TABLES)
    page.state.apply({"modality": ["denied"]})
    assert page.answer["request"]["chosen"]["modality"] == ["denied"]
    assert page.answer["n_events"] == page.state.n_events < page.answer["n_events_total"]


def plain(figure):
    """The figure as JSON values, without the (empty) template that plotly adds."""
    found = json.loads(figure.to_json())
    del found["layout"]["template"]
    return found


def test_only_charts_that_obey_a_changed_filter_are_drawn_again():
    page = dashboard(TABLES)
    before = page.figures
    answer_to(page, chosen={"modality": ["denied"]})
    changed = {name for name, figure in page.figures.items() if figure != before[name]}
    assert "events_timeline" in changed
    assert changed <= {name for name, query in QUERIES.items() if "modality" in query.filters}
    fresh = charts.figures(TABLES, with_title=False, **page.state.selection)
    assert {name: json.loads(figure) for name, figure in page.figures.items()} == {
        name: plain(figure) for name, figure in fresh.items()
    }
    answer_to(page, chosen={})
    assert page.figures == before


def test_a_finding_shows_its_evidence():
    page = dashboard(TABLES)
    finding = next(f for f in key_findings(TABLES) if f.values)
    answer = answer_to(page, mark={"chart": "findings", "values": finding.values})
    assert answer["evidence"]["n"] == finding.n_events
    assert answer["n_events"] == answer["n_events_total"]


def test_tables_without_a_row_make_a_page():
    page = dashboard(EMPTY)
    assert page.answer["n_events"] == page.answer["n_events_total"] == 0
    assert page.answer["error"] == ""
    assert subtitle(EMPTY) == "0 articles · 0 outlets"


def test_a_switch_counts_more_in_its_own_chart_its_evidence_and_the_file():
    page = dashboard(TABLES)
    before = page.figures
    mark = {"chart": "tone_by_source", "values": {"actor": list(ACTORS)}}
    own_words = answer_to(page, mark=mark)["evidence"]["n"]
    answer = answer_to(page, mark=mark, included=["tone_by_source"])
    changed = [name for name, figure in page.figures.items() if figure != before[name]]
    assert changed == ["tone_by_source"]
    assert answer["evidence"]["n"] > own_words
    assert '"included":["tone_by_source"]' in page.static_file()[1].decode()
    answer_to(page, included=[])
    assert page.figures == before


def test_a_switch_no_chart_has_is_refused():
    assert "no switch" in answer_to(dashboard(TABLES), included=["events_matrix"])["error"]
