"""What an evaluation yields: figures, a table per class, and the worst errors to read."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

ERROR_COLUMNS = ("id", "expected", "got", "text")


@dataclass(frozen=True)
class Result:
    """Outcome of one task on one gold file.

    `figures` maps names to numbers (percentages unless named otherwise), `per_class` has
    one row per class, `errors` one row per error: id, expected, got, text.
    """

    task: str
    gold: str
    n_texts: int
    figures: dict[str, float]
    per_class: pd.DataFrame = field(default_factory=pd.DataFrame)
    errors: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ERROR_COLUMNS))

    def confusions(self, most: int = 15) -> pd.DataFrame:
        """Return the most frequent (expected, got) pairs, each with one text as example."""
        if self.errors.empty:
            return pd.DataFrame(columns=["expected", "got", "n_errors", "example"])
        grouped = self.errors.groupby(["expected", "got"], as_index=False, sort=True)
        table = grouped.agg(n_errors=("id", "size"), example=("text", "first"))
        return table.sort_values("n_errors", ascending=False, kind="stable").head(most)


def precision_recall_f1(
    n_right_predicted: int, n_predicted: int, n_right_gold: int, n_gold: int
) -> dict[str, float]:
    """Return precision, recall and F1 in percent; 0 where nothing is to be divided."""
    precision = 100 * n_right_predicted / n_predicted if n_predicted else 0.0
    recall = 100 * n_right_gold / n_gold if n_gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def prefixed(name: str, figures: dict[str, float]) -> dict[str, float]:
    """Return the figures with ``name.`` before each key."""
    return {f"{name}.{key}": value for key, value in figures.items()}
