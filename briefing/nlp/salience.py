"""Which of the stated events a sentence tells, and which it only mentions in passing.

News sentences assert one thing and presuppose others: what hangs from the main clause, or
from what somebody is reported to say, is told; what sits in a relative or adverbial clause,
under another event, or in a bare noun is background. Background counts where it names both
sides, and as a clause only where nothing told has a known actor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import replace

from spacy.tokens import Token

from briefing.nlp.annotations import Event
from briefing.nlp.arguments import (
    MAX_STEPS,
    agents,
    coordinated,
    is_mistaken_clause,
    measured,
    objects,
    surface_subjects,
)
from briefing.nlp.triggers import Candidate

Coded = tuple[Candidate, Event]
# Acts of speech whose content is a claim about a further act, coded beside them.
CLAIMING = frozenset({"ACCUSE"})
# Acts that need nobody at the receiving end.
ONE_SIDED = frozenset({"MOBILIZE"})
# Such a clause asserts as much as the main one ("..., though Peru denies it").
CONCESSIVE = frozenset({"although", "though", "whereas"})
_CLAUSAL = ("ccomp", "xcomp", "parataxis", "acomp", "conj")
_CENTRAL = ("nsubj", "nsubjpass", "attr")


def salient(coded: Iterable[Coded], agent_words: Set[str] = frozenset()) -> list[Coded]:
    """Return the events worth coding, in text order.

    `agent_words` name people and bodies that can act, where the actors are not known.
    """
    coded = list(coded)
    by_sentence: dict[int, list[Coded]] = defaultdict(list)
    for pair in coded:
        by_sentence[pair[1].sent_id].append(pair)
    kept = [pair for pairs in by_sentence.values() for pair in _told(pairs, agent_words)]
    return sorted(kept, key=lambda pair: pair[1].start_char)


def _told(pairs: list[Coded], agent_words: Set[str]) -> list[Coded]:
    events = {t.i: event for c, event in pairs for t in (*(t for t, _ in c.heads), c.token)}
    told = [
        (c, e)
        for c, e in pairs
        if _stands_out(c, e, agent_words) and _governing(c.top, events) is True
    ]
    told = [(c, _answering(_elaborated(e, pairs, events), told)) for c, e in told]
    is_told = {id(events[c.token.i]) for c, _ in told}
    has_actor = any(e.actors for _, e in told)
    for candidate, event in pairs:
        if id(event) in is_told:
            continue
        governor = _governing(candidate.top, events)
        event, unanswered = _answering(_returned(event, governor), told), event
        is_answer = event.recipients != unanswered.recipients and event.event_type == "REJECT"
        is_claim = isinstance(governor, Event) and _claims(governor, candidate)
        is_named = candidate.top.pos_ in ("NOUN", "PROPN")
        if not _is_complete(event) or _repeats(event, governor):
            continue
        if is_claim or is_named or is_answer or not has_actor:
            told.append((candidate, event))
    return told


def _claims(governor: Event, candidate: Candidate) -> bool:
    """Return whether `governor` says of an act that it is, or is not, so."""
    if governor.event_type == "REJECT":  # "denied that it had ...", "denied having ..."
        is_clause = any(c.dep_ in ("nsubj", "nsubjpass") for c in candidate.token.children)
        verbs = (candidate.top, *candidate.top.children)
        return is_clause or (candidate.top.dep_ == "xcomp" and any(t.tag_ == "VBG" for t in verbs))
    top = candidate.top
    is_aim = top.dep_ == "acl" and any(c.tag_ == "TO" for c in top.children)
    return governor.event_type in CLAIMING and not is_aim


def _returned(event: Event, governor: bool | Event) -> Event:
    """Return a backing somebody is thanked for as given to those who thank."""
    if (
        isinstance(governor, Event)
        and (governor.event_type, event.recipients) == ("SUPPORT", ())
        and event.event_type in ("AID", "SUPPORT")
        and {m.actor for m in event.actors} & {m.actor for m in governor.recipients}
    ):
        return replace(event, recipients=governor.actors)
    return event


def _repeats(event: Event, other: bool | Event) -> bool:
    """Return whether an event and the one above it are one happening told twice."""
    return (
        isinstance(other, Event)
        and event.event_type == other.event_type
        and _within(event, other)
        and {m.actor for m in event.recipients} <= {m.actor for m in other.recipients}
    )


def _within(event: Event, other: Event) -> bool:
    """Return whether every actor of `event` is one of `other`."""
    return {m.actor for m in event.actors} <= {m.actor for m in other.actors}


def _elaborated(event: Event, pairs: list[Coded], events: dict[int, Event]) -> Event:
    """Return the event with the recipients of a clause that spells it out.

    "Jets carried out a raid, striking targets in Mali" tells of one raid, on Mali; "an attack
    on Mali killed six" of one attack.
    """
    if event.recipients:
        return event
    for candidate, other in pairs:
        spells_out = (
            other.event_type == event.event_type and other.recipients and _within(other, event)
        )
        if spells_out and _governing(candidate.top, events) is event:
            return replace(event, recipients=other.recipients)
    return event


def _answering(event: Event, told: list[Coded]) -> Event:
    """Return a denial that names nobody as one toward whoever accused before it."""
    if event.event_type != "REJECT" or event.recipients or not event.actors:
        return event
    for _, other in told:
        answers = other.event_type == "ACCUSE" and other.start_char < event.start_char
        if answers and {m.actor for m in other.recipients} & {m.actor for m in event.actors}:
            return replace(event, recipients=other.actors)
    return event


def _stands_out(candidate: Candidate, event: Event, agent_words: Set[str]) -> bool:
    """Return whether an event has a clause of its own and somebody in it, or both sides."""
    if _is_complete(event):
        return True
    is_noun = candidate.token.pos_ in ("NOUN", "PROPN")
    if is_noun and not candidate.heads:
        return bool(event.actors) and candidate.top.dep_ == "attr"
    if event.actors or event.recipients:
        return True
    taking_part = surface_subjects(candidate.top)
    if not is_noun:
        taking_part = [*taking_part, *agents(candidate.token), *objects(candidate.token)]
    return any(
        t.pos_ == "PROPN" or t.lemma_.lower() in agent_words
        for token in taking_part
        for t in map(measured, coordinated(token))
    )


def _is_complete(event: Event) -> bool:
    sides = {(m.start_char, m.end_char, m.actor) for m in event.actors}
    if event.event_type in ONE_SIDED:
        return bool(sides)
    return bool(sides) and any(
        (m.start_char, m.end_char, m.actor) not in sides for m in event.recipients
    )


def _concedes(clause: Token) -> bool:
    return clause.i > clause.head.i and any(
        c.dep_ == "mark" and c.lower_ in CONCESSIVE for c in clause.children
    )


def _governing(token: Token, events: dict[int, Event]) -> bool | Event:
    """Return True where `token` is in the main line, else the event above it or False."""
    place, in_line = token, True
    for _ in range(MAX_STEPS):
        head = place.head
        if head == place or (place.dep_ == "advcl" and _concedes(place)):
            return in_line
        if place.dep_ in _CLAUSAL or (place.dep_ in _CENTRAL and place == token):
            if place.dep_ != "conj" and head.i in events:
                return events[head.i]
        elif head.i in events:
            return events[head.i]
        elif is_mistaken_clause(place):
            pass
        elif place.dep_ == "acl" and any(c.dep_ == "mark" for c in place.children):
            place = token = head  # "the claim that ...": what is claimed is told
            continue
        else:
            in_line = False
        place = head
    return False
