"""Date each event: which date expression belongs to it, and what that says.

A date belongs to the event whose predicate it is attached to in the parse; else to the
only event of its clause. It never passes to another predicate: "said on Tuesday that they
met" does not date the meeting, "announced on Tuesday a visit" not the visit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.dates import DateWords, load_date_words
from briefing.lexicon.modality import ModalityLexicon, load_modality
from briefing.nlp.annotations import Event, EventDate
from briefing.nlp.date_expressions import DateExpression, find_date_expressions, resolve
from briefing.nlp.embedding import cue_effect
from briefing.nlp.modality import trigger_token

UNDATED = EventDate()

# A date expression with the word it says the time of.
Anchored = tuple[Token, DateExpression]

_MAX_CLIMB = 12
_CARRYING_EFFECTS = frozenset({"holds", "plan", "predict"})
_TELLING = frozenset({"say", "report", "confirm"})
_PRESENT = frozenset({"VBZ", "VBP"})


class EventDater:
    """Date each event of ``doc._.events``; needs their modality."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.words: DateWords = load_date_words(lexicon)
        self.cues: ModalityLexicon = load_modality(lexicon)

    def __call__(self, doc: Doc) -> Doc:
        if not doc._.events:
            return doc
        triggers = [trigger_token(doc, e.start_char, e.end_char) for e in doc._.events]
        found = [t for t in triggers if t is not None]
        places = _Places(self.cues, self.words.bounds, found)
        near = self._by_sentence(doc, found)
        doc._.events = tuple(
            event
            if trigger is None
            else replace(
                event, date=self._date(doc, event, trigger, places, near[trigger.sent.start])
            )
            for event, trigger in zip(doc._.events, triggers, strict=True)
        )
        return doc

    def _by_sentence(self, doc: Doc, triggers: Sequence[Token]) -> dict[int, list[Anchored]]:
        """Return the dates of the sentences that tell events, by first token."""
        text = doc.text
        sentences = {t.sent.start: t.sent for t in triggers}
        return {
            start: list(
                _anchors(
                    doc,
                    find_date_expressions(text, self.words, sent.start_char, sent.end_char),
                )
            )
            for start, sent in sentences.items()
        }

    def _date(
        self,
        doc: Doc,
        event: Event,
        trigger: Token,
        places: _Places,
        near: Sequence[Anchored],
    ) -> EventDate:
        published, precision = doc._.published, doc._.published_precision
        is_future = _is_future(event, trigger)
        for expression in places.belonging(trigger, near):
            if expression.bound in self.words.bounds:
                continue
            dated = resolve(expression, published, precision, is_future)
            if not _is_contradicted(dated, event, published):
                return dated
        return _from_publication(event, places.predicate(trigger), published, precision)


class _Places:
    """Where in the parse a date must stand to belong to a trigger."""

    def __init__(
        self, cues: ModalityLexicon, bounds: Mapping[str, int], triggers: Sequence[Token]
    ) -> None:
        self.cues = cues
        self.bounds = bounds
        self.triggers = {t.i for t in triggers}
        self.n_events = Counter(clause_verb(t).i for t in triggers)

    def belonging(self, trigger: Token, near: Sequence[Anchored]) -> Iterator[DateExpression]:
        """Yield the expressions that belong to `trigger`, the closest bond first."""
        predicate = list(self.predicate(trigger))
        for holds in (_is_same, self._is_within):
            for word, is_plan in predicate:
                # What stands before "planned a visit" is the day it was planned.
                after = max(word.idx, trigger.idx) if is_plan else -1
                yield from (a[1] for a in near if a[1].start_char > after and holds(a, word))
        verb = clause_verb(trigger)
        stated = any(verb == word for word, _ in predicate)
        if not stated and self.n_events[verb.i] == 1 and not self._is_governed(trigger, verb):
            yield from (e for anchor, e in near if anchor == verb)

    def predicate(self, trigger: Token) -> Iterator[tuple[Token, bool]]:
        """Yield the trigger and the words that state it with it ("held talks").

        With each comes whether it only plans the event ("scheduled talks").
        """
        word, is_plan = trigger, False
        yield word, is_plan
        for _ in range(_MAX_CLIMB):
            head = word.head
            if head == word or head.i in self.triggers:
                return
            effect = self._bond(word, head)
            if effect is None:
                return
            word, is_plan = head, is_plan or effect != "holds"
            yield word, is_plan

    def _bond(self, word: Token, head: Token) -> str | None:
        """Return the effect through which `head` states the same event as `word`, if any."""
        dep = word.dep_
        if dep == "conj":
            return None if any(c.dep_ in ("nsubj", "nsubjpass") for c in word.children) else "holds"
        if dep in ("attr", "acomp") or (dep == "advcl" and word.tag_ == "VBG"):
            return "holds"
        if dep in ("dobj", "nsubjpass", "nsubj"):
            effect = cue_effect(self.cues, head, "subject" if dep == "nsubj" else "object")
            if self.cues.reporting.reporting_class("verb", head.lemma_) in _TELLING:
                return None  # "announced on Tuesday" dates the announcement
            return effect if effect in _CARRYING_EFFECTS else None
        if dep == "xcomp" and cue_effect(self.cues, head, "infinitive") == "holds":
            return "holds"
        return None

    def _is_within(self, anchored: Anchored, word: Token) -> bool:
        """True where the parser hung the date on a name or thing in the predicate's phrase.

        A date before its noun ("their 2008 treaty") or after a noun that tells something
        itself ("their remarks on Monday") is that noun's own.
        """
        anchor, expression = anchored
        if anchor.pos_ not in ("PROPN", "NOUN") or anchor.i < word.i:
            return False
        if expression.start_char < anchor.idx or self.cues.has_content(anchor.lemma_.lower()):
            return False
        for _ in range(_MAX_CLIMB):
            if anchor == word:
                return True
            if anchor.i in self.triggers or anchor.pos_ in ("VERB", "AUX"):
                return False
            if anchor.dep_ in ("nsubj", "nsubjpass", "ROOT") or anchor.lower_ in self.bounds:
                return False
            anchor = anchor.head
        return False

    def _is_governed(self, trigger: Token, verb: Token) -> bool:
        """True where the clause's verb says something of the event and dates itself."""
        link = "subject" if trigger.dep_ == "nsubj" else "object"
        return cue_effect(self.cues, verb, link) not in (None, *_CARRYING_EFFECTS)


def _anchors(doc: Doc, expressions: Sequence[DateExpression]) -> Iterator[Anchored]:
    """Yield the word each expression says the time of."""
    for expression in expressions:
        span = doc.char_span(expression.start_char, expression.end_char, alignment_mode="expand")
        word = span.root
        inside = range(span.start, span.end)
        before = doc[span.start - 1] if span.start else word
        if word.dep_ == "poss":
            yield word.head, expression  # "of today's host" says whose day it is
            continue
        if before.dep_ == "prep" and before.head.i not in inside:
            word = before  # numbers inside a date are often parsed wrongly
        for _ in range(_MAX_CLIMB):
            if word.head == word:
                break
            if word.i not in inside and word.pos_ not in ("ADP", "SCONJ", "ADV", "PART", "NUM"):
                break
            word = word.head
        if word.i not in inside:
            yield word, expression


def _is_same(anchored: Anchored, word: Token) -> bool:
    return anchored[0] == word


def clause_verb(token: Token) -> Token:
    """Return the verb of the clause `token` stands in, or the root."""
    for _ in range(_MAX_CLIMB):
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "amod"):
            return token
        if token.head == token:
            return token
        token = token.head
    return token


def _is_future(event: Event, trigger: Token) -> bool:
    """True where an open date ("in July") means the one to come."""
    modality = event.judgement.modality
    if modality == "planned":
        return True
    verb = clause_verb(trigger)
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    has_happened = "have" in auxiliaries or verb.tag_ == "VBD"
    return bool(auxiliaries & {"will", "wo", "'ll", "shall"}) or (
        modality == "possible" and not has_happened
    )


def _is_contradicted(dated: EventDate, event: Event, published: date | None) -> bool:
    """True where a date seen from today would push a plan into the past."""
    if event.judgement.modality != "planned" or dated.basis == "stated":
        return False
    if dated.start is None or published is None:
        return False
    if dated.precision == "year":
        return dated.start.year < published.year
    if dated.precision == "month":
        return (dated.start.year, dated.start.month) < (published.year, published.month)
    return dated.start < published


def _from_publication(
    event: Event, predicate: Iterable[tuple[Token, bool]], published: date | None, precision: str
) -> EventDate:
    """Date what a verb tells as going on or just done by the day the article appeared.

    A noun stays undated: "the invasion has brought them closer" says nothing of when.
    """
    if event.judgement.modality != "asserted" or published is None or precision == "unknown":
        return UNDATED
    for word, _ in predicate:
        tags = {word.tag_} | {c.tag_ for c in word.children if c.dep_ in ("aux", "auxpass")}
        if word.pos_ in ("VERB", "AUX") and tags & _PRESENT:
            return EventDate(published, precision, "published")
    return UNDATED
