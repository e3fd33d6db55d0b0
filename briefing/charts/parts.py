"""What the marks share: axes, the order of levels, what n means in a cell."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.analysis.labels import UNKNOWN, label
from briefing.charts.declarations import Chart
from briefing.charts.text import counted
from briefing.charts.theme import THEME

PLURALS = {
    "source": "outlets",
    "actor": "actors",
    "speaker": "speakers",
    "theme": "themes",
    "modality": "kinds of certainty",
    "rank": "ranks",
    "act": "acts",
}


def axis(values: list, texts: list[str], low: float, high: float, title: str = "") -> dict:
    """Return an axis that neither zooms nor draws lines, with ticks of our own."""
    return {
        "tickmode": "array",
        "tickvals": values,
        "ticktext": texts,
        "range": [low, high],
        "title": {"text": title, "font": {"size": 12, "color": THEME["muted"]}},
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
    }


def levels(weights: Mapping[str, int], chart: Chart, column: str, names: Mapping) -> list[str]:
    """Return the levels in closed order, else most counted first and unknown last."""
    if column == chart.order_of:
        return [level for level in chart.order if level in weights]
    return sorted(
        weights,
        key=lambda level: (
            level == UNKNOWN,
            -weights[level],
            label(column, level, names),
            level,
        ),
    )


def weights(cells: list[dict], column: str, n_column: str) -> dict[str, int]:
    """Return the summed counts of each level of `column`: what levels are ordered by."""
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell[column]] = totals.get(cell[column], 0) + cell[n_column]
    return totals


def capped(found: list[str], limit: int, what: str) -> tuple[list[str], list[str]]:
    """Return the first `limit` levels, and what to say where there are more."""
    if len(found) <= limit:
        return found, []
    return found[:limit], [f"{limit} of {len(found)} {what} shown"]


def n_text(cell: dict, chart: Chart) -> str:
    """Return "3 events in 2 articles" for a cell."""
    articles = counted(cell["n_articles"], ("article", "articles"))
    return f"{counted(cell[chart.query.n_column], chart.query.unit_name)} in {articles}"


def ranked(cells: list[dict], column: str) -> list[dict]:
    """Return `cells` with `rank`, from "1" on within each value of `column`."""
    seen: dict[str, int] = {}
    out = []
    for cell in cells:
        seen[cell[column]] = seen.get(cell[column], 0) + 1
        out.append(cell | {"rank": str(seen[cell[column]])})
    return out


def n_of(cell: dict, chart: Chart) -> int:
    """Return what an interval rests on: the denominator of a share, the n of a mean."""
    is_share = chart.query.measure == "share"
    return cell[f"{chart.query.n_column}_total" if is_share else chart.query.n_column]
