"""From names to the noun phrases they decide: one phrase, one actor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from spacy.attrs import LOWER, POS
from spacy.language import Language
from spacy.symbols import PROPN
from spacy.tokens import Doc, Token

from briefing.lexicon.actors import ActorLexicon, Head
from briefing.nlp.annotations import sentence_at
from briefing.nlp.names import DAYS, Found, name_end, retitle

MODIFIER_DEPS = frozenset({"compound", "amod", "nmod", "poss", "npadvmod"})
TITLE_DEPS = frozenset({"compound", "amod", "nmod"})
PHRASE_POS = frozenset({"ADJ", "NOUN", "PROPN", "PART", "NUM", "ADV", "CCONJ", "VERB"})
# Prepositions through which a role noun takes its state, and roles that may be abroad:
# "troops in Iraq" and "the ambassador in Cairo" need not be Iraq's and Egypt's.
BELONGING = frozenset({"of", "from", "for"})
RESIDENT = frozenset({"in", "at", "across", "around", "near", "outside", "inside"})
ABROAD_ROLES = frozenset({"MIL", "IGO", "MED", "EXP", "NGO"})
SPECIAL_ROLES = frozenset({"MIL", "COP", "SPY", "JUD", "LEG", "OPP", "REB"})
OFFICIAL_ROLES = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
ABROAD_NOUNS = frozenset({"ambassador", "envoy", "diplomat", "embassy", "consulate", "consul"})
NAME_POS = frozenset({"PROPN", "PUNCT", "NOUN"})  # "Kim Dong-min" is PROPN PROPN PUNCT NOUN
MERGING_KINDS = frozenset({"person", "organisation", "seat"})
MODIFIER_KINDS = frozenset({"country", "demonym", "capital", "seat"})
TITLE_ADJECTIVES = frozenset({"former", "late", "acting", "prime", "vice", "foreign", "deputy"})
NAME_PARTICLES = frozenset({"al", "el", "bin", "ibn", "bint", "de", "da", "dos", "von", "van"})
LIST_WORDS = frozenset({",", "and", "or", "-", "–", "/", "'s", "’s", "'", "’"})
MAX_CLIMB = 6


class PhraseFinder:
    """Grow names into the phrases they decide and resolve descriptions."""

    def __init__(self, nlp: Language, lexicon: ActorLexicon) -> None:
        self.heads: dict[int, Head] = {
            nlp.vocab.strings.add(noun): head
            for noun, head in lexicon.heads.items()
            if head.kind in ("office", "person", "body")
        }
        self.head_ids = np.array(sorted(self.heads), dtype="uint64")
        self.lexicon = lexicon

    def __call__(self, doc: Doc, names: list[Found]) -> list[Found]:
        """Return the actors of `doc` in the order they were resolved."""
        features = doc.to_array([LOWER, POS]).astype("uint64")
        lowers = features[:, 0]
        index = np.minimum(np.searchsorted(self.head_ids, lowers), len(self.head_ids) - 1)
        roles = {
            i: self.heads[int(lowers[i])]
            for i in np.flatnonzero(self.head_ids[index] == lowers).tolist()
        }
        text = PhraseText(doc, names, roles, self.lexicon)
        text.grow()
        text.complement()
        text.describe()
        text.recall(np.flatnonzero(features[:, 1] == PROPN).tolist())
        return text.found


class PhraseText:
    """The actors of one Doc while they are being found."""

    def __init__(
        self, doc: Doc, names: list[Found], roles: dict[int, Head], lexicon: ActorLexicon
    ) -> None:
        self.doc = doc
        self.names = names
        self.roles = roles
        self.lexicon = lexicon
        self.at = {i: name for name in names for i in range(name.start, name.end)}
        self.owner: dict[int, Found] = {}
        self.groups: list[Found] = []
        self.known: dict[str, Found] = {}

    @property
    def found(self) -> list[Found]:
        return [*dict.fromkeys(self.owner.values()), *self.groups]

    def grow(self) -> None:
        """Grow every name to the end of the phrase it decides."""
        for name in self.names:
            if name.kind == "group":
                self.groups.append(name)
                continue
            if name.start in self.owner:
                continue
            grown = self._grown(name)
            listed = self._listed(name, grown)
            self._add(grown if len(listed) < 2 else replace(grown, mention_type="group"))
            for other in listed[1:]:
                changes = {"actor": other.actor, "mention_type": "group"}
                self.groups.append(replace(grown, **changes))

    def complement(self) -> None:
        """Give role nouns the state their complement names: "the president of Iran"."""
        for i in self.roles:
            owner = self.owner.get(i)
            if owner is None or self._is_common(owner):
                found = [self._with_name(f) for f in self._complemented(i)]
                for first in found[:1]:
                    self._add(first)
                self.groups += found[1:]

    def describe(self) -> None:
        """Resolve unknown people through a description: "X, the leader of Y,", "X is Y's Z"."""
        for found in self.found:
            if found.kind != "title":
                continue
            for head in self._described(self.doc[found.head]):
                if head.pos_ == "PROPN" and head.is_title and head.i not in self.owner:
                    start = self._name_start(head)
                    words = self.doc[start : head.i + 1].text
                    person = replace(found, start=start, end=head.i + 1, head=head.i, name=words)
                    person = replace(person, mention_type="name")
                    self._add(person)
                    self._learn(person)

    def _described(self, token: Token) -> Iterator[Token]:
        """Yield the nouns a description can be of."""
        head = token.head
        if token.dep_ == "appos":
            yield head
        elif token.dep_ == "attr" and head.lemma_ == "be" and self._is_human(token):
            yield from (c for c in head.lefts if c.dep_ == "nsubj")
        yield from (c for c in token.rights if c.dep_ == "appos")

    def _is_human(self, token: Token) -> bool:
        role = self.roles.get(token.i)
        return role is not None and role.kind in ("office", "person")

    def recall(self, proper: Iterable[int]) -> None:
        """Mark later short mentions of people described before."""
        if not self.known:
            return
        for i in proper:
            person = self.known.get(self.doc[i].text) if i not in self.owner else None
            if person is not None and not self._is_inside(i):
                start = i
                while start and self._is_honorific(self.doc[start - 1]):
                    start -= 1
                self._add(replace(person, start=start, end=i + 1, head=i, mention_type="name"))

    def _is_inside(self, i: int) -> bool:
        """Tell whether the word is part of a longer name that nobody described."""
        token, before = self.doc[i], self.doc[i - 1] if i else None
        if token.dep_ == "compound" and token.head.pos_ == "PROPN":
            return True
        return (
            before is not None
            and before.pos_ == "PROPN"
            and before.head == token
            and not self._is_honorific(before)
            and before.i not in self.roles
        )

    def _add(self, found: Found) -> None:
        """Keep `found`; it replaces whatever it overlaps."""
        old = {self.owner[i] for i in range(found.start, found.end) if i in self.owner}
        for other in old:
            for i in range(other.start, other.end):
                self.owner.pop(i, None)
        for i in range(found.start, found.end):
            self.owner[i] = found

    def _grown(self, name: Found) -> Found:
        """Return the name grown to the head it decides, or as it is."""
        doc, best, token = self.doc, name, self.doc[name.head]
        for _ in range(MAX_CLIMB):
            head = token.head
            if head.i <= token.i or token.dep_ not in MODIFIER_DEPS:
                break
            if head.lower_ in DAYS or not _one_phrase(doc, best.end, head.i):
                break
            other = self.at.get(head.i)
            if other is not None and other is not name and not self._is_common(other):
                if other.actor == name.actor and other.kind in MERGING_KINDS:
                    return replace(other, start=name.start)
                if not self._is_institution(other) or name.kind not in MODIFIER_KINDS:
                    break
                best = retitle(name, end=other.end, head=head.i, role=other.role)
            elif head.i in self.roles:
                role = self._role(head.i)
                if token.i == name.head and self._is_topic(name, token, role):
                    break
                best = retitle(name, end=head.i + 1, head=head.i, role=role)
            elif (
                not self._in_heading(head)
                and head.pos_ == "PROPN"
                and name.kind != "person"
                and doc[head.i - 1].text not in "-–"
            ):
                best = self._unknown(name, head)
            elif token.dep_ not in ("compound", "nmod"):
                break
            token = head
        if name.kind == "person" and best is name:
            return self._titled(name)
        if best is name:
            return best
        if name.kind == "person":
            best = replace(best, start=self._titled(name).start)
        return self._with_name(self._followed(best))

    def _role(self, i: int) -> str | None:
        """Return the role of a role noun; "army" makes a chief military."""
        before = self.lexicon.heads.get(self.doc[i - 1].lower_) if i else None
        special = before is not None and before.role in SPECIAL_ROLES
        return before.role if special else self.roles[i].role

    def _is_topic(self, name: Found, token: Token, role: str | None) -> bool:
        """Tell whether the name says what somebody works on: "a Peru expert"."""
        if name.kind != "country" or token.dep_ != "compound" or token.is_upper:
            return False
        return role == "EXP" or token.head.lower_ in ABROAD_NOUNS

    def _is_common(self, name: Found) -> bool:
        """Tell whether the name is one that many states use, such as "Congress"."""
        return (
            name.kind == "organisation" and name.end - name.start == 1 and name.head in self.roles
        )

    def _is_institution(self, name: Found) -> bool:
        """Tell whether other states may have one too, such as a "Politburo"."""
        named = self.doc[name.head]
        return name.kind == "organisation" and name.role in OFFICIAL_ROLES and not named.is_upper

    def _listed(self, name: Found, grown: Found) -> list[Found]:
        """Return the names that share a head: "Kenyan, Ugandan and South Sudanese troops"."""
        if grown is name or grown.kind != "title":
            return []
        listed, i = [name], name.end
        while i < grown.head:
            other = self.at.get(i)
            if other is not None and other is not listed[-1]:
                if other.kind not in MODIFIER_KINDS or other.actor in {f.actor for f in listed}:
                    return []
                listed.append(other)
                i = other.end
            elif self.doc[i].lower_ in LIST_WORDS:
                i += 1
            else:
                break
        return listed

    def _in_heading(self, token: Token) -> bool:
        """Tell whether the token stands in a heading, where capitals make no names."""
        sentence = sentence_at(self.doc, token.idx)
        return sentence is not None and sentence.is_heading

    def _unknown(self, name: Found, head: Token) -> Found:
        """Return the unknown person or institution whose state `name` is."""
        before = range(head.i, name.end - 1, -1)
        role = next((self._role(i) for i in before if i in self.roles), None)
        return retitle(name, end=name_end(self.doc, head.i), head=head.i, role=role)

    def _titled(self, person: Found) -> Found:
        """Take in the titles before a person's name: "former President", "Mr."."""
        doc, start = self.doc, person.start
        while start and start - 1 not in self.at:
            token = doc[start - 1]
            if token.dep_ in TITLE_DEPS and start <= token.head.i < person.end:
                start -= 1
            elif token.dep_ == "pobj" and start > 2 and start - 3 in self.roles:
                start -= 3  # "Secretary of State"
            else:
                break
        while start < person.start and not self._is_title(doc[start]):
            start += 1
        return replace(person, start=start) if start < person.start else person

    def _is_honorific(self, token: Token) -> bool:
        head = self.lexicon.heads.get(token.lower_)
        return head is not None and head.kind == "honorific"

    def _is_title(self, token: Token) -> bool:
        return token.pos_ in ("PROPN", "NOUN") or token.lower_ in TITLE_ADJECTIVES

    def _followed(self, found: Found) -> Found:
        """Take in the name after a title: "Foreign Minister" + "Mohammad Javad Zarif"."""
        doc, i = self.doc, found.end
        other = self.at.get(i)
        if other is not None and other.kind == "person" and other.start == i:
            return replace(other, start=found.start)
        if other is None and i < len(doc) and doc[i].pos_ == "PROPN" and doc[i].is_title:
            end = name_end(doc, i)
            found = replace(found, end=end, head=end - 1)
        self._learn(found)
        return found

    def _complemented(self, i: int) -> list[Found]:
        """Return the states a role noun takes from its complement, one Found each."""
        token, role = self.doc[i], self.roles[i]
        for prep in token.rights:
            if prep.dep_ != "prep":
                continue
            word = prep.lower_
            if word in RESIDENT:
                if role.role in ABROAD_ROLES or token.lower_ in ABROAD_NOUNS:
                    continue
            elif word not in BELONGING:
                continue
            target = self._target(prep)
            owners: dict[str, Found] = {}
            while target is not None and (owner := self.owner.get(target.i)) is not None:
                if owner.head == target.i:
                    owners.setdefault(owner.actor, owner)
                target = next((c for c in target.rights if c.dep_ == "conj"), None)
            if owners:
                end = max(o.end for o in owners.values()) if word == "of" else i + 1
                start = self._phrase_start(i)
                changes = {"start": start, "end": end, "head": i, "role": self._role(i)}
                found = [retitle(owner, **changes) for owner in owners.values()]
                if len(found) > 1:
                    found = [replace(f, mention_type="group") for f in found]
                return found
        return []

    def _target(self, prep: Token) -> Token | None:
        """Return the state's token after a preposition: "(minister) of trade of Peru"."""
        target = next((c for c in prep.rights if c.dep_ == "pobj"), None)
        if target is None or target.i in self.owner:
            return target
        inner = (c for c in target.rights if c.dep_ == "prep" and c.lower_ == "of")
        return next((o for c in inner for o in c.rights if o.dep_ == "pobj"), None)

    def _phrase_start(self, i: int) -> int:
        """Return where the title that ends at `i` starts: "foreign minister"."""
        doc, start = self.doc, i
        while start and start - 1 not in self.owner:
            token = doc[start - 1]
            if token.dep_ not in TITLE_DEPS or token.head.i != i or not self._is_title(token):
                break
            start -= 1
        return start

    def _with_name(self, found: Found) -> Found:
        if found.kind != "title":
            return found
        return replace(found, name=self.doc[found.start : found.end].text)

    def _name_start(self, token: Token) -> int:
        """Return where the run of name tokens that ends at `token` starts."""
        doc, start = self.doc, token.i
        while start and start - 1 not in self.owner and start - 1 not in self.roles:
            before = doc[start - 1]
            is_name = before.pos_ == "PROPN" and start <= before.head.i <= token.i
            glued = before.text == "-" and not before.whitespace_ and not doc[start - 2].whitespace_
            if not (is_name or glued or before.text in NAME_PARTICLES):
                break
            start -= 1
        while start < token.i and not (doc[start].is_alpha or doc[start].is_title):
            start += 1
        return start

    def _learn(self, found: Found) -> None:
        """Remember the surname of a described person for the rest of the text."""
        start = found.end
        while start > found.start and start - 1 not in self.roles and start - 1 not in self.at:
            if self.doc[start - 1].pos_ not in NAME_POS:
                break
            start -= 1
        while start < found.end and self.doc[start].pos_ != "PROPN":
            start += 1
        if start == found.end:
            return
        person = replace(found, name=self.doc[start : found.end].text)
        first, last = self.doc[start], self.doc[found.end - 1]
        if last.pos_ == "PROPN" and last.is_title and last.is_alpha:
            self.known.setdefault(last.text, person)
        family = self.lexicon.surnames.get(first.text, ())
        if any(reading.actor == found.actor for reading in family):
            self.known.setdefault(first.text, person)


def _one_phrase(doc: Doc, start: int, stop: int) -> bool:
    """Tell whether tokens ``[start, stop)`` can stand inside one noun phrase."""
    for i in range(start, stop):
        token = doc[i]
        if token.pos_ in PHRASE_POS or token.lower_ in ("of", "for", ","):
            continue
        if token.text not in ("-", "–") or (doc[i - 1].whitespace_ and token.whitespace_):
            return False
    return True
