"""Stacked bars of counts over time bins, split above and below zero where declared."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.analysis.intervals import wilson
from briefing.analysis.labels import label
from briefing.charts.bins import Bin, time_bins
from briefing.charts.declarations import Chart
from briefing.charts.parts import axis, levels, weights
from briefing.charts.text import counted, escaped, grouped, percent
from briefing.charts.theme import THEME

MIN_PLACES = 8  # so that one lonely bar does not fill the chart


def bars(cells: list[dict], chart: Chart, names: Mapping) -> tuple[list, dict, list]:
    n_column, singular_plural = chart.query.n_column, chart.query.unit_name
    bins = time_bins(weights(cells, chart.columns, n_column))
    counts = {(cell[chart.columns], cell[chart.colour]): cell[n_column] for cell in cells}
    totals = {cell[chart.columns]: cell.get(f"{n_column}_total", 0) for cell in cells}
    places = list(range(len(bins)))
    data, above, below = [], [0] * len(bins), [0] * len(bins)
    for level in levels(weights(cells, chart.colour, n_column), chart, chart.colour, names):
        ns = [sum(counts.get((period, level), 0) for period in b.periods) for b in bins]
        sign = -1 if level in chart.below else 1
        sums = below if sign < 0 else above
        for place in places:
            sums[place] += ns[place]
        name = label(chart.colour, level, names)
        colour, pattern, _ = THEME["levels"][level]
        data.append(
            {
                "type": "bar",
                "name": escaped(name),
                "x": places,
                # A bar of no height would still draw its outline over the zero line.
                "y": [sign * n if n else None for n in ns],
                "marker": {
                    "color": colour,
                    "line": {"color": THEME["paper"], "width": 1},
                    "pattern": {
                        "shape": pattern,
                        "fgcolor": THEME["paper"],
                        "size": 6,
                        "solidity": 0.3,
                        "fillmode": "overlay",
                    },
                },
                "hoverinfo": "text",
                "hovertext": [
                    f"{escaped(b.name)}<br>{escaped(name)}: {counted(n, singular_plural)}"
                    + _share_text(n, b, totals)
                    for b, n in zip(bins, ns, strict=True)
                ],
                "customdata": [
                    {chart.columns: list(b.periods), chart.colour: [level]} for b in bins
                ],
            }
        )
    data += [_totals(above, 1)] + ([_totals(below, -1)] if chart.below else [])
    top, bottom = max(above), max(below)
    room = 0.14 * (top + bottom)
    low = -(bottom + room) if chart.below else 0
    layout = {
        "height": 380,
        "margin": {"l": 8, "r": 8, "t": 48, "b": 8},
        "barmode": "relative",
        "bargap": 0.25,
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": axis(places, [b.tick for b in bins], -0.6, max(len(bins), MIN_PLACES) - 0.4)
        | {"tickangle": 0, "tickfont": {"size": 12}},
        "yaxis": axis([], [], low, top + room)
        | {"zeroline": True, "zerolinecolor": THEME["ink"], "zerolinewidth": 1},
    }
    return data, layout, []


def _share_text(n: int, held: Bin, totals: Mapping[str, int]) -> str:
    """What part of the bin's events `n` is; nothing where the chart counts no share."""
    total = sum(totals.get(period, 0) for period in held.periods)
    if not total:
        return ""
    low, high = wilson(n, total)
    return (
        f"<br>{percent(n / total)} of {grouped(total)}, "
        f"95% interval {percent(low)} to {percent(high)}"
    )


def _totals(sums: list[int], sign: int) -> dict:
    # No empty texts: Plotly.react forgets later texts in the place of an empty one.
    counted_places = [(place, n) for place, n in enumerate(sums) if n]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [place for place, _ in counted_places],
        "y": [sign * n for _, n in counted_places],
        "text": [grouped(n) for _, n in counted_places],
        "textposition": "top center" if sign > 0 else "bottom center",
        "textfont": {"size": 12, "color": THEME["muted"]},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }
