"""The first things a reader should know, in plain words, each computed from the events."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from briefing import vocabulary as v
from briefing.analysis.labels import UNKNOWN, label
from briefing.analysis.selection import Selection
from briefing.tables import Tables

CLAIMED = ("asserted", "alleged")
MIN_EVENTS = 2
_CERTAINTY = {
    "asserted": "asserted in the article's own voice",
    "planned": "planned",
    "possible": "possible",
    "alleged": "alleged by somebody else",
    "denied": "denied",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the events, and the events it rests on.

    `values` are codes by column of the events view: the rows that match them all are the
    evidence. `n_events` counts their distinct events.
    """

    id: str
    text: str
    n_events: int
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


def key_findings(tables: Tables, **filters: object) -> list[Finding]:
    """Return up to eight findings about the events of the selection, most general first.

    `filters` are arguments of `Tables.select`. Repeated sentences do not count. A finding
    needs at least two events; where there are too few the list is shorter, or empty.
    """
    return findings_of(Selection(tables, filters))


def findings_of(selection: Selection) -> list[Finding]:
    """Return what `key_findings` returns, of a selection that may already hold its views."""
    events = selection.view("events")
    events = events[~events["is_duplicate"]]
    if events.empty:
        return []
    names = selection.labels
    found = [
        _certainty(events),
        _busiest_dyad(events, names),
        _main_claimant(events, names),
        _main_denier(events, names),
        *_contested(events, names),
        _disputed(events, names),
        _one_source(events),
    ]
    return [finding for finding in found if finding is not None]


def _n(events: pd.DataFrame) -> int:
    return int(events["event_id"].nunique())


def _plural(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _largest(events: pd.DataFrame, columns: list[str]) -> tuple[tuple[str, ...], int] | None:
    """Return the known group with most events (ties: first in code order) and its count."""
    codes = events.assign(**{c: events[c].astype("string").fillna(UNKNOWN) for c in columns})
    known = codes[~codes[columns].eq(UNKNOWN).any(axis=1)]
    counts = known.groupby(columns, observed=True)["event_id"].nunique()
    if counts.empty or counts.max() < MIN_EVENTS:
        return None
    key = counts.idxmax()
    return (key if isinstance(key, tuple) else (key,)), int(counts.max())


def _matching(events: pd.DataFrame, values: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    for column, codes in values.items():
        events = events[events[column].astype("string").isin(codes)]
    return events


def _by_modality(events: pd.DataFrame) -> dict[str, int]:
    counts = events.groupby(events["modality"].astype("string"))["event_id"].nunique()
    return {m: int(counts[m]) for m in v.MODALITIES if m in counts}


def _certainty(events: pd.DataFrame) -> Finding:
    n, counts = _n(events), _by_modality(events)
    parts = [f"{count:,} {_CERTAINTY[m]}" for m, count in counts.items()]
    articles = _plural(events["doc_id"].nunique(), "article")
    return Finding("certainty", f"{_plural(n, 'event')} in {articles}: {_listed(parts)}.", n)


def _busiest_dyad(events: pd.DataFrame, names: dict) -> Finding | None:
    largest = _largest(events, ["actor", "recipient"])
    if largest is None:
        return None
    (actor, recipient), n = largest
    values = {"actor": (actor,), "recipient": (recipient,)}
    rows = _matching(events, values)
    kinds = rows.groupby(rows["event_type"].astype("string"))["event_id"].nunique()
    main = str(kinds.idxmax())
    text = (
        f"{label('actor', actor, names)} toward {label('recipient', recipient, names)} is the "
        f"busiest direction: {_plural(n, 'event')}, most often "
        f"\u201c{v.EVENT_TYPES[main].label}\u201d ({int(kinds.max()):,})."
    )
    return Finding("busiest_dyad", text, n, values)


def _main_claimant(events: pd.DataFrame, names: dict) -> Finding | None:
    alleged = _matching(events, {"modality": ("alleged",)})
    largest = _largest(alleged, ["attributed_to"])
    if largest is None:
        return None
    (who,), n = largest
    text = (
        f"{label('attributed_to', who, names)} is behind most allegations: {n:,} of the "
        f"{_plural(_n(alleged), 'alleged event')} are attributed to it."
    )
    return Finding("main_claimant", text, n, {"modality": ("alleged",), "attributed_to": (who,)})


def _main_denier(events: pd.DataFrame, names: dict) -> Finding | None:
    denied = _matching(events, {"modality": ("denied",)})
    if denied.empty:
        return None
    n_denied, largest = _n(denied), _largest(denied, ["attributed_to"])
    text = f"{_plural(n_denied, 'event')} {'is' if n_denied == 1 else 'are'} denied or refused"
    if largest is None:
        return Finding("denied", text + ".", n_denied, {"modality": ("denied",)})
    (who,), n = largest
    text += f", {n:,} of them by {label('attributed_to', who, names)}."
    return Finding("denied", text, n_denied, {"modality": ("denied",)})


def _contested(events: pd.DataFrame, names: dict, limit: int = 2) -> list[Finding]:
    """Return acts between the same two that some sentences claim and others deny."""
    columns = ["actor", "recipient", "event_type"]
    codes = events.assign(**{c: events[c].astype("string") for c in [*columns, "modality"]})
    codes = codes[codes["actor"].ne(UNKNOWN) & codes["recipient"].ne(UNKNOWN)]
    claims = codes["modality"].map(dict.fromkeys(CLAIMED, "claimed") | {"denied": "denied"})
    counts = codes.groupby([*columns, claims], observed=True)["event_id"].nunique()
    counts = counts.unstack(fill_value=0).reindex(columns=["claimed", "denied"], fill_value=0)
    both = [
        (-min(n_claimed, n_denied), -n_claimed, key, n_claimed, n_denied)
        for key, n_claimed, n_denied in counts[counts.gt(0).all(axis=1)].itertuples()
    ]
    found = []
    for _, _, (actor, recipient, kind), n_claimed, n_denied in sorted(both)[:limit]:
        text = (
            f"Contested: \u201c{v.EVENT_TYPES[kind].label}\u201d by "
            f"{label('actor', actor, names)} toward {label('recipient', recipient, names)} is "
            f"asserted or alleged in {_plural(n_claimed, 'event')} and denied in {n_denied:,}."
        )
        values = {
            "actor": (actor,),
            "recipient": (recipient,),
            "event_type": (kind,),
            "modality": (*CLAIMED, "denied"),
        }
        found.append(Finding("contested", text, n_claimed + n_denied, values))
    return found


def _disputed(events: pd.DataFrame, names: dict) -> Finding | None:
    """Return the accusations most often answered by a rejection the other way."""
    codes = {c: events[c].astype("string") for c in ("actor", "recipient", "event_type")}
    counts = events.groupby(list(codes.values()), observed=True)["event_id"].nunique().to_dict()
    answered = [
        (-min(n, counts[recipient, actor, "REJECT"]), -n, actor, recipient)
        for (actor, recipient, kind), n in counts.items()
        if kind == "ACCUSE" and UNKNOWN not in (actor, recipient) and actor != recipient
        if (recipient, actor, "REJECT") in counts
    ]
    if not answered:
        return None
    _, _, actor, recipient = min(answered)
    values = {
        "actor": (actor, recipient),
        "recipient": (actor, recipient),
        "event_type": ("ACCUSE", "REJECT"),
    }
    n_accusing = counts[actor, recipient, "ACCUSE"]
    n_rejecting = counts[recipient, actor, "REJECT"]
    n = _n(_matching(events, values))
    text = (
        f"Disputed: {label('actor', actor, names)} accuses or criticises "
        f"{label('recipient', recipient, names)} in {_plural(n_accusing, 'event')}; the latter "
        f"rejects it in {n_rejecting:,}"
    )
    if n > n_accusing + n_rejecting:  # the evidence shows both directions
        text += f". With the other direction: {_plural(n, 'event')}"
    return Finding("disputed", text + ".", n, values)


def _one_source(events: pd.DataFrame) -> Finding | None:
    """Return how many of the acts between two known actors only one article tells."""
    known = events[events["actor"].ne(UNKNOWN) & events["recipient"].ne(UNKNOWN)]
    if known["doc_id"].nunique() < 2:
        return None
    columns = [known[c].astype("string") for c in ("actor", "recipient", "event_type")]
    n_articles = known.groupby(columns, observed=True)["doc_id"].nunique()
    n_single, n = int(n_articles.eq(1).sum()), len(n_articles)
    text = (
        f"{n_single:,} of {n:,} acts (who did what to whom) appear in a single article; "
        "treat them as one report until another confirms them."
    )
    return Finding("one_source", text, _n(known)) if n_single else None
