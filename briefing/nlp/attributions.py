"""Read attributions off the parse: cue, speaker and content of each reporting word.

The content of a verb is what stands in the frames its rules allow (complement clause,
infinitive, object, prepositional object); a parenthetical verb ("..., she said, ...")
takes the clause it interrupts. Marks play no part here; `quotes` adds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from briefing.lexicon.reporting import ReportingLexicon, ReportingRule
from briefing.nlp.arguments import comment_start
from briefing.nlp.reported import Ranges, around, verb_content, word_content
from briefing.nlp.reporters import (
    author_of,
    has_passive_form,
    noun_before,
    noun_speaker,
    phrase_speaker,
    speaker_of,
)

_MAX_CLIMB = 6
_THINGS = frozenset({"it", "that", "which", "this", "these", "there"})
_NO_ONE = frozenset({"i", "you", "we"})
# Classes whose verbs also take things as subjects ("the figures show", "it suggests").
_INFERRED = frozenset({"know", "suggest", "promise", "threaten"})
# Classes that say of what stands before whether it is so ("..., which Rome denies").
_VERDICTS = frozenset({"deny", "confirm"})
_ATTRIBUTION_VERBS = frozenset({"be", "feel", "remain", "seem", "become", "stay"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reporting word with its arguments; `content` holds token ranges, half-open."""

    rule: ReportingRule
    cue: Token
    cue_tokens: tuple[Token, ...]
    speaker: Token | None
    content: Ranges
    is_clause: bool = False
    is_comment: bool = False


def find_attributions(doc: Doc, lexicon: ReportingLexicon) -> Iterator[Attribution]:
    """Yield the attributions of `doc` in text order of their cues.

    What Rome says in "Athens said the port was shut, a claim Rome denies" is what Athens
    said, and no part of it.
    """
    found = list(_attributions(doc, lexicon))
    comments = {a.content[0][1]: a.cue.right_edge.i for a in found if a.is_comment}
    for a in found:
        if comments and not a.is_comment:
            a = replace(a, content=tuple(_without_comment(r, comments) for r in a.content))
        yield a


def _without_comment(content: tuple[int, int], comments: dict[int, int]) -> tuple[int, int]:
    start, end = content
    commas = (i for i, last in comments.items() if start < i < end <= last + 1)
    return start, min(commas, default=end)


def _attributions(doc: Doc, lexicon: ReportingLexicon) -> Iterator[Attribution]:
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


def _verbal(verb: Token, lexicon: ReportingLexicon) -> Iterator[Attribution]:
    rules = verb_rules(verb, lexicon)
    if not rules or verb.dep_ == "amod":
        return
    for rule in rules:
        found = verb_content(verb, rule)
        if found is None:
            comma = comment_start(verb) if rule.reporting_class in _VERDICTS else None
            if comma is not None and verb.sent.start < comma:
                content = ((verb.sent.start, comma),)
                yield Attribution(rule, verb, (verb,), speaker_of(verb), content, True, True)
                return
            continue
        content, cue_tokens, is_clause = found
        if not content:
            continue
        speaker = speaker_of(verb) or noun_before(verb)
        if not _can_report(verb, speaker, rule, is_clause, lexicon):
            continue
        if speaker is not None and verb.dep_ in ("acl", "relcl"):
            speaker = author_of(verb.head, speaker, lexicon)
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
        return has_passive_form(verb)
    if speaker.lower_ in _THINGS:
        return False
    if speaker.lower_ in _NO_ONE and not is_clause:
        return False
    return speaker.pos_ != "NOUN" or not lexicon.is_thing(speaker.lemma_.lower())


def _nominal(noun: Token, rules: tuple[ReportingRule, ...]) -> Iterator[Attribution]:
    for rule in rules:
        content, cue = word_content(noun, rule)
        if content:
            yield Attribution(rule, noun, cue, noun_speaker(noun, cue), (content,))
            return


def _adjectival(word: Token, rules: tuple[ReportingRule, ...]) -> Iterator[Attribution]:
    if not rules or word.dep_ == "amod":
        return
    for rule in rules:
        content, cue = word_content(word, rule)
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
        speaker = phrase_speaker(child)
        clause = _governing_clause(token)
        if speaker is None or clause is None:
            continue
        content = around(clause, token)
        if content:
            yield Attribution(rule, token, (token, child), speaker, content, True)
        return


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
