"""Tables and a query to one small tidy frame; chart.js repeats this over the same rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from briefing.analysis.intervals import mean_interval, wilson
from briefing.analysis.labels import labels
from briefing.analysis.narrative import framing_words
from briefing.analysis.queries import QUERIES, Query
from briefing.analysis.selection import Selection
from briefing.errors import InputError
from briefing.tables import Tables


def check_filters(tables: Tables, **filters: object) -> None:
    """Raise InputError where a filter asks for a value that the tables do not know."""
    known = labels(tables)
    allowed = {
        "actors": known["actor"],
        "sources": known["source"],
        "event_types": known["event_type"],
        "modality": known["modality"],
        "themes": known["theme"],
    }
    for name, values in allowed.items():
        unknown = sorted(set(filters.get(name) or ()) - set(values))
        if unknown:
            raise InputError(f"{name}: unknown value {unknown[0]!r}", allowed=sorted(values))


def aggregate(tables: Tables, query: Query, **filters: object) -> pd.DataFrame:
    """Return one row per group of `query`, sorted by its `by` columns.

    Columns: the `by` columns as strings, `n_<units>`, `n_articles`; for a share also
    `n_<units>_total`, `share`, `low`, `high` (Wilson 95%), with a row for every
    combination whose denominator is not empty; for a mean `mean`, `low`, `high` (t 95%);
    for log odds the columns of `narrative.framing_words`. ``frame.attrs`` holds what a
    chart says around the cells: `query`, `n` (distinct units; for a share those of all
    denominators), `n_articles`, `left_out` and `flagged` (pairs of text and count),
    `labels`. `filters` are arguments of `Tables.select`; those the query does not obey are ignored.
    """
    return _aggregate(Selection(tables, filters), query)


def _aggregate(selection: Selection, query: Query) -> pd.DataFrame:
    rows, left_out = _kept(selection.view(query.table, query), query, query.by)
    grouped = _grouped(rows, query)
    if query.measure == "mean":
        frame = _means(grouped, rows, query)
    elif query.measure == "share":
        rows, left_out = _kept(selection.view(query.of, query), query, query.of_by)
        frame = _shares(grouped, rows, query)
    elif query.measure == "log_odds":
        frame = framing_words(selection.tables, **selection.obeyed(query))
    else:
        frame = grouped.reset_index()
    names = selection.labels
    frame.attrs = {
        "query": query.id,
        "n": _distinct(rows, query),
        "n_articles": int(rows["doc_id"].nunique()),
        "left_out": left_out,
        "flagged": _flagged(rows, query),
        "labels": {column: names[column] for column in query.by if column in names},
    }
    return frame


def _distinct(rows: pd.DataFrame, query: Query) -> int:
    return len(rows.drop_duplicates(list(query.unit))) if query.unit else len(rows)


def _kept(
    rows: pd.DataFrame, query: Query, by: tuple[str, ...]
) -> tuple[pd.DataFrame, list[tuple[str, int]]]:
    """Return the rows that count, and what is left out; only columns that the query reads."""
    read = {"doc_id", *by, *query.unit, query.value, *(w.column for w in query.where)}
    read |= {query.flag.column} if query.flag else set()
    rows, left_out = rows[[column for column in rows if column in read]], []
    for where in query.where:
        keep = rows[where.column].eq(where.value).fillna(False).astype(bool)
        n = _distinct(rows[~keep], query)
        if n:
            left_out.append((where.left_out, n))
        rows = rows[keep]
    return rows, left_out


def _flagged(rows: pd.DataFrame, query: Query) -> list[tuple[str, int]]:
    if query.flag is None:
        return []
    marked = rows[rows[query.flag.column].eq(query.flag.value).fillna(False).astype(bool)]
    n = _distinct(marked, query)
    return [(query.flag.left_out, n)] if n else []


def _grouped(rows: pd.DataFrame, query: Query) -> pd.DataFrame:
    by = list(query.by)
    units = rows.drop_duplicates([*by, *query.unit]) if query.unit else rows
    units = units.assign(**{column: units[column].astype("string") for column in by})
    grouped = units.groupby(by, observed=True, sort=True)
    return pd.DataFrame({query.n_column: grouped.size(), "n_articles": grouped["doc_id"].nunique()})


def _means(grouped: pd.DataFrame, rows: pd.DataFrame, query: Query) -> pd.DataFrame:
    by = [rows[column].astype("string") for column in query.by]
    values = rows[query.value].astype(float).groupby(by, observed=True, sort=True)
    found = [mean_interval(list(v)) for _, v in values]
    parts = pd.DataFrame(found, index=grouped.index, columns=["mean", "low", "high"], dtype=float)
    return grouped.join(parts).reset_index()


def _shares(grouped: pd.DataFrame, of: pd.DataFrame, query: Query) -> pd.DataFrame:
    of_by = list(query.of_by)
    units = of.drop_duplicates([*of_by, *query.unit]) if query.unit else of
    totals = units[of_by].astype("string").groupby(of_by, observed=True).size()
    rest = [column for column in query.by if column not in of_by]
    levels = grouped.reset_index()[rest].drop_duplicates()
    frame = totals.rename(f"{query.n_column}_total").reset_index().merge(levels, how="cross")
    frame = frame.merge(grouped.reset_index(), on=list(query.by), how="left")
    counts = [query.n_column, "n_articles"]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    pairs = list(zip(frame[query.n_column], frame[f"{query.n_column}_total"], strict=True))
    limits = pd.DataFrame([wilson(k, n) for k, n in pairs], columns=["low", "high"], dtype=float)
    frame = frame.assign(share=[k / n for k, n in pairs], low=limits["low"], high=limits["high"])
    order = [*query.by, *counts, f"{query.n_column}_total", "share", "low", "high"]
    return frame[order].sort_values(list(query.by)).reset_index(drop=True)


def frames(
    tables: Tables,
    ids: Iterable[str] | None = None,
    *,
    included: Collection[str] = (),
    **filters: object,
) -> dict[str, pd.DataFrame]:
    """Return the frame of every query in `ids` (default: all), by id; see `aggregate`.

    Those in `included` also count what their switch may include.
    """
    return frames_of(Selection(tables, filters), QUERIES if ids is None else ids, included)


def frames_of(
    selection: Selection, ids: Iterable[str], included: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Return what `frames` returns, of a selection that may already hold its views."""
    return {
        i: _aggregate(selection, QUERIES[i].including() if i in included else QUERIES[i])
        for i in ids
    }
