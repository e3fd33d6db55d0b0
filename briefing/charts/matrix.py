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
        texts = [["" if n is None else grouped(n) for n in line] for line in shown]
        data.append(layer(shown, texts, scale, hover, keys))
    return data, grid_layout(row_names, column_names, chart, 22, 36), hidden + more


def grid_layout(
    row_names: list[str], column_names: list[str], chart: Chart, width: int, row_height: int
) -> dict:
    """Return the layout of a grid whose row names break at about `width` characters."""
    n_rows, n_columns = len(row_names), len(column_names)
    return {
        "height": 92 + row_height * n_rows,
        "margin": {"l": 8, "r": 8, "t": 76, "b": 8},
        "plot_bgcolor": THEME["panel"],
        "xaxis": axis(
            list(range(n_columns)),
            [wrapped(name, 12) for name in column_names],
            -0.5,
            n_columns - 0.5,
            chart.columns_title,
        )
        | {"side": "top", "tickangle": 0, "tickfont": {"size": 12}},
        "yaxis": axis(
            list(range(n_rows)),
            [wrapped(name, width) for name in row_names],
            n_rows - 0.5,
            -0.5,
            chart.rows_title,
        ),
    }


def layer(ns: list, texts: list, scale: list, hover: list, keys: list) -> dict:
    """Return a heatmap of `ns` with `texts` printed in its cells; None leaves a cell empty."""
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
        "text": texts,
        "texttemplate": "%{text}",
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": hover,
        "customdata": keys,
    }
