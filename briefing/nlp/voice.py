"""Whose words a stretch of text is: the outlet's, or the speaker's it quotes."""

from __future__ import annotations

from spacy.tokens import Doc

from briefing.vocabulary import VOICE_OUTLET


def voice_at(doc: Doc, start_char: int, end_char: int) -> str:
    """Return ``outlet`` or the actor code (else the name) of the innermost speaker."""
    holding = [
        q
        for q in doc._.quotes
        if q.quote_type != "scare" and q.start_char <= start_char and end_char <= q.end_char
    ]
    if not holding:
        return VOICE_OUTLET
    inner = min(holding, key=lambda q: q.end_char - q.start_char)
    return inner.speaker or inner.speaker_name or "unnamed"
