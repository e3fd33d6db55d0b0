"""Find attributed statements: sets doc._.quotes."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon


class QuoteFinder:
    """Find attributed statements: sets doc._.quotes."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        return doc
