"""The machine-readable door: one JSON object in, one out, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from briefing.corpus import parse_published
from briefing.frames import annotation_rows
from briefing.nlp.pipeline import Annotator, TextItem

LINES_PER_BATCH = 64


def extract_lines(lines: Iterable[str], annotator: Annotator) -> Iterator[dict]:
    """Yield one answer per non-empty line; a bad line yields ``{"id", "error"}``.

    Reads ``{"id", "text", "published"?, "triggers"?, "targets"?}``, `published` as YYYY-MM-DD,
    YYYY-MM or YYYY; writes events, quotes,
    mentions and themes with the tables' column names, and an answer for each trigger and
    target handed in.
    """
    batch: list[tuple[dict, TextItem | str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            batch.append(_read(line, number))
        if len(batch) >= LINES_PER_BATCH:
            yield from _answers(batch, annotator)
            batch = []
    yield from _answers(batch, annotator)


def _read(line: str, number: int) -> tuple[dict, TextItem | str]:
    record: dict = {"id": number}
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            return {"id": number}, "not a JSON object"
        record.setdefault("id", number)
        if not isinstance(record.get("text"), str):
            return record, "field 'text' must be a string"
        stated = record.get("published")
        published, precision = parse_published(stated[:10]) if stated else (None, "unknown")
        return record, TextItem(
            record["text"],
            published,
            _spans(record.get("triggers"), record["text"]),
            _spans(record.get("targets"), record["text"]),
            published_precision=precision,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return record, f"unreadable line {number}: {error}"


def _spans(records: list[dict] | None, text: str) -> tuple[tuple[int, int], ...]:
    spans = tuple((int(r["start_char"]), int(r["end_char"])) for r in records or ())
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"offsets {start}-{end} are outside the text (0-{len(text)})")
    return spans


def _answers(batch: list[tuple[dict, TextItem | str]], annotator: Annotator) -> Iterator[dict]:
    docs = annotator.annotate([item for _, item in batch if isinstance(item, TextItem)])
    scores = iter(
        annotator.score_targets(
            [(item.text, item.targets) for _, item in batch if isinstance(item, TextItem)]
        )
    )
    for record, item in batch:
        if isinstance(item, str):
            yield {"id": record["id"], "error": item}
            continue
        doc = next(docs)
        rows = annotation_rows(str(record["id"]), doc)
        yield {
            "id": record["id"],
            **{name: rows[name] for name in ("events", "quotes", "mentions", "themes")},
            "triggers": annotator.judge_triggers(doc, item.triggers),
            "targets": next(scores),
        }
