"""What each filter offers: every value the tables hold, its name and how often it occurs."""

from __future__ import annotations

import pandas as pd

from briefing import vocabulary as v
from briefing.analysis import label, labels, view
from briefing.app.evidence import day
from briefing.tables import Tables


def choices(tables: Tables) -> dict[str, list[dict[str, object]]]:
    """Return ``{value, label, n}`` by filter, most frequent first.

    `n` counts distinct events, for sources articles and for themes sentences; repeated
    sentences are left out. Closed vocabularies keep their order.
    """
    tables = tables.select(include_duplicates=False)
    names = labels(tables)
    events = tables.events
    either = pd.concat(
        [
            events[["event_id", side]].set_axis(["event_id", "actor"], axis=1)
            for side in ("actor", "recipient")
        ]
    )
    actors = _n(either, "actor", ["event_id"]) | {}
    for code in set(tables.tone["actor"].astype("string")):
        actors.setdefault(code, 0)
    return {
        "actors": _offered("actor", _by_n(actors), names),
        "sources": _offered(
            "source", _by_n(_n(view(tables, "articles"), "source", ["doc_id"])), names
        ),
        "event_types": _offered(
            "event_type", _in_order(_n(events, "event_type", ["event_id"]), v.EVENT_TYPES), names
        ),
        "modality": _offered(
            "modality", _in_order(_n(events, "modality", ["event_id"]), v.MODALITIES), names
        ),
        "themes": _offered(
            "theme", _by_n(_n(tables.themes, "theme", ["doc_id", "sent_id"])), names
        ),
    }


def _n(frame: pd.DataFrame, column: str, unit: list[str]) -> dict[str, int]:
    codes = frame.assign(**{column: frame[column].astype("string")})
    distinct = codes.dropna(subset=[column]).drop_duplicates([column, *unit])
    return {str(code): int(n) for code, n in distinct[column].value_counts().items()}


def _by_n(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _in_order(counts: dict[str, int], order: object) -> dict[str, int]:
    return {code: counts[code] for code in order if code in counts}


def _offered(column: str, counts: dict[str, int], names: dict) -> list[dict[str, object]]:
    return [{"value": c, "label": label(column, c, names), "n": n} for c, n in counts.items()]


def note(tables: Tables) -> str:
    """Return what a reader must know about the texts before quoting them, if anything."""
    if not tables.articles["kind"].eq("abstract").any():
        return ""
    return "An abstract retells an article in fresh words; its sentences are not the outlet's own."


def subtitle(tables: Tables) -> str:
    """Return what the corpus is, in a line: articles, outlets, first and last day."""
    articles = tables.articles
    n_articles, n_sources = len(articles), articles["source_id"].nunique()
    n_unknown = int(articles["source_id"].isna().sum())
    parts = [
        f"{n_articles} article{'s' * (n_articles != 1)}",
        f"{n_sources} outlet{'s' * (n_sources != 1)}"
        + (
            f" ({n_unknown} article{'s' * (n_unknown != 1)} of unknown outlet)" if n_unknown else ""
        ),
    ]
    dated = articles.dropna(subset=["published"]).sort_values("published")
    if len(dated):
        ends = [
            day(r["published"], r["published_precision"]) for _, r in dated.iloc[[0, -1]].iterrows()
        ]
        parts.append(" – ".join(dict.fromkeys(e for e in ends if e)))
    return " · ".join(p for p in parts if p)
