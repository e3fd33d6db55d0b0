"""Events: when, between whom, how certain."""

from __future__ import annotations

import pandas as pd

from briefing.analysis.aggregate import aggregate
from briefing.analysis.queries import QUERIES
from briefing.tables import Tables


def events_reported(tables: Tables, **filters: object) -> pd.DataFrame:
    """Count events by the month of their article, `reported`, and `modality`."""
    return aggregate(tables, QUERIES["events_reported"], **filters)


def events_timeline(tables: Tables, **filters: object) -> pd.DataFrame:
    """Count events by `period` (see `views.period`) and `modality`: `n_events`, `n_articles`."""
    return aggregate(tables, QUERIES["events_timeline"], **filters)


def events_matrix(tables: Tables, **filters: object) -> pd.DataFrame:
    """Count events by `actor` and `recipient`; a list of actors counts in each of its cells."""
    return aggregate(tables, QUERIES["events_matrix"], **filters)


def modality_by_source(tables: Tables, **filters: object) -> pd.DataFrame:
    """Return each modality's share of a source's events, with a Wilson 95% interval."""
    return aggregate(tables, QUERIES["modality_by_source"], **filters)


def acts_by_source(tables: Tables, **filters: object) -> pd.DataFrame:
    """Count events by `act` (who does what to whom, see `labels.acts`), `source`, `modality`."""
    return aggregate(tables, QUERIES["acts_by_source"], **filters)


def cooperation_over_time(tables: Tables, **filters: object) -> pd.DataFrame:
    """Return each PLOVER `quad`'s share of the events of a `reported` month (Wilson 95%)."""
    return aggregate(tables, QUERIES["cooperation_over_time"], **filters)
