"""Whose words a stretch of text is: the outlet's, or the speaker's it quotes.

Direct and indirect statements count alike; scare quotes are the outlet's own. What
somebody wants or knows is told by the outlet in its own words, so it stays the outlet's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from spacy.tokens import Doc

from briefing.nlp.annotations import Quote
from briefing.vocabulary import VOICE_OUTLET

VOICE_UNNAMED = "unnamed"
_OUTLETS_WORDS = frozenset({"want", "know"})
_CACHE = "briefing.voice"


def voice_at(doc: Doc, start_char: int, end_char: int) -> str:
    """Return ``outlet`` or the actor code (else the name) of the innermost speaker.

    A speaker whom nobody names is ``unnamed``. Needs doc._.quotes sorted by start_char.
    """
    quote = innermost_quote(doc, start_char, end_char)
    if quote is None:
        return VOICE_OUTLET
    return quote.speaker or quote.speaker_name or VOICE_UNNAMED


def innermost_quote(doc: Doc, start_char: int, end_char: int) -> Quote | None:
    """Return the shortest statement in somebody else's voice that holds [start, end)."""
    holding = (q for q in _around(doc, start_char, end_char) if _speaks(q, start_char, end_char))
    return min(holding, key=lambda q: q.end_char - q.start_char, default=None)


def _speaks(quote: Quote, start_char: int, end_char: int) -> bool:
    if quote.quote_type == "scare" or quote.cue_class in _OUTLETS_WORDS:
        return False
    parts = ((quote.start_char, quote.end_char),) if quote.parts is None else quote.parts
    return any(a <= start_char and end_char <= b for a, b in parts)


def _around(doc: Doc, start_char: int, end_char: int) -> Iterator[Quote]:
    """Yield the quotes that reach over [start, end); nested ones are few."""
    quotes = doc._.quotes
    cached = doc.user_data.get(_CACHE)
    if cached is None or cached[0] is not quotes:
        starts = [q.start_char for q in quotes]
        reach = list(accumulate((q.end_char for q in quotes), max))
        cached = doc.user_data[_CACHE] = (quotes, starts, reach)
    _, starts, reach = cached
    i = bisect_right(starts, start_char) - 1
    while i >= 0 and reach[i] >= end_char:
        if quotes[i].end_char >= end_char:
            yield quotes[i]
        i -= 1
