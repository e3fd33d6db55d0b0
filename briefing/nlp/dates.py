"""Date each event: completes doc._.events."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon


class EventDater:
    """Date each event: completes doc._.events."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        return doc
