"""Judge how real each event is and who says so: completes doc._.events.

Factuality starts at 3 (the article states it) and is carried from the root of the
sentence down to the trigger, each operator on the way changing it along a straight line
(see ``lexicons/modality.toml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.modality import load_modality
from briefing.nlp.annotations import Event, Judgement
from briefing.nlp.asserters import Sources
from briefing.nlp.embedding import Step, steps_above
from briefing.nlp.plover import plover_type
from briefing.nlp.voice import voice_at

CERTAIN = 3.0
# Below this, what is possible at most ("may not sign") is denied all the same.
DENIED_BELOW = -1.25

_RANK = {"asserted": 0, "alleged": 1, "planned": 2, "possible": 3}


class ModalityJudge:
    """Judge how real each event is and who says so: completes doc._.events."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.lexicon = load_modality(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        sources = Sources(doc)
        doc._.events = tuple(self._complete(doc, event, sources) for event in doc._.events)
        return doc

    def _complete(self, doc: Doc, event: Event, sources: Sources) -> Event:
        judgement = self._judge(doc, event.start_char, event.end_char, sources)
        return replace(
            event,
            judgement=judgement,
            voice=voice_at(doc, event.start_char, event.end_char),
            plover_type=event.plover_type or plover_type(event.event_type, judgement.modality),
        )

    def judge(self, doc: Doc, start_char: int, end_char: int) -> Judgement:
        """Return how real the trigger at these offsets is, and who says so."""
        return self._judge(doc, start_char, end_char, Sources(doc))

    def _judge(self, doc: Doc, start_char: int, end_char: int, sources: Sources) -> Judgement:
        trigger = trigger_token(doc, start_char, end_char)
        if trigger is None:
            return Judgement()
        steps = steps_above(trigger, self.lexicon)
        return Judgement(*fold(steps), *sources.attribute(trigger, steps))

    def explain(self, doc: Doc, start_char: int, end_char: int) -> list[Step]:
        """Return the operators over the trigger, the nearest first."""
        trigger = trigger_token(doc, start_char, end_char)
        return [] if trigger is None else steps_above(trigger, self.lexicon)


def trigger_token(doc: Doc, start_char: int, end_char: int) -> Token | None:
    """Return the head token of a trigger, or None where there is none."""
    if not len(doc) or not 0 <= start_char < end_char <= doc[-1].idx + len(doc[-1]):
        return None
    span = doc.char_span(start_char, end_char, alignment_mode="expand")
    return span.root if span else None


def fold(steps: Sequence[Step]) -> tuple[str, float]:
    """Return modality and factuality of a trigger under `steps` (the nearest first)."""
    factuality, kind, denied, refuted = CERTAIN, "asserted", False, False
    outer: Step | None = None
    for step in reversed(steps):
        effect = step.effect
        modality = effect.modality
        if effect.reported and _is_reported_future(step, outer):
            modality = effect.reported
        outer = step
        if not (refuted and effect.reports):
            # What a denied claim says is denied with it.
            factuality = effect.apply(factuality)
        refuted = effect.reports and effect.modality == "denied" and factuality < 0
        if effect.presupposes:
            kind, denied = "asserted", False
        elif modality == "denied":
            denied = factuality < 0
        elif _RANK[modality] > _RANK[kind]:
            kind = modality
    factuality = round(max(-3.0, min(3.0, factuality)), 2)
    denied = factuality < 0 and (denied or factuality <= DENIED_BELOW)
    if denied and not (kind == "possible" and factuality > DENIED_BELOW):
        return "denied", factuality
    return kind, factuality


def _is_reported_future(step: Step, outer: Step | None) -> bool:
    """True for "X said (past) that Y would ...", Y being named or a pronoun."""
    if step.cue is None or outer is None or outer.cue is None or not outer.effect.reports:
        return False
    subjects = (c for c in step.cue.head.children if c.dep_ in ("nsubj", "nsubjpass"))
    return outer.cue.tag_ == "VBD" and any(c.pos_ in ("PROPN", "PRON") for c in subjects)
