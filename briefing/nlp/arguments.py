"""Who fills the slots of a predicate: walks of the dependency tree around a trigger.

Labels are those of spaCy's English models (ClearNLP). Every walk is bounded, so a text
without a full stop costs no more than another.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

MAX_STEPS = 12
MAX_LIST = 30
MAX_SUBTREE = 60
SUBJECTS = ("nsubj", "nsubjpass")
PREPOSITIONAL = ("prep", "agent", "dative")
_STANDS_FOR = frozenset({"it", "this", "that", "them"})
_STATEMENTS = frozenset({"accusation", "allegation", "assertion", "charge", "claim", "suggestion"})
_RELATIVE_TAGS = ("WDT", "WP", "WP$")
# Nouns that only measure or group what follows "of": the phrase is about the latter.
MEASURES = frozenset(["series", "wave", "round", "string", "spate", "barrage", "number", "dozen", "dozens", "hundred", "hundreds", "thousand", "thousands", "score", "scores", "group", "team", "pair", "couple", "handful", "lot", "lots", "majority", "most", "some", "many", "kind", "sort", "type", "part", "member", "members", "bout", "flurry", "slew", "host", "array", "range", "package", "batch", "batches", "container", "containers", "crate", "crates", "truckload", "truckloads", "shipload", "shiploads", "planeload", "planeloads", "consignment", "consignments", "tranche", "tranches", "rest", "all", "half", "state"])  # fmt: skip
TIME_WORDS = frozenset(["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today", "tomorrow", "day", "week", "month", "year", "weekend", "night", "morning", "evening", "afternoon"])  # fmt: skip
_OBJECT_CONTROL = frozenset(["urge", "ask", "tell", "order", "force", "allow", "help", "persuade", "invite", "press", "pressure", "push", "call", "want", "permit", "enable", "compel", "warn", "instruct", "direct", "advise", "encourage", "require", "oblige", "lead", "cause", "authorize", "authorise", "expect", "send", "prompt", "drive", "spur", "motivate", "inspire", "induce", "entitle", "beg", "implore", "remind", "appoint", "challenge", "task", "leave", "get", "pit"])  # fmt: skip


def coordinated(head: Token) -> Iterator[Token]:
    """Yield a token and everything coordinated with it, left to right."""
    pending, count = [head], 0
    while pending and count < MAX_LIST:
        token = pending.pop(0)
        count += 1
        yield token
        pending[:0] = [c for c in token.children if c.dep_ == "conj" and c.i > token.i]


def is_passive(verb: Token, steps: int = 0) -> bool:
    """Return whether the surface subject of `verb` undergoes the act."""
    for child in verb.children:
        if child.dep_ in ("nsubjpass", "auxpass"):
            return True
    if verb.dep_ == "acl":
        reduced = not is_full_clause(verb) and not is_mistaken_clause(verb)
        return reduced and verb.tag_ in ("VBN", "VBD")
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.tag_ == "VBN":
        has_aux = any(c.dep_ in ("aux", "nsubj") for c in verb.children)
        return not has_aux and steps < MAX_STEPS and is_passive(verb.head, steps + 1)
    return False


def is_full_clause(verb: Token) -> bool:
    """Return whether a clause hung on a noun has a subject ("the claim that Peru sent ...")."""
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children)


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
        return [o for c in verb.children if c.dep_ == "agent" or _is_by(c) for o in phrases_of(c)]
    return surface_subjects(verb)


def _is_by(token: Token) -> bool:
    return token.dep_ == "prep" and token.lower_ == "by"


def surface_subjects(verb: Token, steps: int = 0) -> list[Token]:
    """Return the grammatical subject, followed through control, raising and coordination."""
    if steps > MAX_STEPS:
        return []
    own = [c for c in verb.children if c.dep_ in SUBJECTS]
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
            return objects(head, up) or surface_subjects(head, up)
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
            return objects(governor, up) or surface_subjects(governor, up)
        if head.lower_ == "in" and governor.lemma_ == "join":
            return [*surface_subjects(governor, up), *objects(governor, up)]
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


def objects(verb: Token, steps: int = 0) -> list[Token]:
    """Return the heads of the phrases that undergo what `verb` says."""
    found = [
        c for c in verb.children if c.dep_ in ("dobj", "oprd") and c.tag_ not in _RELATIVE_TAGS
    ]
    if found:
        return found
    if is_passive(verb):
        if verb.dep_ == "acl":
            return [verb.head]
        return surface_subjects(verb, steps)
    if verb.dep_ == "relcl" and not any(
        c.dep_ in SUBJECTS and c.tag_ in _RELATIVE_TAGS for c in verb.children
    ):
        return [verb.head]
    for child in verb.children:
        shares = child.dep_ == "conj" and not any(c.dep_ in SUBJECTS for c in child.children)
        if shares and (found := [c for c in child.children if c.dep_ == "dobj"]):
            return found
    return []


def indirect_objects(verb: Token) -> list[Token]:
    """Return the bare datives of `verb` ("gave Peru a loan")."""
    return [c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"]


def content_clauses(word: Token) -> list[Token]:
    """Return the verbs of the clauses a word governs ("demand that", "the alert that")."""
    return [
        c
        for c in word.children
        if c.dep_ in ("ccomp", "xcomp", "advcl", "acl")
        or (c.dep_ == "relcl" and any(m.dep_ == "mark" for m in c.children))
    ]


def dictionary_forms(token: Token) -> Iterator[str]:
    """Yield the lemma, then what the lemmatizer may have missed ("staged" is not "stag")."""
    word = token.lower_
    yield token.lemma_.lower()
    yield word
    if word.endswith("ed"):
        yield word[:-1]
        yield word[:-2]
    elif word.endswith("ing"):
        yield word[:-3] + "e"
        yield word[:-3]


def stands_beside(clause: Token, verb: Token) -> bool:
    """Return whether a clause before a verb is a statement beside it.

    "...; Peru denies it", and "..., a charge Peru denies" where the model mistakes the verb.
    """
    parted = any(t.text == ";" for t in clause.doc[clause.i : verb.i])
    return parted or any(
        (c.dep_ == "dobj" and c.lower_ in _STANDS_FOR and c.i > verb.i)
        or (c.lower_ in _STATEMENTS and clause.i < c.i < verb.i)
        for c in verb.children
    )


def comment_start(verb: Token) -> int | None:
    """Return the index of the comma before a clause about all that stands before it.

    "..., a claim Rome denies", "..., a claim denied by Rome", "..., which Rome denies".
    """
    complements = ("dobj", "xcomp", "ccomp")
    denied_by = verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.head.lower_ in _STATEMENTS
    if not (verb.dep_ == "relcl" or denied_by) or any(c.dep_ in complements for c in verb.rights):
        return None
    which = next((c for c in verb.lefts if c.dep_ == "dobj" and c.lower_ == "which"), None)
    if which is not None:
        first = which.i
    elif verb.head.dep_ not in ("nsubj", "nsubjpass", "pobj"):
        first = verb.head.left_edge.i
    else:
        return None
    return first - 1 if first and verb.doc[first - 1].text == "," else None


def clause_subjects(verb: Token) -> list[Token]:
    """Return the subjects of the clauses `verb` governs ("demand that Chile pay")."""
    return [
        t
        for c in content_clauses(verb)
        for t in c.children
        if t.dep_ in SUBJECTS and t.tag_ not in _RELATIVE_TAGS
    ]


def condition_subjects(verb: Token) -> list[Token]:
    """Return the subjects of the conditions of a warning ("it will act if Peru attacks")."""
    conditions = (
        clause
        for place in (verb, *content_clauses(verb))
        for clause in place.children
        if clause.dep_ == "advcl"
        and any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in clause.children)
    )
    return [t for clause in conditions for t in clause.children if t.dep_ in SUBJECTS]


def content(verb: Token) -> list[Token]:
    """Return what the infinitive `verb` governs is about ("agreed to build a dam in Mali")."""
    return [
        thing
        for c in verb.children
        if c.dep_ == "xcomp"
        for thing in (*objects(c), *(phrase for _, phrase in prepositional(c)))
    ]


def outcome(verb: Token) -> list[Token]:
    """Return what a participle says the act does something to ("..., helping Peru's miners")."""
    places = [verb]
    while len(places) < 3 and places[-1].dep_ in ("xcomp", "acomp"):  # "is likely to give"
        places.append(places[-1].head)
    return [
        thing
        for place in places
        for c in place.children
        if c.dep_ == "advcl" and c.tag_ == "VBG" and not any(t.dep_ in SUBJECTS for t in c.children)
        for thing in objects(c)
    ]


def prepositional(token: Token) -> Iterator[tuple[str, Token]]:
    """Yield (preposition, head of its phrase) for every phrase hung on `token`."""
    for child in token.children:
        if child.dep_ in PREPOSITIONAL and child.pos_ in ("ADP", "SCONJ", "PART", "VERB", "ADV"):
            for preposition in coordinated(child):
                for phrase in phrases_of(preposition):
                    yield preposition.lower_, phrase
        elif child.dep_ in ("prt", "advmod"):
            for inner in child.children:
                if inner.dep_ == "prep":
                    for phrase in phrases_of(inner):
                        yield inner.lower_, phrase


def phrases_of(preposition: Token) -> list[Token]:
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
