"""Small tidy frames to plotly figures, from declarations both homes of a chart share."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd
import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from briefing.analysis import Selection, frames, frames_of
from briefing.charts.declarations import DECLARATIONS, Chart, specification
from briefing.charts.draw import draw, titled
from briefing.charts.theme import THEME
from briefing.errors import InputError
from briefing.tables import Tables

__all__ = [
    "DECLARATIONS",
    "THEME",
    "Chart",
    "drawings",
    "figure",
    "figures",
    "specification",
    *DECLARATIONS,
]


def declared(chart_id: str) -> Chart:
    """Return the declaration of `chart_id`, or raise InputError that lists all charts."""
    if chart_id not in DECLARATIONS:
        raise InputError(f"unknown chart {chart_id!r}", allowed=DECLARATIONS)
    return DECLARATIONS[chart_id]


def figure(frame: pd.DataFrame, chart_id: str, *, with_title: bool = True) -> go.Figure:
    """Return the figure of the chart `chart_id` for the frame `analysis.<chart_id>` returned.

    Without a title, a home sets ``figure.layout.meta`` (title, subtitle, how_to_read, n) in
    its own type. Raises InputError for an unknown chart.
    """
    drawn = draw(frame, declared(chart_id))
    drawn = titled(drawn) if with_title else drawn
    return go.Figure(data=drawn["data"], layout={"template": "none"} | drawn["layout"])


def figures(
    tables: Tables,
    ids: Iterable[str] | None = None,
    *,
    with_title: bool = True,
    included: Collection[str] = (),
    **filters: object,
) -> dict[str, go.Figure]:
    """Return the figures by chart id, in display order.

    `filters` are arguments of `Tables.select`; each chart obeys those its query declares
    (a chart of shares by modality, say, ignores the filter by modality, which would make
    every share 1), so pass whole tables and the filters rather than selected tables.
    Charts in `included` count what their switch includes (``query.switch``).
    Title, subtitle and how_to_read also stand as plain text in ``figure.layout.meta``.
    """
    chosen = [declared(chart_id).id for chart_id in (DECLARATIONS if ids is None else ids)]
    return {
        chart_id: figure(frame, chart_id, with_title=with_title)
        for chart_id, frame in frames(tables, chosen, included=included, **filters).items()
    }


def drawings(
    selection: Selection, ids: Iterable[str], included: Collection[str] = ()
) -> dict[str, str]:
    """Return the figures without titles as JSON, by chart id.

    They say what those of `figures` say; plotly's check of every value, which costs as
    much as the counting, is left to the tests.
    """
    return {
        chart_id: to_json_plotly(draw(frame, declared(chart_id)))
        for chart_id, frame in frames_of(selection, ids, included).items()
    }


def _public(chart: Chart):
    def draw_chart(frame: pd.DataFrame) -> go.Figure:
        return figure(frame, chart.id)

    draw_chart.__name__ = draw_chart.__qualname__ = chart.id
    draw_chart.__doc__ = (
        f"{chart.title}: draw the frame of `analysis.{chart.id}`.\n\n{chart.how_to_read}"
    )
    return draw_chart


globals().update({chart.id: _public(chart) for chart in DECLARATIONS.values()})
