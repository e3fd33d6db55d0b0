"""Write docs/tone-model-card.md. Every figure in it is measured here, with the shipped model."""

import argparse
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
from data import LABELS, PRONOUNS, Sentence, load, split, swap_name

from briefing.evaluation import evaluate
from briefing.evaluation.scoring_spans import expected_calibration_error
from briefing.nlp.tone_transformer import MODEL, TransformerEngine

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "docs" / "tone-model-card.md"
TEMPLATE = Path(__file__).with_name("card.md")
# What targets are renamed to, to see what the score does when only the name changes.
OTHER_NAMES = (
    "Norway",
    "the ministry",
    "Okafor",
    "North Korea",
    "Ms. Lindqvist",
    "Brazil",
    "Russia",
    "the bank",
)


def probabilities(engine: TransformerEngine, sentences: list[Sentence]) -> np.ndarray:
    """Calibrated probabilities (targets, 3)."""
    texts = [(s.text, [(start, end) for start, end, _ in s.targets]) for s in sentences]
    return np.concatenate(engine.probabilities(texts))


def labels_of(sentences: list[Sentence]) -> np.ndarray:
    return np.array([label for s in sentences for label in s.labels])


def calibration(p: np.ndarray, gold: np.ndarray) -> float:
    right = p.argmax(1) == gold
    return expected_calibration_error(
        [(float(c), bool(r)) for c, r in zip(p.max(1), right, strict=True)]
    )


def uncalibrated(p: np.ndarray, temperature: float) -> np.ndarray:
    q = np.power(np.maximum(p, 1e-12), temperature)
    return q / q.sum(axis=1, keepdims=True)


def renamed(engine: TransformerEngine, sentences: list[Sentence]) -> tuple[int, float, float]:
    """(targets, share of renamings that leave the label, mean change of the score) over OTHER_NAMES."""
    single = []
    for s in sentences:
        for target in s.targets:
            if s.text[target[0] : target[1]].lower() not in PRONOUNS:
                single.append(Sentence(s.text, (target,)))
    before = probabilities(engine, single)
    after = np.stack(
        [probabilities(engine, [swap_name(s, n) for s in single]) for n in OTHER_NAMES]
    )
    same = (after.argmax(-1) == before.argmax(-1)).mean()
    score = lambda p: p[..., 2] - p[..., 0]  # noqa: E731
    return len(single), float(same), float(np.abs(score(after) - score(before)).mean())


def table(header: str, rows: list[tuple]) -> str:
    n = header.count("|") + 1
    lines = [f"| {header} |", "|" + "---|" * n]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def scores_table(gold: Path) -> str:
    rows = []
    for name in ("rw", "mt"):
        path = gold / f"tone_{name}_dev.jsonl"
        for engine in ("transformer", "vader"):
            result = evaluate("tone", path, tone=engine)
            f1 = dict(zip(result.per_class["label"], result.per_class["f1"], strict=True))
            figures = (
                result.figures["macro_f1"],
                result.figures["accuracy"],
                *(f1[label] for label in LABELS),
            )
            n = int(result.per_class["n_gold"].sum())
            rows.append((path.stem, n, engine, *(f"{x:.1f}" for x in figures)))
    return table(
        "set | targets | engine | macro-F1 | accuracy | " + " | ".join(f"F1 {x}" for x in LABELS),
        rows,
    )


def calibration_table(sets: dict[str, list[Sentence]], engine: TransformerEngine) -> str:
    rows = []
    for name, sentences in sets.items():
        p, gold = probabilities(engine, sentences), labels_of(sentences)
        before = calibration(uncalibrated(p, engine.config["temperature"]), gold)
        rows.append((name, len(gold), f"{before:.3f}", f"{calibration(p, gold):.3f}"))
    return table("set | targets | ECE before | ECE after", rows)


def settings_table(config: dict) -> str:
    return table("setting | value", sorted(config["training"].items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--gold",
        type=Path,
        required=True,
        help="folder with tone_train, tone_rw_dev and tone_mt_dev",
    )
    gold = parser.parse_args().gold
    engine = TransformerEngine()
    held_out = split(load(gold / "tone_train.jsonl"))[1]
    dev = {
        f"tone_{n}_dev": [s for _, s in load(gold / f"tone_{n}_dev.jsonl")] for n in ("rw", "mt")
    }
    n_renamed, same, change = renamed(engine, [s for part in dev.values() for s in part])
    size = (
        sum(f.stat().st_size for f in Path(str(files("briefing.nlp") / "tone_model")).iterdir())
        / 1e6
    )
    text = TEMPLATE.read_text(encoding="utf-8")
    for key, value in {
        "size": f"{size:.1f} MB",
        "model_sha256": engine.config["sha256"]["model.onnx"],
        "temperature": engine.config["temperature"],
        "max_pieces": engine.config["max_pieces"],
        "scores": scores_table(gold),
        "calibration": calibration_table(
            {"held-out documents (fitted here)": held_out, **dev}, engine
        ),
        "settings": settings_table(json.loads((MODEL / "config.json").read_text())),
        "n_renamed": n_renamed,
        "n_names": len(OTHER_NAMES),
        "same": f"{100 * same:.0f}%",
        "change": f"{change:.2f}",
    }.items():
        text = text.replace("{{" + key + "}}", str(value))
    CARD.write_text(
        "<!-- Generated by training/card.py; edit training/card.md. -->\n" + text, encoding="utf-8"
    )
    print(f"wrote {CARD}")


if __name__ == "__main__":
    main()
