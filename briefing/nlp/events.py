"""Code who did what to whom: sets doc._.events.

Rules say which words state an event (`triggers`), frames where its participants stand
(`roles`), heads what becomes of it ("refuse to", "lift"), `salience` what is worth coding.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.events import EventLexicon, load_event_lexicon
from briefing.nlp.annotations import Event, Mention, sentence_at
from briefing.nlp.arguments import coordinated, surface_subjects
from briefing.nlp.participants import Participants
from briefing.nlp.plover import plover_type
from briefing.nlp.roles import PRONOUNS, Roles, Sides, speakers, split
from briefing.nlp.salience import Coded, salient
from briefing.nlp.triggers import Candidate, candidates, place_name

NEGATIONS = frozenset({"not", "n't", "never", "no"})
FUTURES = frozenset({"will", "would", "shall", "'ll", "wo"})


class EventCoder:
    """Match the event rules, find who fills each slot, keep what a sentence tells."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.rules: EventLexicon = load_event_lexicon(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        words = self.rules.classes.get("agent", frozenset())
        doc._.events = tuple(event for _, event in salient(self.code(doc), words))
        return doc

    def code(self, doc: Doc) -> list[Coded]:
        """Return every event the rules find, told or only mentioned in passing."""
        participants = Participants(doc)
        found = candidates(doc, self.rules)
        by_token = {c.token.i: c for c in found}
        demands = list(self._demands(doc, participants))
        demanded = {t.i for c, _ in demands for t in coordinated(c.token)}
        coded = [
            (candidate, event)
            for candidate in found
            if demanded.isdisjoint((candidate.token.i, *(t.i for t, _ in candidate.heads)))
            and (event := self._event(doc, candidate, by_token, participants))
        ]
        return coded + demands

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
        roles = Roles(candidate, by_token, participants, self.rules, sentence.sent_id)
        actors, recipients = roles.sides(frame)
        event_type, trigger, preset = self._govern(candidate)
        is_mutual = frame.mutual
        joint = candidate.rule.joint
        if not recipients and (joint or preset == "AGREE") and (pairs := split(actors)):
            (actors, recipients), is_mutual, event_type = pairs, True, joint or event_type
            preset = None if joint else preset
        return Event(
            sent_id=sentence.sent_id,
            start_char=trigger.idx,
            end_char=trigger.idx + len(trigger),
            rule_id=candidate.rule.id,
            event_type=event_type,
            actors=actors,
            recipients=recipients,
            is_mutual=is_mutual and _codes(actors) != _codes(recipients),
            plover_type=preset,
            location=place_name(candidate),
        )

    def _govern(self, candidate: Candidate) -> tuple[str, Token, str | None]:
        """Return what the heads make of an event, its trigger, and its PLOVER type if settled.

        An act undone is triggered by the word that undoes it, for that is what is or is
        not done: "did not lift the ban".
        """
        event_type, trigger, preset = candidate.rule.event_type, candidate.token, None
        for token, head in candidate.heads:
            if head.effect == "reverse":
                event_type, trigger = self.rules.reversals.get(event_type, event_type), token
                preset = None
            elif head.effect == "commit":
                preset = plover_type(event_type, "planned")
            elif head.effect == "threaten":
                preset = "THREATEN"
            elif head.effect == "refuse":
                preset = "REJECT"
            elif preset is None:
                preset = event_type
        return event_type, trigger, _tensed(candidate, event_type, preset)

    def _demands(self, doc: Doc, participants: Participants) -> Iterator[Coded]:
        """Yield "X said Y must ..." as a request by the speaker."""
        for token in doc:
            rules = self.rules.by_lemma.get(token.lower_, ())
            rule = next((r for r in rules if r.kind == "modal"), None)
            if rule is None or token.pos_ not in ("AUX", "VERB"):
                continue
            verb = token.head if token.dep_ == "aux" else token
            said = [t for t in speakers(verb) if t.pos_ != "PRON" or t.lower_ in PRONOUNS]
            asked = [t for t in surface_subjects(verb) if t.lower_ not in PRONOUNS]
            sentence = sentence_at(doc, token.idx)
            if not said or not asked or sentence is None:
                continue
            sides: Sides = participants.named(said), participants.named(asked)
            yield (
                Candidate(verb, rule),
                Event(
                    sent_id=sentence.sent_id,
                    start_char=token.idx,
                    end_char=token.idx + len(token),
                    rule_id=rule.id,
                    event_type=rule.event_type,
                    actors=sides[0],
                    recipients=sides[1],
                ),
            )


def _tensed(candidate: Candidate, event_type: str, preset: str | None) -> str | None:
    """Return the PLOVER type a future or a negation on the governing verb settles."""
    top = candidate.top
    marks = {t.lower_ for t in top.children if t.dep_ in ("aux", "neg") and t.i < top.i}
    if marks & NEGATIONS and preset != "THREATEN":
        return plover_type(event_type, "denied")
    if marks & FUTURES and preset in (None, event_type):
        return plover_type(event_type, "planned")
    return preset


def _codes(mentions: tuple[Mention, ...]) -> set[str]:
    return {m.actor for m in mentions}
