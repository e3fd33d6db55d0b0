"""The content words and noun phrases of a sentence, for comparing how outlets frame things.

Only the outlet's own voice counts, and no names: who is mentioned is a table of its own.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from briefing.nlp.annotations import Sentence, sentence_span
from briefing.nlp.voice import innermost_quote

MAX_PHRASE_WORDS = 3

_CONTENT = frozenset({"NOUN", "VERB", "ADJ"})
_MODIFIERS = frozenset({"NOUN", "ADJ"})


def sentence_terms(doc: Doc, sentence: Sentence, named: frozenset[int]) -> tuple[str, ...]:
    """Return the lemmas and two- or three-word noun phrases of `sentence`, in text order.

    Lower case, function words left out, words in somebody else's voice left out. `named`
    holds the first characters of the tokens inside mentions, which are left out too. A
    phrase is adjectives and nouns that end in a noun ("joint drill"); its last word is a
    lemma.
    """
    terms: list[str] = []
    run: list[Token] = []
    for token in sentence_span(doc, sentence):
        if not _counts(token, named):
            run = []
            continue
        terms.append(_lemma(token))
        run = [*run, token][-MAX_PHRASE_WORDS:] if token.pos_ in _MODIFIERS else []
        if len(run) > 1 and token.pos_ == "NOUN":
            for first in range(len(run) - 1):
                words = [t.lower_ for t in run[first:-1]]
                terms.append(" ".join([*words, _lemma(token)]))
    return tuple(terms)


def named_tokens(doc: Doc) -> frozenset[int]:
    """Return the first characters of all tokens inside the mentions of `doc`."""
    spans = (
        doc.char_span(m.start_char, m.end_char, alignment_mode="expand")
        for m in doc._.mentions
        if m.mention_type not in ("pronoun", "group")
    )
    return frozenset(token.idx for span in spans for token in span)


def _lemma(token: Token) -> str:
    """Return the lemma in lower case; "politics" and its like have no other singular."""
    word = token.lower_
    return word if word.endswith("ics") else token.lemma_.lower()


def _counts(token: Token, named: frozenset[int]) -> bool:
    return (
        token.pos_ in _CONTENT
        and token.is_alpha
        and not token.is_stop
        and len(token) > 1
        and token.idx not in named
        and innermost_quote(token.doc, token.idx, token.idx + len(token)) is None
    )
