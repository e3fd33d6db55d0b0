"""Score the tone of the text toward each mention: sets doc._.tone.

An engine is a spaCy factory named ``briefing_tone_<name>`` that returns a ToneEngine.
Another package brings its own through the entry point group ``spacy_factories``; it is then
selected by its name like those shipped here (``transformer``, ``vader``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from briefing.errors import InputError
from briefing.nlp.annotations import Mention, Tone
from briefing.nlp.voice import voice_at

FACTORY_PREFIX = "briefing_tone_"
NO_ENGINE = "none"

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ToneScore:
    """Tone toward one target: ``score`` in -1..1, ``confidence`` the probability of ``label``.

    "No opinion" is the label ``neutral``. The confidence of an engine that knows no
    probabilities is None.
    """

    label: str
    score: float
    confidence: float | None


class ToneEngine(ABC):
    """A tone engine, and the spaCy component that runs it over a Doc's mentions."""

    name: str

    @abstractmethod
    def score_texts(self, texts: Sequence[tuple[str, Spans]]) -> list[list[ToneScore]]:
        """Return one score per target span of each text, in the order given.

        A text is best one sentence. Spans are half-open character offsets into the text.
        """

    def score_targets(self, text: str, spans: Spans) -> list[ToneScore]:
        """Return one score per target span of one text."""
        return self.score_texts([(text, spans)])[0]

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.tone``: one Tone per mention, from the sentence it stands in.

        A sentence is scored once however many mentions it has and however often it is repeated.
        """
        text = doc.text
        sentences = {
            s.sent_id: (s.start_char, text[s.start_char : s.end_char]) for s in doc._.sentences
        }

        def placed(mention: Mention) -> tuple[str, tuple[int, int]]:
            offset, sentence = sentences[mention.sent_id]
            return sentence, (mention.start_char - offset, mention.end_char - offset)

        wanted: dict[str, dict[tuple[int, int], None]] = {}
        for mention in doc._.mentions:
            sentence, span = placed(mention)
            wanted.setdefault(sentence, {})[span] = None
        scored = self.score_texts([(sentence, list(spans)) for sentence, spans in wanted.items()])
        found = {
            sentence: dict(zip(spans, scores, strict=True))
            for (sentence, spans), scores in zip(wanted.items(), scored, strict=True)
        }
        tones = []
        for mention in doc._.mentions:
            sentence, span = placed(mention)
            tones.append(self._tone(doc, mention, found[sentence][span]))
        doc._.tone = tuple(tones)
        return doc

    def _tone(self, doc: Doc, mention: Mention, score: ToneScore) -> Tone:
        return Tone(
            sent_id=mention.sent_id,
            start_char=mention.start_char,
            end_char=mention.end_char,
            actor=mention.actor,
            voice=voice_at(doc, mention.start_char, mention.end_char),
            score=score.score,
            label=score.label,
            confidence=score.confidence,
            engine=self.name,
        )


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span moved onto whole words: hand-made offsets are often off by one.

    Blanks and punctuation at the ends are dropped, a word cut in two is completed, and offsets
    outside the text are clamped. A span that holds no word comes back clamped, as it is.
    """
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    first, last = start, end
    while first < last and not text[first].isalnum():
        first += 1
    while last > first and not text[last - 1].isalnum():
        last -= 1
    if first == last:
        return start, end
    while first > 0 and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum():
        last += 1
    return first, last


@Language.factory(f"{FACTORY_PREFIX}transformer", default_config={"threads": 0})
def transformer(nlp: Language, name: str, threads: int) -> ToneEngine:
    """Build the default engine: a small fine-tuned encoder on ONNX Runtime."""
    from briefing.nlp.tone_transformer import TransformerEngine

    return TransformerEngine(threads=threads)


@Language.factory(f"{FACTORY_PREFIX}vader")
def vader(nlp: Language, name: str) -> ToneEngine:
    """Build the fast engine: VADER's lexicon on the clause of the mention."""
    from briefing.nlp.tone_vader import VaderEngine

    return VaderEngine()


def engine_names() -> list[str]:
    """Return every name `load_engine` takes, those of other installed packages included."""
    factories = registry.factories.get_all()
    found = {f.removeprefix(FACTORY_PREFIX) for f in factories if f.startswith(FACTORY_PREFIX)}
    return [*sorted(found), NO_ENGINE]


def load_engine(name: str, nlp: Language, **config: object) -> ToneEngine | None:
    """Return the tone engine called `name`, or None for ``none``.

    `config` goes to the engine's factory, such as ``threads=2`` for ``transformer``.
    Raises InputError when no installed package has an engine of that name.
    """
    if name == NO_ENGINE:
        return None
    factory = FACTORY_PREFIX + name
    if not nlp.has_factory(factory):
        raise InputError(f"unknown tone engine {name!r}", allowed=engine_names())
    return nlp.create_pipe(factory, config=config)
