"""Find who is mentioned: sets doc._.mentions.

Names come out of one matcher pass. A name then grows along the parse into the noun phrase
it decides: "Iran" + "'s foreign minister", "Russian" + "President Vladimir Putin". Role
nouns without a name look for one in their complement ("the president of Iran"), people
without one in their description ("X, the leader of Y,"), and whoever has been described
once is known for the rest of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from spacy.attrs import LOWER, POS
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.symbols import PROPN
from spacy.tokens import Doc, Token

from briefing.lexicon import Lexicon
from briefing.lexicon.actors import ActorName, Head, load_actors
from briefing.nlp.annotations import Mention, sentence_at

MODIFIER_DEPS = frozenset({"compound", "amod", "nmod", "poss", "npadvmod"})
NAME_PARTICLES = frozenset({"-", "al", "bin", "ibn", "von", "van", "de", "del", "da", "of", "un"})
MAX_CLIMB = 6


@dataclass(frozen=True, slots=True)
class Found:
    """An actor over tokens ``[start, end)``; `head` is the token others attach to."""

    start: int
    end: int
    head: int
    actor: str
    name: str
    role: str | None
    mention_type: str
    kind: str


MENTION_TYPES = {
    "country": "name",
    "demonym": "demonym",
    "capital": "metonym",
    "seat": "metonym",
    "place": "name",
    "organisation": "name",
    "person": "name",
}


class ActorFinder:
    """Find who is mentioned: sets doc._.mentions."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.lexicon = load_actors(lexicon)
        self.strings = nlp.vocab.strings
        self.matcher = PhraseMatcher(nlp.vocab)
        self.readings: dict[int, tuple[ActorName, ...]] = {}
        for text, readings in self.lexicon.names.items():
            self.matcher.add(text, [nlp.make_doc(text)])
            self.readings[self.strings[text]] = readings
        self.heads: dict[int, Head] = {
            self.strings.add(noun): head for noun, head in self.lexicon.heads.items()
        }
        self.head_ids = np.array(list(self.heads), dtype="uint64")

    def __call__(self, doc: Doc) -> Doc:
        doc._.mentions = tuple(self._mentions(doc))
        return doc

    def _mentions(self, doc: Doc) -> list[Mention]:
        found = _Text(doc, self).find()
        mentions = []
        for f in found:
            start, last = doc[f.start].idx, doc[f.end - 1]
            sentence = sentence_at(doc, start)
            if sentence is None:
                continue
            mentions.append(
                Mention(
                    sentence.sent_id,
                    start,
                    last.idx + len(last),
                    f.actor,
                    f.name,
                    f.role,
                    f.mention_type,
                )
            )
        return sorted(mentions, key=lambda m: (m.start_char, m.end_char, m.actor))

    def hits(self, doc: Doc) -> list[Found]:
        """Return the longest names of the lexicon in `doc`, left to right."""
        hits = []
        end = 0
        matches = sorted(self.matcher(doc), key=lambda m: (m[1], -m[2]))
        for key, start, stop in matches:
            if start < end:
                continue
            reading = choose(self.readings[key], doc._.published)
            if reading is None:
                continue
            end = stop
            hits.append(
                Found(
                    start,
                    stop,
                    _root(doc, start, stop),
                    reading.actor,
                    reading.name,
                    reading.role,
                    MENTION_TYPES[reading.kind],
                    reading.kind,
                )
            )
        return hits


def choose(readings: tuple[ActorName, ...], published: date | None) -> ActorName | None:
    """Return the one reading that fits the date; None where two actors remain."""
    if len(readings) > 1 and published is not None:
        dated = [
            r
            for r in readings
            if (r.start is None or r.start <= published) and (r.end is None or published <= r.end)
        ]
        if dated:
            readings = tuple(dated)
    if len({r.actor for r in readings}) > 1:
        return None
    chosen = readings[-1]
    if chosen.kind == "person" and published is not None and not _in_office(chosen, published):
        chosen = replace(chosen, role=None)
    return chosen


def _in_office(reading: ActorName, day: date) -> bool:
    return (reading.start is None or reading.start <= day) and (
        reading.end is None or day <= reading.end
    )


def _root(doc: Doc, start: int, stop: int) -> int:
    """Return the token of ``[start, stop)`` whose head lies outside, the last where several."""
    for i in range(stop - 1, start - 1, -1):
        head = doc[i].head.i
        if (not start <= head < stop or head == i) and not doc[i].is_punct:
            return i
    return stop - 1


class _Text:
    """The actors of one Doc while they are being found."""

    def __init__(self, doc: Doc, finder: ActorFinder) -> None:
        self.doc = doc
        self.finder = finder
        self.found: list[Found] = []
        self.owner: dict[int, Found] = {}
        self.known: dict[str, Found] = {}

    def find(self) -> list[Found]:
        hits = self.finder.hits(self.doc)
        if not len(self.doc):
            return []
        features = self.doc.to_array([LOWER, POS])
        is_role = np.isin(features[:, 0], self.finder.head_ids)
        self.roles = {
            int(i): self.finder.heads[int(features[i, 0])] for i in np.flatnonzero(is_role)
        }
        self.at = {i: hit for hit in hits for i in range(hit.start, hit.end)}
        for hit in hits:
            if hit.start not in self.owner:
                self._add(self._grow(hit))
        for i in self.roles:
            if i not in self.owner:
                self._resolve_role(i)
        self._describe()
        proper = np.flatnonzero(features[:, 1] == PROPN)
        self._recall([int(i) for i in proper])
        return self.found

    def _add(self, found: Found) -> None:
        """Keep `found`; it replaces what it covers."""
        covered = {
            id(self.owner[i]): self.owner[i]
            for i in range(found.start, found.end)
            if i in self.owner
        }
        for old in covered.values():
            self.found.remove(old)
            for i in range(old.start, old.end):
                self.owner.pop(i, None)
        self.found.append(found)
        for i in range(found.start, found.end):
            self.owner[i] = found

    def _grow(self, hit: Found) -> Found:
        """Return the hit grown to the head it decides, or as it is."""
        doc, best, token = self.doc, hit, self.doc[hit.head]
        for _ in range(MAX_CLIMB):
            head = token.head
            if head.i <= token.i or token.dep_ not in MODIFIER_DEPS:
                break
            if not _same_phrase(doc, best.end, head.i):
                break
            other = self.at.get(head.i)
            if other is not None and other is not hit:
                return self._merge(hit, other, best)
            if head.i in self.roles:
                role = self.roles[head.i]
                best = replace(
                    hit,
                    end=head.i + 1,
                    head=head.i,
                    role=role.role,
                    mention_type="title"
                    if role.kind != "body" or hit.kind != "demonym"
                    else "title",
                    kind="title",
                )
            elif head.pos_ == "PROPN" and hit.kind not in ("person",):
                best = self._person(hit, head)
            elif token.dep_ not in ("compound", "nmod"):
                break
            token = head
        if best is not hit:
            best = replace(best, name=self._name(best))
        return self._extend(best)

    def _merge(self, hit: Found, other: Found, best: Found) -> Found:
        """Return the actor of a phrase with two names: the head's, unless it is the same."""
        if other.kind in ("person", "organisation"):
            start = hit.start if hit.actor == other.actor or hit.kind == "demonym" else other.start
            if start == hit.start and hit.actor != other.actor:
                start = other.start
            if start == hit.start:
                return replace(other, start=start)
        return self._extend(best)

    def _person(self, hit: Found, head: Token) -> Found:
        """Return the unknown person or institution that `hit` modifies."""
        role = next(
            (self.roles[i].role for i in range(head.i, hit.end - 1, -1) if i in self.roles), None
        )
        found = replace(
            hit,
            end=_name_end(self.doc, head.i),
            head=head.i,
            role=role,
            mention_type="title",
            kind="title",
        )
        return found

    def _extend(self, found: Found) -> Found:
        """Take in the name that follows a title: "Foreign Minister" + "Mohammad Zarif"."""
        doc = self.doc
        if found.kind != "title":
            return found
        i = found.end
        other = self.at.get(i)
        if other is not None and other.kind == "person" and other.start == i:
            return replace(other, start=found.start)
        if i < len(doc) and doc[i].pos_ == "PROPN" and other is None and not doc[i - 1].is_punct:
            end = _name_end(doc, i)
            if end > i and doc[end - 1].pos_ in ("PROPN", "NOUN"):
                found = replace(found, end=end, head=end - 1)
        self._learn(found)
        return found

    def _name(self, found: Found) -> str:
        return self.doc[found.start : found.end].text

    def _learn(self, found: Found) -> None:
        """Remember the surname of a described person for the rest of the text."""
        last = self.doc[found.end - 1]
        if last.pos_ != "PROPN" or last.i in self.roles or last.i in self.at:
            return
        start = last.i
        while (
            start > found.start
            and self.doc[start - 1].pos_ == "PROPN"
            and start - 1 not in self.roles
            and start - 1 not in self.at
        ):
            start -= 1
        person = replace(found, name=self.doc[start : last.i + 1].text)
        self.known.setdefault(last.text, person)

    def _resolve_role(self, i: int) -> None:
        """Give a role noun the state its complement names: "the president of Iran"."""
        token = self.doc[i]
        role = self.roles[i]
        for child in token.rights:
            if child.dep_ != "prep":
                continue
            prep = child.lower_
            if prep not in ("of", "from", "for", "in", "at"):
                continue
            if prep == "in" and role.role in ("MIL",):
                continue
            target = next((c for c in child.rights if c.dep_ == "pobj"), None)
            owner = self.owner.get(target.i) if target is not None else None
            if owner is None or owner.head != target.i:
                continue
            end = owner.end if prep == "of" else i + 1
            found = Found(i, end, i, owner.actor, "", role.role, "title", "title")
            self._add(replace(found, name=self._name(found)))
            return

    def _describe(self) -> None:
        """Resolve unknown people through their apposition: "X, the leader of Y,"."""
        for found in list(self.found):
            if found.kind != "title":
                continue
            token = self.doc[found.head]
            if token.dep_ != "appos":
                continue
            head = token.head
            if head.i in self.owner or head.pos_ != "PROPN":
                continue
            start = head.i
            while (
                start
                and self.doc[start - 1].pos_ == "PROPN"
                and self.doc[start - 1].head.i in range(start, head.i + 1)
            ):
                start -= 1
            person = replace(
                found,
                start=start,
                end=head.i + 1,
                head=head.i,
                mention_type="name",
                name=self.doc[start : head.i + 1].text,
            )
            self._add(person)
            self._learn(person)

    def _recall(self, proper: list[int]) -> None:
        """Mark later short mentions of people described before."""
        if not self.known:
            return
        for i in proper:
            if i in self.owner:
                continue
            person = self.known.get(self.doc[i].text)
            if person is not None:
                self._add(replace(person, start=i, end=i + 1, head=i, mention_type="name"))


def _same_phrase(doc: Doc, start: int, stop: int) -> bool:
    """Tell whether tokens ``[start, stop)`` can stand inside one noun phrase."""
    return all(
        doc[i].pos_ in ("ADJ", "NOUN", "PROPN", "PART", "NUM", "ADV", "CCONJ", "VERB")
        or doc[i].is_quote
        or doc[i].text in ("-", "–", "of", "for", ",")
        for i in range(start, stop)
    )


def _name_end(doc: Doc, i: int) -> int:
    """Return the end of the run of name tokens that starts at `i`."""
    end = i + 1
    while end < len(doc):
        token = doc[end]
        if token.pos_ == "PROPN" or (token.text == "-" and not doc[end - 1].whitespace_):
            end += 1
        elif doc[end - 1].text == "-" and token.is_alpha:
            end += 1
        else:
            break
    while end > i + 1 and doc[end - 1].is_punct:
        end -= 1
    return end
