"""A grid of small panels, each with a value, its interval and its n."""

from __future__ import annotations

import math
from collections.abc import Mapping

from briefing.analysis.labels import label
from briefing.charts.declarations import Chart
from briefing.charts.parts import (
    PLURALS,
    axis,
    capped,
    levels,
    n_of,
    n_text,
    ranked,
    weights,
)
from briefing.charts.text import escaped, grouped, percent, signed, whole, wrapped
from briefing.charts.theme import THEME

INSET = 0.06  # free space on each side of a panel, in panel widths
NICE_SHARES = (0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 0.75, 1.0)


def panels(cells: list[dict], chart: Chart, names: Mapping) -> tuple[list, dict, list]:
    if chart.rows == "rank":
        cells = ranked(cells, chart.columns)
    (rows, hidden), (columns, more) = (
        capped(
            levels(weights(cells, column, chart.query.n_column), chart, column, names),
            limit,
            PLURALS[column],
        )
        for column, limit in zip((chart.rows, chart.columns), chart.show, strict=True)
    )
    row_at = {level: place for place, level in enumerate(rows)}
    column_at = {level: place for place, level in enumerate(columns)}
    shown = [c for c in cells if c[chart.rows] in row_at and c[chart.columns] in column_at]
    low, high = _scale(shown, chart)
    groups: dict[tuple[str, bool], list[dict]] = {}
    for cell in shown:
        small = is_small(cell, chart)
        level = cell[chart.colour] if chart.colour and not small else ""
        groups.setdefault((level, small), []).append(cell)

    def at(cell: dict, value: float) -> float:
        share = (value - low) / (high - low)
        return column_at[cell[chart.columns]] + INSET + (1 - 2 * INSET) * share

    data = [
        _dots(group, level, small, chart, names, at, row_at)
        for (level, small), group in sorted(groups.items())
    ]
    data.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [column_at[c[chart.columns]] + 0.5 for c in shown],
            "y": [row_at[c[chart.rows]] - 0.24 for c in shown],
            "text": [_cell_text(c, chart) for c in shown],
            "textposition": "middle center",
            "textfont": {
                "size": 11,
                "color": [THEME["faint"] if is_small(c, chart) else THEME["ink"] for c in shown],
            },
            "hoverinfo": "skip",
        }
    )
    return data, _panel_layout(rows, columns, chart, names, low, high), hidden + more


def is_small(cell: dict, chart: Chart) -> bool:
    """Return whether the cell is greyed: too few, or no more than chance explains."""
    by_chance = chart.query.measure == "log_odds" and cell["low"] <= 0
    return n_of(cell, chart) < chart.small_n or by_chance


def value(cell: dict, chart: Chart) -> float:
    return cell[chart.query.measure]


def _scale(cells: list[dict], chart: Chart) -> tuple[float, float]:
    if chart.query.measure == "mean":
        return -1.0, 1.0
    if chart.query.measure == "log_odds":
        lowest, highest = min(c["low"] for c in cells), max(c["high"] for c in cells)
        return float(min(0, math.floor(lowest))), float(math.ceil(highest))
    ends = [c["high"] for c in cells if n_of(c, chart) >= chart.small_n]
    highest = max(ends, default=1.0)
    return 0.0, next(share for share in NICE_SHARES if share >= min(highest, 1.0))


def _scale_text(low: float, high: float, chart: Chart) -> str:
    if chart.query.measure == "share":
        return f"0 to {percent(high)}"
    return f"{whole(low)} to {whole(high)}"


def _cell_text(cell: dict, chart: Chart) -> str:
    n = grouped(n_of(cell, chart))
    if chart.query.measure == "share":
        return f"{percent(cell['share'])} of {n}"
    if chart.query.measure == "log_odds":
        return f"{escaped(cell['term'])} (n {n})"
    return f"{signed(cell['mean'])} (n {n})"


def _dots(group, level, small, chart, names, at, row_at) -> dict:
    colour, _, symbol = THEME["levels"].get(level, [THEME["accent"], "", "circle"])
    if small:
        colour, symbol = THEME["grey"], "circle-open"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at(c, value(c, chart)) for c in group],
        "y": [row_at[c[chart.rows]] + 0.16 for c in group],
        "marker": {"color": colour, "symbol": symbol, "size": 9},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [at(c, c["high"]) - at(c, value(c, chart)) for c in group],
            "arrayminus": [at(c, value(c, chart)) - at(c, c["low"]) for c in group],
            "color": colour,
            "thickness": 1.5,
            "width": 3,
        },
        "hoverinfo": "text",
        "hovertext": [_panel_hover(c, chart, names) for c in group],
        "customdata": [{column: [c[column]] for column in chart.query.by} for c in group],
    }


def _panel_hover(cell: dict, chart: Chart, names: Mapping) -> str:
    names_of_cell = [escaped(label(column, cell[column], names)) for column in chart.query.by]
    shown = percent if chart.query.measure == "share" else signed
    low, high = shown(cell["low"]), shown(cell["high"])
    lines = [
        " · ".join(names_of_cell),
        f"{shown(value(cell, chart))}, 95% interval {low} to {high}",
        n_text(cell, chart),
    ]
    if chart.query.measure == "share":
        lines[-1] += f", of {grouped(n_of(cell, chart))}"
    if chart.query.measure == "log_odds":
        lines[-1] += f", {grouped(cell['n_uses_elsewhere'])} elsewhere"
    if n_of(cell, chart) < chart.small_n:
        lines.append("Too few to compare")
    return "<br>".join(lines)


def _panel_layout(rows, columns, chart, names, low, high) -> dict:
    n_rows, width = len(rows), 1 - 2 * INSET
    scale = _scale_text(low, high, chart)
    base = (0.0 - low) / (high - low)
    shapes = []
    for i in range(len(columns)):
        shapes.append(
            {
                "type": "rect",
                "layer": "below",
                "x0": i + INSET / 2,
                "x1": i + 1 - INSET / 2,
                "y0": -0.5,
                "y1": n_rows - 0.5,
                "fillcolor": THEME["panel"],
                "line": {"width": 0},
            }
        )
        zero = i + INSET + width * base
        shapes.append(
            {
                "type": "line",
                "layer": "below",
                "x0": zero,
                "x1": zero,
                "y0": -0.5,
                "y1": n_rows - 0.5,
                "line": {"color": THEME["rule"], "width": 1.5},
            }
        )
    headings = [
        {
            "x": i + 0.5,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 6,
            "showarrow": False,
            "text": wrapped(label(chart.columns, level, names), 16),
            "font": {"size": 12, "color": THEME["ink"]},
        }
        for i, level in enumerate(columns)
    ]
    return {
        "height": 84 + 52 * n_rows,
        "shapes": shapes,
        "annotations": headings,
        "margin": {"l": 8, "r": 8, "t": 44, "b": 8},
        "xaxis": axis(
            [i + 0.5 for i in range(len(columns))], [scale] * len(columns), 0, len(columns)
        )
        | {"tickangle": 0, "tickfont": {"size": 10, "color": THEME["muted"]}},
        "yaxis": axis(
            list(range(n_rows)),
            [wrapped(label(chart.rows, level, names), 22) for level in rows],
            n_rows - 0.5,
            -0.5,
        ),
    }
