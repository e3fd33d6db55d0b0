"""Text to time: the shipped articles with other countries in place, so none repeats."""

from __future__ import annotations

import re

from briefing.corpus import read_corpus

# Pairs that take the place of the two protagonists, so that every copy parses afresh.
PAIRS = [
    (a, b)
    for a in ("Brazil", "India", "Egypt", "France", "Japan", "Kenya", "Mexico", "Norway")
    for b in ("Chile", "Poland", "Spain", "Turkey", "Vietnam")
]


def texts(corpus: str = "corpus", n_pairs: int | None = None) -> list[str]:
    """Return one text per article and pair of countries."""
    articles = read_corpus(corpus).articles
    return [
        re.sub("North Korea(?=[^n])", second, re.sub(r"\bRussia\b", first, article.text))
        for first, second in PAIRS[:n_pairs]
        for article in articles
    ]
