"""A grid of printed counts; cells with an unnamed side are grey."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.analysis.labels import UNKNOWN, label
from briefing.charts.declarations import Chart
from briefing.charts.parts import axis, capped, levels, n_text, weights
from briefing.charts.text import escaped, grouped, wrapped
from briefing.charts.theme import THEME


def matrix(cells: list[dict], chart: Chart, names: Mapping) -> tuple[list, dict, list]:
    n_column = chart.query.n_column
    row_weights = weights(cells, chart.rows, n_column)
    column_weights = weights(cells, chart.columns, n_column)
    both = {
        level: row_weights.get(level, 0) + column_weights.get(level, 0)
        for level in [*row_weights, *column_weights]
    }
    ordered = levels(both, chart, chart.rows, names)
    rows, hidden = capped([x for x in ordered if x in row_weights], chart.show[0], "actors")
    columns, more = capped([x for x in ordered if x in column_weights], chart.show[1], "recipients")
    by_cell = {(cell[chart.rows], cell[chart.columns]): cell for cell in cells}
    grid = [[by_cell.get((row, column)) for column in columns] for row in rows]
    ns = [[cell[n_column] if cell else None for cell in line] for line in grid]
    row_names = [label(chart.rows, row, names) for row in rows]
    column_names = [label(chart.columns, column, names) for column in columns]
    named = [[row != UNKNOWN and column != UNKNOWN for column in columns] for row in rows]
    blue = [[0, THEME["scale_low"]], [1, THEME["scale_high"]]]
    grey = [[0, THEME["rule"]], [1, THEME["rule"]]]
    hover = [
        [
            f"{escaped(row)} → {escaped(column)}<br>{n_text(cell, chart)}" if cell else ""
            for column, cell in zip(column_names, line, strict=True)
        ]
        for row, line in zip(row_names, grid, strict=True)
    ]
    keys = [[{chart.rows: [row], chart.columns: [column]} for column in columns] for row in rows]
    data = []
    for is_named, scale in ((True, blue), (False, grey)):
        shown = [
            [n if name is is_named else None for n, name in zip(line, names_line, strict=True)]
            for line, names_line in zip(ns, named, strict=True)
        ]
        data.append(_layer(shown, scale, hover, keys))
    layout = {
        "height": 92 + 36 * len(rows),
        "margin": {"l": 8, "r": 8, "t": 76, "b": 8},
        "plot_bgcolor": THEME["panel"],
        "xaxis": axis(
            list(range(len(columns))),
            [wrapped(name, 12) for name in column_names],
            -0.5,
            len(columns) - 0.5,
            chart.columns_title,
        )
        | {"side": "top", "tickangle": 0, "tickfont": {"size": 12}},
        "yaxis": axis(
            list(range(len(rows))),
            [wrapped(name, 22) for name in row_names],
            len(rows) - 0.5,
            -0.5,
            chart.rows_title,
        ),
    }
    return data, layout, hidden + more


def _layer(ns: list, scale: list, hover: list, keys: list) -> dict:
    return {
        "type": "heatmap",
        "x": list(range(len(ns[0]))),
        "y": list(range(len(ns))),
        "z": ns,
        "zmin": 0,
        "zmax": max(1, *(n or 0 for line in ns for n in line)),
        "colorscale": scale,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "text": [["" if n is None else grouped(n) for n in line] for line in ns],
        "texttemplate": "%{text}",
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": hover,
        "customdata": keys,
    }
