"""Measure the coder against gold: `evaluate` one file, `evaluate_folder` all of one."""

from __future__ import annotations

import json
from pathlib import Path

from briefing.errors import InputError
from briefing.evaluation.gold import TASKS, read_gold
from briefing.evaluation.results import Result
from briefing.evaluation.scoring_events import score_events, score_seeds
from briefing.evaluation.scoring_spans import score_modality, score_quotes, score_tone
from briefing.extract import extract_lines
from briefing.nlp.pipeline import Annotator

__all__ = ["TASKS", "Result", "evaluate", "evaluate_folder", "gold_files"]

SCORERS = {
    "events": score_events,
    "seeds": score_seeds,
    "modality": score_modality,
    "tone": score_tone,
    "quotes": score_quotes,
}

# A gold folder's files by the start of their names; training files are not gold.
PREFIXES = {
    "events_": "events",
    "seed_": "seeds",
    "modality_": "modality",
    "tone_": "tone",
    "quotes_": "quotes",
}


def evaluate(task: str, gold_path: str | Path, *, tone: str = "transformer") -> Result:
    """Code every text of a gold file and score the answers.

    Raises InputError for an unknown task or a gold file that cannot be read.
    """
    if task not in TASKS:
        raise InputError(f"unknown task {task!r}", allowed=TASKS)
    gold = read_gold(task, gold_path)
    annotator = Annotator(tone_engine=tone if task == "tone" else "none")
    answers = extract_lines((json.dumps(record) for record in gold), annotator)
    predicted = {}
    for record, answer in zip(gold, answers, strict=True):
        if "error" in answer:
            raise InputError(answer["error"], path=gold_path, place=f"id {record['id']}")
        predicted[record["id"]] = answer
    return SCORERS[task](gold, predicted, Path(gold_path).name)


def gold_files(folder: str | Path) -> list[tuple[str, Path]]:
    """Return (task, file) for every gold file in a folder. Raises InputError for none."""
    folder = Path(folder)
    files = [
        (task, path)
        for path in sorted(folder.glob("*.jsonl"))
        for prefix, task in PREFIXES.items()
        if path.name.startswith(prefix) and "train" not in path.stem
    ]
    if not files:
        raise InputError(
            "no gold here; name a folder with GOLD=...",
            path=folder,
            allowed=", ".join(f"{p}*.jsonl" for p in PREFIXES),
        )
    return files


def evaluate_folder(folder: str | Path, *, tone: str = "transformer") -> list[Result]:
    """Evaluate every gold file of a folder, in name order."""
    return [evaluate(task, path, tone=tone) for task, path in gold_files(folder)]
