"""Code who did what to whom: sets doc._.events."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.events import EventLexicon, Frame, Rule, load_event_lexicon
from briefing.nlp.annotations import Event, Mention, sentence_at
from briefing.nlp.arguments import (
    Participants,
    agents,
    clause_subjects,
    owners,
    surface_subjects,
)
from briefing.nlp.plover import plover_type
from briefing.nlp.salience import salient
from briefing.nlp.triggers import Candidate, candidates, slot

NEGATIONS = frozenset({"not", "n't", "never", "no"})
FUTURES = frozenset({"will", "would", "shall", "'ll", "wo"})
SPEAKING_PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i", "its", "his", "her", "their", "our"})  # fmt: skip


class EventCoder:
    """Match the event rules, find who fills each slot, keep what a sentence tells."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.rules: EventLexicon = load_event_lexicon(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        participants = Participants(doc)
        found = candidates(doc, self.rules)
        by_token = {c.token.i: c for c in found}
        coded = []
        for candidate in found:
            event = self._event(doc, candidate, by_token, participants)
            if event is not None:
                coded.append((candidate, event))
        coded += self._demands(doc, participants)
        doc._.events = tuple(
            event for _, event in sorted(salient(coded), key=lambda pair: pair[1].start_char)
        )
        return doc

    def _event(
        self,
        doc: Doc,
        candidate: Candidate,
        by_token: dict[int, Candidate],
        participants: Participants,
    ) -> Event | None:
        frame = self.rules.frames[candidate.rule.frame]
        finder = _Roles(candidate, by_token, participants, self.rules)
        actors, recipients = finder.mutual(frame) if frame.mutual else finder.directed(frame)
        event_type, preset = self._govern(candidate)
        is_mutual = frame.mutual and {m.actor for m in actors} != {m.actor for m in recipients}
        return _build(
            doc,
            candidate.token,
            candidate.rule,
            actors,
            recipients,
            event_type,
            preset,
            is_mutual,
        )

    def _govern(self, candidate: Candidate) -> tuple[str, str | None]:
        """Return the event type and, where a head settles it, the PLOVER type."""
        event_type, preset = candidate.rule.event_type, None
        for _, head in candidate.heads:
            if head.effect == "reverse":
                event_type, preset = self.rules.reversals.get(event_type, event_type), None
            elif head.effect == "commit":
                preset = plover_type(event_type, "planned")
            elif head.effect == "threaten":
                preset = "THREATEN"
            elif head.effect == "refuse":
                preset = "REJECT"
            elif preset is None:
                preset = event_type
        return event_type, self._tensed(candidate, event_type, preset)

    def _tensed(self, candidate: Candidate, event_type: str, preset: str | None) -> str | None:
        """Return the PLOVER type a future or a negation on the governing verb settles."""
        marks = {
            t.lower_
            for t in candidate.top.children
            if t.dep_ in ("aux", "neg") and t.i < candidate.top.i
        }
        if marks & NEGATIONS and preset != "THREATEN":
            return plover_type(event_type, "denied")
        if marks & FUTURES and preset in (None, event_type):
            return plover_type(event_type, "planned")
        return preset

    def _demands(self, doc: Doc, participants: Participants) -> Iterator[tuple[Candidate, Event]]:
        """Yield "X said Y must ..." as a request by the speaker."""
        for token in doc:
            if token.pos_ != "AUX" and token.lower_ not in ("need", "needs", "has", "have"):
                continue
            for rule in self.rules.by_lemma.get(token.lower_, ()):
                if rule.kind != "modal":
                    continue
                verb = token.head
                if verb.dep_ not in ("ccomp", "parataxis") and verb.dep_ != "ROOT":
                    continue
                speaker = (
                    verb.head
                    if verb.dep_ == "ccomp"
                    else next((c for c in verb.children if c.dep_ in ("parataxis", "ccomp")), None)
                )
                if speaker is None or speaker.pos_ != "VERB" or speaker == verb:
                    continue
                said = [t for t in surface_subjects(speaker) if t not in surface_subjects(verb)]
                asked = [t for t in surface_subjects(verb) if t.lower_ not in SPEAKING_PRONOUNS]
                actors, recipients = participants.named(said), participants.named(asked)
                if not said or not asked:
                    continue
                event = _build(doc, token, rule, actors, recipients, rule.event_type, None, False)
                if event is not None:
                    yield Candidate(token, rule), event


class _Roles:
    """Fills the slots of one candidate's frame."""

    def __init__(
        self,
        candidate: Candidate,
        by_token: dict[int, Candidate],
        participants: Participants,
        rules: EventLexicon,
    ) -> None:
        self.candidate = candidate
        self.by_token = by_token
        self.participants = participants
        self.rules = rules

    def directed(self, frame: Frame) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Return actors and recipients of an act that goes one way."""
        actors = self._first(frame.actor, ())
        return actors, self._first(frame.recipient, actors)

    def mutual(self, frame: Frame) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Return the two sides of an act both take part in; a list splits into its pairs."""
        first = self._first(frame.actor, ())
        second = self._first(frame.recipient, first)
        if first and second:
            return first, second
        members = first or second
        if len({m.actor for m in members}) > 1:
            return members[:-1], members[1:]
        return first, second

    def _first(self, slots: tuple[str, ...], taken: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Return the mentions of the first slot that names an actor."""
        spans = {(m.start_char, m.end_char) for m in taken}
        for name in slots:
            found = tuple(m for m in self._slot(name) if (m.start_char, m.end_char) not in spans)
            if found:
                return found
        return ()

    def _slot(self, name: str) -> tuple[Mention, ...]:
        token = self.candidate.token
        if name == "subject":
            return self._doers(self._subjects())
        if name == "clause_subject":
            return self.participants.named(clause_subjects(token))
        return self.participants.named(slot(name, self.candidate))

    def _subjects(self) -> list[Token]:
        token, heads = self.candidate.token, self.candidate.heads
        if token.pos_ == "VERB":
            return agents(token)
        if heads:
            governor = heads[0][0]
            if governor.pos_ in ("VERB", "AUX"):
                return agents(governor)
            return owners(governor)
        for clause in token.children:
            if clause.dep_ in ("acl", "relcl") and clause.lemma_ in self.rules.heads_by_lemma:
                return agents(clause)
        if token.pos_ == "ADJ":
            return surface_subjects(token)
        return []

    def _doers(self, subjects: list[Token]) -> tuple[Mention, ...]:
        """Return the actors of subjects: of an attack that kills, whoever attacks."""
        for subject in subjects:
            act = self.by_token.get(subject.i)
            if act is not None and act.token != self.candidate.token and act.token.pos_ != "VERB":
                frame = self.rules.frames[act.rule.frame]
                slots = tuple(s for s in frame.actor if s != "subject")
                return _Roles(act, {}, self.participants, self.rules)._first(slots, ())
        found = self.participants.named(subjects)
        if not found and any(t.lower_ in SPEAKING_PRONOUNS for t in subjects):
            found = self.participants.named(_speakers(self.candidate.top))
        return found


def _speakers(token: Token) -> list[Token]:
    """Return the subjects of the verb of saying around a clause ("X said it would ...")."""
    place = token
    for _ in range(6):
        if place.dep_ == "ccomp":
            return surface_subjects(place.head)
        if place.dep_ not in ("xcomp", "conj", "dobj", "pobj", "prep", "advcl", "aux"):
            return []
        place = place.head
    return []


def _build(
    doc: Doc,
    token: Token,
    rule: Rule,
    actors: tuple[Mention, ...],
    recipients: tuple[Mention, ...],
    event_type: str,
    preset: str | None,
    is_mutual: bool,
) -> Event | None:
    sentence = sentence_at(doc, token.idx)
    if sentence is None:
        return None
    return Event(
        sent_id=sentence.sent_id,
        start_char=token.idx,
        end_char=token.idx + len(token),
        rule_id=rule.id,
        event_type=event_type,
        actors=actors,
        recipients=recipients,
        is_mutual=is_mutual,
        plover_type=preset,
    )
