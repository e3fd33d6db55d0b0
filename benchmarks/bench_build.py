"""Time the coder against the parse it rests on, in one run, as ratios."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

import spacy

from briefing.building import build_into
from briefing.corpus import read_corpus
from briefing.nlp.pipeline import BLOCKS_PER_BATCH, MODELS, Annotator, TextItem
from briefing.nlp.segments import segment
from briefing.nlp.tone import load_engine

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
    """Return the build's ratios: the fastest of `N_ROUNDS` rounds of every part.

    Other work on the machine only ever adds time, so the fastest round is the least
    disturbed one.
    """
    texts = [a.text for a in read_corpus("corpus").articles]
    items = [TextItem(t) for t in texts]
    blocks = [t[b.start_char : b.end_char] for t in texts for b in segment(t)]
    full = spacy.load(next(m for m in MODELS if find_spec(m)))
    annotator = Annotator(tone_engine="none")
    engine = Annotator(tone_engine="transformer").tone_engine
    one_thread = load_engine("transformer", annotator.parser, threads=1)
    docs = list(annotator.annotate(items))
    parts = {
        "bare": lambda: full.pipe(blocks, batch_size=BLOCKS_PER_BATCH),
        "parse": lambda: annotator.parse(items),
        "whole": lambda: annotator.annotate(items),
        "tone": lambda: map(engine, docs),
        "tone_on_one_thread": lambda: map(one_thread, docs),
    }
    rounds = [{name: seconds(work) for name, work in parts.items()} for _ in range(N_ROUNDS)]
    took = {name: min(r[name] for r in rounds) for name in parts}
    return {
        "whole build without tone / bare nlp.pipe of the full model": took["whole"] / took["bare"],
        "coding after the parse / parse": (took["whole"] - took["parse"]) / took["parse"],
        "tone / parse": took["tone"] / took["parse"],
        "tone on one thread / parse": took["tone_on_one_thread"] / took["parse"],
        **_rebuild(),
        "words in each timing": float(sum(len(t.split()) for t in texts) * N_PASSES),
    }


def _rebuild() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "tables"

        def timed() -> float:
            start = time.perf_counter()
            build_into("corpus", out)
            return time.perf_counter() - start

        first = timed()
        return {"rebuild with nothing changed / first build": timed() / first}
