"""Who reports: the subject, agent, possessor or author behind a reporting word."""

from __future__ import annotations

from spacy.tokens import Token

from briefing.lexicon.reporting import ReportingLexicon

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_RAISED = ("xcomp", "ccomp", "conj", "advcl", "pcomp", "aux", "acomp", "prep", "advmod")
_MAX_CLIMB = 6
# Verbs that make their subject the author of a noun: "made the claim", "has a plan"; those
# of others ("raised fears", "drew criticism") do not.
_LIGHT_VERBS = frozenset({
    "announce", "carry", "express", "file", "give", "harbor", "have", "hold", "issue", "make",
    "offer", "publish", "put", "reiterate", "release", "repeat", "send", "share", "state",
    "submit", "voice",
})  # fmt: skip


def speaker_of(verb: Token) -> Token | None:
    """Return the head of whoever does the reporting, through control and coordination."""
    for _ in range(_MAX_CLIMB):
        found = _own_subject(verb)
        if found is not None:
            return None if _is_empty(found) else found
        if verb.dep_ == "acl":
            if verb.tag_ == "VBN":
                return None
            return verb.head if verb.tag_ == "VBG" else noun_speaker(verb.head)
        if verb.dep_ == "relcl":
            return verb.head
        if verb.dep_ == "xcomp":
            objects = [c for c in verb.head.children if c.dep_ in ("dobj", "nsubjpass")]
            if objects and verb.head.lemma_ not in ("want", "promise"):  # "asked Rome to deny"
                return objects[0]
        if verb.dep_ not in _RAISED:
            return None
        is_gerund = verb.dep_ == "pcomp"
        verb = verb.head
        if verb.pos_ == "NOUN":
            return noun_speaker(verb)
        if is_gerund and verb.dep_ == "prep":  # "thanked the nurses for staying"
            objects = [c for c in verb.head.children if c.dep_ in ("dobj", "nsubjpass")]
            if objects and verb.lower_ in ("as", "for", "of", "from"):
                return objects[0]
    return None


def _own_subject(verb: Token) -> Token | None:
    passive = False
    subject = None
    for child in verb.children:
        if child.dep_ == "agent":
            return _object_of(child)
        if child.dep_ == "nsubjpass":
            passive = True
        elif child.dep_ in _SUBJECTS and subject is None:
            subject = child
    return None if passive else subject


def has_passive_form(verb: Token) -> bool:
    """Return whether a verb is written in the passive, with its auxiliary or subject there to see."""
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)


def _is_empty(subject: Token) -> bool:
    return subject.lower_ in ("it", "there") and subject.head.lemma_ in ("be", "seem", "appear")


def noun_before(verb: Token) -> Token | None:
    """Return the noun right before a finite verb whose subject the parser missed."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or has_passive_form(verb):
        return None
    doc, i = verb.doc, verb.i - 1
    while i > 0 and doc[i].pos_ in ("ADV", "AUX", "PART") and not doc[i].is_sent_start:
        i -= 1
    if i > 0 and doc[i].text == ",":  # "Smith, a farmer, said"
        i = next((k - 1 for k in range(i - 1, max(0, i - 20), -1) if doc[k].text == ","), -1)
    if i < 0 or verb.i - i > 25 or any(t.is_sent_start for t in doc[i + 1 : verb.i + 1]):
        return None
    return doc[i] if doc[i].pos_ in ("NOUN", "PROPN", "PRON") else None


def author_of(noun: Token, speaker: Token, lexicon: ReportingLexicon) -> Token:
    """Return who made the statement, report or letter that "says" something."""
    spoken = speaker == noun or speaker.lower_ in ("that", "which")
    if spoken and lexicon.lookup("noun", noun.lemma_):
        return noun_speaker(noun) or speaker
    return speaker


def noun_speaker(noun: Token, cue: tuple[Token, ...] = ()) -> Token | None:
    """Return whose statement or wish a noun names; `cue` holds the content's preposition."""
    by_dep = {c.dep_: c for c in noun.children}
    if "poss" in by_dep:
        return by_dep["poss"]
    for child in noun.children:
        if child in cue:
            continue
        if child.dep_ == "acl" and child.tag_ == "VBN":  # "claims made by Rome"
            child = next((c for c in child.children if c.dep_ == "agent"), child)
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "of", "among"):
            inner = _object_of(child)
            if inner is not None:
                return inner
        if child.dep_ in ("compound", "amod", "nmod") and child.is_title:
            return child
    if noun.dep_ in ("dobj", "attr", "pobj"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        return speaker_of(verb) if verb.lemma_ in _LIGHT_VERBS else None
    return None


def phrase_speaker(word: Token) -> Token | None:
    """Return who "according to X", "in X's view" or "in the view of X" names."""
    if word.dep_ == "prep":
        return _object_of(word)
    for child in word.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ == "of":
            return _object_of(child)
    return None


def _object_of(preposition: Token) -> Token | None:
    return next((c for c in preposition.children if c.dep_ == "pobj"), None)
