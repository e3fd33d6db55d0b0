"""Time the coder against the parse it rests on, in one run, as ratios."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import spacy

from briefing.building import build_into
from briefing.corpus import read_corpus
from briefing.nlp.pipeline import BLOCKS_PER_BATCH, MODELS, Annotator, TextItem
from briefing.nlp.segments import segment

N_ROUNDS = 5
N_PASSES = 8  # over the corpus, each on its own: no text is known from the pass before


def seconds(work: Callable[[], Iterable]) -> float:
    """Return how long `work` takes to run to its end, `N_PASSES` times."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(N_PASSES):
        for _ in work():
            pass
    return time.perf_counter() - start


def bench_build() -> dict[str, float]:
    """Return the build's ratios; every round times all parts, the median is reported."""
    texts = [a.text for a in read_corpus("corpus").articles]
    items = [TextItem(t) for t in texts]
    blocks = [t[b.start_char : b.end_char] for t in texts for b in segment(t)]
    full = spacy.load(next(m for m in MODELS if find_spec(m)))
    coder = Annotator(tone_engine="none")
    toned = Annotator(tone_engine="transformer")
    rounds = []
    for _ in range(N_ROUNDS):
        bare = seconds(lambda: full.pipe(blocks, batch_size=BLOCKS_PER_BATCH))
        parse = seconds(lambda: coder.parse(items))
        whole = seconds(lambda: coder.annotate(items))
        with_tone = seconds(lambda: toned.annotate(items))
        rounds.append(
            {
                "whole build without tone / bare nlp.pipe of the full model": whole / bare,
                "coding after the parse / parse": (whole - parse) / parse,
                "tone / parse": (with_tone - whole) / parse,
            }
        )
    n_words = sum(len(t.split()) for t in texts) * N_PASSES
    ratios = {name: median(r[name] for r in rounds) for name in rounds[0]}
    return ratios | _rebuild() | {"words in each timing": float(n_words)}


def _rebuild() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "tables"

        def timed() -> float:
            start = time.perf_counter()
            build_into("corpus", out)
            return time.perf_counter() - start

        first = timed()
        return {"rebuild with nothing changed / first build": timed() / first}
