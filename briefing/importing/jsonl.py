"""JSON lines: one article per line, under the key names that scrapers commonly write."""

from __future__ import annotations

import json

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
    """Read one draft per non-empty line. Raises InputError with the number of a bad line."""
    drafts = [
        _draft(_record(line, number, origin), number, origin)
        for number, line in enumerate(content.split("\n"), 1)
        if line.strip()
    ]
    if not drafts:
        raise InputError("the file is empty", path=origin)
    return drafts


def _record(line: str, number: int, origin: str) -> dict[str, str]:
    """Return the values of a line under our names."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON ({error})", path=origin, place=number) from error
    if not isinstance(record, dict):
        raise InputError("not a JSON object", path=origin, place=number)
    values = {}
    for name, keys in KEYS.items():
        value = next((record[k] for k in keys if record.get(k) not in (None, "")), "")
        if name == "outlet" and isinstance(value, dict):
            value = value.get("name") or ""
        if not isinstance(value, str):
            message = f"{name} must be a string, found {type(value).__name__}"
            raise InputError(message, path=origin, place=number)
        values[name] = value
    if not values["text"].strip():
        raise InputError("no text", path=origin, place=number, allowed=KEYS["text"])
    if any("\ud800" <= c <= "\udfff" or c == "\0" for v in values.values() for c in v):
        raise InputError("a character that no text can hold", path=origin, place=number)
    if values["kind"] and values["kind"] not in ARTICLE_KINDS:
        message = f"unknown kind {values['kind']!r}"
        raise InputError(message, path=origin, place=number, allowed=ARTICLE_KINDS)
    return values


def _draft(values: dict[str, str], number: int, origin: str) -> Draft:
    published = parse_published(values["published"])
    url = values["url"].strip() or None
    draft = Draft(
        f"{origin}:{number}",
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
