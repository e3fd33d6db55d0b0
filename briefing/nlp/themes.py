"""Find themes: sets doc._.themes and the events' contexts."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon


class ThemeFinder:
    """Find themes: sets doc._.themes and the events' contexts."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        return doc
