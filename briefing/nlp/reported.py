"""What is reported: the tokens of the frame a reporting word's content stands in."""

from __future__ import annotations

from spacy.tokens import Token

from briefing.lexicon.reporting import ReportingRule
from briefing.nlp.arguments import stands_beside
from briefing.nlp.reporters import has_passive_form

# Token ranges, half-open.
Ranges = tuple[tuple[int, int], ...]

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_OBJECT_TAIL_PREPOSITIONS = frozenset({"as", "for", "of", "to", "with", "over", "from"})


def verb_content(verb: Token, rule: ReportingRule) -> tuple[Ranges, tuple[Token, ...], bool] | None:
    """Return content, cue tokens and "is a clause" for one rule of a verb, or None."""
    children = list(verb.children)
    cue = (verb, *(c for c in children if c.dep_ == "prt"))
    if "clause" in rule.content:
        for child in children:
            if child.dep_ == "ccomp" and _is_complement(child, verb):
                return (_clause_range(child, verb),), cue, True
    puts_it = any(c.dep_ == "dobj" and c.lower_ == "it" for c in children)  # "as she put it"
    if "clause" in rule.content or ("quote" in rule.content and puts_it):
        outer = _interrupted_clause(verb)
        if outer:
            return outer, cue, True
    if "infinitive" in rule.content:
        for child in children:
            if child.dep_ == "xcomp" and child.i > verb.i:
                raised = [_span(c) for c in children if c.dep_ == "nsubjpass"]
                return (*raised, _span(child)), cue, True
    for child in children:
        if child.dep_ in ("prep", "agent") and child.lower_ in rule.prepositions:
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return (_with_tail(verb, inner, child),), (*cue, child), False
    if "object" in rule.content or "object_infinitive" in rule.content:
        found = _object_content(verb, children, "object" in rule.content)
        if found:
            return found, cue, False
    return None


def _is_complement(child: Token, verb: Token) -> bool:
    """Tell a complement from a clause the parser hung on the wrong verb."""
    fronted = child.left_edge.i < verb.left_edge.i + 1 and not stands_beside(child, verb)
    return child.i > verb.i or fronted


def _object_content(verb: Token, children: list[Token], any_object: bool) -> Ranges:
    if has_passive_form(verb):
        subject = next((c for c in children if c.dep_ == "nsubjpass"), None)
        tail = next(
            (
                c
                for c in children
                if c.i > verb.i
                and (c.dep_ in ("xcomp", "oprd") or (c.dep_ == "prep" and c.lower_ == "as"))
            ),
            None,
        )
        if subject is None or (not any_object and tail is None):
            return ()
        return (_span(subject), *((_span(tail),) if tail is not None else ()))
    objects = [c for c in children if c.dep_ in ("dobj", "oprd") and c.i > verb.i]
    small = [c for c in children if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i]
    if not objects:
        return (_span(small[0]),) if small and _is_small_clause(small[0]) else ()
    as_phrase = any(c.dep_ == "prep" and c.lower_ == "as" and c.i > verb.i for c in children)
    if not any_object and not small and not as_phrase and len(objects) < 2:
        return ()
    start = objects[0].left_edge.i
    end = objects[-1].right_edge.i + 1
    for child in (*small, *children):
        tail = child in small or (
            child.dep_ == "prep" and child.lower_ in _OBJECT_TAIL_PREPOSITIONS and child.i > verb.i
        )
        if tail:
            end = max(end, child.right_edge.i + 1)
    return ((start, end),)


def _is_small_clause(clause: Token) -> bool:
    """Tell a verbless or infinitive clause with its own subject ("calls the vote a sham")."""
    verbs = [clause, *(c for c in clause.children if c.dep_ in ("aux", "auxpass"))]
    return any(c.dep_ in _SUBJECTS for c in clause.children) and not any(
        t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in verbs
    )


def _with_tail(verb: Token, inner: Token, preposition: Token) -> tuple[int, int]:
    end = preposition.right_edge.i + 1
    for child in verb.children:
        if child.dep_ in ("xcomp", "advcl") and child.i >= end and child.i - end < 2:
            end = child.right_edge.i + 1
    return inner.left_edge.i, end


def _clause_range(clause: Token, verb: Token) -> tuple[int, int]:
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    if start <= verb.i < end:
        return (start, verb.i) if clause.i < verb.i else (verb.i + 1, end)
    return start, end


def _interrupted_clause(verb: Token) -> Ranges:
    """Return the clause around a parenthetical verb ("the road, police say, is shut")."""
    is_as = verb.dep_ == "advcl" and any(
        c.dep_ == "mark" and c.lower_ == "as" for c in verb.children
    )
    if verb.dep_ != "parataxis" and not is_as:
        return ()
    if not is_as and any(c.dep_ in ("dobj", "xcomp", "attr") for c in verb.children):
        return ()
    return around(verb.head, verb)


def around(clause: Token, hole: Token) -> Ranges:
    """Return the token ranges of `clause` without the subtree of `hole`."""
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    hole_start, hole_end = hole.left_edge.i, hole.right_edge.i + 1
    ranges = ((start, min(end, hole_start)), (max(start, hole_end), end))
    doc = clause.doc
    return tuple((a, b) for a, b in ranges if any(t.is_alpha for t in doc[a:b]) and a < b)


def _span(token: Token) -> tuple[int, int]:
    return token.left_edge.i, token.right_edge.i + 1


def word_content(
    word: Token, rule: ReportingRule
) -> tuple[tuple[int, int] | None, tuple[Token, ...]]:
    """Return the content of a noun or adjective, or None, and its cue tokens."""
    for child in word.children:
        if child.i < word.i:
            continue
        finite = any(c.dep_ == "mark" and c.lower_ in ("that", "whether") for c in child.children)
        if "clause" in rule.content and (
            child.dep_ == "ccomp" or (child.dep_ in ("acl", "relcl", "advcl") and finite)
        ):
            return _span(child), (word,)
        to = any(c.tag_ == "TO" for c in child.children)
        if "infinitive" in rule.content and child.dep_ in ("acl", "xcomp", "relcl") and to:
            return _span(child), (word,)
        if child.dep_ == "prep" and child.lower_ in rule.prepositions:
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return (inner.left_edge.i, child.right_edge.i + 1), (word, child)
    return None, ()
