"""What the reader has chosen, and the tables that follow from it; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping

from traitlets import Enum, HasTraits, Instance, List, TraitError, Unicode

from briefing.tables import SELECTABLE_SIDES, Tables


class DashboardState(HasTraits):
    """The filters of one reader, each a keyword argument of `Tables.select`.

    An empty list and a day of None mean no filter. Days are ``YYYY-MM-DD``.
    """

    actors = List(Unicode())
    side = Enum(SELECTABLE_SIDES, default_value="either")
    first_day = Unicode(None, allow_none=True)
    last_day = Unicode(None, allow_none=True)
    sources = List(Unicode())
    event_types = List(Unicode())
    modality = List(Unicode())
    themes = List(Unicode())
    tables = Instance(Tables)

    FILTERS = (
        "actors",
        "side",
        "first_day",
        "last_day",
        "sources",
        "event_types",
        "modality",
        "themes",
    )

    def __init__(self, tables: Tables, **chosen: object) -> None:
        super().__init__(tables=tables)
        self._cached: tuple[object, Tables] | None = None
        self._everything: Tables | None = None
        self.apply(chosen)

    @property
    def chosen(self) -> dict[str, object]:
        """Every filter by name."""
        return {name: getattr(self, name) for name in self.FILTERS}

    def apply(self, chosen: Mapping[str, object]) -> None:
        """Set the given filters together; those not given return to no filter.

        Raises TraitError for an unknown filter or a value of the wrong type, and changes
        nothing then.
        """
        unknown = set(chosen) - set(self.FILTERS)
        if unknown:
            raise TraitError(f"no such filter: {', '.join(sorted(unknown))}")
        before = self.chosen
        with self.hold_trait_notifications():
            try:
                for name in self.FILTERS:
                    default = self.traits()[name].default(self)
                    setattr(self, name, chosen.get(name, default))
            except TraitError:
                for name, value in before.items():
                    setattr(self, name, value)
                raise

    def reset(self) -> None:
        """Take every filter away."""
        self.apply({})

    @property
    def selection(self) -> dict[str, object]:
        """The filters as keyword arguments of `Tables.select` and of `briefing.analysis`."""
        dates = (self.first_day or None, self.last_day or None)
        return {
            "actors": self.actors or None,
            "side": self.side,
            "dates": dates if any(dates) else None,
            "sources": self.sources or None,
            "event_types": self.event_types or None,
            "modality": self.modality or None,
            "themes": self.themes or None,
        }

    @property
    def selected(self) -> Tables:
        """The tables cut by the filters, without repeated sentences."""
        selection = self.selection
        if self._cached is None or self._cached[0] != selection:
            self._cached = (selection, self.tables.select(**selection, include_duplicates=False))
        return self._cached[1]

    @property
    def everything(self) -> Tables:
        """The tables without any filter, without repeated sentences."""
        if self._everything is None:
            self._everything = self.tables.select(include_duplicates=False)
        return self._everything

    @property
    def n_events(self) -> int:
        """Distinct events that pass the filters."""
        return int(self.selected.events["event_id"].nunique())

    @property
    def n_events_total(self) -> int:
        """Distinct events without any filter."""
        return int(self.everything.events["event_id"].nunique())
