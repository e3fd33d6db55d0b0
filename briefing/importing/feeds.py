"""RSS and Atom feeds: one draft per entry, by feedparser."""

from __future__ import annotations

import io
import re
from calendar import timegm
from datetime import UTC, date, datetime

import feedparser

from briefing.errors import InputError
from briefing.importing.addresses import host_of, site_of
from briefing.importing.drafts import Draft, language_code
from briefing.importing.encoding import declared_encoding, decode
from briefing.importing.html import CONTROLS, text_of_fragment
from briefing.importing.text import drop_title_lines

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
SUMMARY_NOTE = "Summary from a feed, not the full text"


def drafts_from_feed(data: bytes, origin: str, charset: str | None = None) -> list[Draft]:
    """Read every entry of a feed that has text.

    An entry without content gives its summary, `kind` abstract, and says so in its note.
    Raises InputError where the feed cannot be read or has no entry with text.
    """
    feed = _parsed(decode(data, origin, charset or declared_encoding(data)), origin)
    if not feed.entries:
        reason = feed.get("bozo_exception")
        raise InputError(
            f"not a readable feed ({' '.join(str(reason).split())})"
            if reason
            else "a feed without entries",
            path=origin,
        )
    drafts = [
        _draft(entry, feed.feed, f"{origin} [{n}]") for n, entry in enumerate(feed.entries, 1)
    ]
    drafts = [draft for draft in drafts if draft.text.strip()]
    if not drafts:
        raise InputError("no entry of this feed has text", path=origin)
    return drafts


def _parsed(content: str, origin: str) -> feedparser.FeedParserDict:
    """Parse a feed decoded here, for feedparser trusts declarations of the encoding."""
    content = CONTROLS.sub("\ufffd", _XML_DECLARATION.sub("", content))
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(io.BytesIO(content.encode()), response_headers=headers)
    except (ValueError, OverflowError, AssertionError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"not a readable feed ({reason})", path=origin) from error


def _draft(entry: feedparser.FeedParserDict, feed: feedparser.FeedParserDict, origin: str) -> Draft:
    content = max((part.get("value", "") for part in entry.get("content", ())), key=len, default="")
    title = text_of_fragment(entry.get("title", "")).replace("\n", " ") or None
    source = entry.get("source") or feed
    url = entry.get("link")
    day = _day(entry)
    return Draft(
        origin,
        drop_title_lines(text_of_fragment(content or entry.get("summary", "")), title),
        title=title,
        outlet=text_of_fragment(source.get("title", "")).replace("\n", " ") or host_of(url),
        outlet_url=site_of(source.get("link") or source.get("href") or url),
        url=url,
        published=day,
        published_precision="day" if day else "unknown",
        published_basis="stated" if day else None,
        kind="article" if content else "abstract",
        note=None if content else SUMMARY_NOTE,
        language=language_code(feed.get("language")),
    )


def _day(entry: feedparser.FeedParserDict) -> date | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    if moment is None:
        return None
    return datetime.fromtimestamp(timegm(moment), tz=UTC).date()
