"""Fine-tune the tone network. See README.md for the whole recipe."""

import argparse
import hashlib
import json
import random
import time
from pathlib import Path

import data
import numpy as np
import torch
import torch.nn.functional as F
from network import LABELS, SHARED_LAYERS, ToneNetwork, from_base

# The base models' weights as their authors published them.
BASES_SHA256 = {
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": "all-MiniLM-L6-v2",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658": "all-mpnet-base-v2",
}
HEAD_SEED = 20211
AVERAGE_EVERY = 8


def macro_f1(predicted: np.ndarray, gold: np.ndarray) -> float:
    """Mean F1 of the three labels, times 100."""
    scores = []
    for k in range(len(LABELS)):
        both = ((predicted == k) & (gold == k)).sum()
        scores.append(2 * both / max(1, (predicted == k).sum() + (gold == k).sum()))
    return 100 * float(np.mean(scores))


@torch.inference_mode()
def logits_of(network: ToneNetwork, sentences, tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Logits (targets, 3) and most probable labels (targets,)."""
    network.eval()
    out = [
        (network(**inputs).numpy(), labels.numpy().argmax(1))
        for _, inputs, labels in data.batches(sentences, tokenizer, 32)
    ]
    return np.concatenate([x for x, _ in out]), np.concatenate([y for _, y in out])


def groups(network: ToneNetwork, args) -> list[dict]:
    """Parameter groups: embeddings and the first layers frozen, lower layers slower, a fast fresh head."""
    frozen = [network.words, network.positions, network.types, network.norm, network.distances]
    for module in (*frozen, *network.layers[: args.freeze]):
        if module is not None:
            module.requires_grad_(False)
    found = []
    depth = len(network.layers)
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        layer = int(name.split(".")[1]) if name.startswith("layers.") else depth
        rate = (
            args.head_rate
            if layer == depth
            else args.rate * args.layer_decay ** (depth - 1 - layer)
        )
        found.append(
            {"params": [parameter], "lr": rate, "weight_decay": 0.01 if parameter.ndim > 1 else 0.0}
        )
    return found


def train(args) -> None:
    torch.set_num_threads(args.threads)
    weights = args.base / "model.safetensors"
    if hashlib.sha256(weights.read_bytes()).hexdigest() not in BASES_SHA256:
        names = ", ".join(BASES_SHA256.values())
        raise SystemExit(f"{weights}: not the weights of a known base model ({names})")
    tokenizer = data.tokenizer_of(args.base)
    sentences, held_out = data.split(data.load(args.data, args.trust))
    if args.more:
        sentences += [sentence for _, sentence in data.load(args.more)]

    # Every run starts from the same head and mark, so that runs can be averaged.
    torch.manual_seed(HEAD_SEED)
    network = from_base(args.base, args.shared_layers)
    torch.nn.init.normal_(network.mark, std=args.mark)
    if args.init:
        network.load_state_dict(torch.load(args.init)["state"])
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    optimizer = torch.optim.AdamW(groups(network, args), fused=True)
    steps = args.epochs * -(-len(sentences) // args.batch)
    warm = int(0.08 * steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: s / warm if s < warm else max(0.02, (steps - s) / (steps - warm))
    )
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(args.ema)
    )
    count, start = 0, time.time()
    for epoch in range(args.stop or args.epochs):
        network.train()
        shown = data.augmented(sentences, rng, args.swap, args.join)
        for _, inputs, labels in data.batches(shown, tokenizer, args.batch, rng):
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                logits = network(**inputs)
            loss = F.cross_entropy(logits, labels, label_smoothing=args.smoothing)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            count += 1
            if count % AVERAGE_EVERY == 0:
                average.update_parameters(network)
            if count % 20 == 0:
                print(
                    f"step {count}/{steps} loss {float(loss.detach()):.3f} {time.time() - start:.0f} s",
                    flush=True,
                )
        for name, candidate in (("last", network), ("average", average.module)):
            logits, gold = logits_of(candidate, held_out, tokenizer)
            score = macro_f1(logits.argmax(1), gold)
            loss = float(F.cross_entropy(torch.tensor(logits), torch.tensor(gold)))
            print(
                f"epoch {epoch + 1} {name}: held-out macro-F1 {score:.2f} loss {loss:.4f}",
                flush=True,
            )
        args.out.parent.mkdir(parents=True, exist_ok=True)
        settings = {k: str(v) if isinstance(v, Path) else v for k, v in vars(args).items()}
        settings["epoch"] = epoch + 1
        torch.save({"state": average.module.state_dict(), "settings": settings}, args.out)
    print(json.dumps({"out": str(args.out), "seconds": round(time.time() - start)}))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument(
        "--base", type=Path, required=True, help="folder with the base model's model.safetensors"
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="tone_train.jsonl, or what label.py made of it"
    )
    parser.add_argument("--more", type=Path, help="more sentences, labelled by the teacher alone")
    parser.add_argument("--init", type=Path, help="checkpoint to go on from")
    parser.add_argument(
        "--out", type=Path, required=True, help="checkpoint to write, anew after every epoch"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument(
        "--stop", type=int, help="stop after this epoch; rates are planned for all --epochs"
    )
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of the top layer")
    parser.add_argument(
        "--layer-decay", type=float, default=0.95, help="rate of a layer relative to the one above"
    )
    parser.add_argument("--head-rate", type=float, default=3e-4)
    parser.add_argument(
        "--freeze", type=int, default=0, help="layers kept as they are, from the bottom"
    )
    parser.add_argument("--smoothing", type=float, default=0.0)
    parser.add_argument(
        "--swap", type=float, default=0.2, help="share of sentences whose target is renamed"
    )
    parser.add_argument(
        "--join", type=float, default=0.2, help="share of sentences joined with another"
    )
    parser.add_argument(
        "--ema",
        type=float,
        default=0.96,
        help=f"decay of the average of weights, per {AVERAGE_EVERY} steps",
    )
    parser.add_argument(
        "--shared-layers",
        type=int,
        default=SHARED_LAYERS,
        help="layers that read a sentence once; the others read it once per target",
    )
    parser.add_argument("--mark", type=float, default=0.2, help="spread of the mark's first values")
    parser.add_argument(
        "--trust", type=float, default=0.5, help="weight of the teacher where people labelled too"
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
