"""Score answers about given spans (modality, tone) and found spans (quotes)."""

from __future__ import annotations

import math
from collections import Counter

import pandas as pd

from briefing.evaluation.results import ERROR_COLUMNS, Result, precision_recall_f1, prefixed
from briefing.vocabulary import TONE_LABELS

# Factuality errors at least this large (of a range of 6) are listed for reading.
LARGE_ERROR = 2.0
IOU_CUTS = (0.3, 0.8)
MISSING = "missing"


def score_modality(gold: list[dict], predicted: dict, name: str) -> Result:
    """Return mean absolute error and Pearson's r of factuality, and errors by gold band."""
    pairs, errors = [], []
    for record in gold:
        answers = _by_span(predicted[record["id"]]["triggers"])
        for trigger in record["triggers"]:
            span = (trigger["start_char"], trigger["end_char"])
            want, got = trigger["factuality"], answers.get(span, {}).get("factuality", 0.0)
            pairs.append((want, got))
            if abs(want - got) >= LARGE_ERROR:
                marked = _marked(record["text"], span)
                errors.append((record["id"], f"{round(want):+d}", f"{round(got):+d}", marked))
    frame = pd.DataFrame(pairs, columns=["gold", "got"])
    per_class = (
        frame.assign(
            error=(frame["gold"] - frame["got"]).abs(), band=frame["gold"].round().astype(int)
        )
        .groupby("band", as_index=False)
        .agg(n_gold=("error", "size"), mae=("error", "mean"), mean_got=("got", "mean"))
    )
    figures = {
        "mae": float((frame["gold"] - frame["got"]).abs().mean()),
        "pearson": _pearson(pairs),
    }
    return Result(
        "modality", name, len(gold), figures, per_class, pd.DataFrame(errors, columns=ERROR_COLUMNS)
    )


def _pearson(pairs: list[tuple[float, float]]) -> float:
    n = len(pairs)
    mean_x = sum(x for x, _ in pairs) / n
    mean_y = sum(y for _, y in pairs) / n
    spread_x = math.sqrt(sum((x - mean_x) ** 2 for x, _ in pairs))
    spread_y = math.sqrt(sum((y - mean_y) ** 2 for _, y in pairs))
    if not spread_x or not spread_y:
        return 0.0
    return sum((x - mean_x) * (y - mean_y) for x, y in pairs) / (spread_x * spread_y)


def score_tone(gold: list[dict], predicted: dict, name: str) -> Result:
    """Return macro-F1, accuracy and expected calibration error, and F1 per label."""
    confusion = Counter()
    confidences, errors = [], []
    for record in gold:
        answers = _by_span(predicted[record["id"]]["targets"])
        for target in record["targets"]:
            span = (target["start_char"], target["end_char"])
            answer = answers.get(span, {})
            got = answer.get("label", MISSING)
            confusion[target["label"], got] += 1
            confidence = answer.get("confidence", 0.0)
            if confidence is not None:  # an engine may know no probabilities
                confidences.append((confidence, got == target["label"]))
            if got != target["label"]:
                errors.append((record["id"], target["label"], got, _marked(record["text"], span)))
    rows = []
    for label in TONE_LABELS:
        right = confusion[label, label]
        n_predicted = sum(n for (_, got), n in confusion.items() if got == label)
        n_gold = sum(n for (want, _), n in confusion.items() if want == label)
        rows.append(
            {
                "label": label,
                "n_gold": n_gold,
                **precision_recall_f1(right, n_predicted, right, n_gold),
            }
        )
    total = sum(confusion.values())
    figures = {
        "macro_f1": sum(r["f1"] for r in rows) / len(rows),
        "accuracy": 100 * sum(confusion[k, k] for k in TONE_LABELS) / total if total else 0.0,
    }
    if confidences:
        figures["calibration_error"] = expected_calibration_error(confidences)
    return Result(
        "tone",
        name,
        len(gold),
        figures,
        pd.DataFrame(rows),
        pd.DataFrame(errors, columns=ERROR_COLUMNS),
    )


def expected_calibration_error(confidences: list[tuple[float, bool]], n_bins: int = 10) -> float:
    """Return the mean gap between confidence and accuracy over equal-width bins, 0 to 1.

    The method is that of Guo et al. (2017).
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in confidences:
        bins.setdefault(min(int(confidence * n_bins), n_bins - 1), []).append((confidence, right))
    gaps = (abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values())
    return sum(gaps) / len(confidences) if confidences else 0.0


def score_quotes(gold: list[dict], predicted: dict, name: str) -> Result:
    """Return content precision, recall and F1 and speaker accuracy at each overlap cut."""
    figures: dict[str, float] = {}
    errors: list[tuple] = []
    for cut in IOU_CUTS:
        counts = Counter()
        for record in gold:
            quotes = predicted[record["id"]]["quotes"]
            _match_quotes(record, quotes, cut, counts, errors if cut == IOU_CUTS[0] else [])
        prf = precision_recall_f1(counts["hit"], counts["pred"], counts["hit"], counts["gold"])
        figures |= prefixed(f"content@{cut}", prf)
        n_speakers = counts["speaker"]
        figures[f"speaker@{cut}"] = (
            100 * counts["speaker_right"] / n_speakers if n_speakers else 0.0
        )
    return Result(
        "quotes", name, len(gold), figures, errors=pd.DataFrame(errors, columns=ERROR_COLUMNS)
    )


def _match_quotes(
    record: dict, quotes: list[dict], cut: float, counts: Counter, errors: list[tuple]
) -> None:
    spans = [[(q["start_char"], q["end_char"])] for q in quotes]
    used: set[int] = set()
    for attribution in record["attributions"]:
        counts["gold"] += 1
        overlaps = (
            (overlap(attribution["content"], s), i) for i, s in enumerate(spans) if i not in used
        )
        best, i = max(overlaps, default=(0.0, -1))
        if best < cut:
            start, end = attribution["content"][0]
            errors.append((record["id"], "quote", "(nothing)", record["text"][start:end]))
            continue
        used.add(i)
        counts["hit"] += 1
        if attribution["source"]:
            start = quotes[i].get("speaker_start_char")
            right = (
                start is not None
                and overlap(attribution["source"], [(start, quotes[i]["speaker_end_char"])]) > 0
            )
            counts.update(speaker=1, speaker_right=right)
    counts["pred"] += len(spans)
    errors += [
        (
            record["id"],
            "(nothing)",
            q["quote_type"],
            record["text"][q["start_char"] : q["end_char"]],
        )
        for i, q in enumerate(quotes)
        if i not in used
    ]


def overlap(a: list, b: list) -> float:
    """Return the intersection over union, in characters, of two lists of (start, end)."""
    shared = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    union = sum(x[1] - x[0] for x in a) + sum(y[1] - y[0] for y in b) - shared
    return shared / union if union else 0.0


def _by_span(answers: list[dict]) -> dict[tuple[int, int], dict]:
    return {(a["start_char"], a["end_char"]): a for a in answers}


def _marked(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]}[{text[span[0] : span[1]]}]{text[span[1] :]}"
