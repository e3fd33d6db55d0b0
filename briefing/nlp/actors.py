"""Find who is mentioned: sets doc._.mentions."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon


class ActorFinder:
    """Find who is mentioned: sets doc._.mentions."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        return doc
