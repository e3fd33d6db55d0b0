"""From annotated Docs to rows of the tables: the only module that knows both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product

from spacy.tokens import Doc

from briefing import vocabulary as v
from briefing.corpus import Article, Outlet
from briefing.nlp.annotations import Event, Mention
from briefing.nlp.terms import named_tokens, sentence_terms


def article_row(article: Article, outlet: Outlet | None, doc: Doc) -> dict:
    """Return the `articles` row."""
    sentences = [s for s in doc._.sentences if not s.is_heading]
    return {
        "doc_id": article.doc_id,
        "source_id": article.source_id,
        "source_name": outlet.name if outlet else None,
        "source_country": outlet.country if outlet else None,
        "source_ownership": outlet.ownership if outlet else None,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "published_precision": article.published_precision,
        "published_basis": article.published_basis,
        "kind": article.kind,
        "language": article.language,
        "n_words": sum(t.is_alpha or t.like_num for t in doc),
        "n_sentences": len(sentences),
        "n_duplicate_sentences": sum(s.duplicate_of is not None for s in sentences),
        "text_sha256": hashlib.sha256(article.text.encode()).hexdigest(),
        "text": article.text,
    }


def annotation_rows(doc_id: str, doc: Doc) -> dict[str, list[dict]]:
    """Return the rows of every table but `articles`, by table name."""
    text = doc.text
    repeated = {s.sent_id for s in doc._.sentences if s.duplicate_of is not None}
    named = named_tokens(doc)

    def rows(annotations: tuple) -> list[dict]:
        return [
            {
                "doc_id": doc_id,
                **asdict(a),
                "text": text[a.start_char : a.end_char],
                "is_duplicate": a.sent_id in repeated,
            }
            for a in annotations
        ]

    return {
        "sentences": [
            row | {"terms": "|".join(sentence_terms(doc, sentence, named)) or None}
            for sentence, row in zip(doc._.sentences, rows(doc._.sentences), strict=True)
        ],
        "mentions": rows(doc._.mentions),
        "events": [r for e in doc._.events for r in event_rows(doc_id, e, text, repeated)],
        "quotes": rows(doc._.quotes),
        "tone": rows(doc._.tone),
        "themes": rows(doc._.themes),
    }


def event_rows(doc_id: str, event: Event, text: str, repeated: set[int]) -> Iterator[dict]:
    """Yield one row per actor-recipient pair of `event`; a missing side is NA."""
    kind = v.EVENT_TYPES[event.event_type]
    judgement = event.judgement
    shared = {
        "event_id": f"{doc_id}:{event.start_char}-{event.end_char}:{event.event_type}",
        "doc_id": doc_id,
        "sent_id": event.sent_id,
        "rule_id": event.rule_id,
        "trigger": text[event.start_char : event.end_char],
        "start_char": event.start_char,
        "end_char": event.end_char,
        "event_type": event.event_type,
        "plover_type": event.plover_type or event.event_type,
        "quad": kind.quad,
        "intensity": kind.intensity,
        "is_mutual": event.is_mutual,
        "modality": judgement.modality,
        "factuality": judgement.factuality,
        "attributed_to": judgement.attributed_to,
        "attributed_to_name": judgement.attributed_to_name,
        "attribution_chain": " > ".join(judgement.attribution_chain) or None,
        "voice": event.voice,
        "event_date": event.date.start,
        "date_precision": event.date.precision,
        "date_basis": event.date.basis,
        "location": event.location,
        "contexts": "|".join(event.contexts) or None,
        "is_duplicate": event.sent_id in repeated,
    }
    seen = set()
    for actor, recipient in product(event.actors or (None,), event.recipients or (None,)):
        pair = (actor and actor.actor, recipient and recipient.actor)
        if pair in seen or (pair[0] is not None and pair[0] == pair[1] and event.is_mutual):
            continue
        seen.add(pair)
        yield shared | _participant("actor", actor) | _participant("recipient", recipient)


def _participant(side: str, mention: Mention | None) -> dict:
    return {
        side: mention.actor if mention else None,
        f"{side}_name": mention.actor_name if mention else None,
        f"{side}_role": mention.actor_role if mention else None,
        f"{side}_start_char": mention.start_char if mention else None,
        f"{side}_end_char": mention.end_char if mention else None,
    }
