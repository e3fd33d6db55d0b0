"""Let a trained teacher label sentences: what people labelled in them, and other targets beside it.

Most training sentences have one labelled target, so a network learns from them that a sentence has one tone.
What a larger network makes of the other names, pronouns and noun phrases in it teaches that it has several.
"""

import argparse
import json
import random
from itertools import groupby
from pathlib import Path

import data
import torch
from network import from_base
from spacy.tokens import Doc

from briefing.nlp.pipeline import load_parser

UNLABELLED = (0.0,) * len(data.LABELS)
SHORTEST = 20  # characters; shorter lines of a text are headings and rests


def read(path: Path) -> list[tuple[str, data.Sentence]]:
    """(document key, sentence): labelled ones of JSON lines, or the last column of a text's lines."""
    if path.suffix == ".jsonl":
        return data.load(path)
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    texts = [line.split("\t")[-1].replace("''", '"').strip() for line in lines]
    return [("", data.Sentence(text, ())) for text in texts if len(text) > SHORTEST]


def phrases(doc: Doc) -> list[list[tuple[int, int]]]:
    """Spans a reader may ask about: runs of proper nouns and pronouns, then other noun phrases."""
    runs = [list(run) for is_name, run in groupby(doc, lambda t: t.pos_ == "PROPN") if is_name]
    chunks = list(doc.noun_chunks)
    runs += [list(chunk) for chunk in chunks if chunk.root.pos_ == "PRON"]
    return [
        [(run[0].idx, run[-1].idx + len(run[-1])) for run in runs],
        [(chunk.start_char, chunk.end_char) for chunk in chunks],
    ]


def beside(
    doc: Doc, sentence: data.Sentence, most: int, rng: random.Random
) -> list[tuple[int, int]]:
    """Up to `most` spans that overlap neither a labelled target nor each other; names come first."""
    labelled = [(start, end) for start, end, _ in sentence.targets]
    free: list[tuple[int, int]] = []
    for spans in phrases(doc):
        for start, end in rng.sample(spans, len(spans)):
            if all(end <= s or e <= start for s, e in labelled + free):
                free.append((start, end))
    return free[:most]


def line(document: str, sentence: data.Sentence, views: list[list[float]] | None) -> str:
    """One JSON line: every target with the label people gave it, the teacher's view, or both."""
    targets = []
    for k, (start, end, p) in enumerate(sentence.targets):
        target = {"start_char": start, "end_char": end}
        if any(p):
            target["label"] = data.LABELS[p.index(1.0)]
        if views:
            target["teacher"] = [round(x, 4) for x in views[k]]
        targets.append(target)
    row = {"id": document, "text": sentence.text, "targets": targets}
    return json.dumps(row, ensure_ascii=False) + "\n"


@torch.inference_mode()
def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("teacher", type=Path, help="checkpoint of train.py --shared-layers 0")
    parser.add_argument("--base", type=Path, required=True, help="the teacher's base model")
    parser.add_argument(
        "--data", type=Path, required=True, help="tone_train.jsonl, or a text of a sentence a line"
    )
    parser.add_argument("--out", type=Path, required=True, help="JSON lines to write")
    parser.add_argument("--added", type=int, default=3, help="targets beside the labelled, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    tokenizer = data.tokenizer_of(args.base)
    network = from_base(args.base, shared_layers=0)
    network.load_state_dict(torch.load(args.teacher)["state"])
    network.eval()

    rows = read(args.data)
    rng, parse = random.Random(args.seed), load_parser()
    # Held-out sentences stay as people labelled them.
    train, _ = data.split(rows) if args.data.suffix == ".jsonl" else ([s for _, s in rows], [])
    asked = []
    for doc, sentence in zip(parse.pipe(s.text for s in train), train, strict=True):
        added = [(*span, UNLABELLED) for span in beside(doc, sentence, args.added, rng)]
        if sentence.targets or added:
            asked.append(data.Sentence(sentence.text, (*sentence.targets, *added)))
    views: dict[str, list[list[float]]] = {}
    for group, inputs, _ in data.batches(asked, tokenizer, 8):
        with torch.autocast("cpu", torch.bfloat16):
            p = iter(network(**inputs).softmax(-1).tolist())
        for i in group:
            views[asked[i].text] = [next(p) for _ in asked[i].targets]
    full = {s.text: s for s in asked}
    with args.out.open("w", encoding="utf-8") as out:
        for document, s in rows:
            s = full.get(s.text, s)
            if s.targets:
                out.write(line(document, s, views.get(s.text)))


if __name__ == "__main__":
    main()
