"""Views: the tables joined with their articles, with the columns charts group by."""

from __future__ import annotations

import re

import pandas as pd

from briefing.analysis.labels import UNKNOWN, acts
from briefing.tables import Tables

ARTICLE_COLUMNS = ("source", "source_name", "title", "url", "published", "published_precision")


def view(tables: Tables, name: str) -> pd.DataFrame:
    """Return the table `name` joined with its articles, one row per row of the table.

    Adds `source` (source_id or ``unknown``), the article's columns, and what charts group
    by: events get `act` (see `labels.acts`), `is_between_named` (both its sides are known),
    `period`, when they happened (YYYY-MM, YYYY where only the year is known,
    else ``unknown``), and `reported`, when their article was published, written likewise,
    sentences and themes `is_duplicate` and `is_heading`, quotes `is_statement` (neither scare
    quotes nor what somebody only wants or knows, which the outlet tells). The view
    ``framing`` has one row per term of a sentence. Codes are strings; a missing code that
    charts group by is ``unknown``.
    """
    frame = getattr(tables, "sentences" if name == "framing" else name)
    frame = frame.assign(doc_id=frame["doc_id"].astype("string"))
    if name == "articles":
        return frame.assign(source=_coded(frame["source_id"]))
    frame = frame.merge(_articles(tables), on="doc_id", how="left", validate="many_to_one")
    return _DERIVE[name](frame, tables) if name in _DERIVE else frame


def _articles(tables: Tables) -> pd.DataFrame:
    articles = tables.articles.assign(
        doc_id=tables.articles["doc_id"].astype("string"),
        source=_coded(tables.articles["source_id"]),
    )
    return articles[["doc_id", *ARTICLE_COLUMNS]]


def _coded(codes: pd.Series) -> pd.Series:
    return codes.astype("string").fillna(UNKNOWN)


def period(dates: pd.Series, precision: pd.Series) -> pd.Series:
    """Return YYYY-MM for days and months, YYYY for years, ``unknown`` for the rest."""
    months, years = dates.dt.strftime("%Y-%m"), dates.dt.strftime("%Y")
    precision = precision.astype("string")
    out = months.where(precision.isin(["day", "month"]), years.where(precision.eq("year")))
    return out.astype("string").fillna(UNKNOWN)


def _events(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    coded = frame.assign(actor=_coded(frame["actor"]), recipient=_coded(frame["recipient"]))
    return coded.assign(
        act=acts(coded),
        is_between_named=coded[["actor", "recipient"]].ne(UNKNOWN).all(axis=1),
        period=period(frame["event_date"], frame["date_precision"]),
        reported=period(frame["published"], frame["published_precision"]),
    )


def _sentences(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    return frame.assign(is_duplicate=frame["duplicate_of"].notna().astype("boolean"))


def _themes(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    headings = tables.sentences.loc[tables.sentences["is_heading"], ["doc_id", "sent_id"]]
    keys = set(zip(headings["doc_id"].astype(str), headings["sent_id"], strict=True))
    at = zip(frame["doc_id"].astype(str), frame["sent_id"], strict=True)
    return frame.assign(is_heading=pd.array([k in keys for k in at], dtype="boolean"))


def _quotes(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    said = frame["quote_type"].astype("string").ne("scare")
    told = frame["cue_class"].astype("string").isin(["want", "know"])
    return frame.assign(
        speaker=_coded(frame["speaker"]),
        is_statement=(said & ~told).astype("boolean"),
    )


def _framing(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    rows = _sentences(frame, tables).assign(term=frame["terms"].str.split("|"))
    rows = rows.explode("term").dropna(subset=["term"]).reset_index(drop=True)
    spans = [_found(term, text) for term, text in zip(rows["term"], rows["text"], strict=True)]
    return rows.assign(
        end_char=rows["start_char"] + pd.Series([e for _, e in spans], dtype="Int64"),
        start_char=rows["start_char"] + pd.Series([s for s, _ in spans], dtype="Int64"),
    )


def _found(term: str, text: str) -> tuple[int, int]:
    """Return where the words of a lemmatised `term` stand in `text`, (0, 0) where unclear."""
    stems = (re.escape(word[:-1] if len(word) > 4 else word) for word in term.split())
    found = re.search(r"\b" + r"\w*\W+".join(stems) + r"\w*", text, re.IGNORECASE)
    return found.span() if found else (0, 0)


_DERIVE = {
    "events": _events,
    "sentences": _sentences,
    "themes": _themes,
    "quotes": _quotes,
    "framing": _framing,
}


def evidence(tables: Tables) -> pd.DataFrame:
    """Return one row per event dyad with the sentence that shows it.

    Columns: those of the events view, plus `sentence` (text), `section`, and
    `trigger_start`, `trigger_end`: half-open offsets of the trigger in `sentence`.
    """
    sentences = tables.sentences[["doc_id", "sent_id", "start_char", "text", "section"]]
    sentences = sentences.rename(columns={"start_char": "sentence_start_char", "text": "sentence"})
    sentences = sentences.assign(doc_id=sentences["doc_id"].astype("string"))
    rows = view(tables, "events").merge(
        sentences, on=["doc_id", "sent_id"], how="left", validate="many_to_one"
    )
    return rows.assign(
        trigger_start=rows["start_char"] - rows["sentence_start_char"],
        trigger_end=rows["end_char"] - rows["sentence_start_char"],
    )
