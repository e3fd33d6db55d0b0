"""The rows a static page needs, as compact JSON values that chart.js reads."""

from __future__ import annotations

import json

import pandas as pd

from briefing.analysis import QUERIES, aggregate, labels, view
from briefing.charts import THEME, specification
from briefing.tables import Tables

# Columns of each view that charts, filters or evidence need. Source and publication date
# are looked up from the article.
COLUMNS = {
    "sentences": ("doc_id", "sent_id", "is_heading", "is_duplicate", "text"),
    "events": (
        *("event_id", "doc_id", "sent_id", "start", "end", "event_type", "quad", "modality"),
        *("actor", "recipient", "attributed_to", "attributed_to_name", "is_mutual", "is_duplicate"),
        *(
            "act",
            "is_between_named",
            "period",
            "reported",
            "event_date",
            "date_precision",
            "date_basis",
        ),
    ),
    "tone": ("doc_id", "sent_id", "start", "end", "actor", "voice", "score", "is_duplicate"),
    "quotes": (
        *("doc_id", "sent_id", "start", "end", "quote_type", "speaker", "speaker_name"),
        *("is_statement", "is_duplicate"),
    ),
    "themes": ("doc_id", "sent_id", "start", "end", "theme", "is_heading", "is_duplicate"),
    "framing": ("doc_id", "sent_id", "start", "end", "term", "is_heading", "is_duplicate"),
}
ARTICLE_COLUMNS = (
    *("doc_id", "source", "source_name", "source_country", "source_ownership", "title", "url"),
    *("published", "published_precision", "published_basis", "kind"),
    *("n_words", "n_sentences", "n_duplicate_sentences"),
)


def page_data(tables: Tables) -> dict:
    """Return everything the page's charts, filters and evidence are drawn from."""
    articles = view(tables, "articles")
    framing = aggregate(tables, QUERIES["framing_words"])
    views = {name: view(tables, name) for name in COLUMNS}
    views["framing"] = views["framing"].loc[lambda rows: rows["term"].isin(set(framing["term"]))]
    return {
        "charts": specification(),
        "theme": THEME,
        "labels": labels(tables),
        "articles": _plain(articles, "articles"),
        "tables": {
            name: _plain(_with_spans(rows, tables) if "start" in COLUMNS[name] else rows, name)
            for name, rows in views.items()
        },
        # Log odds rest on every word of every outlet: counted here, not in the page.
        "frames": {"framing_words": framing.attrs | {"cells": framing.to_dict("records")}},
    }


def as_json(value: object) -> str:
    """Return `value` as compact JSON that is safe inside a script element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _with_spans(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return `rows` with `start`, `end`: the span in its sentence, in UTF-16 units.

    JavaScript counts UTF-16 units where Python counts characters. A span that runs past
    its sentence (a quotation over several) is cut at the sentence's end.
    """
    sentences = {
        (doc_id, sent_id): (start, text)
        for doc_id, sent_id, start, text in zip(
            tables.sentences["doc_id"].astype(str),
            tables.sentences["sent_id"],
            tables.sentences["start_char"],
            tables.sentences["text"],
            strict=True,
        )
    }
    spans = [
        _utf16_span(*sentences[str(doc_id), sent_id], start, end)
        for doc_id, sent_id, start, end in zip(
            rows["doc_id"], rows["sent_id"], rows["start_char"], rows["end_char"], strict=True
        )
    ]
    return rows.assign(start=[s for s, _ in spans], end=[e for _, e in spans])


def _utf16_span(sentence_start: int, text: str, start: int, end: int) -> tuple[int, int]:
    before = text[: max(0, start - sentence_start)]
    upto = text[: max(0, end - sentence_start)]
    return _utf16_length(before), _utf16_length(upto)


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _plain(frame: pd.DataFrame, name: str) -> dict:
    columns = ARTICLE_COLUMNS if name == "articles" else COLUMNS[name]
    return {"n": len(frame), "columns": {name: _column(frame[name]) for name in columns}}


def _column(series: pd.Series) -> list | dict:
    """Return plain values, or levels and codes where that is shorter."""
    if pd.api.types.is_datetime64_any_dtype(series):
        series = series.dt.strftime("%Y-%m-%d")
    if pd.api.types.is_bool_dtype(series) or pd.api.types.is_numeric_dtype(series):
        return [None if pd.isna(v) else v for v in series.tolist()]
    texts = series.astype("string")
    codes, found = pd.factorize(texts, use_na_sentinel=True)
    if len(found) > len(texts) / 2:
        return [None if pd.isna(v) else str(v) for v in texts]
    return {"levels": [str(v) for v in found], "codes": codes.tolist()}
