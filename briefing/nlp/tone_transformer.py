"""Tone toward a target by a small fine-tuned encoder on ONNX Runtime, in plain numpy.

Half of the encoder reads a sentence once for all its targets, half once per target. How it
was made is in ``training/``, what it can and cannot do in ``docs/tone-model-card.md``.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from briefing.nlp.tone import Spans, ToneEngine, ToneScore, snap

MODEL = files("briefing.nlp") / "tone_model"
# Small batches of like length are fastest on one core: the activations stay in its cache.
PIECES_PER_BATCH = 384
TARGETS_PER_ROW = 32
MAX_THREADS = 4
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One pass of the encoder: word pieces and, per target, where its score goes and its pieces."""

    ids: list[int]
    targets: tuple[tuple[tuple[int, int], tuple[int, ...]], ...]


class TransformerEngine(ToneEngine):
    """The shipped model; it is read when the first text is scored.

    `threads` is how many a score may use (0: those this process may use, at most
    `MAX_THREADS`); results do not depend on it.
    """

    name = "transformer"

    def __init__(self, threads: int = 0, folder: Traversable = MODEL) -> None:
        self.threads = threads or min(MAX_THREADS, _n_cores())
        self.folder = folder

    @cached_property
    def config(self) -> dict:
        """The model's config.json."""
        return json.loads((self.folder / "config.json").read_text(encoding="utf-8"))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_str((self.folder / "tokenizer.json").read_text(encoding="utf-8"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            (self.folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )

    def score_texts(self, texts: Sequence[tuple[str, Spans]]) -> list[list[ToneScore]]:
        """Return one score per target span of each text.

        A text longer than the model's window is read through a window around each target.
        """
        return [[self._score(p) for p in found] for found in self.probabilities(texts)]

    def probabilities(self, texts: Sequence[tuple[str, Spans]]) -> list[np.ndarray]:
        """Return the calibrated probabilities (spans, labels) of each text."""
        found = [np.zeros((len(spans), len(self.config["labels"]))) for _, spans in texts]
        for batch in _batches(self._rows(texts)):
            places = [place for row in batch for place, _ in row.targets]
            for (i, j), p in zip(places, self._run(batch), strict=True):
                found[i][j] = p
        return found

    def _rows(self, texts: Sequence[tuple[str, Spans]]) -> Iterator[Row]:
        for i, (raw, spans) in enumerate(texts):
            if not spans:
                continue
            text = SURROGATES.sub("\ufffd", raw)
            encoding = self._tokenizer.encode(text)
            found = [
                ((i, j), _pieces(encoding, *snap(text, *span))) for j, span in enumerate(spans)
            ]
            yield from _windows(encoding, found, self.config["max_pieces"])

    def _run(self, batch: Sequence[Row]) -> np.ndarray:
        asked = [(i, pieces) for i, row in enumerate(batch) for _, pieces in row.targets]
        length = max(len(row.ids) for row in batch)
        n_read = 1 + max(len(pieces) for _, pieces in asked)
        ids = np.zeros((len(batch), length), np.int64)
        mask = np.zeros((len(batch), length), np.int32)
        for i, row in enumerate(batch):
            ids[i, : len(row.ids)] = row.ids
            mask[i, : len(row.ids)] = 1
        marks = np.zeros((len(asked), length), np.float32)
        places = np.zeros((len(asked), n_read), np.int64)
        share = np.zeros((len(asked), n_read), np.float32)
        for k, (_, pieces) in enumerate(asked):
            marks[k, list(pieces)] = 1
            places[k, 1 : 1 + len(pieces)] = pieces
            share[k, 1 : 1 + len(pieces)] = 1 / len(pieces)
        inputs = {
            "ids": ids,
            "mask": mask,
            "rows_of": np.array([i for i, _ in asked], np.int64),
            "marks": marks,
            "places": places,
            "share": share,
        }
        logits = self._session.run(None, inputs)[0].astype(np.float64)
        logits /= self.config["temperature"]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)

    def _score(self, p: np.ndarray) -> ToneScore:
        labels = self.config["labels"]
        best = int(p.argmax())
        score = p[labels.index("positive")] - p[labels.index("negative")]
        # Four decimals: what differs between processors is noise.
        return ToneScore(labels[best], round(float(score), 4), round(float(p[best]), 4))


def _n_cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS or Windows
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _pieces(encoding: Encoding, start: int, end: int) -> tuple[int, ...]:
    """Return the indices of the word pieces in a character span, or of the first piece."""
    found = tuple(k for k, (a, b) in enumerate(encoding.offsets) if a < end and b > start and b > a)
    return found or (0,)


def _windows(
    encoding: Encoding, targets: Sequence[tuple[tuple[int, int], tuple[int, ...]]], size: int
) -> Iterator[Row]:
    """Yield the rows that show every target, with a quarter window of text on either side.

    The first and last piece are the model's start and end marks and frame each window.
    """
    ids = encoding.ids
    room = size - 2
    stride = room // 4
    by_start: dict[int, list] = {}
    for place, pieces in targets:
        start = 0
        if len(ids) > size:
            middle = pieces[len(pieces) // 2] - 1
            start = min(max(0, (middle - room // 2) // stride * stride), len(ids) - size)
        inside = tuple(k - start for k in pieces if start < k <= start + room)
        by_start.setdefault(start, []).append((place, inside or (0,)))
    for start, found in by_start.items():
        part = [ids[0], *ids[start + 1 : start + 1 + min(room, len(ids) - 2)], ids[-1]]
        for k in range(0, len(found), TARGETS_PER_ROW):
            yield Row(part, tuple(found[k : k + TARGETS_PER_ROW]))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows of like length together, no more than PIECES_PER_BATCH pieces read at once."""
    batch: list[Row] = []
    n_targets = 0
    for row in sorted(rows, key=lambda row: len(row.ids)):
        n_targets += len(row.targets)
        if batch and n_targets * len(row.ids) > PIECES_PER_BATCH:
            yield batch
            batch, n_targets = [], len(row.targets)
        batch.append(row)
    if batch:
        yield batch
