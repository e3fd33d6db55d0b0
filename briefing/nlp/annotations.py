"""What the components hang on a spaCy Doc: tuples of frozen dataclasses.

Every offset is half-open and indexes ``doc.text``, which equals the article's text
exactly. spaCy keys span data by offsets, so two events on one span would collide:
lists on the Doc do not.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``duplicate_of`` is the sent_id of its first occurrence in the text."""

    sent_id: int
    start_char: int
    end_char: int
    section: str | None = None
    is_heading: bool = False
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of an actor. A group ("both countries") yields one Mention per member."""

    sent_id: int
    start_char: int
    end_char: int
    actor: str
    actor_name: str
    actor_role: str | None
    mention_type: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One attributed statement: content offsets, speaker offsets (if named) and actor code.

    `parts` are the stretches between start and end that are the speaker's words, without
    the "..., he said, ..." in the middle: () where none are ("..., which Rome denies"),
    None for all.
    """

    sent_id: int
    start_char: int
    end_char: int
    quote_type: str
    speaker_start_char: int | None = None
    speaker_end_char: int | None = None
    speaker: str | None = None
    speaker_name: str | None = None
    cue: str | None = None
    cue_start_char: int | None = None
    cue_end_char: int | None = None
    cue_class: str | None = None
    parts: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How real something is, and who says so.

    ``attributed_to`` is the nearest asserter's actor code where it is known,
    ``attributed_to_name`` the words that name them; ``attribution_chain`` runs from the
    outermost asserter to the nearest.
    """

    modality: str = "asserted"
    factuality: float = 3.0
    attributed_to: str | None = None
    attributed_to_name: str | None = None
    attribution_chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventDate:
    """When an event took or takes place; ``start`` is the first day of the period."""

    start: date | None = None
    precision: str = "unknown"
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One predicate, one event. Lists of actors and recipients become dyad rows later."""

    sent_id: int
    start_char: int
    end_char: int
    rule_id: str
    event_type: str
    actors: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    is_mutual: bool = False
    plover_type: str | None = None
    judgement: Judgement = Judgement()
    voice: str = "outlet"
    date: EventDate = EventDate()
    location: str | None = None
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tone:
    """Tone of the text toward one mention; score is P(positive) - P(negative)."""

    sent_id: int
    start_char: int
    end_char: int
    actor: str
    voice: str
    score: float
    label: str
    confidence: float | None
    engine: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme hit: the words that matched."""

    sent_id: int
    start_char: int
    end_char: int
    theme: str


for _name in ("sentences", "mentions", "quotes", "events", "tone", "themes"):
    Doc.set_extension(_name, default=(), force=True)
Doc.set_extension("published", default=None, force=True)
Doc.set_extension("published_precision", default="day", force=True)


def sentence_at(doc: Doc, char: int) -> Sentence | None:
    """Return the sentence of `doc` that holds the character offset, or None."""
    sentences = doc._.sentences
    i = bisect_right(sentences, char, key=lambda s: s.start_char) - 1
    return sentences[i] if i >= 0 and char < sentences[i].end_char else None


def sentence_span(doc: Doc, sentence: Sentence) -> Span:
    """Return the tokens of a sentence."""
    return doc.char_span(sentence.start_char, sentence.end_char, alignment_mode="expand")
