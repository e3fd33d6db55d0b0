"""Which words state an event: match rules at tokens, then climb to what governs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Doc, Token

from briefing.lexicon.events import EventLexicon, Head, Rule
from briefing.nlp.arguments import (
    MAX_STEPS,
    MAX_SUBTREE,
    TIME_WORDS,
    anchor,
    condition_subjects,
    content,
    content_clauses,
    coordinated,
    dictionary_forms,
    indirect_objects,
    is_full_clause,
    measured,
    objects,
    outcome,
    prepositional,
    surface_subjects,
)

_BEFORE_NOUN = ("compound", "amod", "nmod", "npadvmod")
_CONTENT = frozenset({"VERB", "NOUN", "PROPN", "ADJ"})
_POS = {"verb": ("VERB",), "noun": ("NOUN", "PROPN"), "adjective": ("ADJ", "VERB")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token that states an event, with the heads that govern it, innermost first."""

    token: Token
    rule: Rule
    heads: tuple[tuple[Token, Head], ...] = ()

    @property
    def top(self) -> Token:
        """Return the token through which the event hangs in its sentence."""
        return self.heads[-1][0] if self.heads else anchor(self.token)


def candidates(doc: Doc, lexicon: EventLexicon) -> list[Candidate]:
    """Return the candidates of a Doc in text order; a head that governs one is not another."""
    found = []
    index = lexicon.by_lemma
    for token in doc:
        if token.pos_ not in _CONTENT:
            continue
        rules = next((r for form in dictionary_forms(token) if (r := index.get(form))), None)
        if rules is None:
            continue
        climbed: dict[str, tuple[tuple[Token, Head], ...]] = {}
        for rule in rules:
            if rule.kind == "modal" or not _may_state(token, rule):
                continue
            if rule.event_type not in climbed:
                climbed[rule.event_type] = tuple(_climb(token, rule.event_type, lexicon))
            heads = climbed[rule.event_type]
            if _holds(token, rule, heads):
                found.append(Candidate(token, rule, heads))
                break
    governed = {t.i for c in found for t, head in c.heads}
    return [c for c in found if c.token.i not in governed]


def _may_state(token: Token, rule: Rule) -> bool:
    """Return whether the word's part of speech and place allow the rule's kind."""
    if token.pos_ not in _POS[rule.kind]:
        return False
    if token.pos_ == "PROPN" and _is_calendar(token):
        return False
    if rule.kind == "verb":
        return token.dep_ not in ("amod", "compound", "nmod")
    if rule.kind == "noun":
        return token.dep_ not in ("compound", "nmod", "amod") or token.head.pos_ == "VERB"
    return token.dep_ in ("acomp", "ROOT", "conj", "oprd", "amod", "acl", "advcl", "ccomp", "xcomp")


def _is_calendar(token: Token) -> bool:
    """Return whether a capitalised word is the month ("in March", "May 4")."""
    if token.lower_ not in TIME_WORDS:
        return False
    return token.dep_ not in ("dobj", "nsubj", "nsubjpass", "conj") or token.text.istitle()


def _holds(token: Token, rule: Rule, heads: tuple[tuple[Token, Head], ...]) -> bool:
    """Return whether every condition the rule states holds at `token`."""
    if rule.light and not heads:
        return False
    if rule.plain and any(c.dep_ in ("oprd", "ccomp") for c in token.children):
        return False
    if rule.particle and not any(_is_particle(c, rule.particle) for c in token.children):
        return False
    if rule.having and not any(
        c.lemma_.lower() in rule.having or c.lower_ in rule.having for c in token.children
    ):
        return False
    if rule.within and not _near(token, rule.within):
        return False
    if rule.clause and not any(c.dep_ != "advcl" for c in content_clauses(token)):
        return False
    if (rule.modifier or rule.not_modifier) and not _modified(token, rule):
        return False
    if rule.object or rule.not_object:
        lemmas = set(_head_lemmas(objects(token)))
        if rule.object and not (lemmas & rule.object or (lemmas and "*" in rule.object)):
            return False
        if lemmas & rule.not_object or (lemmas and "*" in rule.not_object):
            return False
    if rule.subject:
        verb = heads[0][0] if heads and token.pos_ != "VERB" else token
        if not rule.subject.intersection(_head_lemmas(surface_subjects(verb))):
            return False
    if rule.prep or rule.prep_object:
        return _has_phrase(token, rule, heads)
    return True


def _is_particle(token: Token, words: frozenset[str]) -> bool:
    """Return whether a word goes with its verb ("call off"), not with a noun after it."""
    if token.lower_ not in words:
        return False
    alone = token.dep_ == "prep" and not any(c.dep_ == "pobj" for c in token.children)
    return alone or token.dep_ in ("prt", "advmod")


def _near(token: Token, words: frozenset[str]) -> bool:
    """Return whether one of `words` stands in the phrase the token heads."""
    inside = islice(token.subtree, MAX_SUBTREE)
    return any(t.lower_ in words or t.lemma_.lower() in words for t in inside)


def _modified(token: Token, rule: Rule) -> bool:
    modifiers = {
        w
        for c in token.children
        if c.dep_ in ("compound", "amod", "nmod", "poss")
        for w in (c.lower_, c.lemma_.lower())
    }
    return (not rule.modifier or bool(modifiers & rule.modifier)) and not (
        modifiers & rule.not_modifier
    )


def _has_phrase(token: Token, rule: Rule, heads: tuple[tuple[Token, Head], ...]) -> bool:
    return any(
        (not rule.prep or word in rule.prep)
        and (not rule.prep_object or rule.prep_object.intersection(_head_lemmas([phrase])))
        for word, phrase in phrases(token, heads)
    )


def phrases(
    token: Token, heads: tuple[tuple[Token, Head], ...] = ()
) -> Iterator[tuple[str, Token]]:
    """Yield the prepositional phrases of a predicate: its own, then those hung nearby.

    The parser hangs "on Iran" now on the verb, now on its object, so both are read.
    """
    if token.pos_ in ("NOUN", "PROPN"):
        place = anchor(token)
        own = list(prepositional(token))
        yield from own
        for word, phrase in own:
            if word == "of":  # "the transfer of shells from A to B"
                yield from prepositional(phrase)
            elif word in ("on", "over", "about"):  # "talks on a truce between A and B"
                yield from (pair for pair in prepositional(phrase) if pair[0] == "between")
        if place != token:
            yield from prepositional(place)
        for clause in token.children:
            if clause.dep_ == "acl" and not is_full_clause(clause):
                yield from prepositional(clause)
        for member in coordinated(token):
            if member != token:
                yield from prepositional(member)
        for head, _ in heads[:1]:
            yield from prepositional(head)
        if place.dep_ == "nsubj" and place.head.lemma_ == "be":
            yield from prepositional(place.head)
            for predicate in place.head.children:
                if predicate.dep_ in ("acomp", "attr"):
                    yield from prepositional(predicate)
        return
    yield from prepositional(token)
    for head, _ in heads:
        yield from prepositional(head)
    for thing in objects(token):
        if thing.i > token.i:
            yield from prepositional(thing)
            for member in coordinated(thing):
                if member != thing:
                    yield from prepositional(member)


def _head_lemmas(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        for member in coordinated(token):
            noun = measured(member)
            yield noun.lemma_.lower()
            if noun.pos_ == "PROPN":  # "King Salman" is a king, and a name
                yield "<name>"
                yield from (c.lower_ for c in noun.children if c.dep_ == "compound")


def _climb(token: Token, event_type: str, lexicon: EventLexicon) -> Iterator[tuple[Token, Head]]:
    """Yield the heads that govern an event, innermost first ("agreed to lift" the ban)."""
    place = token
    for _ in range(MAX_STEPS):
        governor, word = _governor(place)
        if governor is None:
            return
        complement = "noun" if place.pos_ in ("NOUN", "PROPN") else "clause"
        head = _head_entry(governor, word, complement, event_type, lexicon)
        if head is not None:
            yield governor, head
            if head.effect == "reverse":
                event_type = lexicon.reversals.get(event_type, event_type)
        elif governor.lemma_ not in ("be", "have"):
            return
        place = governor


def _governor(token: Token) -> tuple[Token | None, str]:
    """Return the word that takes `token` as its object or complement, and the preposition."""
    place = anchor(token) if token.pos_ in ("NOUN", "PROPN") else token
    for _ in range(MAX_STEPS):
        if place.dep_ == "conj" and not any(
            c.dep_ in ("nsubj", "nsubjpass", "aux") for c in place.children
        ):
            place = place.head
        else:
            break
    head = place.head
    if head == place:
        return None, ""
    if place.dep_ in ("dobj", "xcomp", "acomp", "oprd", "nsubjpass"):
        return head, ""
    if place.dep_ == "ccomp":
        return (head, "") if not any(c.dep_ == "mark" for c in place.children) else (None, "")
    if place.dep_ == "nsubj" and place.pos_ in ("NOUN", "PROPN"):
        return (head, "subject") if not objects(head) else (None, "")
    is_content = place.tag_ == "VBG" or any(c.tag_ == "TO" for c in place.children)
    if place.dep_ == "acl" and is_content:
        return head, ""
    if place.dep_ in ("pobj", "pcomp"):
        return head.head, head.lower_
    if place.dep_ == "advcl" and place.tag_ == "VB" and head.pos_ in ("ADJ", "VERB"):
        return head, ""
    return None, ""


def _head_entry(
    governor: Token, word: str, complement: str, event_type: str, lexicon: EventLexicon
) -> Head | None:
    heads = lexicon.heads_by_lemma
    found = next((h for form in dictionary_forms(governor) if (h := heads.get(form))), ())
    for head in found:
        if head.over and event_type not in head.over:
            continue
        if head.takes and complement not in head.takes:
            continue
        if (word or head.prep) and word not in head.prep:
            continue
        if head.not_prep and any(c.lower_ in head.not_prep for c in governor.children):
            continue
        if head.particle and not any(_is_particle(c, head.particle) for c in governor.children):
            continue
        return head
    return None


def slot(name: str, candidate: Candidate) -> list[Token]:
    """Return the heads of the noun phrases in a slot that no preposition names."""
    token = candidate.token
    if name == "object":
        return objects(token)
    if name == "indirect":
        place = candidate.heads[0][0] if candidate.heads and token.pos_ != "VERB" else token
        return indirect_objects(place)
    if name == "content":
        return content(token)
    if name == "condition":
        return condition_subjects(token)
    if name == "outcome":
        return outcome(candidate.top)
    if name == "possessor":
        return [c for c in token.children if c.dep_ == "poss"]
    if name == "modifier":
        return list(_modifiers(token))
    raise ValueError(name)


def _modifiers(noun: Token) -> Iterator[Token]:
    """Yield what stands before a noun, the parts of "Peru-Chile" each."""
    for child in noun.children:
        if child.dep_ in ("compound", "amod", "nmod"):
            for part in child.children:
                joined = part.i < child.i and noun.doc[part.i + 1].text in ("-", "–", "—")
                if joined and part.dep_ in _BEFORE_NOUN:
                    yield part
            yield child


def place_name(candidate: Candidate) -> str | None:
    """Return the place a predicate names for itself ("in Geneva"), as written."""
    for word, phrase in phrases(candidate.token, candidate.heads):
        if word in ("in", "at", "near") and phrase.pos_ == "PROPN":
            start = min((c.i for c in phrase.children if c.dep_ == "compound"), default=phrase.i)
            return phrase.doc[start : phrase.i + 1].text
    return None
