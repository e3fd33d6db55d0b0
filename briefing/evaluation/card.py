"""Figures as a Markdown table, set into a model card between two marks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from briefing.errors import InputError
from briefing.evaluation.results import Result
from briefing.files import write_atomically

OPEN, CLOSE = "<!-- figures -->", "<!-- /figures -->"


def figures_table(results: list[Result]) -> str:
    """Return one Markdown row per figure of each result."""
    rows = [
        f"| {r.task} | `{r.gold}` | {r.n_texts} | {name} | {_shown(value)} |"
        for r in results
        for name, value in r.figures.items()
    ]
    head = "| task | gold file | texts | figure | value |\n|---|---|---|---|---|"
    return f"Measured on {date.today():%Y-%m-%d}.\n\n" + "\n".join([head, *rows])


def update_card(path: str | Path, results: list[Result]) -> Path:
    """Set the figures of `results` between the marks of the card. Raises InputError."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read the card ({error.strerror})", path=path) from error
    before, opened, rest = text.partition(OPEN)
    _, closed, after = rest.partition(CLOSE)
    if not (opened and closed):
        raise InputError("the card lacks the marks for figures", path=path, allowed=(OPEN, CLOSE))
    return write_atomically(path, f"{before}{OPEN}\n{figures_table(results)}\n{CLOSE}{after}")


def _shown(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 5 else f"{value:.1f}"
