"""Who asserts an event, when it is not the article: reporting cues first, then quotations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc, Token

from briefing.nlp.annotations import Quote
from briefing.nlp.embedding import Step
from briefing.nlp.reporters import speaker_of
from briefing.nlp.speakers import SpeakerResolver

# The asserter's actor code and name, and the chain from the outermost asserter to the nearest.
Attribution = tuple[str | None, str | None, tuple[str, ...]]

_Named = tuple[str | None, str]
_FIRST_PERSON = frozenset({"i", "we", "me", "us"})
_NOBODY = frozenset({"it", "there", "this", "that", "what"})


class Sources:
    """Who speaks in one Doc: looked up once, asked for every event."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.by_cue = {q.cue_start_char: q for q in doc._.quotes if q.speaker_name}
        self.direct = [q for q in doc._.quotes if q.quote_type == "direct" and q.speaker_name]

    @cached_property
    def resolver(self) -> SpeakerResolver:
        """Return the resolver of speakers that no quote names."""
        return SpeakerResolver(self.doc, self.doc.text)

    def attribute(self, trigger: Token, steps: Sequence[Step]) -> Attribution:
        """Return who asserts the trigger under `steps` (the nearest first)."""
        named: list[_Named] = []
        for step in steps:
            if step.effect.reports and step.cue is not None:
                _add(named, self._source(step.cue, trigger))
        speakers = [(q.speaker, q.speaker_name) for q in self._holding(trigger)]
        # Who says "I" or "we" is the one quoted.
        named = [n for n in named if n[1].lower() not in _FIRST_PERSON]
        for speaker in speakers:
            _add(named, speaker)
        if not named:
            return None, None, ()
        code, name = named[0]
        return code, name, tuple(c or n for c, n in reversed(named))

    def _source(self, cue: Token, trigger: Token) -> _Named | None:
        """Return code and name of whoever uses the reporting word `cue` of the trigger.

        Nobody asserts what only describes them ("said the man who led the attack").
        """
        speaker = asserter(cue)
        if speaker is not None and speaker.is_ancestor(trigger):
            return None
        if quote := self.by_cue.get(cue.idx):
            return quote.speaker, quote.speaker_name
        if speaker is None or speaker.lower_ in _NOBODY:
            return None
        resolved = self.resolver.resolve(speaker)
        return resolved.actor, resolved.name.removesuffix("'s").removesuffix("’s")

    def _holding(self, trigger: Token) -> list[Quote]:
        """Return the quotations that hold `trigger`, the innermost first.

        What is only reported is left to the parse: its content offsets can take in more
        than the clause.
        """
        start, end = trigger.idx, trigger.idx + len(trigger)
        holding = [q for q in self.direct if q.start_char <= start and end <= q.end_char]
        return sorted(holding, key=lambda q: q.end_char - q.start_char)


def _add(named: list[_Named], source: _Named | None) -> None:
    """Append a source unless it is the one before it, named again."""
    if source is None:
        return
    if named:
        code, name = named[-1]
        if code == source[0] and (code or name.lower() == source[1].lower()):
            return
    named.append(source)


def asserter(cue: Token) -> Token | None:
    """Return the head word of who speaks: subject, agent, possessor, "according to"."""
    if cue.dep_ == "prep":
        named = (t for t in cue.subtree if t.dep_ in ("pobj", "poss"))
        return next((t for t in named if t.dep_ == "poss" or not _is_owned(t)), None)
    if cue.pos_ in ("NOUN", "PROPN"):
        return next((c for c in cue.children if c.dep_ == "poss"), None) or _object_of(cue)
    if cue.dep_ in ("amod", "advmod"):
        return None
    return speaker_of(cue.head if cue.dep_ == "acomp" else cue)


def _is_owned(noun: Token) -> bool:
    return any(c.dep_ == "poss" for c in noun.children)


def _object_of(noun: Token) -> Token | None:
    """Return who a statement comes from: "by", "from", or "made by"."""
    for child in noun.children:
        if child.dep_ == "acl" and child.tag_ == "VBN":
            child = next((c for c in child.children if c.dep_ == "agent"), child)
        if child.lower_ in ("by", "from") and child.dep_ in ("prep", "agent"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None
