"""Decide what a file or an address holds, and read it with the importer of its kind."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from briefing.corpus import Article, parse_article
from briefing.errors import InputError
from briefing.importing.addresses import host_of, site_of
from briefing.importing.drafts import Draft
from briefing.importing.encoding import decode
from briefing.importing.feeds import drafts_from_feed
from briefing.importing.fetching import fetch
from briefing.importing.html import draft_from_html, page_of_archive
from briefing.importing.jsonl import drafts_from_jsonl
from briefing.importing.text import draft_from_text

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_KINDS_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "archive",
    ".mht": "archive",
    ".rss": "feed",
    ".atom": "feed",
}


def read_source(source: str) -> list[Draft]:
    """Return the articles in a file or at an address, each with its open questions.

    Raises InputError naming the source where it cannot be read or holds no article.
    """
    drafts = _from_address(source) if _SCHEME.match(source) else _from_file(source)
    return [draft.ask_for_the_missing() for draft in drafts]


def _from_address(url: str) -> list[Draft]:
    page = fetch(url)
    kind = _kind(page.data, "")
    if kind == "feed":
        return drafts_from_feed(page.data, url, page.charset)
    if kind == "html" or page.media_type in ("text/html", "application/xhtml+xml"):
        return [draft_from_html(page.data, url, url=page.url, charset=page.charset)]
    text = decode(page.data, url, page.charset)
    if kind == "jsonl":
        return drafts_from_jsonl(text, url)
    draft = draft_from_text(text, url)
    outlet = {} if draft.outlet else {"outlet": host_of(page.url), "outlet_url": site_of(page.url)}
    return [replace(draft, url=page.url, **outlet)]


def _from_file(source: str) -> list[Draft]:
    path = Path(source)
    if path.is_dir():
        raise InputError("a folder; name the files in it", path=source)
    if not path.exists():
        raise InputError("no such file", path=source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", path=source) from error
    kind = _kind(data, path.suffix.lower())
    if kind == "archive":
        page, url = page_of_archive(data, source)
        return [draft_from_html(page, source, url=url)]
    if kind == "html":
        return [draft_from_html(data, source)]
    if kind == "feed":
        return drafts_from_feed(data, source)
    text = decode(data, source)
    if kind == "jsonl":
        return drafts_from_jsonl(text, source)
    if re.match(r"---\r?\n", text):
        return [_from_article(parse_article(text, path), source)]
    return [draft_from_text(text, source)]


def _kind(data: bytes, suffix: str) -> str:
    if suffix in _KINDS_BY_SUFFIX:
        return _KINDS_BY_SUFFIX[suffix]
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        if _FEED.search(start):
            return "feed"
        if _HTML.search(start):
            return "html"
        if suffix == ".xml":
            return "feed"
    if re.match(rb'(?:\[\s*)?\{\s*"', start):
        return "jsonl"
    return "text"


def _from_article(article: Article, origin: str) -> Draft:
    return Draft(
        origin,
        article.text,
        title=article.title,
        source_id=article.source_id,
        url=article.url,
        published=article.published,
        published_precision=article.published_precision,
        published_basis=article.published_basis,
        kind=article.kind,
        note=article.note,
        language=article.language,
    )
