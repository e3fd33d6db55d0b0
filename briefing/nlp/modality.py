"""Judge how real each event is and who says so: completes doc._.events."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon
from briefing.nlp.annotations import Judgement


class ModalityJudge:
    """Judge how real each event is and who says so: completes doc._.events."""

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        self.nlp = nlp
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        return doc

    def judge(self, doc: Doc, start_char: int, end_char: int) -> Judgement:
        """Return how real the trigger at these offsets is, and who says so."""
        return Judgement()
