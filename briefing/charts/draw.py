"""A chart's declaration and its frame to a plotly figure, as plain dicts.

`report/chart.js` draws the same declarations; a test in Chromium holds both to the same
figure, value by value.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from briefing.charts.bars import bars
from briefing.charts.declarations import Chart
from briefing.charts.matrix import matrix
from briefing.charts.panels import panels
from briefing.charts.tally import tally
from briefing.charts.text import counted, escaped, grouped
from briefing.charts.theme import THEME

TITLE_HEIGHT = 72


def draw(frame: pd.DataFrame, chart: Chart) -> dict:
    """Return ``{"data", "layout"}`` for the frame `analysis.<chart.id>` returned.

    The layout has no title: ``layout.meta`` holds title, subtitle, how_to_read, n and id as
    plain text, for homes that set them in their own type (see `titled`). Each mark's
    ``customdata`` holds the values it stands for, by column. An empty frame gives an empty
    state that says so.
    """
    about = {"n": 0, "n_articles": 0, "left_out": [], "flagged": [], "labels": {}} | frame.attrs
    cells = frame.to_dict("records")
    n_column = chart.query.n_column
    about["n"] = about["n"] or sum(cell[n_column] for cell in cells)
    if not cells:
        data, layout, hidden = [], _empty_layout(chart), []
    else:
        data, layout, hidden = _MARKS[chart.mark](cells, chart, about["labels"])
    meta = {
        "id": chart.id,
        "title": chart.title,
        "subtitle": subtitle(chart, about, hidden),
        "how_to_read": chart.how_to_read,
        "n": int(about["n"]),
    }
    return {"data": data, "layout": _base_layout() | layout | {"meta": meta}}


def titled(figure: dict) -> dict:
    """Return `figure` with title and subtitle drawn above it, and room for them."""
    layout = figure["layout"]
    margin = layout["margin"] | {"t": layout["margin"]["t"] + TITLE_HEIGHT}
    title = {
        "text": escaped(layout["meta"]["title"]),
        "subtitle": {"text": escaped(layout["meta"]["subtitle"])},
        "x": 0.01,
        "xanchor": "left",
        "yref": "container",
        "y": 1 - 26 / (layout["height"] + TITLE_HEIGHT),
        "yanchor": "top",
    }
    taller = {"height": layout["height"] + TITLE_HEIGHT, "margin": margin, "title": title}
    return figure | {"layout": layout | taller}


def subtitle(chart: Chart, about: Mapping, hidden: list[str]) -> str:
    """Return what was counted, what was left out, and what the chart does not show."""
    parts = [counted(about["n"], chart.query.unit_name)]
    if about["n_articles"]:
        parts[0] += f" in {counted(about['n_articles'], ('article', 'articles'))}"
    if about["left_out"]:
        parts.append(
            "left out: " + ", ".join(f"{grouped(n)} {text}" for text, n in about["left_out"])
        )
    parts += [f"{grouped(n)} {text}" for text, n in about["flagged"]]
    return "; ".join(parts + hidden)


def _base_layout() -> dict:
    return {
        "font": {"family": THEME["font"], "size": THEME["font_size"], "color": THEME["ink"]},
        "paper_bgcolor": THEME["paper"],
        "plot_bgcolor": THEME["paper"],
        "hoverlabel": {
            "bgcolor": THEME["ink"],
            "bordercolor": THEME["ink"],
            "font": {"color": THEME["paper"], "size": THEME["font_size"]},
            "align": "left",
        },
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "dragmode": False,
        "hovermode": "closest",
        "showlegend": False,
    }


def _empty_layout(chart: Chart) -> dict:
    hidden = {"visible": False, "range": [0, 1], "fixedrange": True}
    return {
        "height": 240,
        "xaxis": hidden,
        "yaxis": hidden,
        "annotations": [
            {
                "text": f"No {chart.query.unit_name[1]} match these filters",
                "x": 0.5,
                "y": 0.5,
                "showarrow": False,
                "font": {"size": 15, "color": THEME["muted"]},
            }
        ],
    }


_MARKS = {"bars": bars, "matrix": matrix, "panels": panels, "tally": tally}
