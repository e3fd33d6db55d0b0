"""Read attributions off the parse: cue, speaker and content of each reporting word.

The content of a verb is what stands in the frames its rules allow (complement clause,
infinitive, object, prepositional object); a parenthetical verb ("..., she said, ...")
takes the clause it interrupts. Marks play no part here; `quotes` adds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from briefing.lexicon.reporting import ReportingLexicon, ReportingRule

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_OBJECT_TAIL_PREPOSITIONS = frozenset({"as", "for", "of", "to", "with", "over", "from"})
_RAISED = ("xcomp", "ccomp", "conj", "advcl", "pcomp", "aux", "acomp", "prep", "advmod")
_MAX_CLIMB = 6
_THINGS = frozenset({"it", "that", "which", "this", "these", "there"})
_NO_ONE = frozenset({"i", "you", "we"})
_INFERRED = frozenset({"know", "suggest", "promise", "threaten"})
# Verbs that make their subject the author of a noun: "made the claim", "has a plan"; those
# of others ("raised fears", "drew criticism") do not.
_LIGHT_VERBS = frozenset(
    [
        "announce",
        "carry",
        "express",
        "file",
        "give",
        "harbor",
        "have",
        "hold",
        "issue",
        "make",
        "offer",
        "publish",
        "put",
        "reiterate",
        "release",
        "repeat",
        "send",
        "share",
        "state",
        "submit",
        "voice",
    ]
)
_ATTRIBUTION_VERBS = frozenset({"be", "feel", "remain", "seem", "become", "stay"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reporting word with its arguments; `content` holds token ranges, half-open."""

    rule: ReportingRule
    cue: Token
    cue_tokens: tuple[Token, ...]
    speaker: Token | None
    content: tuple[tuple[int, int], ...]
    is_clause: bool = False


def find_attributions(doc: Doc, lexicon: ReportingLexicon) -> Iterator[Attribution]:
    """Yield the attributions of `doc` in text order of their cues."""
    prepositions = _prepositional_cues(lexicon)
    for token in doc:
        pos = token.pos_
        if pos in ("VERB", "AUX"):
            if (first := prepositions.get(token.lower_)) and token.dep_ == "prep":
                yield from _prepositional(token, first)
            else:
                yield from _verbal(token, lexicon)
        elif pos == "NOUN":
            yield from _nominal(token, lexicon.lookup("noun", token.lemma_))
        elif pos == "ADJ" or token.dep_ == "acomp":
            yield from _adjectival(token, lexicon.lookup("adjective", token.lower_))
        elif pos in ("ADP", "SCONJ") and (first := prepositions.get(token.lower_)):
            yield from _prepositional(token, first)


def verb_rules(verb: Token, lexicon: ReportingLexicon) -> tuple[ReportingRule, ...]:
    """Return the rules of a verb, of its phrasal form where it has a particle."""
    for child in verb.children:
        if child.dep_ == "prt":
            rules = lexicon.lookup("verb", f"{verb.lemma_} {child.lower_}")
            if rules:
                return rules
    return lexicon.lookup("verb", verb.lemma_)


def speaker_of(verb: Token) -> Token | None:
    """Return the head of whoever does the reporting, through control and coordination."""
    for _ in range(_MAX_CLIMB):
        found = _own_subject(verb)
        if found is not None:
            return None if _is_empty(found) else found
        if verb.dep_ == "acl":
            if verb.tag_ == "VBN":
                return None
            return verb.head if verb.tag_ == "VBG" else _noun_speaker(verb.head)
        if verb.dep_ == "relcl":
            return verb.head
        if verb.dep_ == "xcomp":
            objects = [c for c in verb.head.children if c.dep_ in ("dobj", "nsubjpass")]
            if objects and verb.head.lemma_ not in ("want", "promise"):
                return objects[0]
        if verb.dep_ not in _RAISED:
            return None
        is_gerund = verb.dep_ == "pcomp"
        verb = verb.head
        if verb.pos_ == "NOUN":
            return _noun_speaker(verb)
        if is_gerund and verb.dep_ == "prep":  # "thanked the nurses for staying"
            objects = [c for c in verb.head.children if c.dep_ == "dobj"]
            if objects and verb.lower_ in ("for", "of", "from"):
                return objects[0]
    return None


def _own_subject(verb: Token) -> Token | None:
    passive = False
    subject = None
    for child in verb.children:
        if child.dep_ == "agent":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
        if child.dep_ == "nsubjpass":
            passive = True
        elif child.dep_ in _SUBJECTS and subject is None:
            subject = child
    return None if passive else subject


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)


def _is_empty(subject: Token) -> bool:
    return subject.lower_ in ("it", "there") and subject.head.lemma_ in ("be", "seem", "appear")


def _verbal(verb: Token, lexicon: ReportingLexicon) -> Iterator[Attribution]:
    rules = verb_rules(verb, lexicon)
    if not rules or verb.dep_ == "amod":
        return
    for rule in rules:
        found = _verb_content(verb, rule)
        if found is None:
            continue
        content, cue_tokens, is_clause = found
        if not content:
            continue
        speaker = speaker_of(verb) or _noun_before(verb)
        if not _can_report(verb, speaker, rule, is_clause, lexicon):
            continue
        if speaker is not None and verb.dep_ in ("acl", "relcl"):
            speaker = _author(verb.head, speaker, lexicon)
        yield Attribution(rule, verb, cue_tokens, speaker, content, is_clause)
        return


def _can_report(
    verb: Token,
    speaker: Token | None,
    rule: ReportingRule,
    is_clause: bool,
    lexicon: ReportingLexicon,
) -> bool:
    """Tell whether the subject may be someone who speaks or thinks.

    Almost anything may "say that". Of the other verbs many also take things ("it
    suggests", "the visit promises", "which calls for"): the outlet's own inference.
    """
    if is_clause and rule.reporting_class not in _INFERRED:
        return True
    if speaker is None:
        return _is_passive(verb)
    if speaker.lower_ in _THINGS:
        return False
    if is_clause:
        return True
    is_event = speaker.pos_ == "NOUN" and speaker.lemma_.lower() in lexicon.event_nouns
    return speaker.lower_ not in _NO_ONE and not is_event


def _noun_before(verb: Token) -> Token | None:
    """Return the noun right before a finite verb whose subject the parser missed."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or _is_passive(verb):
        return None
    doc, i = verb.doc, verb.i - 1
    while i > 0 and doc[i].pos_ in ("ADV", "AUX", "PART") and not doc[i].is_sent_start:
        i -= 1
    if i > 0 and doc[i].text == ",":  # "Smith, a farmer, said"
        i = next((k - 1 for k in range(i - 1, max(0, i - 20), -1) if doc[k].text == ","), -1)
    if i < 0 or verb.i - i > 25 or any(t.is_sent_start for t in doc[i + 1 : verb.i + 1]):
        return None
    return doc[i] if doc[i].pos_ in ("NOUN", "PROPN", "PRON") else None


def _author(noun: Token, speaker: Token, lexicon: ReportingLexicon) -> Token:
    """Return who made the statement, report or letter that "says" something."""
    spoken = speaker == noun or speaker.lower_ in ("that", "which")
    if spoken and lexicon.lookup("noun", noun.lemma_):
        return _noun_speaker(noun) or speaker
    return speaker


def _verb_content(verb: Token, rule: ReportingRule):
    """Return (content, cue tokens, is a clause) for one rule of a verb, or None."""
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
                return (_span(child),), cue, True
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
    return child.i > verb.i or child.left_edge.i < verb.left_edge.i + 1


def _object_content(
    verb: Token, children: list[Token], any_object: bool
) -> tuple[tuple[int, int], ...]:
    if _is_passive(verb):
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


def _interrupted_clause(verb: Token) -> tuple[tuple[int, int], ...]:
    """Return the clause around a parenthetical verb ("the road, police say, is shut")."""
    is_as = verb.dep_ == "advcl" and any(
        c.dep_ == "mark" and c.lower_ == "as" for c in verb.children
    )
    if verb.dep_ != "parataxis" and not is_as:
        return ()
    if not is_as and any(c.dep_ in ("dobj", "xcomp", "attr") for c in verb.children):
        return ()
    return _around(verb.head, verb)


def _around(clause: Token, hole: Token) -> tuple[tuple[int, int], ...]:
    """Return the token ranges of `clause` without the subtree of `hole`."""
    start, end = clause.left_edge.i, clause.right_edge.i + 1
    hole_start, hole_end = hole.left_edge.i, hole.right_edge.i + 1
    ranges = ((start, min(end, hole_start)), (max(start, hole_end), end))
    doc = clause.doc
    return tuple((a, b) for a, b in ranges if any(t.is_alpha for t in doc[a:b]) and a < b)


def _span(token: Token) -> tuple[int, int]:
    return token.left_edge.i, token.right_edge.i + 1


def _nominal(noun: Token, rules: tuple[ReportingRule, ...]) -> Iterator[Attribution]:
    for rule in rules:
        content, cue = _word_content(noun, rule)
        if content:
            yield Attribution(rule, noun, cue, _noun_speaker(noun, cue), (content,))
            return


def _word_content(word: Token, rule: ReportingRule):
    """Return the content of a noun or adjective and its cue tokens."""
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


def _noun_speaker(noun: Token, cue: tuple[Token, ...] = ()) -> Token | None:
    """Return whose statement or wish a noun names; `cue` holds the content's preposition."""
    by_dep = {c.dep_: c for c in noun.children}
    if "poss" in by_dep:
        return by_dep["poss"]
    for child in noun.children:
        if child in cue:
            continue
        if child.dep_ == "prep" and child.lower_ in ("by", "from", "of", "among"):
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None:
                return inner
        if child.dep_ in ("compound", "amod", "nmod") and child.ent_type_ == "" and child.is_title:
            return child
    if noun.dep_ in ("dobj", "attr", "pobj"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        return speaker_of(verb) if verb.lemma_ in _LIGHT_VERBS else None
    return None


def _adjectival(word: Token, rules: tuple[ReportingRule, ...]) -> Iterator[Attribution]:
    if not rules or word.dep_ == "amod":
        return
    for rule in rules:
        content, cue = _word_content(word, rule)
        if content:
            verb = word.head
            speaker = speaker_of(verb) if verb.lemma_ in _ATTRIBUTION_VERBS else None
            yield Attribution(rule, word, cue, speaker, (content,))
            return


def _prepositional_cues(lexicon: ReportingLexicon) -> dict[str, dict[str, ReportingRule]]:
    cues: dict[str, dict[str, ReportingRule]] = {}
    for phrase, rule in lexicon.phrases().items():
        first, _, second = phrase.partition(" ")
        cues.setdefault(first, {})[second] = rule
    return cues


def _prepositional(token: Token, seconds: dict[str, ReportingRule]) -> Iterator[Attribution]:
    for child in token.children:
        rule = seconds.get(child.lower_) or seconds.get(child.lemma_)
        if rule is None or child.i < token.i:
            continue
        speaker = _phrase_speaker(child)
        clause = _governing_clause(token)
        if speaker is None or clause is None:
            continue
        content = _around(clause, token)
        if content:
            yield Attribution(rule, token, (token, child), speaker, content, True)
        return


def _phrase_speaker(word: Token) -> Token | None:
    if word.dep_ == "prep":
        return next((c for c in word.children if c.dep_ == "pobj"), None)
    for child in word.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ == "of":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _governing_clause(token: Token) -> Token | None:
    """Return the verb of the clause a prepositional cue comments on."""
    head = token.head
    for _ in range(_MAX_CLIMB):
        if head.pos_ in ("VERB", "AUX") and head.dep_ not in ("xcomp", "acl", "aux", "pcomp"):
            return head
        if head.head == head:
            return head
        head = head.head
    return head
