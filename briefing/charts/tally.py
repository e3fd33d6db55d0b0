"""A grid that prints, in each cell, the count of every level with the level's sign."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.analysis.labels import label
from briefing.charts.declarations import Chart
from briefing.charts.matrix import grid_layout, layer
from briefing.charts.parts import PLURALS, capped, levels, n_text, weights
from briefing.charts.text import escaped, grouped
from briefing.charts.theme import THEME


def tally(cells: list[dict], chart: Chart, names: Mapping) -> tuple[list, dict, list]:
    n_column = chart.query.n_column
    ordered = levels(weights(cells, chart.columns, n_column), chart, chart.columns, names)
    columns, more = capped(ordered, chart.show[1], PLURALS[chart.columns])
    rows, hidden = capped(_most_told(cells, chart, names), chart.show[0], PLURALS[chart.rows])
    by_cell: dict[tuple[str, str], dict[str, dict]] = {}
    for cell in cells:
        by_cell.setdefault((cell[chart.rows], cell[chart.columns]), {})[cell[chart.colour]] = cell
    grid = [
        [
            [found[level] for level in chart.order if level in found]
            for found in (by_cell.get((row, column), {}) for column in columns)
        ]
        for row in rows
    ]
    row_names = [label(chart.rows, row, names) for row in rows]
    column_names = [label(chart.columns, column, names) for column in columns]
    hover = [
        [
            "<br>".join([f"{escaped(row)}<br>{escaped(column)}", *_told(told, chart, names)])
            if told
            else ""
            for column, told in zip(column_names, line, strict=True)
        ]
        for row, line in zip(row_names, grid, strict=True)
    ]
    ns = [[sum(cell[n_column] for cell in told) or None for told in line] for line in grid]
    keys = [[{chart.rows: [row], chart.columns: [column]} for column in columns] for row in rows]
    texts = [
        ["  ".join(f"{_sign(c, chart)} {grouped(c[n_column])}" for c in told) for told in line]
        for line in grid
    ]
    blue = [[0, THEME["scale_low"]], [1, THEME["scale_high"]]]
    layout = grid_layout(row_names, column_names, chart, 34, 44)
    layout["margin"]["b"] = 36
    layout["annotations"] = [_legend(chart, names)]
    return [layer(ns, texts, blue, hover, keys)], layout, hidden + more


def _most_told(cells: list[dict], chart: Chart, names: Mapping) -> list[str]:
    """Return the rows: those in most columns first, then those counted most."""
    counts = weights(cells, chart.rows, chart.query.n_column)
    told: dict[str, set[str]] = {}
    for cell in cells:
        told.setdefault(cell[chart.rows], set()).add(cell[chart.columns])
    return sorted(
        told,
        key=lambda row: (-len(told[row]), -counts[row], label(chart.rows, row, names), row),
    )


def _told(told: list[dict], chart: Chart, names: Mapping) -> list[str]:
    return [
        f"{_sign(cell, chart)} {label(chart.colour, cell[chart.colour], names)}: "
        f"{n_text(cell, chart)}"
        for cell in told
    ]


def _sign(cell: dict, chart: Chart) -> str:
    return THEME["signs"][cell[chart.colour]]


def _legend(chart: Chart, names: Mapping) -> dict:
    return {
        "x": 0,
        "y": 0,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -8,
        "showarrow": False,
        "text": "   ".join(
            f"{THEME['signs'][level]} {label(chart.colour, level, names)}" for level in chart.order
        ),
        "font": {"size": 12, "color": THEME["muted"]},
    }
