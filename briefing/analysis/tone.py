"""Tone of mentions, which is not an outlet's stance, and shares of sentences and statements."""

from __future__ import annotations

import pandas as pd

from briefing.analysis.aggregate import aggregate
from briefing.analysis.queries import QUERIES
from briefing.tables import Tables


def tone_by_source(tables: Tables, *, own_words: bool = True, **filters: object) -> pd.DataFrame:
    """Return the mean tone (-1..1) of mentions by `source` and `actor`, with a t 95% interval.

    Only the outlet's own words count unless `own_words` is False: mentions inside somebody
    else's are left out and counted in ``attrs["left_out"]``. Repeated sentences count once.
    """
    query = QUERIES["tone_by_source"]
    return aggregate(tables, query if own_words else query.including(), **filters)


def themes_by_source(tables: Tables, **filters: object) -> pd.DataFrame:
    """Return the share of a source's sentences that touch a theme, with a Wilson 95% interval."""
    return aggregate(tables, QUERIES["themes_by_source"], **filters)


def speakers_by_source(tables: Tables, **filters: object) -> pd.DataFrame:
    """Return each speaker's share of a source's attributed statements (Wilson 95%)."""
    return aggregate(tables, QUERIES["speakers_by_source"], **filters)
