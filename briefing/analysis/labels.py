"""What readers see for a code: names of actors, outlets, themes, certainty."""

from __future__ import annotations

from functools import cache

import pandas as pd
from babel import Locale
from babel.core import get_global

from briefing import vocabulary as v
from briefing.tables import Tables

UNKNOWN = "unknown"

MODALITY_LABELS = {
    "asserted": "Asserted",
    "planned": "Planned",
    "possible": "Possible",
    "alleged": "Alleged",
    "denied": "Denied",
}
QUAD_LABELS = {quad: quad.capitalize() for quad in v.QUADS}
EVENT_TYPE_LABELS = {t.name: t.label[:1].upper() + t.label[1:] for t in v.EVENT_TYPES.values()}
UNKNOWN_LABELS = {"source": "Unknown outlet", "period": "No date", "reported": "No date"}


@cache
def country_name(code: str) -> str | None:
    """Return the English short name (Unicode CLDR) of an ISO 3166 alpha-3 code, or None."""
    alpha_2 = get_global("territory_aliases").get(code, [None])[0]
    return Locale("en").territories.get(alpha_2) if alpha_2 else None


def actor_labels(tables: Tables) -> dict[str, str]:
    """Return a readable name for every actor code the tables use.

    Organisations take the name the build recorded (``meta["actor_labels"]``), states their
    CLDR name; a code nobody names stays a code.
    """
    codes: set[str] = set()
    for frame, columns in (
        (tables.events, ("actor", "recipient", "attributed_to")),
        (tables.mentions, ("actor",)),
        (tables.tone, ("actor",)),
        (tables.quotes, ("speaker",)),
    ):
        for column in columns:
            codes |= set(frame[column].dropna().astype(str))
    recorded = tables.meta.get("actor_labels") or {}
    names = {c: recorded.get(c) or country_name(c) or c for c in sorted(codes)}
    return {code: name[:1].upper() + name[1:] for code, name in names.items()}


def source_labels(tables: Tables) -> dict[str, str]:
    """Return the outlet's name by source_id, "Unknown outlet" for those unknown."""
    known = tables.articles.dropna(subset=["source_id"])
    names = known["source_name"].fillna(known["source_id"].astype("string"))
    labels = dict(zip(known["source_id"].astype(str), names.astype(str), strict=True))
    return labels | {UNKNOWN: UNKNOWN_LABELS["source"]}


def theme_labels(tables: Tables) -> dict[str, str]:
    """Return a readable name for every theme id the tables use."""
    recorded = tables.meta.get("theme_labels") or {}
    ids = sorted(set(tables.themes["theme"].dropna().astype(str)))
    return {i: recorded.get(i) or i.replace("_", " ").replace("-", " ").capitalize() for i in ids}


def acts(events: pd.DataFrame) -> pd.Series:
    """Return who does what to whom as one code, such as ``RUS>PRK:CONSULT``.

    What two do together (`is_mutual`) is one act whichever is named first:
    ``PRK=RUS:COOPERATE``. `events` has actor, recipient, event_type and is_mutual.
    """
    actor, recipient = events["actor"].astype("string"), events["recipient"].astype("string")
    mutual = events["is_mutual"].fillna(False).astype(bool)
    swapped = mutual & (actor > recipient).fillna(False).astype(bool)
    first, second = actor.where(~swapped, recipient), recipient.where(~swapped, actor)
    sign = mutual.map({True: "=", False: ">"}).astype("string")
    return first + sign + second + ":" + events["event_type"].astype("string")


def act_labels(tables: Tables, actors: dict[str, str]) -> dict[str, str]:
    """Return a readable name for every act between two known actors, by code (see `acts`)."""
    columns = ["actor", "recipient", "event_type", "is_mutual"]
    known = tables.events[columns].dropna().drop_duplicates()
    known = known.assign(act=acts(known)).drop_duplicates("act").astype("string")
    names = {}
    for row in known.itertuples():
        first, second = row.actor, row.recipient
        if row.act.startswith(f"{second}=") and first != second:
            first, second = second, first
        sign = "\u2013" if row.is_mutual == "True" else "\u2192"
        event_type = v.EVENT_TYPES[row.event_type].label
        names[row.act] = f"{actors[first]} {sign} {actors[second]}: {event_type}"
    return names


def labels(tables: Tables) -> dict[str, dict[str, str]]:
    """Return the labels of every column charts group by, by column and code."""
    actors = actor_labels(tables)
    return {
        "source": source_labels(tables),
        "actor": actors,
        "recipient": actors,
        "speaker": actors,
        "attributed_to": actors,
        "act": act_labels(tables, actors),
        "theme": theme_labels(tables),
        "modality": MODALITY_LABELS,
        "quad": QUAD_LABELS,
        "event_type": EVENT_TYPE_LABELS,
    }


def label(column: str, code: object, names: dict[str, dict[str, str]] | None = None) -> str:
    """Return what readers see for `code` in `column`."""
    if pd.isna(code) or code == UNKNOWN:
        return UNKNOWN_LABELS.get(column, "Not named")
    known = (names or {}).get(column, {})
    return known.get(str(code)) or country_name(str(code)) or str(code)
