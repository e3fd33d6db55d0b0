"""A grid of printed counts."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.analysis.labels import label
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
    ordered = levels(both, chart.order, chart.rows, names)
    rows, hidden = capped([x for x in ordered if x in row_weights], chart.show[0], "actors")
    columns, more = capped([x for x in ordered if x in column_weights], chart.show[1], "recipients")
    by_cell = {(cell[chart.rows], cell[chart.columns]): cell for cell in cells}
    grid = [[by_cell.get((row, column)) for column in columns] for row in rows]
    ns = [[cell[n_column] if cell else None for cell in line] for line in grid]
    row_names = [label(chart.rows, row, names) for row in rows]
    column_names = [label(chart.columns, column, names) for column in columns]
    data = [
        {
            "type": "heatmap",
            "x": list(range(len(columns))),
            "y": list(range(len(rows))),
            "z": ns,
            "zmin": 0,
            "zmax": max(max(n or 0 for n in line) for line in ns),
            "colorscale": [[0, THEME["scale_low"]], [1, THEME["scale_high"]]],
            "showscale": False,
            "xgap": 3,
            "ygap": 3,
            "text": [["" if n is None else grouped(n) for n in line] for line in ns],
            "texttemplate": "%{text}",
            "hoverongaps": False,
            "hoverinfo": "text",
            "hovertext": [
                [
                    f"{escaped(row)} → {escaped(column)}<br>{n_text(cell, chart)}" if cell else ""
                    for column, cell in zip(column_names, line, strict=True)
                ]
                for row, line in zip(row_names, grid, strict=True)
            ],
            "customdata": [
                [{chart.rows: [row], chart.columns: [column]} for column in columns] for row in rows
            ],
        }
    ]
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
        | {"side": "top"},
        "yaxis": axis(
            list(range(len(rows))),
            [wrapped(name, 22) for name in row_names],
            len(rows) - 0.5,
            -0.5,
            chart.rows_title,
        ),
    }
    return data, layout, hidden + more
