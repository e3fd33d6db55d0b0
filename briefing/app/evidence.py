"""The sentences behind a view or behind one mark of a chart, as plain values for the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from briefing.analysis import QUERIES, Selection, label
from briefing.charts import THEME
from briefing.errors import InputError
from briefing.tables import Tables

NOUNS = {
    "events": ("event", "events"),
    "tone": ("scored mention", "scored mentions"),
    "themes": ("theme hit", "theme hits"),
    "quotes": ("attributed statement", "attributed statements"),
    "framing": ("use", "uses"),
}
FINDINGS = "findings"
FINDING_COLUMNS = ("actor", "recipient", "event_type", "modality", "attributed_to")
DATE_FORMATS = {"day": "%-d %b %Y", "month": "%b %Y", "year": "%Y"}

Row = dict[str, object]


@dataclass(frozen=True)
class Mark:
    """One mark of a chart: the chart's id and the codes its `by` columns have there.

    The chart "findings" stands for the key findings, whose values are columns of events.
    """

    chart: str
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, given: Mapping[str, object] | None) -> Mark | None:
        """Return the mark the page sent, or raise InputError where there is no such mark."""
        if not given:
            return None
        chart, values = given.get("chart"), given.get("values")
        if chart != FINDINGS and chart not in QUERIES:
            raise InputError(f"no such chart {chart!r}", allowed=[FINDINGS, *QUERIES])
        columns = FINDING_COLUMNS if chart == FINDINGS else QUERIES[chart].by
        if not isinstance(values, Mapping) or not values or set(values) - set(columns):
            raise InputError(f"no such mark in {chart}", allowed=columns)
        return cls(chart, {column: _codes(given) for column, given in values.items()})


def evidence(
    selection: Selection, mark: Mark | None, n_rows: int, included: Collection[str] = ()
) -> dict[str, object]:
    """Return the newest `n_rows` pieces of evidence and `n`, how many there are in all.

    A mark is counted as its chart counts it: by the filters the chart obeys and without
    the rows it leaves out, unless its id is in `included`.
    """
    names = selection.labels
    table, rows = _counted(selection, mark, included)
    key = ["event_id"] if table == "events" else ["doc_id", "start_char", "end_char"]
    order = rows[list(dict.fromkeys(["published", "doc_id", "start_char", *key]))].sort_values(
        ["published", "doc_id", "start_char"], ascending=[False, True, True], na_position="last"
    )
    group = order.groupby(key, sort=False).ngroup()
    first = group[group < n_rows].sort_values(kind="stable")
    shown = _with_text(rows.loc[first.index].assign(group=first), selection.tables)
    describe = _DESCRIBE[table]
    return {
        "n": int(group.nunique()),
        "noun": NOUNS[table],
        "mark": _mark_label(mark, names) if mark else "",
        "rows": [
            _common(group[0], table) | describe(group, names)
            for group in (
                list(g) for _, g in groupby(shown.to_dict("records"), key=lambda row: row["group"])
            )
        ],
    }


def _counted(
    selection: Selection, mark: Mark | None, included: Collection[str]
) -> tuple[str, pd.DataFrame]:
    """Return the table behind the mark, and its rows that the mark counts."""
    if mark is None or mark.chart == FINDINGS:
        table = "events"
        rows = selection.view(table)
        rows = rows[~rows["is_duplicate"]]
    else:
        query = QUERIES[mark.chart]
        query = query.including() if mark.chart in included else query
        table = query.table
        rows = selection.view(table, query)
        for where in query.where:
            rows = rows[rows[where.column].eq(where.value).fillna(False).astype(bool)]
    for column, codes in (mark.values if mark else {}).items():
        rows = rows[rows[column].astype("string").isin(codes)]
    return table, rows


def _with_text(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Add the sentence, where it starts, and what kind of text it is from."""
    sentences = tables.sentences[["doc_id", "sent_id", "start_char", "text"]]
    sentences = sentences.rename(columns={"start_char": "sentence_start", "text": "sentence"})
    articles = tables.articles[["doc_id", "kind", "published_basis"]]
    for frame, key in ((sentences, ["doc_id", "sent_id"]), (articles, ["doc_id"])):
        frame = frame.assign(doc_id=frame["doc_id"].astype("string"))
        rows = rows.merge(frame, on=key, how="left", validate="many_to_one")
    return rows


def _common(row: Row, table: str) -> dict[str, object]:
    published = day(row["published"], row["published_precision"])
    inferred = " (inferred)" if published and row["published_basis"] == "inferred" else ""
    return {
        "table": table,
        "text_kind": "" if row["kind"] == "article" else str(row["kind"]).replace("_", " "),
        "sentence": _text(row["sentence"]),
        "title": _text(row["title"]) or str(row["doc_id"]),
        "url": _text(row["url"]),
        "source": _text(row["source_name"]) or label("source", row["source"]),
        "published": f"{published}{inferred}" or "date unknown",
    }


def _event(group: list[Row], names: dict) -> dict[str, object]:
    sides = [
        ", ".join(dict.fromkeys(label(side, row[side], names) for row in group))
        for side in ("actor", "recipient")
    ]
    row = group[0]
    when = day(row["event_date"], row["date_precision"])
    return {
        "dyad": (" – " if row["is_mutual"] else " → ").join(sides),
        "act": label("event_type", row["event_type"], names),
        "quad": str(row["quad"]),
        "modality": str(row["modality"]),
        "modality_sign": THEME["signs"][row["modality"]],
        "modality_label": label("modality", row["modality"], names),
        "said_by": _text(row["attributed_to_name"]) or _name("actor", row["attributed_to"], names),
        "when": f"{when} (date of the article)" if row["date_basis"] == "published" else when,
        "spans": _spans(group, ("", "trigger"), ("actor_", "actor"), ("recipient_", "actor")),
    }


def _tone(group: list[Row], names: dict) -> dict[str, object]:
    row = group[0]
    return {
        "dyad": label("actor", row["actor"], names),
        "note": f"{str(row['label']).capitalize()} {row['score']:+.2f}",
        "spans": _spans(group, ("", "trigger")),
    }


def _theme(group: list[Row], names: dict) -> dict[str, object]:
    themes = dict.fromkeys(label("theme", row["theme"], names) for row in group)
    return {"note": ", ".join(themes), "spans": _spans(group, ("", "trigger"))}


def _quote(group: list[Row], names: dict) -> dict[str, object]:
    row = group[0]
    return {
        "dyad": _text(row["speaker_name"]) or label("speaker", row["speaker"], names),
        "note": f"{str(row['quote_type']).capitalize()} speech",
        "spans": _spans(group, ("", "trigger"), ("speaker_", "actor")),
    }


def _term(group: list[Row], names: dict) -> dict[str, object]:
    return {"note": str(group[0]["term"]), "spans": _spans(group, ("", "trigger"))}


_DESCRIBE = {
    "events": _event,
    "tone": _tone,
    "themes": _theme,
    "quotes": _quote,
    "framing": _term,
}


def _spans(group: list[Row], *kinds: tuple[str, str]) -> list[tuple[int, int, str]]:
    """Offsets in the sentence, cut to it; what lies outside of it is left out."""
    found = {}
    for prefix, kind in kinds:
        for row in group:
            start, end = row[f"{prefix}start_char"], row[f"{prefix}end_char"]
            if pd.isna(start) or pd.isna(row["sentence_start"]):
                continue
            first = max(0, int(start - row["sentence_start"]))
            last = min(len(_text(row["sentence"])), int(end - row["sentence_start"]))
            if first < last:
                found.setdefault((first, last), kind)
    return [(first, last, kind) for (first, last), kind in found.items()]


def _mark_label(mark: Mark, names: dict) -> str:
    return " · ".join(
        ", ".join(label(column, code, names) for code in codes)
        for column, codes in mark.values.items()
    )


def _codes(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list | tuple) else (str(given),)


def _name(column: str, code: object, names: dict) -> str:
    return "" if pd.isna(code) else label(column, code, names)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def day(date: object, precision: object) -> str:
    """Return a date as exactly as it is known, such as ``Jun 2024``; empty when unknown."""
    known = DATE_FORMATS.get(str(precision))
    return "" if known is None or pd.isna(date) else date.strftime(known)
