"""Random valid tables of any size, for tests that need rows and no language model."""

from __future__ import annotations

import random
from datetime import date, timedelta
from hashlib import sha256

from briefing import vocabulary as v
from briefing.tables import Tables

ACTORS = ("PRK", "RUS", "KOR", "USA", "CHN", "JPN", "UNO", "XNK")
THEMES = ("military", "diplomacy", "sanctions", "economy")
TERMS = ("partner", "spring", "envoy", "long talk", "shell", "rocket")
SOURCES = (("daily-post", "The Daily Post"), ("news-agency", "News Agency"), (None, None))


def sample_tables(
    seed: int = 0, n_articles: int = 4, n_sentences: int = 12, names: dict[str, str] | None = None
) -> Tables:
    """Return random tables; `names` replaces words of the sample ("title", "sentence", ...)."""
    pick = random.Random(seed)
    rows: dict[str, list[dict]] = {
        n: [] for n in ("articles", "sentences", "mentions", "events", "quotes", "tone", "themes")
    }
    for number in range(n_articles):
        _article(rows, pick, f"{number:03d}", n_sentences, names or {})
    return Tables.from_rows(rows, {"fingerprint": f"sample-{seed}", "version": "0"})


def _article(rows, pick, doc_id, n_sentences, names) -> None:
    source_id, source_name = pick.choice(SOURCES)
    published = pick.choice((None, date(2023, 9, 5) + timedelta(days=pick.randrange(400))))
    texts, start = [], 0
    for sent_id in range(n_sentences):
        trigger = names.get("trigger", "met")
        text = f"{names.get('sentence', 'Envoys')} {sent_id} {trigger} their partners in spring."
        _sentence(rows, pick, doc_id, sent_id, start, text, trigger, published, names)
        texts.append(text)
        start += len(text) + 1
    text = "\n".join(texts)
    rows["articles"].append(
        {
            "doc_id": doc_id,
            "source_id": source_id,
            "source_name": names.get("source_name", source_name) if source_id else None,
            "source_country": "USA" if source_id else None,
            "source_ownership": pick.choice(v.OWNERSHIPS) if source_id else None,
            "title": names.get("title", f"Article {doc_id}"),
            "url": names.get("url", f"https://example.org/{doc_id}"),
            "published": published,
            "published_precision": "day" if published else "unknown",
            "published_basis": "stated" if published else None,
            "kind": "article",
            "language": "en",
            "n_words": len(text.split()),
            "n_sentences": n_sentences,
            "n_duplicate_sentences": 0,
            "text_sha256": sha256(text.encode()).hexdigest(),
            "text": text,
        }
    )


def _sentence(rows, pick, doc_id, sent_id, start, text, trigger, published, names) -> None:
    repeated = sent_id > 0 and pick.random() < 0.1
    at = {"doc_id": doc_id, "sent_id": sent_id}
    span = {"start_char": start, "end_char": start + len(text)}
    rows["sentences"].append(
        at
        | span
        | {
            "text": text,
            "section": names.get("section"),
            "is_heading": pick.random() < 0.1,
            "duplicate_of": 0 if repeated else None,
            "terms": "|".join(pick.choices(names.get("terms", TERMS), k=4)),
        }
    )
    begin = start + text.index(trigger)
    hit = {"start_char": begin, "end_char": begin + len(trigger), "is_duplicate": repeated}
    for theme in pick.sample(THEMES, pick.randrange(3)):
        rows["themes"].append(at | hit | {"text": trigger, "theme": names.get("theme", theme)})
    for actor in pick.sample(ACTORS, pick.randrange(3)):
        _mention(rows, pick, at | hit, trigger, names.get("actor", actor), names)
    if pick.random() < 0.8:
        _event(rows, pick, at, hit, trigger, published, names)
    if pick.random() < 0.4:
        speaker = pick.choice((*ACTORS, None))
        rows["quotes"].append(
            at
            | span
            | {"text": text, "quote_type": pick.choice(v.QUOTE_TYPES), "is_duplicate": repeated}
            | {"speaker": speaker, "speaker_name": names.get("speaker_name", "an envoy")}
        )


def _mention(rows, pick, hit, text, actor, names) -> None:
    shared = {k: hit[k] for k in ("doc_id", "sent_id", "start_char", "end_char")} | {"text": text}
    rows["mentions"].append(shared | {"actor": actor, "actor_name": actor, "mention_type": "name"})
    score = round(pick.uniform(-1, 1), 3)
    rows["tone"].append(
        shared
        | {
            "actor": actor,
            "voice": pick.choice(("outlet", "outlet", names.get("voice", "USA"))),
            "score": score,
            "label": "negative" if score < -0.3 else "positive" if score > 0.3 else "neutral",
            "confidence": 0.8,
            "engine": "sample",
            "is_duplicate": hit["is_duplicate"],
        }
    )


def _event(rows, pick, at, hit, trigger, published, names) -> None:
    kind = v.EVENT_TYPES[pick.choice(tuple(v.EVENT_TYPES))]
    modality = pick.choice(v.MODALITIES)
    precision = pick.choice(v.DATE_PRECISIONS)
    day = date(pick.choice((1999, 2022, 2023, 2023, 2024)), pick.randint(1, 12), 1)
    dated = precision != "unknown"
    event_id = f"{at['doc_id']}:{hit['start_char']}-{hit['end_char']}:{kind.name}"
    for recipient in pick.sample((*ACTORS, None), pick.choice((1, 1, 2))):
        actor = pick.choice((*ACTORS, None)) if recipient is None else "PRK"
        recipient = names.get("recipient", recipient) if recipient else None
        rows["events"].append(
            at
            | hit
            | {
                "event_id": event_id,
                "rule_id": "sample",
                "trigger": trigger,
                "event_type": kind.name,
                "plover_type": kind.name,
                "quad": kind.quad,
                "intensity": kind.intensity,
                "actor": names.get("actor", actor) if actor else None,
                "actor_name": names.get("actor_name", "the envoys"),
                "recipient": recipient,
                "recipient_name": names.get("actor_name", "the partners"),
                "is_mutual": pick.random() < 0.5,
                "modality": modality,
                "factuality": v.MODALITY_FACTUALITY[modality],
                "attributed_to": pick.choice((None, "USA")),
                "attributed_to_name": names.get("attributed_to_name"),
                "voice": "outlet",
                "event_date": day if dated else None,
                "date_precision": precision,
                "date_basis": pick.choice(v.DATE_BASES) if dated else None,
                "location": names.get("location"),
            }
        )
