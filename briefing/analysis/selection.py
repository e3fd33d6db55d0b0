"""Tables under the filters of one reader, cut and joined once however much is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from briefing.analysis.labels import labels
from briefing.analysis.queries import Query
from briefing.analysis.views import view
from briefing.errors import InputError
from briefing.tables import Tables

SELECT_ARGUMENTS = (
    "actors",
    "side",
    "dates",
    "sources",
    "event_types",
    "modality",
    "themes",
)


def obeyed(query: Query, filters: Mapping[str, object]) -> dict[str, object]:
    """Return those of `filters` (arguments of `Tables.select`) that `query` obeys."""
    kept = set(query.filters) | ({"side"} if "actors" in query.filters else set())
    return {name: value for name, value in filters.items() if name in kept}


class Selection:
    """What passes `filters` (arguments of `Tables.select`) in `tables`.

    Raises InputError for a filter that does not exist. Made for one answer: it does not
    see later changes of the tables.
    """

    def __init__(self, tables: Tables, filters: Mapping[str, object]) -> None:
        unknown = set(filters) - set(SELECT_ARGUMENTS)
        if unknown:
            raise InputError(f"unknown filter {sorted(unknown)[0]!r}", allowed=SELECT_ARGUMENTS)
        self.tables = tables
        self.filters = {name: value for name, value in filters.items() if value is not None}
        self._selected: dict[str, Tables] = {}
        self._views: dict[tuple[str, str], pd.DataFrame] = {}

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """The labels of all tables; see `labels`."""
        return labels(self.tables)

    def obeyed(self, query: Query) -> dict[str, object]:
        """Return the filters that `query` obeys."""
        return obeyed(query, self.filters)

    def view(self, name: str, query: Query | None = None) -> pd.DataFrame:
        """Return the view `name` of what passes the filters, only those `query` obeys if given."""
        filters = self.filters if query is None else self.obeyed(query)
        key = repr(sorted(filters.items()))
        if key not in self._selected:
            self._selected[key] = self.tables.select(**filters)
        if (key, name) not in self._views:
            self._views[key, name] = view(self._selected[key], name)
        return self._views[key, name]
