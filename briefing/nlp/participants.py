"""Which actors a noun phrase stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import islice

from spacy.tokens import Doc, Span, Token

from briefing.nlp.annotations import Mention
from briefing.nlp.arguments import (
    MAX_LIST,
    MAX_SUBTREE,
    PREPOSITIONAL,
    SUBJECTS,
    coordinated,
    is_full_clause,
    phrases_of,
)

MAX_DEPTH = 4
CLAUSES = ("relcl", "advcl", "ccomp", "xcomp")
_JOINING = frozenset({",", "and", "or", "&", "the", "(", ")"})
# Ties of a modifier to an actor: "fired by X", "loyal to X", "living in X".
_TYING = ("by", "to", "in", "from")
_OWNED = ("owned", "flagged", "registered", "operated", "crewed")
_INSIDE = ("of", "from", "by", "between", "with", "against", "on", "to", "into", "for", "in", "at", "near", "over", "about")  # fmt: skip


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
                if token.dep_ in SUBJECTS:
                    self.subjects.add(mention)

    def named(self, heads: Iterable[Token], taken: Iterable[Mention] = ()) -> tuple[Mention, ...]:
        """Return the distinct actors the noun phrases (and their lists) stand for."""
        found: dict[str, Mention] = {}
        own = {m.actor for m in taken}
        for head in heads:
            for member in self._members(head):
                for mention in self._phrase(member, 0, own):
                    found.setdefault(mention.actor, mention)
        return tuple(found.values())

    def _members(self, head: Token) -> Iterator[Token]:
        """Yield the members of a list, also where the parser hangs "and B" inside a long name."""
        yield from coordinated(head)
        yield from _companions(head)
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

    def _phrase(self, head: Token, depth: int, own: Set[str]) -> list[Mention]:
        """Return the actors of one noun phrase: its head's, else the nearest it is tied to."""
        if depth > MAX_DEPTH:
            return []
        children = list(head.children)
        if at_head := self._at(head, own):
            if at_head[0].mention_type == "title" and head.pos_ == "NOUN":  # "envoys from A and B"
                for child in children:
                    if child.lower_ in ("of", "from"):
                        listed = self._lists(child, depth + 1, own)
                        if at_head[0].actor in {m.actor for m in listed}:
                            return listed
            if at_head[0].actor in own:  # "its envoy to A", "its embassy in A"
                for child in children:
                    if child.lower_ in ("to", "in") and (
                        found := self._lists(child, depth + 1, own)
                    ):
                        return found
            return at_head
        for child in children:
            if child.dep_ == "appos" and (apposed := self._at(child, own)):
                return apposed
        for labels in (("poss",), ("compound", "amod", "nmod", "nummod")):
            for child in reversed([c for c in children if c.dep_ in labels and c.i < head.i]):
                if child.dep_ == "amod" and child.tag_ in ("VBN", "VBD"):
                    if child.lower_ not in _OWNED:
                        continue
                    for word in child.children:  # "a Greek-owned tanker"
                        if found := self._at(word, own):
                            return found
                if found := self._list(child, depth + 1, own):
                    return found
        inner = [(c.lower_, o) for c in children if c.dep_ in PREPOSITIONAL for o in phrases_of(c)]
        for preposition in _INSIDE:
            for word, phrase in inner:
                if word == preposition and (found := self._list(phrase, depth + 1, own)):
                    return found
        for child in children:
            if child.dep_ == "appos" and (found := self._phrase(child, depth + 1, own)):
                return found
            is_reduced = child.dep_ == "acl" and not is_full_clause(child)
            is_tie = is_reduced or child.dep_ in ("amod", "relcl")
            if is_tie and (found := self._tied(child, depth + 1, own)):
                return found
        return []

    def _at(self, token: Token, own: Set[str]) -> list[Mention]:
        """Return the mentions on a token, but pronouns that lead back to `own` actors."""
        return [
            m
            for m in self.at.get(token.i, ())
            if not (m.mention_type == "pronoun" and m.actor in own)
        ]

    def inside(self, heads: Iterable[Token], taken: Iterable[Mention] = ()) -> tuple[Mention, ...]:
        """Return the first actor anywhere in the phrases, for want of one at their heads."""
        own = {m.actor for m in taken}
        for head in heads:
            for token in islice(_phrase_only(head), MAX_SUBTREE):
                if found := self._at(token, own):
                    return tuple(found)
        return ()

    def _list(self, head: Token, depth: int, own: Set[str]) -> list[Mention]:
        return [m for member in coordinated(head) for m in self._phrase(member, depth, own)]

    def _lists(self, preposition: Token, depth: int, own: Set[str]) -> list[Mention]:
        return [m for p in phrases_of(preposition) for m in self._list(p, depth, own)]

    def _tied(self, modifier: Token, depth: int, own: Set[str]) -> list[Mention]:
        """Return the actors of "fired by X", "loyal to X", "belonging to X", "led by X"."""
        for child in modifier.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ in _TYING):
                for phrase in phrases_of(child):
                    if found := self._list(phrase, depth, own):
                        return found
        return []


def _companions(head: Token) -> Iterator[Token]:
    """Yield who acts beside a subject: "Peru, along with Chile,", "Peru, alongside Chile,"."""
    if head.dep_ not in SUBJECTS:
        return
    near = [c for c in (*head.children, *head.head.children) if head.i < c.i < head.head.i]
    for word in near:
        if word.lower_ == "alongside" and word.dep_ == "prep":
            yield from phrases_of(word)
        elif word.lower_ in ("along", "together") and word.dep_ in ("prep", "advmod"):
            for child in word.children:
                if child.lower_ == "with":
                    yield from phrases_of(child)


def _phrase_only(head: Token) -> Iterator[Token]:
    """Yield the tokens of a noun phrase but those of clauses in it: other predicates.

    Whose thing it is may stand in such a clause ("the grain that Peru needs").
    """
    pending = list(head.children)
    while pending:
        token = pending.pop(0)
        is_clause = token.dep_ == "relcl" or (token.dep_ == "acl" and is_full_clause(token))
        if is_clause and token.doc[token.left_edge.i - 1].text != ",":  # not ", which Peru denies"
            yield from (t for t in token.children if t.dep_ == "nsubj" and t.pos_ != "PRON")
        elif not is_clause and token.dep_ not in CLAUSES:
            yield token
            pending[:0] = token.children
