"""What a trigger stands under: the operators between it and the root of its sentence.

The parse is climbed from the trigger; every negation, modal, conditional and governing
cue met on the way is one step. The judge folds the steps, outermost first, into a
factuality. This composition of implication signatures along the path follows Nairn,
Condoravdi and Karttunen (2006) and Lotan, Stern and Dagan (2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from spacy.tokens import Token

from briefing.lexicon.modality import Effect, ModalityLexicon
from briefing.nlp.arguments import comment_start, stands_beside

MAX_HOPS = 40  # a parse of a text without sense can be a chain of thousands

_POS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"})
_OBJECTS = frozenset({"dobj", "nsubjpass", "dative", "oprd", "csubjpass"})
_CLAUSES = frozenset({"ccomp", "xcomp", "parataxis"})
_MODIFIERS = frozenset({"amod", "advmod", "neg", "det", "npadvmod", "preconj"})
_TRANSPARENT = frozenset(
    {"attr", "acomp", "prep", "agent", "advmod", "npadvmod", "dep", "intj", "meta"}
)
_GOVERNED = frozenset({"xcomp", "ccomp", "advcl", "acl", "conj", "pcomp", "prep"})
_NOMINAL = frozenset({"object", "subject", "compound", "preposition"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "all"})
_TEMPORAL = frozenset({"when", "once", "until", "till", "before", "after", "as", "while"})


@dataclass(frozen=True, slots=True)
class Step:
    """One operator over the trigger: the word it comes from and the rule that knows it.

    A default for a link whose head is no cue has neither.
    """

    effect: Effect
    cue: Token | None = None
    rule: str | None = None


def steps_above(trigger: Token, lexicon: ModalityLexicon) -> list[Step]:
    """Return the operators over `trigger`, the nearest first."""
    return list(_Climb(lexicon).steps(trigger))


@dataclass(frozen=True, slots=True)
class Hop:
    """The way to the next word up; `scope` says which of its own operators still apply."""

    head: Token | None
    steps: list[Step] = field(default_factory=list)
    scope: str = "all"  # all, modals (no negation) or none
    barrier: bool = False


def cue_effect(lexicon: ModalityLexicon, word: Token, link: str) -> str | None:
    """Return the name of what `word` does to an event hanging on it by `link`, or None."""
    found = lexicon.find(_lemmas(word), _POS.get(word.pos_), link)
    return found[0].name if found else None


class _Climb:
    def __init__(self, lexicon: ModalityLexicon) -> None:
        self.lexicon = lexicon

    def steps(self, trigger: Token) -> Iterator[Step]:
        token, below, hop = trigger, None, Hop(trigger)
        barred = False
        for _ in range(MAX_HOPS):
            found = self._own(token, below, hop.scope)
            hop = self._hop(token, below)
            found += hop.steps if hop.head is not None else self._mood(token)
            # Behind a barrier (a relative clause, a finite adjunct) the event no longer
            # depends on what governs the main clause, but the one who speaks still does.
            yield from (s for s in found if not barred or s.effect.reports)
            if hop.head is None:
                return
            barred = barred or hop.barrier
            token, below = hop.head, token

    def _own(self, token: Token, below: Token | None, scope: str) -> list[Step]:
        """Return the operators inside the clause or noun phrase of `token`."""
        if scope == "none":
            return []
        children = [c for c in token.children if c is not below and c != below]
        modals = [
            s for c in children if c.dep_ in ("aux", "auxpass") for s in self._cue(c, "modal")
        ]
        modifiers = [s for c in children for s in self._modifier(c, token)]
        if below is None and cue_effect(self.lexicon, token, "object") != "holds":
            modifiers += [s for c in children if c.dep_ == "dobj" for s in self._no_object(c)]
        marks = [
            s
            for c in children
            if c.dep_ == "mark" and token.dep_ not in _CLAUSES
            for s in self._cue(c, "mark")
        ]
        if scope == "modals":
            modifiers = [s for s in modifiers if s.effect.modality != "denied"]
        return modals + modifiers + marks

    def _modifier(self, child: Token, token: Token) -> Iterator[Step]:
        if child.dep_ in _MODIFIERS or (child.dep_ == "cc" and child.i < token.i):
            found = list(self._cue(child, "modifier"))
            yield from found
            if not found and child.dep_ == "advmod":
                yield from self._quantifier(child)  # "no longer", "never before"
        elif child.dep_ in ("nsubj", "nsubjpass"):
            yield from self._quantifier(child)
        elif child.dep_ == "prep":
            yield from self._phrase(child)

    def _phrase(self, preposition: Token) -> Iterator[Step]:
        for child in preposition.children:
            found = self.lexicon.find_phrase(f"{preposition.lower_} {child.lower_}")
            owned = child.dep_ != "pobj" or any(c.dep_ == "poss" for c in child.children)
            if found is not None and owned:
                yield Step(found[0], preposition, found[1])

    def _quantifier(self, word: Token) -> Iterator[Step]:
        yield from self._cue(word, "subject", only="denied")
        for child in word.children:
            if child.dep_ in ("det", "neg", "preconj", "advmod"):
                yield from self._cue(child, "modifier", only="denied")

    def _no_object(self, noun: Token) -> Iterator[Step]:
        for child in noun.children:
            if child.dep_ in ("det", "neg"):
                yield from self._cue(child, "determiner")

    def _hop(self, token: Token, below: Token | None) -> Hop:
        """Return the way from `token` to the next word up."""
        head, dep = token.head, token.dep_
        if head == token or dep == "ROOT":
            return Hop(None)
        if dep == "conj":
            return self._from_conjunct(token, head)
        if dep in ("nsubj", "csubj"):
            return self._from_subject(token, head)
        if dep in _OBJECTS:
            return self._from_object(token, below, head)
        if dep in _TRANSPARENT:
            return Hop(head)
        if dep in ("pobj", "pcomp"):
            return self._from_preposition(token, head)
        if dep == "amod" and _is_mistaken_gerund(token):
            return self._from_preposition(token, head.head)
        if dep in ("compound", "nmod"):
            return Hop(head, self._governed(token, head, "compound"))
        if dep in _CLAUSES:
            return self._from_complement(token, head)
        if dep in ("acl", "relcl"):
            return self._from_noun_clause(token, head)
        if dep == "advcl":
            return self._from_adjunct(token, head)
        return Hop(head, scope="none", barrier=dep in ("amod", "poss"))

    def _from_conjunct(self, token: Token, head: Token) -> Hop:
        links = [c for c in head.children if c.dep_ == "cc" and head.i < c.i < token.i]
        nor = [s for c in links if c.lower_ == "nor" for s in self._cue(c, "modifier")]
        if token.tag_ in _FINITE and _form(head) == "infinitive":
            # "Agrees to help and expresses thanks": the second verb goes with "agrees".
            while head.tag_ not in _FINITE and head.dep_ in _GOVERNED:
                head = head.head
            return Hop(head, nor, "none")
        inherits = not nor and _shares_operators(token, head, links)
        return Hop(head, nor, "all" if inherits else "none")

    def _from_object(self, token: Token, below: Token | None, head: Token) -> Hop:
        steps = self._governed(token, head, "object")
        effect = steps[0].effect
        is_told = effect.reports and effect.modality == "denied" and below is None
        if is_told and self.lexicon.has_content(token.lemma_.lower()):
            # "Denied the claim of a sale": the sale is denied, the claim was made.
            steps = [self._default(token, "object")]
        return Hop(head, steps)

    def _from_subject(self, token: Token, head: Token) -> Hop:
        link = "predicate" if token.dep_ == "nsubj" else _form(token)
        predicates = [c for c in head.children if c.dep_ in ("acomp", "attr", "oprd")]
        for predicate in predicates:
            found = list(self._cue(predicate, link)) or list(self._cue(predicate, "modifier"))
            if found:
                return Hop(head, found)
        if predicates or token.dep_ == "csubj":
            return Hop(head, [self._default(token, "subject")], "none", barrier=True)
        return Hop(head, self._governed(token, head, "subject"))

    def _from_preposition(self, token: Token, prep: Token) -> Hop:
        head = prep.head
        steps = list(self._cue(prep, "complement")) or list(self._cue(head, "complement"))
        if head == prep:
            return Hop(None, steps)
        link = prep.lower_
        found = self._linked(token, head, link)
        if not found and link == "to" and prep.i + 1 == token.i and token.tag_ == "VB":
            found = list(self._cue(head, "infinitive"))
        if not found and not steps and token.dep_ == "pobj":
            found = [self._default(token, "preposition")]
        return Hop(head, steps + found, barrier=any(s.effect.presupposes for s in steps))

    def _from_noun_clause(self, token: Token, head: Token) -> Hop:
        if comment_start(token) is not None and self._reports(token):
            return Hop(None)  # "..., which Norway denies"
        form = _form(token)
        if form == "participle" or (token.dep_ == "relcl" and form != "infinitive"):
            return Hop(head, scope="none", barrier=True)
        found = list(self._cue(head, form))
        if not found and form == "infinitive":
            found = [Step(self.lexicon.default("infinitive"))]
        if not found and (noun := self._extraposed_from(head)):
            return noun
        return Hop(head, found, "all" if found else "none", barrier=not found)

    def _reports(self, verb: Token) -> bool:
        found = (self.lexicon.find(_lemmas(verb), "verb", link) for link in ("clause", "object"))
        return any(rule is not None and rule[0].reports for rule in found)

    def _extraposed_from(self, head: Token) -> Hop | None:
        """Return the way to the noun of "the claims made by Norway that ..."."""
        for noun in islice(head.ancestors, 3):
            if found := list(self._cue(noun, "clause")):
                return Hop(noun, found) if noun.pos_ == "NOUN" else None
        return None

    def _from_adjunct(self, token: Token, head: Token) -> Hop:
        form = _form(token)
        if form == "infinitive":
            found = list(self._cue(head, form))
            return Hop(head, found or [Step(self.lexicon.default("purpose"))])
        if form in ("gerund", "participle"):
            marked = any(c.dep_ in ("mark", "advmod") for c in token.children)
            return Hop(head, scope="none" if marked else "modals", barrier=marked)
        present = token.tag_ in ("VBZ", "VBP")
        temporal = any(c.lower_ in _TEMPORAL for c in token.children)
        return Hop(head, scope="modals", barrier=not (present and temporal))

    def _from_complement(self, token: Token, head: Token) -> Hop:
        form = _form(token)
        if form == "clause" and any(
            c.dep_ in ("mark", "advmod") and c.lower_ in ("whether", "if") for c in token.children
        ):
            form = "whether"
        if head.dep_ == "acl" and head.tag_ == "VBN" and (noun := self._extraposed_from(head)):
            return noun
        steps = self._complement_steps(token, head, form)
        is_fronted = any(s.effect.reports for s in steps) and not stands_beside(token, head)
        if form == "clause" and token.i < head.i and not is_fronted:
            # Two main clauses side by side ("They met; they want peace"), not one in the other.
            return Hop(head, scope="none", barrier=True)
        return Hop(head, steps)

    def _complement_steps(self, token: Token, head: Token, form: str) -> list[Step]:
        for predicate in head.children:
            if predicate.dep_ in ("acomp", "attr") and (found := list(self._cue(predicate, form))):
                return found
        return self._governed(token, head, form)

    def _governed(self, token: Token, head: Token, link: str) -> list[Step]:
        return self._linked(token, head, link) or [self._default(token, link)]

    def _linked(self, token: Token, head: Token, link: str) -> list[Step]:
        """Return the cue `token` hangs on; some leave alone what is taken as given."""
        if _is_definite(token) and (found := list(self._cue(head, f"definite {link}"))):
            return found
        return list(self._cue(head, link))

    def _default(self, token: Token, link: str) -> Step:
        """Return the step of a link without cue. A definite noun is taken as given."""
        given = link in _NOMINAL and _is_definite(token)
        return Step(self.lexicon.default("definite" if given else link))

    def _cue(self, word: Token, link: str, only: str | None = None) -> Iterator[Step]:
        found = self.lexicon.find(_lemmas(word), _POS.get(word.pos_), link)
        if found is not None and only in (None, found[0].modality):
            yield Step(found[0], word, found[1])

    def _mood(self, root: Token) -> list[Step]:
        sentence = root.sent
        tail = (t for t in reversed(sentence[-4:]) if not (t.is_space or t.is_quote))
        if next(tail, root).text == "?":
            return [Step(self.lexicon.default("question"))]
        children = {c.dep_ for c in root.children}
        opens = root.i == sentence.start or root.nbor(-1).is_punct
        if root.tag_ == "VB" and opens and not children & (_SUBJECTS | {"aux"}):
            return [Step(self.lexicon.default("imperative"))]
        return []


def _lemmas(word: Token) -> tuple[str, ...]:
    """Return the forms to look up, the longest first ("not only", "call off", "call")."""
    lemma, text = word.lemma_.lower(), word.lower_
    if word.dep_ in _MODIFIERS or word.dep_ in ("aux", "auxpass", "cc", "mark"):
        following = word.nbor().lower_ if word.i + 1 < len(word.doc) else ""
        return f"{text} {following}", text, lemma
    if word.pos_ in ("ADP", "SCONJ"):
        before = word.nbor(-1).lower_ if word.i else ""
        return f"{before} {text}", text, lemma
    particle = next((c.lower_ for c in word.children if c.dep_ == "prt"), None)
    return (f"{lemma} {particle}", lemma, text) if particle else (lemma, text)


def _is_definite(noun: Token) -> bool:
    if noun.dep_ in ("compound", "nmod"):
        noun = noun.head
    return noun.pos_ == "PROPN" or any(
        c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in _DEFINITE) for c in noun.children
    )


def _is_mistaken_gerund(token: Token) -> bool:
    """True for "of supplying shells" parsed as if "supplying" described the shells."""
    return token.tag_ == "VBG" and token.head.dep_ == "pobj" and token.head.head.i + 1 == token.i


def _form(token: Token) -> str:
    """Return infinitive, bare, gerund, participle or clause."""
    children = list(token.children)
    if any(c.tag_ == "TO" and c.dep_ == "aux" for c in children):
        return "infinitive"
    auxiliaries = [c for c in children if c.dep_ in ("aux", "auxpass")]
    if token.tag_ in _FINITE or any(a.tag_ in _FINITE or a.tag_ == "MD" for a in auxiliaries):
        return "clause"
    if token.tag_ == "VBG" or any(a.tag_ == "VBG" for a in auxiliaries):
        return "gerund"
    if any(c.dep_ in _SUBJECTS for c in children):
        return "bare" if token.tag_ == "VB" else "clause"
    return "participle" if token.tag_ == "VBN" else "bare" if token.tag_ == "VB" else "clause"


def _shares_operators(token: Token, head: Token, links: list[Token]) -> bool:
    """True where a conjunct stands under the auxiliaries and negation of the first one."""
    if any(c.lower_ == "but" for c in links):
        return False
    if any(c.dep_ in _SUBJECTS or c.dep_ == "aux" for c in token.children):
        return False
    return token.tag_ not in _FINITE
