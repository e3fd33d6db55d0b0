"""What is counted, declared once: every chart and both its homes read these values."""

from __future__ import annotations

from dataclasses import dataclass, replace

FILTERS = ("actors", "dates", "sources", "event_types", "modality", "themes")
MEASURES = ("count", "mean", "share", "log_odds")


@dataclass(frozen=True, slots=True)
class Where:
    """Keep rows whose `column` equals `value`; `left_out` says what the others are.

    `include` names the switch that counts them too; without it they never count.
    """

    column: str
    value: str | bool
    left_out: str
    include: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One aggregate over one view (see `views`).

    `unit` names the columns that identify what is counted (empty: rows); `unit_name` is
    its (singular, plural). A `mean` averages the column `value`; a `share` divides by the
    distinct units of the view `of` that agree on `of_by`; `where` cuts both views.
    `log_odds` compare a group with all others (see `narrative.framing_words`). `flag`
    counts, for the reader, the units of the selection that hold a value. `filters` are
    those it obeys.
    """

    id: str
    table: str
    by: tuple[str, ...]
    unit: tuple[str, ...]
    unit_name: tuple[str, str]
    measure: str = "count"
    value: str = ""
    of: str = ""
    of_by: tuple[str, ...] = ()
    where: tuple[Where, ...] = ()
    flag: Where | None = None
    filters: tuple[str, ...] = FILTERS

    def including(self) -> Query:
        """Return the query that also counts what a switch may include."""
        return replace(self, where=tuple(w for w in self.where if not w.include))

    @property
    def switch(self) -> str:
        """Label of the switch that counts more; empty where there is none."""
        return next((w.include for w in self.where if w.include), "")

    @property
    def n_column(self) -> str:
        """Name of the count column, such as ``n_events``."""
        return "n_" + self.unit_name[1].replace(" ", "_")


_NOT_REPEATED = Where("is_duplicate", False, "in repeated sentences")
_OWN_WORDS = Where("voice", "outlet", "in someone else's words", "Count someone else's words too")
_EVENT = {"unit": ("event_id",), "unit_name": ("event", "events"), "where": (_NOT_REPEATED,)}
_STATEMENT = {
    "unit": (),
    "unit_name": ("statement", "statements"),
    "where": (_NOT_REPEATED, Where("is_statement", True, "scare quotes, wishes and findings")),
    "filters": ("actors", "dates", "sources", "themes"),
}
_SENTENCE = {
    "unit": ("doc_id", "sent_id"),
    "unit_name": ("sentence", "sentences"),
    "where": (Where("is_heading", False, "headings"), _NOT_REPEATED),
}

QUERIES: dict[str, Query] = {
    q.id: q
    for q in (
        Query(id="events_reported", table="events", by=("reported", "modality"), **_EVENT),
        Query(
            id="events_timeline",
            table="events",
            by=("period", "modality"),
            flag=Where("date_basis", "published", "dated by their article only"),
            **_EVENT,
        ),
        Query(id="events_matrix", table="events", by=("actor", "recipient"), **_EVENT),
        Query(
            id="modality_by_source",
            table="events",
            by=("source", "modality"),
            measure="share",
            of="events",
            of_by=("source",),
            filters=("actors", "dates", "sources", "event_types", "themes"),
            **_EVENT,
        ),
        Query(
            id="acts_by_source",
            table="events",
            by=("act", "source", "modality"),
            **_EVENT
            | {"where": (_NOT_REPEATED, Where("is_between_named", True, "with a side not named"))},
        ),
        Query(
            id="tone_by_source",
            table="tone",
            by=("source", "actor"),
            unit=(),
            unit_name=("mention", "mentions"),
            measure="mean",
            value="score",
            where=(_NOT_REPEATED, _OWN_WORDS),
            filters=("actors", "dates", "sources", "themes"),
        ),
        Query(
            id="themes_by_source",
            table="themes",
            by=("source", "theme"),
            measure="share",
            of="sentences",
            of_by=("source",),
            filters=("dates", "sources"),
            **_SENTENCE,
        ),
        Query(
            id="speakers_by_source",
            table="quotes",
            by=("source", "speaker"),
            measure="share",
            of="quotes",
            of_by=("source",),
            **(_STATEMENT | {"filters": ("dates", "sources", "themes")}),
        ),
        Query(
            id="cooperation_over_time",
            table="events",
            by=("reported", "quad"),
            measure="share",
            of="events",
            of_by=("reported",),
            **_EVENT,
        ),
        Query(
            id="framing_words",
            table="framing",
            by=("source", "term"),
            unit=(),
            unit_name=("use", "uses"),
            measure="log_odds",
            where=(Where("is_heading", False, "in headings"), _NOT_REPEATED),
            filters=(),
        ),
    )
}
