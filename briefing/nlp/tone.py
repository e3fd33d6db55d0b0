"""Score the tone of the text toward each mention: sets doc._.tone."""

from __future__ import annotations

from spacy.language import Language


def load_engine(name: str, nlp: Language):
    """Return the tone engine called `name`, or None for ``none``."""
    return
