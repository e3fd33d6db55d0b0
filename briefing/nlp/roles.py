"""Who acts and who is acted upon: fills the slots of a candidate's frame."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from spacy.tokens import Token

from briefing.lexicon.events import PREPOSITIONS, EventLexicon, Frame
from briefing.nlp.annotations import Mention
from briefing.nlp.arguments import (
    agents,
    anchor,
    clause_subjects,
    owners,
    surface_subjects,
)
from briefing.nlp.participants import Participants
from briefing.nlp.triggers import Candidate, phrases, slot

PRONOUNS = frozenset({"it", "he", "she", "they", "we", "i", "its", "his", "her", "their", "our"})
# Slots that say where: nobody visits or consults their own country.
PLACES = frozenset({"at", "in", "near", "on"})
# Who does what the subject faces or receives.
UNDERGONE = ("from", "by", "possessor")
Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]]


class Roles:
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
        self.is_mutual = False
        self.candidate = candidate
        self.by_token = by_token
        self.participants = participants
        self.rules = rules

    def sides(self, frame: Frame) -> Sides:
        """Return actors and recipients; a list that acts mutually splits into its pairs."""
        self.is_mutual = frame.mutual
        if self.candidate.heads and self.candidate.heads[0][1].effect == "undergo":
            return self._first(UNDERGONE, (), "actor"), self._doers(self._subjects())
        actors = self._first(frame.actor, (), "actor")
        recipients = self._first(frame.recipient, actors)
        if not frame.mutual:
            return actors, recipients or self._at_home(frame, actors)
        if {m.actor for m in recipients} <= {m.actor for m in actors}:
            recipients = recipients if len(actors) == 1 else ()
        if actors and recipients:
            return actors, recipients
        return split(actors or recipients) or (actors, recipients)

    def _at_home(self, frame: Frame, actors: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Return an office named without a country as that of the actor's own.

        "Peru's court fined the president" is about Peru's president.
        """
        if len(actors) != 1:
            return ()
        offices = self.rules.classes.get("office", frozenset())
        slots = (
            s
            for s in frame.recipient
            if s not in ("clause_subject", "condition", "inside", "content")
        )
        for phrase in (p for name in slots for p in self._heads(name)):
            words = (phrase, *(c for c in phrase.children if c.dep_ == "compound"))
            if any(w.lower_ in offices or w.lemma_.lower() in offices for w in words):
                start, end = min(w.idx for w in words), phrase.idx + len(phrase)
                return (
                    replace(
                        actors[0],
                        start_char=start,
                        end_char=end,
                        actor_name=phrase.doc.text[start:end],
                        mention_type="title",
                    ),
                )
        return ()

    def _first(
        self, slots: tuple[str, ...], taken: tuple[Mention, ...], side: str = "recipient"
    ) -> tuple[Mention, ...]:
        """Return the mentions of the first slot that names an actor."""
        spans = {(m.start_char, m.end_char) for m in taken}
        for name in slots:
            named = self._slot(name, side, taken)
            found = tuple(m for m in named if (m.start_char, m.end_char) not in spans)
            at_home = {m.actor for m in found} <= {m.actor for m in taken}
            is_visit = self.candidate.rule.event_type == "CONSULT" and name in PLACES
            is_threat = self.candidate.rule.event_type == "THREATEN" and name == "clause_subject"
            if found and not (at_home and (is_visit or is_threat)):
                return found
        return ()

    def _slot(self, name: str, side: str, taken: tuple[Mention, ...]) -> tuple[Mention, ...]:
        token = self.candidate.token
        if name == "subject":
            return self._doers(self._subjects())
        if name == "clause_subject":
            return self.participants.named(clause_subjects(token), taken)
        if name == "inside":
            return self.participants.inside(self._heads("object"), taken)
        if name == "modifier" and side == "actor" and self.candidate.heads and self._subjects():
            return ()  # "offers Mali aid": what stands before the noun is given to
        if name == "modifier" and side == "actor" and self.is_mutual:
            return self._parties()
        tokens = self._heads(name)
        if name == "possessor" and (meant := self._referents(tokens)):
            return meant
        return self.participants.named(tokens, taken)

    def _heads(self, name: str) -> list[Token]:
        """Return the heads of the noun phrases in a slot."""
        if name not in PREPOSITIONS:
            return slot(name, self.candidate)
        return [phrase for word, phrase in self._phrases if word == name]

    @cached_property
    def _phrases(self) -> list[tuple[str, Token]]:
        return list(phrases(self.candidate.token, self.candidate.heads))

    def _parties(self) -> tuple[Mention, ...]:
        """Return the parties before a mutual noun; a lone place name says where it was."""
        found = self.participants.named(self._heads("modifier"))
        is_place = len(found) == 1 and found[0].mention_type in ("name", "metonym")
        return () if is_place else found

    def _referents(self, tokens: list[Token]) -> tuple[Mention, ...]:
        """Return whom a pronoun stands for: its clause's subject, else the one reading left."""
        pronoun = next((t for t in tokens if t.lower_ in PRONOUNS), None)
        if pronoun is None:
            return ()
        subjects = self._subjects() if pronoun.dep_ == "poss" else ()
        return (
            self.participants.named(subjects)
            or self.participants.named([pronoun])
            or self.participants.antecedent(pronoun, self.sent_id)
        )

    def _subjects(self) -> list[Token]:
        token, heads = self.candidate.token, self.candidate.heads
        governor = heads[0][0] if heads else token
        if token.pos_ == "VERB" and not (token.dep_ == "acl" and governor.pos_ == "NOUN"):
            return agents(token)
        if heads:
            if governor.pos_ in ("VERB", "AUX"):
                return agents(governor)
            return surface_subjects(governor) if governor.pos_ == "ADJ" else owners(governor)
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
                return Roles(act, {}, self.participants, self.rules, self.sent_id)._first(slots, ())
        found = self.participants.named(subjects)
        if not found and any(t.lower_ in PRONOUNS for t in subjects):
            found = self.participants.named(speakers(self.candidate.top))
            found = found or self._referents(subjects)
        if not found and self.candidate.token.pos_ == "VERB" and self.candidate.heads:
            found = self.participants.named(surface_subjects(self.candidate.top))
        return found


def split(
    members: tuple[Mention, ...],
) -> Sides | None:
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
