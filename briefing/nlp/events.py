"""Code who did what to whom: sets doc._.events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.events import EventLexicon, Frame, Rule, load_event_lexicon
from briefing.nlp.annotations import Event, Mention, sentence_at
from briefing.nlp.arguments import (
    Participants,
    agents,
    anchor,
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
        demands = list(self._demands(doc, participants))
        demanded = {c.token.i for c, _ in demands}
        coded = [pair for pair in coded if pair[0].token.i not in demanded] + demands
        doc._.events = tuple(event for _, event in salient(coded))
        return doc

    def _event(
        self,
        doc: Doc,
        candidate: Candidate,
        by_token: dict[int, Candidate],
        participants: Participants,
    ) -> Event | None:
        sentence = sentence_at(doc, candidate.token.idx)
        if sentence is None:
            return None
        frame = self.rules.frames[candidate.rule.frame]
        finder = _Roles(candidate, by_token, participants, self.rules, sentence.sent_id)
        actors, recipients = finder.mutual(frame) if frame.mutual else finder.directed(frame)
        event_type, preset = self._govern(candidate)
        is_mutual = frame.mutual
        if not recipients and preset == "AGREE" and (sides := split(actors)):
            (actors, recipients), is_mutual = sides, True
        is_mutual = is_mutual and {m.actor for m in actors} != {m.actor for m in recipients}
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
            rule = next(
                (r for r in self.rules.by_lemma.get(token.lower_, ()) if r.kind == "modal"), None
            )
            if rule is None or token.pos_ not in ("AUX", "VERB"):
                continue
            verb = token.head if token.dep_ == "aux" else token
            said = speakers(verb)
            asked = [t for t in surface_subjects(verb) if t.lower_ not in SPEAKING_PRONOUNS]
            if not said or not asked:
                continue
            actors, recipients = participants.named(said), participants.named(asked)
            event = _build(doc, token, rule, actors, recipients, rule.event_type, None, False)
            if event is not None:
                yield Candidate(verb, rule), event


class _Roles:
    """Fills the slots of one candidate's frame."""

    def __init__(
        self,
        candidate: Candidate,
        by_token: dict[int, Candidate],
        participants: Participants,
        rules: EventLexicon,
        sent_id: int,
    ) -> None:
        self.sent_id = sent_id
        self.candidate = candidate
        self.by_token = by_token
        self.participants = participants
        self.rules = rules

    def directed(self, frame: Frame) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Return actors and recipients of an act that goes one way."""
        actors = self._first(frame.actor, (), "actor")
        return actors, self._first(frame.recipient, actors) or self._at_home(frame, actors)

    def _at_home(self, frame: Frame, actors: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Return an office named without a country as that of the actor's own.

        "Peru's court fined the president" is about Peru's president.
        """
        if len(actors) != 1:
            return ()
        offices = self.rules.classes.get("office", frozenset())
        for name in frame.recipient:
            if name in ("subject", "clause_subject", "inside", "content"):
                continue
            for phrase in slot(name, self.candidate):
                words = (phrase, *(c for c in phrase.children if c.dep_ == "compound"))
                if any(w.lower_ in offices or w.lemma_.lower() in offices for w in words):
                    start, end = min(w.idx for w in words), phrase.idx + len(phrase)
                    office = phrase.doc.text[start:end]
                    return (
                        replace(
                            actors[0],
                            start_char=start,
                            end_char=end,
                            actor_name=office,
                            mention_type="title",
                        ),
                    )
        return ()

    def mutual(self, frame: Frame) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Return the two sides of an act both take part in; a list splits into its pairs."""
        first = self._first(frame.actor, (), "actor")
        second = self._first(frame.recipient, first)
        if first and second:
            return first, second
        return split(first or second) or (first, second)

    def _first(
        self, slots: tuple[str, ...], taken: tuple[Mention, ...], side: str = "recipient"
    ) -> tuple[Mention, ...]:
        """Return the mentions of the first slot that names an actor."""
        spans = {(m.start_char, m.end_char) for m in taken}
        for name in slots:
            found = tuple(
                m for m in self._slot(name, side) if (m.start_char, m.end_char) not in spans
            )
            if found:
                return found
        return ()

    def _slot(self, name: str, side: str) -> tuple[Mention, ...]:
        token = self.candidate.token
        if name == "subject":
            return self._doers(self._subjects())
        if name == "clause_subject":
            return self.participants.named(clause_subjects(token))
        if name == "inside":
            return self.participants.inside(slot("object", self.candidate))
        if name == "modifier" and side == "actor" and self.candidate.heads and self._subjects():
            return ()  # "offers Mali aid": what stands before the noun is given to
        found = self.participants.named(tokens := slot(name, self.candidate))
        if not found and name == "possessor":
            found = self._referents(tokens)
        return found

    def _referents(self, tokens: list[Token]) -> tuple[Mention, ...]:
        """Return whom a pronoun stands for: its clause's subject, else the one reading left."""
        pronoun = next((t for t in tokens if t.lower_ in SPEAKING_PRONOUNS), None)
        if pronoun is None:
            return ()
        subjects = self._subjects() if pronoun.dep_ == "poss" else ()
        return self.participants.named(subjects) or self.participants.antecedent(
            pronoun, self.sent_id
        )

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
        if anchor(token).dep_ == "attr":
            return surface_subjects(anchor(token).head)
        return []

    def _doers(self, subjects: list[Token]) -> tuple[Mention, ...]:
        """Return the actors of subjects: of an attack that kills, whoever attacks."""
        for subject in subjects:
            act = self.by_token.get(subject.i)
            if act is not None and act.token != self.candidate.token and act.token.pos_ != "VERB":
                if act.rule.event_type != self.candidate.rule.event_type:
                    return ()
                frame = self.rules.frames[act.rule.frame]
                slots = tuple(s for s in frame.actor if s != "subject")
                return _Roles(act, {}, self.participants, self.rules, self.sent_id)._first(
                    slots, ()
                )
        found = self.participants.named(subjects)
        if not found and any(t.lower_ in SPEAKING_PRONOUNS for t in subjects):
            found = self.participants.named(speakers(self.candidate.top))
            found = found or self._referents(subjects)
        return found


def split(
    members: tuple[Mention, ...],
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]] | None:
    """Return the two sides of a list of parties; their product holds each pair once or more."""
    if len({m.actor for m in members}) < 2:
        return None
    return members[:-1], members[1:]


def speakers(token: Token) -> list[Token]:
    """Return the subjects of the verb of saying around a clause ("X said it would ...")."""
    place = token
    for _ in range(6):
        if place.dep_ == "ccomp":
            return surface_subjects(place.head)
        if place.head == place:  # the model may hang "X said" below what X said
            said = [c for c in place.children if c.dep_ in ("parataxis", "ccomp")]
            return [t for c in said for t in c.children if t.dep_ == "nsubj"]
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
