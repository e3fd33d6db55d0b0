"""JSON lines (or one JSON array): one article each, under the key names that scrapers commonly write."""

from __future__ import annotations

import json
from collections.abc import Iterator

from briefing.errors import InputError
from briefing.importing.addresses import host_of, site_of
from briefing.importing.drafts import Draft, language_code
from briefing.importing.published import parse_published
from briefing.vocabulary import ARTICLE_KINDS

KEYS = {
    "text": ("text", "body", "content", "maintext", "full_text", "article", "article_text"),
    "title": ("title", "headline"),
    "outlet": ("source", "outlet", "publisher", "publication", "site_name", "sitename", "source_name"),
    "url": ("url", "link", "source_url", "canonical_url"),
    "published": (
        "published", "date", "published_at", "publishedAt", "date_published", "datePublished",
        "date_publish", "publish_date", "pub_date", "pubDate",
    ),
    "kind": ("kind",),
    "note": ("note",),
    "language": ("language", "lang"),
}  # fmt: skip


def drafts_from_jsonl(content: str, origin: str) -> list[Draft]:
    """Read one draft per line, or per item of a JSON array.

    Raises InputError with the number of a bad line or item.
    """
    is_array = content.lstrip().startswith("[")
    records = _items(content, origin) if is_array else _lines(content, origin)
    drafts = [
        _draft(_values(record, place, origin), f"{origin}:{number}")
        for number, place, record in records
    ]
    if not drafts:
        raise InputError("no article in this file", path=origin)
    return drafts


def _lines(content: str, origin: str) -> Iterator[tuple[int, int, object]]:
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield number, number, _loaded(line, number, origin)


def _items(content: str, origin: str) -> Iterator[tuple[int, str, object]]:
    for number, record in enumerate(_loaded(content, 1, origin), 1):
        yield number, f"item {number}", record


def _loaded(text: str, line: int, origin: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"not JSON, one object a line or one array ({error})"
        raise InputError(message, path=origin, place=line) from error


def _values(record: object, place: int | str, origin: str) -> dict[str, str]:
    """Return the values of a record under our names."""
    if not isinstance(record, dict):
        raise InputError("not a JSON object", path=origin, place=place)
    values = {}
    for name, keys in KEYS.items():
        value = next((record[k] for k in keys if record.get(k) not in (None, "")), "")
        if name == "outlet" and isinstance(value, dict):
            value = value.get("name") or ""
        if not isinstance(value, str):
            message = f"{name} must be a string, found {type(value).__name__}"
            raise InputError(message, path=origin, place=place)
        values[name] = value
    if not values["text"].strip():
        raise InputError("no text", path=origin, place=place, allowed=KEYS["text"])
    if any("\ud800" <= c <= "\udfff" or c == "\0" for v in values.values() for c in v):
        raise InputError("a character that no text can hold", path=origin, place=place)
    if values["kind"] and values["kind"] not in ARTICLE_KINDS:
        message = f"unknown kind {values['kind']!r}"
        raise InputError(message, path=origin, place=place, allowed=ARTICLE_KINDS)
    return values


def _draft(values: dict[str, str], origin: str) -> Draft:
    published = parse_published(values["published"])
    url = values["url"].strip() or None
    draft = Draft(
        origin,
        values["text"],
        title=" ".join(values["title"].split()) or None,
        outlet=" ".join(values["outlet"].split()) or host_of(url),
        outlet_url=site_of(url),
        url=url,
        published=published.day if published else None,
        published_precision=published.precision if published else "unknown",
        published_basis="stated" if published else None,
        kind=values["kind"] or "article",
        note=values["note"] or None,
        language=language_code(values["language"]),
    )
    if values["published"].strip() and published is None:
        return draft.ask(f"published: {values['published'][:60]!r} is not a clear date")
    return draft
