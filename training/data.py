"""NewsMTSC sentences as batches: one row per sentence, any number of targets in it."""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from network import LABELS
from tokenizers import Tokenizer

MAX_PIECES = 160
HELD_OUT_PERCENT = 10
# Targets that are no name: never swapped for one, as the grammar would break.
PRONOUNS = frozenset(
    [
        "i",
        "me",
        "my",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "they",
        "them",
        "their",
        "we",
        "us",
        "our",
        "you",
        "your",
        "it",
        "its",
        "who",
    ]
)


@dataclass(frozen=True)
class Sentence:
    text: str
    # start_char, end_char, probability of each of LABELS: all on one for a target labelled by people.
    targets: tuple[tuple[int, int, tuple[float, ...]], ...]

    @property
    def labels(self) -> list[int]:
        """The most probable label of every target, as an index into LABELS."""
        return [max(range(len(LABELS)), key=p.__getitem__) for _, _, p in self.targets]


def certain(label: str) -> tuple[float, ...]:
    """All probability on one label."""
    return tuple(float(label == other) for other in LABELS)


def load(path: Path, trust: float = 0.0) -> list[tuple[str, Sentence]]:
    """(document key, sentence) for every distinct sentence of a file, targets of one text together.

    A target labelled by people counts with their label, or where a teacher labelled it too, with
    `trust` for the teacher; one that only the teacher labelled, with the teacher's probabilities.
    """
    texts: dict[str, tuple[str, list]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = "_".join(row["id"].split(":")[-1].split("_")[:3])
        targets = texts.setdefault(row["text"], (document, []))[1]
        for t in row["targets"]:
            targets.append((t["start_char"], t["end_char"], believed(t, trust)))
    return [
        (document, Sentence(text, tuple(targets))) for text, (document, targets) in texts.items()
    ]


def believed(target: dict, trust: float) -> tuple[float, ...]:
    """The probabilities a target is trained with."""
    if "label" not in target:
        return tuple(target["teacher"])
    gold = certain(target["label"])
    teacher = target.get("teacher", gold)
    return tuple((1 - trust) * g + trust * t for g, t in zip(gold, teacher, strict=True))


def split(rows: list[tuple[str, Sentence]]) -> tuple[list[Sentence], list[Sentence]]:
    """(train, held out). Whole documents are held out, by a hash of their key, so the split never moves."""
    train, held_out = [], []
    for document, sentence in rows:
        percent = int(hashlib.sha256(document.encode()).hexdigest(), 16) % 100
        (held_out if percent < HELD_OUT_PERCENT else train).append(sentence)
    return train, held_out


def tokenizer_of(base: Path) -> Tokenizer:
    """The tokenizer of a base model, without padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    return tokenizer


def swap_name(sentence: Sentence, name: str) -> Sentence:
    """The sentence with its first target called `name`: tone must come from the words, not from who it is."""
    (start, end, p), *others = sentence.targets
    shift = len(name) - (end - start)
    if any(s < end and start < e for s, e, _ in others):
        return sentence
    moved = [(s + shift, e + shift, q) if s >= end else (s, e, q) for s, e, q in others]
    text = sentence.text[:start] + name + sentence.text[end:]
    return Sentence(text, ((start, start + len(name), p), *moved))


def joined(first: Sentence, second: Sentence) -> Sentence:
    """Both sentences as one text, each target with its own label: tone must come from what is near."""
    shift = len(first.text) + 1
    moved = tuple((start + shift, end + shift, p) for start, end, p in second.targets)
    return Sentence(f"{first.text} {second.text}", first.targets + moved)


def augmented(
    sentences: Sequence[Sentence], rng: random.Random, swap: float, join: float
) -> list[Sentence]:
    """A copy in which a share of the sentences has its first target renamed to another sentence's target,
    and a share is joined with another sentence, before or after it."""

    def name(s: Sentence) -> str:
        start, end, _ = s.targets[0]
        return s.text[start:end]

    names = [n for n in map(name, sentences) if n.lower() not in PRONOUNS]
    shown = [
        swap_name(s, rng.choice(names))
        if name(s).lower() not in PRONOUNS and rng.random() < swap
        else s
        for s in sentences
    ]
    return [
        joined(*rng.sample([s, rng.choice(shown)], 2)) if join and rng.random() < join else s
        for s in shown
    ]


def batches(
    sentences: Sequence[Sentence], tokenizer: Tokenizer, size: int, rng: random.Random | None = None
) -> Iterator[tuple[list[int], dict, torch.Tensor]]:
    """(indices of the sentences, network input, labels), alike lengths together; shuffled when `rng` is given."""
    encoded = tokenizer.encode_batch([s.text for s in sentences])
    noise = (lambda: rng.uniform(0.8, 1.25)) if rng else (lambda: 1.0)
    order = sorted(range(len(sentences)), key=lambda i: len(encoded[i].ids) * noise())
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if rng:
        rng.shuffle(groups)
    for group in groups:
        length = max(len(encoded[i].ids) for i in group)
        ids = torch.zeros(len(group), length, dtype=torch.long)
        mask = torch.zeros(len(group), length, dtype=torch.bool)
        rows_of, pool, labels = [], [], []
        for row, i in enumerate(group):
            n = len(encoded[i].ids)
            ids[row, :n] = torch.tensor(encoded[i].ids)
            mask[row, :n] = True
            for start, end, p in sentences[i].targets:
                hit = [float(a < end and b > start and b > a) for a, b in encoded[i].offsets]
                if not any(hit):  # beyond the cut: read the sentence's first token
                    hit[0] = 1.0
                pool.append(torch.tensor(hit + [0.0] * (length - n)) / sum(hit))
                rows_of.append(row)
                labels.append(p)
        inputs = {
            "ids": ids,
            "mask": mask,
            "rows_of": torch.tensor(rows_of),
            "pool": torch.stack(pool),
        }
        yield group, inputs, torch.tensor(labels)
