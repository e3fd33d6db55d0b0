"""Name the speaker of an attribution: the words, the actor code, pronouns back to a name."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from briefing.nlp.annotations import Mention

_PERSONAL = frozenset({"he", "she", "him", "her", "his"})
_THING = frozenset({"it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_OPAQUE = frozenset({"i", "we", "you", "they", "this", "these", "those", "us", "me", "my", "our"})
_NAME_ENDS = frozenset({"case", "relcl", "appos", "acl", "advcl", "cc", "conj", "punct"})
_SUBJECTS = ("nsubj", "nsubjpass")
_INNER_CLAUSES = ("ccomp", "relcl", "acl", "pcomp")
_MAX_LOOK_BACK = 120
_MAX_LIST_GAP = 2
_MAX_LIST_LENGTH = 4
_OWNER_PREPOSITIONS = frozenset({"of", "for", "from"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the words in the text, and who they name as far as that is known."""

    start_char: int
    end_char: int
    name: str
    actor: str | None


class SpeakerResolver:
    """Resolve the speakers of one Doc in text order; remembers the last one named."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc = doc
        self.text = text
        self.mentions = sorted(doc._.mentions, key=lambda m: m.start_char)
        self.starts = [m.start_char for m in self.mentions]
        self.last_named: Speaker | None = None

    def resolve(self, head: Token) -> Speaker:
        """Return the speaker whose noun or pronoun is `head`."""
        start, end = speaker_span(head)
        word = head.lower_
        named = None
        if word in _RELATIVE and head.pos_ != "NOUN":
            antecedent = _antecedent(head)
            named = self.resolve(antecedent) if antecedent is not None else None
            if word == "that" and named is not None:
                return named
        elif word in _PERSONAL:
            named = self._person_before(head) or self.last_named
        elif word in _THING and self._is_subject_again(head):
            named = self.last_named
        if named is not None:
            return Speaker(start, end, named.name, named.actor)
        text = self.text[start:end]
        speaker = Speaker(start, end, text, self._actor(head))
        is_named = head.pos_ == "PROPN" or self._mention_at(head) is not None
        if is_named and word not in _OPAQUE | _PERSONAL | _THING:
            self.last_named = speaker
        return speaker

    def _person_before(self, pronoun: Token) -> Speaker | None:
        """Return the nearest subject with a person's name since the sentence before.

        Subjects of what somebody says, and of clauses about a noun, are passed over; "Anna
        Berg's answer" names Anna Berg.
        """
        for token in reversed(self._since_last_sentence(pronoun)):
            if token.dep_ not in _SUBJECTS or token.head.dep_ in _INNER_CLAUSES:
                continue
            if token.pos_ == "NOUN":
                token = next((c for c in token.lefts if c.dep_ == "poss"), token)
            if token.pos_ != "PROPN":
                continue
            mention = self._mention_at(token)
            if mention is None or (mention.actor_role and mention.mention_type != "metonym"):
                start, end = speaker_span(token)
                return Speaker(start, end, self.text[start:end], mention and mention.actor)
        return None

    def _since_last_sentence(self, token: Token) -> list[Token]:
        start = token.sent.start
        first = self.doc[start - 1].sent.start if start else 0
        return list(self.doc[max(first, token.i - _MAX_LOOK_BACK) : token.i])

    def _is_subject_again(self, pronoun: Token) -> bool:
        """Tell whether the last speaker is the only subject since the sentence before."""
        if self.last_named is None or self.last_named.actor is None:
            return False
        words = self._since_last_sentence(pronoun)
        subject = next((t for t in words if t.dep_ in _SUBJECTS), None)
        return (
            subject is not None
            and self.last_named.start_char <= subject.idx < self.last_named.end_char
        )

    def _actor(self, head: Token) -> str | None:
        for token in (head, *_owners(head)):
            mention = self._mention_at(token)
            if mention is not None:
                return mention.actor
        return None

    def _mention_at(self, token: Token) -> Mention | None:
        """Return the mention that holds `token`."""
        end = token.idx + len(token)
        i = bisect_left(self.starts, end)
        for mention in reversed(self.mentions[max(0, i - 4) : i]):
            if mention.start_char < end and token.idx < mention.end_char:
                return mention
        return None


def speaker_span(head: Token) -> tuple[int, int]:
    """Return the character offsets of the noun phrase of `head`, without what trails it."""
    doc = head.doc
    first, last = head.left_edge.i, _last_word(head)
    while first < head.i and not any(c.isalnum() for c in doc[first].text):
        first += 1
    while last > head.i and not any(c.isalnum() for c in doc[last].text):
        last -= 1
    return doc[first].idx, doc[last].idx + len(doc[last])


def _last_word(head: Token, depth: int = 0) -> int:
    """Return the index of the last token that names `head`, a short list included."""
    last = head.i
    for child in head.rights:
        if child.dep_ in _NAME_ENDS:
            break
        last = child.right_edge.i
    conjunct = next((c for c in head.rights if c.dep_ == "conj"), None)
    near = conjunct is not None and conjunct.left_edge.i - last <= _MAX_LIST_GAP
    if near and depth < _MAX_LIST_LENGTH and conjunct.pos_ in ("NOUN", "PROPN"):
        return _last_word(conjunct, depth + 1)
    return last


def _antecedent(pronoun: Token) -> Token | None:
    for ancestor in pronoun.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor.head
    return None


def _owners(head: Token) -> list[Token]:
    """Return the tokens that say whose spokesman, ministry or army `head` is."""
    near = [c for c in head.lefts if c.dep_ in ("poss", "compound", "amod", "nmod")]
    far = [
        inner
        for child in head.rights
        if child.dep_ == "prep" and child.lower_ in _OWNER_PREPOSITIONS
        for inner in child.children
        if inner.dep_ == "pobj"
    ]
    appositions = [c for c in head.rights if c.dep_ == "appos" and head.pos_ == "PROPN"]
    found = near + far
    for apposition in appositions:
        found += [apposition, *_owners(apposition)]
    return found
