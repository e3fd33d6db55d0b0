"""Tone by VADER's lexicon, for those in a hurry: fast, and blind to who is praised or blamed.

Hutto and Gilbert 2014, VADER: a parsimonious rule-based model for sentiment analysis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from briefing.nlp.tone import Spans, ToneEngine, ToneScore

# The authors' own thresholds on the compound score.
NEUTRAL_BELOW = 0.05
CLAUSE_EDGE = re.compile(
    r"[;:—–()“”\"]|,?\s+\b(?:but|while|although|though|whereas|however)\b", re.IGNORECASE
)


class VaderEngine(ToneEngine):
    """VADER's compound score of the clause that holds the target."""

    name = "vader"

    def __init__(self) -> None:
        self._analyzer = SentimentIntensityAnalyzer()

    def score_texts(self, texts: Sequence[tuple[str, Spans]]) -> list[list[ToneScore]]:
        """Return one score per target; the confidence is None, as VADER has none."""
        return [[self._score(clause(text, *span)) for span in spans] for text, spans in texts]

    def _score(self, text: str) -> ToneScore:
        compound = self._analyzer.polarity_scores(text)["compound"]
        if abs(compound) < NEUTRAL_BELOW:
            return ToneScore("neutral", compound, None)
        return ToneScore("positive" if compound > 0 else "negative", compound, None)


def clause(text: str, start: int, end: int) -> str:
    """Return the stretch around a span up to the nearest clause edge on either side."""
    left, right = 0, len(text)
    for edge in CLAUSE_EDGE.finditer(text):
        if edge.end() <= start:
            left = edge.end()
        elif edge.start() >= end:
            right = edge.start()
            break
    return text[left:right].strip()
