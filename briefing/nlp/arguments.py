"""Who fills the slots of a predicate: walks of the dependency tree around a trigger.

Labels are those of spaCy's English models (ClearNLP). Every walk is bounded, so a text
without a full stop costs no more than another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.tokens import Doc, Span, Token

from briefing.nlp.annotations import Mention

MAX_STEPS = 12
MAX_LIST = 30
MAX_SUBTREE = 60
_SUBJECTS = ("nsubj", "nsubjpass")
_PREPOSITIONAL = ("prep", "agent", "dative")
_RELATIVE_TAGS = ("WDT", "WP", "WP$")
# Nouns that only measure or group what follows "of": the phrase is about the latter.
MEASURES = frozenset(["series", "wave", "round", "string", "spate", "barrage", "number", "dozen", "dozens", "hundred", "hundreds", "thousand", "thousands", "score", "scores", "group", "team", "pair", "couple", "handful", "lot", "lots", "majority", "most", "some", "many", "kind", "sort", "type", "part", "member", "members", "bout", "flurry", "slew", "host", "array", "range", "package", "batch", "rest", "all", "half"])  # fmt: skip
_JOINING = frozenset({",", "and", "or", "&", "the", "(", ")"})
_TYING = ("by", "to", "in", "from")
TIME_WORDS = frozenset(["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today", "tomorrow", "day", "week", "month", "year", "weekend", "night", "morning", "evening", "afternoon"])  # fmt: skip
_INSIDE = ("of", "from", "by", "between", "with", "against", "on", "to", "into", "for", "in", "at", "near", "over", "about")  # fmt: skip
_OBJECT_CONTROL = frozenset(["urge", "ask", "tell", "order", "force", "allow", "help", "persuade", "invite", "press", "pressure", "push", "call", "want", "permit", "enable", "compel", "warn", "instruct", "direct", "advise", "encourage", "require", "oblige", "lead", "cause", "authorize", "authorise", "expect", "send"])  # fmt: skip


class Participants:
    """The actor mentions of one Doc, found by token and by noun phrase."""

    def __init__(self, doc: Doc) -> None:
        self.at: dict[int, list[Mention]] = defaultdict(list)
        self._spans: dict[int, Span] = {}
        self.subjects: set[Mention] = set()
        self._by_sentence: dict[int, list[Mention]] = defaultdict(list)
        for mention in doc._.mentions:
            self._by_sentence[mention.sent_id].append(mention)
            span = doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
            for token in span or ():
                self.at[token.i].append(mention)
                self._spans[token.i] = span
                if token.dep_ in _SUBJECTS:
                    self.subjects.add(mention)

    def named(self, heads: Iterable[Token]) -> tuple[Mention, ...]:
        """Return the distinct actors the noun phrases (and their lists) stand for."""
        found: dict[str, Mention] = {}
        for head in heads:
            for member in self._members(head):
                for mention in self._phrase(member, 0):
                    found.setdefault(mention.actor, mention)
        return tuple(found.values())

    def _members(self, head: Token) -> Iterator[Token]:
        """Yield the members of a list, also where the parser hangs "and B" inside a long name."""
        yield from coordinated(head)
        yield from self._run_on(head)
        if (span := self._spans.get(head.i)) is not None and len(span) > 1:
            for token in span:
                if token != head:
                    yield from (m for m in coordinated(token) if m != token)

    def _run_on(self, head: Token) -> Iterator[Token]:
        """Yield the names that run on from a named head, joined by commas and "and" alone."""
        span, found, joined = self._spans.get(head.i), [], False
        while span is not None and len(found) < MAX_LIST:
            place = span.end
            while place < len(head.doc) and head.doc[place].lower_ in _JOINING:
                joined |= head.doc[place].lower_ in ("and", "or", "&")
                place += 1
            span = self._spans.get(place) if place > span.end else None
            if span is not None and head.is_ancestor(span.root):
                found.append(span.root)
        if joined:
            yield from found

    def antecedent(self, pronoun: Token, sent_id: int) -> tuple[Mention, ...]:
        """Return whom a pronoun stands for where its sentence leaves one reading."""
        before: dict[str, Mention] = {}
        after: dict[str, Mention] = {}
        for mention in self._by_sentence[sent_id]:
            if mention.end_char <= pronoun.idx:
                before.setdefault(mention.actor, mention)
            elif mention in self.subjects:
                after.setdefault(mention.actor, mention)
        readings = before or after
        return tuple(readings.values()) if len(readings) == 1 else ()

    def _phrase(self, head: Token, depth: int) -> list[Mention]:
        """Return the actors of one noun phrase: its head's, else the nearest it is tied to."""
        if depth > 4:
            return []
        children = list(head.children)
        if head.i in self.at:
            own = self.at[head.i]
            if own[0].mention_type == "title" and head.pos_ == "NOUN":  # "envoys from A and B"
                for child in children:
                    for phrase in _pobj(child) if child.lower_ in ("of", "from") else ():
                        listed = self._list(phrase, depth + 1)
                        if own[0].actor in {m.actor for m in listed}:
                            return listed
            return own
        for child in children:
            if child.dep_ == "appos" and child.i in self.at:
                return self.at[child.i]
        for labels in (("poss",), ("compound", "amod", "nmod", "nummod")):
            for child in reversed([c for c in children if c.dep_ in labels and c.i < head.i]):
                if child.dep_ == "amod" and child.tag_ in ("VBN", "VBD"):
                    continue
                if found := self._list(child, depth + 1):
                    return found
        inner = [(c.lower_, o) for c in children if c.dep_ in _PREPOSITIONAL for o in _pobj(c)]
        for preposition in _INSIDE:
            for word, phrase in inner:
                if word == preposition and (found := self._list(phrase, depth + 1)):
                    return found
        for child in children:
            if child.dep_ == "appos" and (found := self._phrase(child, depth + 1)):
                return found
            if child.dep_ in ("acl", "amod", "relcl") and (found := self._tied(child, depth + 1)):
                return found
        return []

    def inside(self, heads: Iterable[Token]) -> tuple[Mention, ...]:
        """Return the first actor anywhere in the phrases, for want of one at their heads."""
        for head in heads:
            for token in islice(head.subtree, MAX_SUBTREE):
                if token.i in self.at:
                    return tuple(self.at[token.i])
        return ()

    def _list(self, head: Token, depth: int) -> list[Mention]:
        return [m for member in coordinated(head) for m in self._phrase(member, depth)]

    def _tied(self, modifier: Token, depth: int) -> list[Mention]:
        """Return the actors of "fired by X", "loyal to X", "belonging to X", "led by X"."""
        for child in modifier.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ in _TYING):
                for phrase in _pobj(child):
                    if found := self._list(phrase, depth):
                        return found
        return []


def coordinated(head: Token) -> Iterator[Token]:
    """Yield a token and everything coordinated with it, left to right."""
    pending, count = [head], 0
    while pending and count < MAX_LIST:
        token = pending.pop(0)
        count += 1
        yield token
        pending[:0] = [c for c in token.children if c.dep_ == "conj" and c.i > token.i]


def is_passive(verb: Token) -> bool:
    """Return whether the surface subject of `verb` undergoes the act."""
    for child in verb.children:
        if child.dep_ in ("nsubjpass", "auxpass"):
            return True
    if verb.dep_ == "acl":
        return verb.tag_ in ("VBN", "VBD") and not is_mistaken_clause(verb)
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.tag_ == "VBN":
        has_aux = any(c.dep_ in ("aux", "nsubj") for c in verb.children)
        return not has_aux and is_passive(verb.head)
    return False


def is_mistaken_clause(verb: Token) -> bool:
    """Return whether the parser took a main clause for a reduced relative ("Peru called ...")."""
    return (
        verb.dep_ == "acl"
        and verb.tag_ in ("VBD", "VBN")
        and verb.head.dep_ == "ROOT"
        and verb.head.pos_ in ("NOUN", "PROPN")
        and (verb.tag_ == "VBD" or any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.children))
        and not any(c.dep_ == "agent" for c in verb.children)
    )


def agents(verb: Token) -> list[Token]:
    """Return the heads of the phrases that do what `verb` says."""
    if is_passive(verb):
        return [o for c in verb.children if c.dep_ == "agent" or _is_by(c) for o in _pobj(c)]
    return surface_subjects(verb)


def _is_by(token: Token) -> bool:
    return token.dep_ == "prep" and token.lower_ == "by"


def surface_subjects(verb: Token, steps: int = 0) -> list[Token]:
    """Return the grammatical subject, followed through control, raising and coordination."""
    if steps > MAX_STEPS:
        return []
    own = [c for c in verb.children if c.dep_ in _SUBJECTS]
    if own:
        return [_antecedent(t, verb) for t in own]
    head = verb.head
    if head == verb:
        return []
    up = steps + 1
    if verb.dep_ in ("conj", "advcl", "dep", "parataxis"):
        return surface_subjects(head, up) if _is_predicate(head) else []
    if verb.dep_ in ("xcomp", "ccomp", "acomp", "oprd", "attr", "prt", "auxpass"):
        if verb.dep_ in ("xcomp", "ccomp") and head.lemma_ in _OBJECT_CONTROL:
            return objects(head) or surface_subjects(head, up)
        return surface_subjects(head, up)
    if is_mistaken_clause(verb):
        return [head]
    if verb.dep_ in ("acl", "relcl"):
        if verb.tag_ in ("VBG", "VBZ", "VBP") or (verb.dep_ == "relcl" and verb.tag_ == "VBD"):
            return [head]
        return owners(head, up)
    if verb.dep_ == "pcomp":
        governor = head.head
        if not _is_predicate(governor):
            return owners(governor, up)
        if head.lower_ in ("of", "from", "for", "into"):
            return objects(governor) or surface_subjects(governor, up)
        return surface_subjects(governor, up)
    return []


def owners(noun: Token, steps: int = 0) -> list[Token]:
    """Return who has or makes what `noun` names: its possessor, else its verb's subject."""
    for child in noun.children:
        if child.dep_ == "poss":
            return [child]
    if steps > MAX_STEPS:
        return []
    if noun.dep_ in ("dobj", "attr", "pobj", "conj"):
        governor = noun.head.head if noun.dep_ == "pobj" else noun.head
        if _is_predicate(governor):
            return surface_subjects(governor, steps + 1)
        if governor != noun:
            return owners(governor, steps + 1)
    return []


def _antecedent(token: Token, verb: Token) -> Token:
    """Return what a relative pronoun stands for, else the token itself."""
    if token.tag_ in _RELATIVE_TAGS:
        clause = verb
        for _ in range(MAX_STEPS):
            if clause.dep_ == "relcl":
                return clause.head
            if clause.dep_ not in ("conj", "xcomp", "ccomp"):
                break
            clause = clause.head
    return token


def objects(verb: Token) -> list[Token]:
    """Return the heads of the phrases that undergo what `verb` says."""
    found = [
        c for c in verb.children if c.dep_ in ("dobj", "oprd") and c.tag_ not in _RELATIVE_TAGS
    ]
    if found:
        return found
    if is_passive(verb):
        if verb.dep_ == "acl":
            return [verb.head]
        return surface_subjects(verb)
    if verb.dep_ == "relcl" and not any(
        c.dep_ in _SUBJECTS and c.tag_ in _RELATIVE_TAGS for c in verb.children
    ):
        return [verb.head]
    for child in verb.children:
        shares = child.dep_ == "conj" and not any(c.dep_ in _SUBJECTS for c in child.children)
        if shares and (found := [c for c in child.children if c.dep_ == "dobj"]):
            return found
    return []


def indirect_objects(verb: Token) -> list[Token]:
    """Return the bare datives of `verb` ("gave Peru a loan")."""
    return [c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"]


def clause_subjects(verb: Token) -> list[Token]:
    """Return the subjects of the clauses `verb` governs ("demand that Chile pay")."""
    return [
        t
        for c in verb.children
        if c.dep_ in ("ccomp", "xcomp", "advcl", "acl")
        for t in c.children
        if t.dep_ in _SUBJECTS and t.tag_ not in _RELATIVE_TAGS
    ]


def content(verb: Token) -> list[Token]:
    """Return what the infinitive `verb` governs is about ("agreed to build a dam in Mali")."""
    return [
        thing
        for c in verb.children
        if c.dep_ == "xcomp"
        for thing in (*objects(c), *(phrase for _, phrase in prepositional(c)))
    ]


def prepositional(token: Token) -> Iterator[tuple[str, Token]]:
    """Yield (preposition, head of its phrase) for every phrase hung on `token`."""
    for child in token.children:
        if child.dep_ in _PREPOSITIONAL and child.pos_ in ("ADP", "SCONJ", "PART", "VERB", "ADV"):
            for preposition in coordinated(child):
                for phrase in _pobj(preposition):
                    yield preposition.lower_, phrase
        elif child.dep_ in ("prt", "advmod"):
            for inner in child.children:
                if inner.dep_ == "prep":
                    for phrase in _pobj(inner):
                        yield inner.lower_, phrase


def _pobj(preposition: Token) -> list[Token]:
    """Return the phrases of a preposition but dates; "from across Asia" is "from Asia"."""
    found = [
        c
        for c in preposition.children
        if c.dep_ == "pobj" and c.lower_ not in TIME_WORDS and not c.text[:1].isdigit()
    ]
    if not found:
        for child in preposition.children:
            if child.dep_ == "prep":
                found += [c for c in child.children if c.dep_ == "pobj"]
    return found


def measured(noun: Token) -> Token:
    """Return what a measuring noun measures: "troops" for the head of "dozens of troops"."""
    for _ in range(3):
        if noun.lower_ not in MEASURES and noun.pos_ not in ("NUM", "DET"):
            return noun
        inner = next((o for w, o in prepositional(noun) if w == "of"), None)
        if inner is None:
            return noun
        noun = inner
    return noun


def anchor(noun: Token) -> Token:
    """Return the noun that stands in the clause for `noun`: the head of its list or measure."""
    for _ in range(MAX_STEPS):
        if noun.dep_ == "conj" and noun.head.pos_ in ("NOUN", "PROPN"):
            noun = noun.head
        elif (
            noun.dep_ == "pobj"
            and noun.head.lower_ == "of"
            and (noun.head.head.lower_ in MEASURES or noun.head.head.pos_ == "NUM")
        ):
            noun = noun.head.head
        else:
            return noun
    return noun


def _is_predicate(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX", "ADJ")
