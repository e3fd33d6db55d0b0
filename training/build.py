"""Average trained checkpoints into one model, write it as int8 ONNX and calibrate it.

The temperature is fitted on the held-out documents of the training file, with the int8 model itself.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import data
import numpy as np
import onnx
import torch
from export import to_onnx
from network import LABELS
from train import macro_f1

from briefing.nlp.tone_transformer import TransformerEngine

MAX_PIECES = 192
# Settings that say where files were, not how the model was trained.
PLACES = ("base", "data", "out", "threads", "more", "init")


def averaged(checkpoints: list[dict]) -> dict[str, np.ndarray]:
    """Mean of the weights of checkpoints that started from the same base and head."""
    states = [c["state"] for c in checkpoints]
    return {name: np.mean([s[name].numpy() for s in states], axis=0) for name in states[0]}


def common_settings(checkpoints: list[dict]) -> dict:
    """The training settings of the checkpoints, where they differ as a list."""
    settings = [
        {k: v for k, v in c["settings"].items() if k not in PLACES and v is not None}
        for c in checkpoints
    ]
    values = {key: [s[key] for s in settings] for key in settings[0]}
    return {key: found[0] if len(set(found)) == 1 else found for key, found in values.items()}


def probabilities(
    engine: TransformerEngine, sentences: list[data.Sentence]
) -> tuple[np.ndarray, np.ndarray]:
    """(probabilities (targets, 3), gold labels (targets,)) through the path users take."""
    texts = [(s.text, [(start, end) for start, end, _ in s.targets]) for s in sentences]
    gold = np.array([label for s in sentences for label in s.labels])
    return np.concatenate(engine.probabilities(texts)), gold


def negative_log_likelihood(p: np.ndarray, gold: np.ndarray) -> float:
    return float(-np.log(np.maximum(p[np.arange(len(gold)), gold], 1e-12)).mean())


def tempered(p: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities as they would be had the logits been divided by `temperature`."""
    q = np.power(np.maximum(p, 1e-12), 1 / temperature)
    return q / q.sum(axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument(
        "--base", type=Path, required=True, help="folder with the base model's tokenizer.json"
    )
    parser.add_argument("--data", type=Path, required=True, help="tone_train.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(args.base / "tokenizer.json", args.out / "tokenizer.json")
    heads = json.loads((args.base / "config.json").read_text())["num_attention_heads"]
    checkpoints = [torch.load(p) for p in args.checkpoints]
    state = averaged(checkpoints)
    _, held_out = data.split(data.load(args.data))
    model = args.out / "model.onnx"
    onnx.save(to_onnx(state, heads, MAX_PIECES), model)
    config = {
        "labels": LABELS,
        "max_pieces": MAX_PIECES,
        "temperature": 1.0,
        "sha256": {
            f.name: hashlib.sha256(f.read_bytes()).hexdigest()
            for f in (model, args.out / "tokenizer.json")
        },
    }
    config["training"] = common_settings(checkpoints)
    settings = args.out / "config.json"
    settings.write_text(json.dumps(config, indent=1) + "\n")

    p, gold = probabilities(TransformerEngine(folder=args.out), held_out)
    temperatures = np.round(np.arange(0.5, 3.0, 0.01), 2)
    losses = [negative_log_likelihood(tempered(p, t), gold) for t in temperatures]
    config["temperature"] = float(temperatures[int(np.argmin(losses))])
    settings.write_text(json.dumps(config, indent=1) + "\n")
    print(
        f"held-out macro-F1 {macro_f1(p.argmax(1), gold):.2f}, log loss {losses[50]:.4f} -> {min(losses):.4f}"
    )
    print(
        f"temperature {config['temperature']}, {sum(f.stat().st_size for f in args.out.iterdir()) / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
