"""Figures say what they count, show n and doubt, and read without colour."""

from __future__ import annotations

import json

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_tables import sample_tables

from briefing import analysis, charts
from briefing import vocabulary as v
from briefing.analysis.intervals import wilson
from briefing.charts.bins import time_bins
from briefing.charts.text import escaped, percent, signed, wrapped
from briefing.errors import InputError

TABLES = sample_tables(40, 8, 30)
IDS = list(charts.DECLARATIONS)


@pytest.mark.parametrize("chart_id", IDS)
def test_every_chart_has_an_analysis_function_of_its_name(chart_id):
    frame = getattr(analysis, chart_id)(TABLES)
    figure = getattr(charts, chart_id)(frame)
    assert isinstance(figure, go.Figure)
    assert figure.layout.meta["id"] == chart_id


@pytest.mark.parametrize("chart_id", IDS)
def test_title_subtitle_and_reading_are_said(chart_id):
    figure = charts.figures(TABLES, [chart_id])[chart_id]
    meta = figure.layout.meta
    unit = charts.DECLARATIONS[chart_id].query.unit_name[1]
    assert meta["subtitle"].startswith(f"{meta['n']:,} {unit} in 8 articles")
    assert figure.layout.title.text == escaped(meta["title"])
    assert len(meta["how_to_read"]) > 40
    assert "stance" not in json.dumps(meta).lower()


@pytest.mark.parametrize("chart_id", IDS)
def test_an_empty_selection_is_said(chart_id):
    nothing = TABLES.select(dates=("1900-01-01", "1900-01-02"))
    figure = charts.figures(nothing, [chart_id])[chart_id]
    assert len(figure.data) == 0
    assert "match these filters" in figure.layout.annotations[0].text


@pytest.mark.parametrize("chart_id", IDS)
def test_a_plain_frame_without_attrs_can_be_drawn(chart_id):
    frame = getattr(analysis, chart_id)(TABLES)
    assert charts.figure(pd.DataFrame(frame.to_dict("list")), chart_id).data


def test_tone_says_what_it_is_and_whose_words_are_left_out():
    figure = charts.figures(TABLES, ["tone_by_source"])["tone_by_source"]
    assert figure.layout.meta["title"].startswith("Tone of mentions")
    assert "in someone else's words" in figure.layout.meta["subtitle"]


def test_small_samples_are_grey_and_hollow_and_every_cell_shows_n():
    frame = analysis.tone_by_source(TABLES)
    frame["n_mentions"] = [3, *[9] * (len(frame) - 1)]
    figure = charts.tone_by_source(frame)
    grey = [t for t in figure.data if t.marker.symbol == "circle-open"]
    assert [len(t.x) for t in grey] == [1]
    assert grey[0].marker.color == charts.THEME["grey"]
    texts = next(t.text for t in figure.data if t.mode == "text")
    assert "(n 3)" in texts[0]
    assert len(texts) == len(frame)


def test_every_modality_has_its_own_colour_pattern_and_symbol():
    for part in range(3):
        assert len({charts.THEME["levels"][m][part] for m in v.MODALITIES}) == len(v.MODALITIES)
    assert charts.THEME["levels"]["asserted"][1] == ""


def test_bars_hold_every_event_whatever_its_date():
    frame = analysis.events_timeline(TABLES)
    figure = charts.events_timeline(frame)
    bars = [t for t in figure.data if t.type == "bar"]
    assert sum(n or 0 for t in bars for n in t.y) == frame.attrs["n"]
    ticks = figure.layout.xaxis.ticktext
    assert {"Earlier", "Year<br>only", "No<br>date"} <= set(ticks)


def test_conflict_stands_below_the_line():
    figure = charts.figures(TABLES, ["cooperation_over_time"])["cooperation_over_time"]
    signs = {t.name: min(n or 0 for n in t.y) < 0 for t in figure.data if t.type == "bar"}
    assert signs["Material conflict"]
    assert not signs["Verbal cooperation"]


def test_a_bar_says_its_share_of_the_month_with_an_interval():
    frame = analysis.cooperation_over_time(TABLES)
    assert (frame["low"] <= frame["share"]).all()
    assert (frame["share"] <= frame["high"]).all()
    assert frame.groupby("reported")["share"].sum().round(9).eq(1).all()
    figure = charts.cooperation_over_time(frame)
    told = [text for t in figure.data if t.type == "bar" for text in t.hovertext]
    cell = frame.loc[frame["reported"].eq("unknown") & frame["n_events"].gt(0)].iloc[0]
    n, total = cell["n_events"], cell["n_events_total"]
    low, high = wilson(n, total)
    ends = f"{percent(n / total)} of {total}, 95% interval {percent(low)} to {percent(high)}"
    assert any(text.startswith("No date<br>") and text.endswith(ends) for text in told)


def test_many_levels_are_capped_and_said():
    frame = pd.DataFrame(
        {
            "actor": [f"A{i:02d}" for i in range(30)],
            "recipient": ["PRK"] * 30,
            "n_events": range(1, 31),
            "n_articles": [1] * 30,
        }
    )
    figure = charts.events_matrix(frame)
    assert len(figure.layout.yaxis.ticktext) == 12
    assert figure.layout.yaxis.ticktext[0] == "A29"
    assert "12 of 30 actors shown" in figure.layout.meta["subtitle"]


def test_acts_that_most_outlets_tell_of_stand_first_with_every_certainty_in_the_cell():
    rows = [
        ("PRK>RUS:AID", "post", "alleged", 1),
        ("PRK>RUS:AID", "post", "denied", 2),
        ("PRK>RUS:AID", "unknown", "asserted", 1),
        ("RUS>UKR:ASSAULT", "post", "asserted", 9),
    ]
    frame = pd.DataFrame(rows, columns=["act", "source", "modality", "n_events"])
    figure = charts.acts_by_source(frame.assign(n_articles=1))
    assert list(figure.layout.yaxis.ticktext) == ["PRK&gt;RUS:AID", "RUS&gt;UKR:ASSAULT"]
    grid = figure.data[0]
    assert grid.text == (["\u25b2 1  \u2715 2", "\u25cf 1"], ["\u25cf 9", ""])
    assert grid.z == ([3, 1], [9, None])
    assert "\u2715 denied: 2 events in 1 article" in grid.hovertext[0][0]
    assert grid.customdata[0][1] == {"act": ["PRK>RUS:AID"], "source": ["unknown"]}
    assert "\u2715 denied" in figure.layout.annotations[0].text


def test_unknown_charts_are_refused():
    with pytest.raises(InputError, match=r"unknown chart 'pie'.*events_timeline"):
        charts.figures(TABLES, ["pie"])


def test_figures_are_plain_json_and_titles_can_be_left_to_the_page():
    for figure in charts.figures(TABLES, with_title=False).values():
        assert figure.layout.title.text is None
        assert "bdata" not in figure.to_json()


PERIODS = st.one_of(
    st.just("unknown"),
    st.integers(1900, 2100).map(str),
    st.tuples(st.integers(1900, 2100), st.integers(1, 12)).map(lambda p: f"{p[0]}-{p[1]:02d}"),
)


@given(st.dictionaries(PERIODS, st.integers(1, 50), max_size=40))
def test_every_period_falls_into_exactly_one_bin(totals):
    held = [p for b in time_bins(totals) for p in b.periods]
    assert len(held) == len(set(held))
    assert set(totals) <= set(held)


def test_time_runs_on_through_empty_months():
    bins = time_bins({"2023-11": 4, "2024-02": 2, "1950-06": 1, "2024": 3, "unknown": 1})
    assert [b.name for b in bins] == [
        *("Before Nov 2023", "Nov 2023", "Dec 2023", "Jan 2024", "Feb 2024"),
        *("Month unknown (2024)", "No date"),
    ]


def test_a_long_stretch_is_told_in_years():
    totals = {f"{year}-{month:02d}": 1 for year in range(2015, 2025) for month in (1, 6, 11)}
    assert [b.name for b in time_bins(totals)] == [str(year) for year in range(2015, 2025)]


@pytest.mark.parametrize(
    ("value", "text"), [(0.125, "+0.13"), (-0.5, "\u22120.50"), (0.001, "0.00"), (1, "+1.00")]
)
def test_signed_numbers(value, text):
    assert signed(value) == text


def test_words_in_figures():
    assert percent(0.125) == "13%"
    assert wrapped("The <b>Daily</b> Post & Mail", 10) == (
        "The<br>&lt;b&gt;Daily&lt;/b&gt;<br>Post &amp;<br>Mail"
    )
