"""What points back to an actor: pronouns, "both countries", "the government".

Only where one reading is left, and never further back than the sentence before: a wrong
actor is worse than none. Relative and reciprocal pronouns are left to the reader of the
parse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from spacy.attrs import LOWER, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Token

from briefing.lexicon.actors import ActorLexicon
from briefing.nlp.names import Found

PERSONAL = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})
NEUTRAL = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
COUNTED = frozenset({"both", "two"})
REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves"})
OBJECT_DEPS = frozenset({"dobj", "pobj", "dative", "iobj"})
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass"})
STATE_KINDS = frozenset({"country", "capital", "seat", "organisation"})
BODY_PARTS = frozenset({"head", "heads", "side"})  # "his head" is no chief
MAX_PHRASE = 5
NOT_EVENTFUL = frozenset({"seem", "appear", "remain", "become", "take", "mean", "make"})
PLACE_WORDS = frozenset({"in", "at", "on", "near", "across", "around", "inside", "outside"})
LOOSE_DEPS = frozenset({"compound", "amod", "nmod", "npadvmod"})


class ReferenceFinder:
    """Resolve what points back, given the actors found by name and description."""

    def __init__(self, nlp: Language, lexicon: ActorLexicon) -> None:
        self.lexicon = lexicon
        self.heads = lexicon.heads
        nouns = lexicon.references
        words = PERSONAL | NEUTRAL | PLURAL | COUNTED | nouns["country"] | nouns["body"]
        words |= {noun for noun, head in self.heads.items() if head.kind == "office"}
        self.triggers = np.array(
            sorted(nlp.vocab.strings.add(w) for w in words if " " not in w), dtype="uint64"
        )

    def __call__(self, doc: Doc, found: list[Found]) -> list[Found]:
        """Return the references of `doc` that have one reading."""
        if not found:
            return []
        features = doc.to_array([LOWER, SENT_START])
        lowers = features[:, 0].astype("uint64")
        index = np.minimum(np.searchsorted(self.triggers, lowers), len(self.triggers) - 1)
        triggers = np.flatnonzero(self.triggers[index] == lowers)
        if not len(triggers):
            return []
        starts = np.flatnonzero(features[:, 1].astype("int64") == 1)
        return list(_Resolver(doc, found, self.lexicon, starts).resolve(triggers.tolist()))


class _Resolver:
    def __init__(
        self, doc: Doc, found: list[Found], lexicon: ActorLexicon, starts: np.ndarray
    ) -> None:
        self.doc = doc
        self.heads = lexicon.heads
        self.nouns = lexicon.references
        self.displays = lexicon.displays
        self.owner = {i: f for f in found for i in range(f.start, f.end)}
        self.by_head = {f.head: f for f in found}
        self.sentences: dict[int, list[Found]] = {}
        self.places: dict[int, list[Found]] = {}
        self.groups: dict[int | None, list[tuple[Found, ...]]] = {}
        self.starts = starts
        for f in sorted(found, key=lambda f: f.start):
            listed = self.places if self._is_place(f) else self.sentences
            listed.setdefault(self.sentence_of(f.start), []).append(f)

    def _is_place(self, found: Found) -> bool:
        """Tell whether the name only says where: "the war in Ukraine"."""
        token = self.doc[found.head]
        return (
            token.dep_ == "pobj"
            and token.head.lower_ in PLACE_WORDS
            and found.kind in ("country", "capital", "place")
        )

    def sentence_of(self, i: int) -> int:
        return int(np.searchsorted(self.starts, i, side="right"))

    def resolve(self, triggers: Iterable[int]) -> Iterator[Found]:
        for i in triggers:
            if i in self.owner:
                continue
            resolved = tuple(self._resolve(self.doc[i]))
            for found in resolved:
                for j in range(found.start, found.end):
                    self.owner[j] = found
                self.by_head[found.head] = found
            if len(resolved) == 1:
                self._insert(resolved[0])
            elif resolved:
                self.groups.setdefault(self.sentence_of(i), []).append(resolved)
            yield from resolved

    def _insert(self, found: Found) -> None:
        """Let what was resolved carry later references in its sentence."""
        listed = self.sentences.setdefault(self.sentence_of(found.start), [])
        listed.append(found)
        listed.sort(key=lambda f: f.start)

    def _resolve(self, token: Token) -> Iterator[Found]:
        word = token.lower_
        if word in COUNTED:
            yield from self._pair(token)
        elif word in PLURAL or word in PERSONAL or word in NEUTRAL:
            singular = word not in PLURAL
            for actor in filter(
                None, (self._antecedent(token),) if singular else self._plural(token)
            ):
                yield from self._owned(token, replace(actor, start=token.i))
        elif token.tag_ == "NN":
            yield from self._definite(token)

    def _owned(self, token: Token, actor: Found) -> Iterator[Found]:
        """Yield what an owner names: itself, or with a role noun "his delegation"."""
        noun = token.head
        head = self.heads.get(noun.lower_)
        owns = token.dep_ == "poss" and head is not None and 0 < noun.i - token.i <= MAX_PHRASE
        start = actor.start
        is_other = noun.lower_ in self.nouns["other"]
        if (
            not owns
            or any(i in self.owner for i in range(token.i + 1, noun.i + 1))
            or noun.lower_ in BODY_PARTS
            or head.kind in ("thing", "honorific", "modifier")
            or (is_other and noun.tag_ == "NNS")
        ):
            yield replace(actor, end=token.i + 1, head=token.i, mention_type="pronoun")
            return
        if is_other:
            around = (*self._previous(token), *self._before(token))
            actor = _only([f for f in around if f.actor != actor.actor])
        if actor is not None:
            yield replace(
                actor,
                start=start,
                end=noun.i + 1,
                head=noun.i,
                name=self.displays[actor.actor],
                role=head.role,
                mention_type="title",
                kind="title",
            )

    def _before(self, token: Token) -> list[Found]:
        here = self.sentences.get(self.sentence_of(token.i), ())
        return [f for f in here if f.end <= token.i]

    def _previous(self, token: Token) -> list[Found]:
        return self.sentences.get(self.sentence_of(token.i) - 1, [])

    def _clause_subject(self, token: Token) -> Token | None:
        """Return the subject of the nearest clause around `token` that has another one."""
        for ancestor in token.ancestors:
            for child in reversed(tuple(ancestor.lefts)):
                if child.dep_ in SUBJECT_DEPS and child.i < token.i:
                    return child
        return None

    def _antecedent(self, token: Token) -> Found | None:
        """Return the one actor a singular pronoun can mean."""
        fits = self._is_person if token.lower_ in PERSONAL else self._is_thing
        if token.lower_ == "it" and _is_empty(token):
            return None
        subject = self._clause_subject(token)
        doer = self.by_head.get(subject.i) if subject is not None else None
        here = [f for f in self._before(token) if fits(f)]
        if token.lower_ == "it":
            here = [f for f in here if self.doc[f.head].dep_ in SUBJECT_DEPS]
        if token.dep_ in OBJECT_DEPS and token.lower_ not in REFLEXIVE:
            here = [f for f in here if doer is None or f.actor != doer.actor]
            doer = None
        strangers = token.lower_ in PERSONAL
        if here:
            if strangers and self._has_stranger(self.sentence_of(token.i), token.i):
                return None
            return _only(here) or (doer if doer is not None and fits(doer) else None)
        if subject is not None:
            return None
        before = [f for f in self._previous(token) if fits(f)]
        leaders = [f for f in before if self._is_main_subject(f)]
        if strangers and self._has_stranger(self.sentence_of(token.i) - 1):
            return None
        if strangers:
            return _only(before) or (_only(leaders) if token.dep_ in SUBJECT_DEPS else None)
        return _only(leaders)

    def _is_main_subject(self, found: Found) -> bool:
        token = self.doc[found.head]
        return token.dep_ in SUBJECT_DEPS and token.head.dep_ == "ROOT"

    def _has_stranger(self, sentence: int, stop: int | None = None) -> bool:
        """Tell whether a subject of the sentence is a person nobody knows."""
        if not 0 < sentence <= len(self.starts):
            return False
        start = int(self.starts[sentence - 1])
        end = int(self.starts[sentence]) if sentence < len(self.starts) else len(self.doc)
        for token in self.doc[start : min(end, stop or end)]:
            if token.dep_ in SUBJECT_DEPS and token.i not in self.owner:
                if token.pos_ == "PROPN" and token.is_title:
                    return True
                head = self.heads.get(token.lower_)
                if head is not None and head.kind in ("office", "person"):
                    return True
        return False

    def _plural(self, token: Token) -> tuple[Found, ...]:
        """Return whom "they" means: actors named together, or one plural actor."""
        sentence = self.sentence_of(token.i)
        for context, place in (
            (self._before(token), sentence),
            (self._previous(token), sentence - 1),
        ):
            lists = self._coordinated(context, place)
            plurals = [f for f in context if self._is_plural(f)]
            if place != sentence and self._has_plural_noun(token):
                return ()
            if len(lists) == 1 and not plurals:
                return lists[0]
            if lists or plurals:
                only = _only(plurals) if not lists else None
                return (only,) if only is not None else ()
        return ()

    def _has_plural_noun(self, token: Token) -> bool:
        """Tell whether the sentence names other things before "they"."""
        start = int(self.starts[self.sentence_of(token.i) - 1])
        return any(t.tag_ == "NNS" and t.i not in self.owner for t in self.doc[start : token.i])

    def _is_person(self, found: Found) -> bool:
        if found.kind == "person":
            return found.mention_type != "demonym"
        if found.kind != "title":
            return False
        token = self.doc[found.head]
        head = self.heads.get(token.lower_)
        if head is None:
            return token.pos_ == "PROPN" and found.role not in ("JUD", "BUS", "MED", "EXP")
        return head.kind in ("office", "person") and token.tag_ in ("NN", "NNP")

    def _is_thing(self, found: Found) -> bool:
        if found.kind in STATE_KINDS:
            return True
        if found.kind != "title":
            return False
        token = self.doc[found.head]
        head = self.heads.get(token.lower_)
        return head is not None and head.kind == "body" and token.tag_ in ("NN", "NNP")

    def _is_plural(self, found: Found) -> bool:
        token = self.doc[found.head]
        if found.kind == "organisation":
            return found.role in ("REB", "COP")
        return token.tag_ in ("NNS", "NNPS") and found.kind in ("title", "demonym")

    def _pair(self, token: Token) -> Iterator[Found]:
        """Resolve "both countries" and "the two sides" to two actors."""
        doc = self.doc
        noun = token.head
        if noun.lower_ not in self.nouns["pair"] or not 0 < noun.i - token.i <= 3:
            return
        if token.lower_ == "two" and (
            token.i == 0
            or doc[token.i - 1].lower_ not in ("the", "these", "between", "both", "those")
        ):
            return
        actors = self._two(token)
        for found in actors:
            yield replace(
                found,
                start=token.i,
                end=noun.i + 1,
                head=noun.i,
                name=self.displays[found.actor],
                mention_type="group",
                kind="group",
                role=None,
            )

    def _two(self, token: Token) -> tuple[Found, ...]:
        """Return the two actors of the sentence or, with the one before, of both."""
        sentence = self.sentence_of(token.i)
        here, before = self._before(token), self._previous(token)
        for context, place in ((here, sentence), ([*before, *here], None), (before, sentence - 1)):
            tight = [f for f in context if not self._is_loose(f)]
            for actors in (_distinct(tight), _distinct(context)):
                if len(actors) == 2:
                    return tuple(actors)
            pairs = [p for p in self._coordinated(context, place) if len(p) == 2]
            pairs = [p for p in pairs if self._is_main_subject(p[0])] or pairs
            if len(pairs) == 1:
                return pairs[0]
        return ()

    def _is_loose(self, found: Found) -> bool:
        """Tell whether the actor only qualifies a thing: "Ukraine operations"."""
        return found.kind != "title" and self.doc[found.head].dep_ in LOOSE_DEPS

    def _coordinated(
        self, context: list[Found], sentence: int | None = None
    ) -> list[tuple[Found, ...]]:
        """Return the distinct lists of actors in the context ("A and B", "A, B and C")."""
        lists = {frozenset(f.actor for f in g): g for g in self.groups.get(sentence, ())}
        for found in context:
            token = self.doc[found.head]
            if token.dep_ == "conj" and token.head.i in self.by_head:
                continue
            members = []
            while token is not None and token.i in self.by_head:
                members.append(self.by_head[token.i])
                token = next((c for c in token.rights if c.dep_ == "conj"), None)
            actors = _distinct(members)
            if len(actors) > 1:
                lists.setdefault(frozenset(a.actor for a in actors), tuple(actors))
        return list(lists.values())

    def _definite(self, token: Token) -> Iterator[Found]:
        """Resolve "the government", "the president" and "the country"."""
        word = token.lower_
        head = self.heads.get(word)
        is_country = word in self.nouns["country"]
        is_office = head is not None and head.kind == "office"
        if not (is_country or is_office or word in self.nouns["body"]):
            return
        if any(c.dep_ == "poss" for c in token.lefts) or token.dep_ in (
            "compound",
            "attr",
            "appos",
        ):
            return
        determiner = next((c for c in token.lefts if c.dep_ == "det"), None)
        if determiner is None or determiner.lower_ not in ("the", "this", "that"):
            return
        if any(c.dep_ == "prep" and c.lower_ in ("of", "in") for c in token.rights):
            return
        context = [f for f in self._all_before(token) if f.kind != "organisation"]
        holders = [f for f in context if self._holds(f, word)]
        actor = _only(context) or _only(holders)
        if actor is None:
            return
        name = holders[-1].name if holders else self.displays[actor.actor]
        actor = replace(actor, start=determiner.i, name=name, role=None)
        if is_country:
            yield from self._owned(token, replace(actor, kind="country"))
        else:
            role = head.role if head is not None else None
            yield replace(
                actor,
                end=token.i + 1,
                head=token.i,
                role=role,
                mention_type="title",
                kind="title",
            )

    def _holds(self, found: Found, office: str) -> bool:
        """Tell whether the words of `found` name the office, as "President Tebboune" does."""
        return found.end - found.start > 1 and any(
            t.lower_ == office for t in self.doc[found.start : found.end]
        )

    def _all_before(self, token: Token) -> list[Found]:
        """Return the actors and places of the sentence so far, else of the one before."""
        sentence = self.sentence_of(token.i)
        here = [f for f in self.places.get(sentence, ()) if f.end <= token.i]
        here += self._before(token)
        return here or [*self.places.get(sentence - 1, ()), *self._previous(token)]


def _distinct(context: Iterable[Found]) -> list[Found]:
    """Return one actor per code, in order."""
    return list({f.actor: f for f in reversed(list(context))}.values())[::-1]


def _only(context: Iterable[Found]) -> Found | None:
    """Return the one actor of `context`, or None where there are none or several."""
    actors = _distinct(context)
    return actors[0] if len(actors) == 1 else None


def _is_empty(token: Token) -> bool:
    """Tell whether "it" stands for nothing: "it is clear that"."""
    head = token.head
    return token.dep_ in SUBJECT_DEPS and (head.pos_ == "AUX" or head.lemma_ in NOT_EVENTFUL)
