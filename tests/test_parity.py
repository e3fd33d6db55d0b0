"""Both homes of a chart draw the same figure: Python's and chart.js's, value by value."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from sample_tables import ACTORS, SOURCES, THEMES, sample_tables

import briefing.report
from briefing import charts
from briefing import vocabulary as v
from briefing.analysis import aggregate
from briefing.charts.draw import draw, titled
from briefing.report.page import SCRIPTS
from briefing.report.rows import as_json, page_data
from briefing.tables import SELECTABLE_SIDES

pytestmark = pytest.mark.browser
FOLDER = Path(briefing.report.__file__).parent
SCRIPT = "\n".join((FOLDER / name).read_text("utf-8") for name in SCRIPTS[:4])
N_FILTERS = 12


def some(pick: random.Random, values) -> list[str] | None:
    return pick.sample(list(values), pick.randint(1, len(values))) if pick.random() < 0.25 else None


def random_filters(pick: random.Random) -> dict:
    first, last = sorted(f"202{pick.randint(3, 4)}-{pick.randint(1, 12):02d}-15" for _ in range(2))
    dates = pick.choice((None, None, (first, None), (None, last), (first, last)))
    given = {
        "actors": some(pick, ACTORS),
        "dates": dates,
        "sources": some(pick, [source or "unknown" for source, _ in SOURCES]),
        "event_types": some(pick, v.EVENT_TYPES),
        "modality": some(pick, v.MODALITIES),
        "themes": some(pick, THEMES),
        "side": pick.choice(SELECTABLE_SIDES),
    }
    return {name: value for name, value in given.items() if value is not None}


def same(left, right) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return left == right


@pytest.fixture
def scripted(page):
    """Return a function from tables to one that asks chart.js for a figure."""
    page.goto("about:blank")
    page.add_script_tag(content=SCRIPT)

    def load(tables):
        page.evaluate(
            "text => { window.given = JSON.parse(text); window.rows = Rows.readTables(given); }",
            as_json(page_data(tables)),
        )
        return lambda chart_id, filters: page.evaluate(
            """([id, filters]) => {
                const chart = given.charts[id];
                const frame = given.frames[id] ?? Rows.aggregate(rows, chart.query, filters);
                const figure = Charts.draw(frame, chart, given.labels, given.theme);
                return { frame, figure, titled: Charts.titled(figure) };
            }""",
            [chart_id, filters],
        )

    return load


@pytest.mark.parametrize("seed", range(4))
def test_same_numbers_and_same_figure_for_random_tables_and_filters(scripted, seed):
    pick = random.Random(seed)
    tables = sample_tables(seed, pick.choice((2, 5, 9)), pick.choice((10, 30)))
    ask = scripted(tables)
    n_cells = 0
    for filters in [{}, *(random_filters(pick) for _ in range(N_FILTERS))]:
        for chart_id, chart in charts.DECLARATIONS.items():
            frame = aggregate(tables, chart.query, **filters)
            answer = ask(chart_id, filters)
            expected = json.loads(frame.to_json(orient="records", double_precision=15))
            assert same(expected, answer["frame"]["cells"]), (chart_id, filters)
            about = {k: frame.attrs[k] for k in ("n", "n_articles", "left_out", "flagged")}
            assert json.loads(json.dumps(about)) == {k: answer["frame"][k] for k in about}
            drawn = json.loads(json.dumps(draw(frame, chart)))
            assert same(drawn, answer["figure"]), (chart_id, filters)
            assert same(titled(drawn), answer["titled"])
            n_cells += len(expected)
    assert n_cells > 50


def test_labels_that_look_like_html_or_like_object_members_stay_text(scripted):
    names = {"source_name": "<b>Bold & <a href='javascript:x'>Post</a></b>", "actor": "__proto__"}
    tables = sample_tables(5, 6, 20, names | {"theme": "constructor", "recipient": "\U0001f600"})
    ask = scripted(tables)
    for chart_id, chart in charts.DECLARATIONS.items():
        drawn = draw(aggregate(tables, chart.query), chart)
        assert same(json.loads(json.dumps(drawn)), ask(chart_id, {})["figure"]), chart_id
        assert "<a" not in json.dumps(drawn)
        assert "<b>" not in json.dumps(drawn)
