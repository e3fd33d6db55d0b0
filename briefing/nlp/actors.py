"""Find who is mentioned: sets doc._.mentions.

Names come out of one matcher pass (``names``). A name then grows along the parse into the
noun phrase it decides (``phrases``): "Iran" + "'s foreign minister", "Russian" + "President
Vladimir Putin". What is left points back (``coreference``): "both countries", "its".
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from briefing.lexicon import Lexicon
from briefing.lexicon.actors import load_actors
from briefing.nlp.annotations import Mention, sentence_at
from briefing.nlp.coreference import ReferenceFinder
from briefing.nlp.names import NameFinder
from briefing.nlp.phrases import PhraseFinder


class ActorFinder:
    """Find who is mentioned: sets doc._.mentions, sorted by offsets.

    A noun phrase yields one mention that covers the words naming the actor; a group such as
    "both countries" yields one per member with the same offsets. Relative pronouns are left
    to whoever reads the parse.
    """

    def __init__(self, nlp: Language, lexicon: Lexicon) -> None:
        actors = load_actors(lexicon)
        self.names = NameFinder(nlp, actors)
        self.phrases = PhraseFinder(nlp, actors)
        self.references = ReferenceFinder(nlp, actors)

    def __call__(self, doc: Doc) -> Doc:
        found = self.phrases(doc, self.names(doc)) if len(doc) else []
        mentions = []
        for f in (*found, *self.references(doc, found)):
            start, last = doc[f.start].idx, doc[f.end - 1]
            sentence = sentence_at(doc, start)
            if sentence is not None:
                end = last.idx + len(last)
                mentions.append(
                    Mention(sentence.sent_id, start, end, f.actor, f.name, f.role, f.mention_type)
                )
        mentions.sort(key=lambda m: (m.start_char, m.end_char, m.actor))
        doc._.mentions = tuple(mentions)
        return doc
