"""How outlets tell it: the words that set each one apart from the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from briefing.analysis.intervals import Z_975
from briefing.analysis.views import view
from briefing.tables import Tables

FRAMING_COLUMNS = {
    "source": "string",
    "term": "string",
    "n_uses": "int64",
    "n_uses_elsewhere": "int64",
    "n_sentences": "int64",
    "n_articles": "int64",
    "n_terms": "int64",
    "log_odds": "float64",
    "low": "float64",
    "high": "float64",
}


def framing_words(
    tables: Tables, *, min_uses: int = 3, top: int = 10, **filters: object
) -> pd.DataFrame:
    """Return the words and noun phrases each source uses more than the other sources do.

    One row per `source` and `term`, the most distinctive (highest `low`) first; at most
    `top` terms a source, each used at least `min_uses` times there and in two sentences.
    Where `low` is below zero chance explains the difference as well. Columns: `n_uses`, `n_uses_elsewhere`, `n_sentences`
    and `n_articles` (of the source, with the term), `n_terms` (all uses of all terms in
    the source), and `log_odds` with its 95% interval `low`..`high`: how much higher the
    log odds of the term are in the source than in the rest (0: no difference, 0.7: odds
    twice as high).

    Terms are those of the `terms` column of `sentences`: lemmas and noun phrases in the
    outlet's own voice, no function words, no names. Words of the source's own name are
    left out; headings and repeated sentences do not count. `filters` are arguments of
    `Tables.select`. One source alone has nothing to be set apart from: no rows.

    Method: log odds ratio with an informative Dirichlet prior, the prior being all
    sources together, weighted as much as an average source (Monroe, Colaresi and Quinn
    2008, "Fightin' Words"). Uses are taken as independent, and many terms are compared:
    read the list as leads, not as tests.
    """
    uses = _uses(tables.select(**filters))
    if uses["source"].nunique() < 2:
        return _typed(pd.DataFrame(columns=list(FRAMING_COLUMNS)))
    counts = uses.groupby(["source", "term"], observed=True).agg(
        n_uses=("term", "size"),
        n_sentences=("sentence", "nunique"),
        n_articles=("doc_id", "nunique"),
    )
    frame = counts.reset_index()
    totals = frame.groupby("source")["n_uses"].transform("sum")
    everywhere = frame.groupby("term")["n_uses"].transform("sum")
    frame = frame.assign(n_terms=totals, n_uses_elsewhere=everywhere - frame["n_uses"])
    frame = frame.assign(**_log_odds(frame, len(uses)))
    distinctive = frame[
        (frame["n_uses"] >= min_uses) & (frame["n_sentences"] >= 2) & (frame["log_odds"] > 0)
    ]
    own_name = [
        term in words
        for term, words in zip(
            distinctive["term"], distinctive["source"].map(_name_words(tables)), strict=True
        )
    ]
    distinctive = _without_parts(distinctive[~np.array(own_name, dtype=bool)])
    ordered = distinctive.sort_values(["source", "low", "term"], ascending=[True, False, True])
    return _typed(ordered.groupby("source", sort=False).head(top))


def _uses(tables: Tables) -> pd.DataFrame:
    """Return one row per use of a term: `source`, `term`, `doc_id`, `sentence`."""
    rows = view(tables, "sentences")
    rows = rows[~rows["is_heading"] & ~rows["is_duplicate"] & rows["terms"].notna()]
    rows = rows.assign(
        sentence=rows["doc_id"] + ":" + rows["sent_id"].astype("string"),
        term=rows["terms"].str.split("|"),
    )
    return rows[["source", "term", "doc_id", "sentence"]].explode("term").dropna()


def _log_odds(frame: pd.DataFrame, n_all: int) -> dict[str, pd.Series]:
    here, rest = frame["n_uses"], frame["n_uses_elsewhere"]
    n_here, n_rest = frame["n_terms"], n_all - frame["n_terms"]
    prior_total = n_all / frame["source"].nunique()
    prior = prior_total * (here + rest) / n_all
    odds_here = (here + prior) / (n_here + prior_total - here - prior)
    odds_rest = (rest + prior) / (n_rest + prior_total - rest - prior)
    log_odds = np.log(odds_here / odds_rest)
    half = Z_975 * np.sqrt(1 / (here + prior) + 1 / (rest + prior))
    return {"log_odds": log_odds, "low": log_odds - half, "high": log_odds + half}


def _name_words(tables: Tables) -> dict[str, set[str]]:
    articles = view(tables, "articles")
    words: dict[str, set[str]] = {}
    for source, name in zip(articles["source"], articles["source_name"], strict=True):
        text = f"{source} {'' if pd.isna(name) else name}".lower().replace("-", " ")
        words.setdefault(source, set()).update(text.split())
    return words


def _without_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop a word or phrase that its source uses only inside a longer one of the list."""
    phrases: dict[str, Counter[str]] = {}
    for source, term, n in zip(frame["source"], frame["term"], frame["n_uses"], strict=True):
        words = term.split()
        parts = {
            " ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)
        } - {term}
        for part in parts:
            held = phrases.setdefault(source, Counter())
            held[part] = max(held[part], n)
    keep = [
        phrases.get(source, Counter())[term] < n
        for source, term, n in zip(frame["source"], frame["term"], frame["n_uses"], strict=True)
    ]
    return frame[np.array(keep, dtype=bool)]


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[list(FRAMING_COLUMNS)].astype(FRAMING_COLUMNS).reset_index(drop=True)
