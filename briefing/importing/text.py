"""Plain text as analysts paste it: find the headline, outlet, date and address in its lines.

Cleaning only drops whole lines that say nothing but where and when the article appeared.
What is kept is kept exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from briefing.importing.drafts import Draft
from briefing.importing.published import Published, date_line, is_unclear_date_line

MAX_HEAD_LINES = 12
MAX_TITLE_WORDS = 25
MAX_LABEL_WORDS = 14
MAX_OUTLET_WORDS = 6

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_ADDRESS_LINE = re.compile(
    r"(?:(?:source|url|link|via|original(?: article)?|read the original(?: article)?"
    r"|(?:originally |first )?published (?:at|on|in))\s*[:–-]?\s*)?<?(?P<url>https?://[^\s<>]+?)>?[.]?\s*\Z",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(
    r"(?:source|outlet|publisher|publication|newspaper)\s*:\s*(?P<name>\S.*)\Z", re.IGNORECASE
)
_TITLE_LINE = re.compile(r"(?:(?:title|headline)\s*:\s*|#\s+)(?P<title>\S.*)\Z", re.IGNORECASE)
_ISSN_LINE = re.compile(
    r"(?:(?P<name>\S.*?)\s*[–—|,(-]*\s*)?\bISSN\b[:\s]*(?P<issn>\d{4}-?\d{3}[\dXx])\)?\s*\Z"
)
_BYLINE = re.compile(
    r"(?:(?:news|report|reporting|story|article|written|words|text)\s+)?by:?\s+(?P<who>\S.*)\Z",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"(?P<name>\S.*?)(?:['’]s)?\s+(?:(?:staff|special|senior|foreign|political|diplomatic|chief)\s+)*"
    r"(?:correspondents?|reporters?|staff|writers?|desk|newsroom|bureau|editors?)\Z",
    re.IGNORECASE,
)
_OUTLET_WORD = re.compile(
    r"\b(?:news|times|post|herald|tribune|gazette|journal|courier|observer|chronicle|daily"
    r"|agency|press|guardian|telegraph|review|bulletin|broadcasting|mail|examiner|dispatch"
    r"|weekly|monitor|today|radio|tv|television)\b|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_NO_OUTLET = re.compile(
    r"(?:breaking|latest|top|world|good|bad|more|related|local)\b", re.IGNORECASE
)
_DATELINE = re.compile(
    r"[A-Z][A-Z .,'’/-]+,?\s*(?:(?P<day>[A-Z][a-z]{2,8}\.? \d\d?(?:, \d{4})?)\s*)?"
    r"\((?P<agency>[A-Z][\w .]{1,30})\)\s*[-–—]+\s"
)
_FURNITURE = re.compile(
    r"(?:advertisement|sponsored content|story continues below(?: advertisement)?|share(?: this(?: article)?)?"
    r"|subscribe(?: now)?|sign in|read more|click here to subscribe|all rights reserved\.?)\s*\Z",
    re.IGNORECASE,
)
_SECTION_LABEL = re.compile(r"[^:]{1,40}:\Z")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class _Found:
    """What the lines gave so far; the first finding of each kind stays."""

    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: Published | None = None
    notes: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


def draft_from_text(text: str, origin: str) -> Draft:
    """Read a plain text into a draft."""
    lines = [m.group() for m in _LINE.finditer(text) if m.group()]
    shown = [line.strip().lstrip("\ufeff") for line in lines]
    filled = [i for i, line in enumerate(shown) if line]
    found = _Found()
    dropped: set[int] = set()

    def drop_where(take: Callable[[str, _Found], bool], numbers: list[int]) -> None:
        dropped.update(i for i in numbers if i not in dropped and take(shown[i], found))

    head = _head(shown, filled)
    drop_where(_take_address, [*head, *filled[-3:]])
    drop_where(_take_title_line, head)
    drop_where(_take_metadata, [*head, *filled[-2:]])
    if len(head) > 1:
        drop_where(_take_outlet_line, head)
    drop_where(lambda line, _: bool(_FURNITURE.match(line)), filled)
    dropped |= _take_title(shown, [i for i in filled if i not in dropped], head, dropped, found)
    _read_dateline(shown, [i for i in filled if i not in dropped], found)
    kept = [line for i, line in enumerate(lines) if i not in dropped]
    while kept and not kept[0].strip():
        kept.pop(0)
    return _draft(origin, "".join(kept), found, [shown[i] for i in sorted(dropped)])


def drop_title_lines(text: str, title: str | None) -> str:
    """Take the headline, repeated at the top of a text, out of it."""
    lines = [m.group() for m in _LINE.finditer(text) if m.group()]
    while lines and (not lines[0].strip() or _same(lines[0], title or "")):
        lines.pop(0)
    return "".join(lines)


def outlet_from_url(url: str | None) -> str | None:
    """Return the host of an address without "www.", which names an outlet well enough."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def _draft(origin: str, text: str, found: _Found, dropped: list[str]) -> Draft:
    outlet = found.outlet or outlet_from_url(found.url)
    day = found.published
    return Draft(
        origin,
        text,
        title=found.title,
        outlet=outlet,
        outlet_url=site_of(found.url) if outlet and not found.outlet else None,
        url=found.url,
        published=day.day if day else None,
        published_precision=day.precision if day else "unknown",
        published_basis="stated" if day else None,
        note="; ".join(found.notes) or None,
        dropped_lines=tuple(dropped),
        questions=tuple(found.questions),
    )


def site_of(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None


def _head(shown: list[str], filled: list[int]) -> list[int]:
    """Return the numbers of the lines before the first paragraph."""
    head: list[int] = []
    for number in filled[:MAX_HEAD_LINES]:
        if _is_prose(shown[number]):
            break
        head.append(number)
    return head


def _is_prose(line: str) -> bool:
    return len(line.split()) > MAX_TITLE_WORDS or (
        len(line.split()) > MAX_LABEL_WORDS and line[-1] in '."”’'
    )


def _take_address(line: str, found: _Found) -> bool:
    match = _ADDRESS_LINE.match(line)
    if match is None or (found.url and found.url != match["url"]):
        return False
    found.url = match["url"]
    return True


def _take_metadata(line: str, found: _Found) -> bool:
    """Take outlet, date, ISSN or byline from a line; say whether it held nothing else."""
    if len(line.split()) > MAX_LABEL_WORDS:
        return False
    if day := date_line(line):
        found.published = found.published or day
        return True
    if is_unclear_date_line(line):
        found.questions.append(f"published: day and month of {line!r} cannot be told apart")
        return True
    if match := _ISSN_LINE.match(line):
        found.notes.append(f"ISSN {match['issn']}")
        _take_outlet(match["name"], found)
        return True
    if match := _SOURCE_LINE.match(line):
        return _take_outlet(match["name"], found)
    if match := _BYLINE.match(line):
        return _take_byline(line, match["who"], found)
    return False


def _take_title_line(line: str, found: _Found) -> bool:
    match = _TITLE_LINE.match(line)
    if match is None or found.title:
        return False
    found.title = match["title"].strip()
    return True


def _take_byline(line: str, who: str, found: _Found) -> bool:
    if line[-1] in ".!?:" or len(who.split()) > 10 or not who[0].isupper():
        return False
    desk = _DESK.match(who)
    name = desk["name"] if desk else re.split(r"\s*(?:,|\||\bfor\b)\s*", who, maxsplit=1)[-1]
    if desk or (name != who and name[:1].isupper()):
        _take_outlet(name.removeprefix("the "), found)
    if not desk:
        found.notes.append(f"byline: {who}")
    return True


def _take_outlet_line(line: str, found: _Found) -> bool:
    """Take "Daily Example | 5 May 2024", or an outlet's name that stands alone."""
    parts = [p for p in re.split(r"\s*[|•·]\s*|\s+[–—-]\s+", line) if p]
    days = [day for part in parts if (day := date_line(part))]
    names = [p for p in parts if not date_line(p)]
    if not all(_names_an_outlet(name) for name in names) or len(names) != 1:
        return False
    if not days and len(parts) > 1:
        return False
    if days:
        found.published = found.published or days[0]
    return _take_outlet(names[0], found)


def _names_an_outlet(line: str) -> bool:
    words = line.split()
    capital = all(w[0].isupper() or w in ("of", "and", "the") or "." in w for w in words)
    last = words[-1] if words else ""
    return (
        0 < len(words) <= MAX_OUTLET_WORDS
        and capital
        and bool(_OUTLET_WORD.search(last) or _OUTLET_WORD.search(words[0]))
        and line[-1] not in ".!?:"
        and not _NO_OUTLET.match(line)
    )


def _take_outlet(name: str | None, found: _Found) -> bool:
    name = (name or "").strip(" –—|,-:")
    if not name or len(name.split()) > MAX_OUTLET_WORDS:
        return False
    found.outlet = found.outlet or name
    return True


def _take_title(
    shown: list[str], rest: list[int], head: list[int], dropped: set[int], found: _Found
) -> set[int]:
    """Find the headline and return the numbers of the lines that hold it."""
    if not rest:
        return set()
    if found.title is None:
        first = rest[0]
        if not _is_headline(shown[first], first, rest):
            return set()
        if not _stands_as_title(shown, first, rest, dropped):
            found.questions.append(
                f"title: is {shown[first]!r} the headline or the first section's heading?"
            )
            return set()
        found.title = shown[first]
    return {i for i in rest if i in head and _same(shown[i], found.title)}


def _is_headline(line: str, number: int, rest: list[int]) -> bool:
    return (
        len(rest) > 1
        and len(line.split()) <= MAX_TITLE_WORDS
        and line[-1] not in ".:,;…"
        and not re.match(r"[-*•]\s", line)
        and bool(_LETTER.search(line))
    )


def _stands_as_title(shown: list[str], first: int, rest: list[int], dropped: set[int]) -> bool:
    """Say whether a first short line is the headline and no section's heading.

    It is when it is repeated, when a blank or a dropped line (date, byline) parts it from
    the text while no other heading is parted so, or when no other line looks like a heading.
    """
    if any(_same(shown[i], shown[first]) for i in rest[1:4]):
        return True
    parted = first + 1 != rest[1]
    metadata_follows = parted and any(i in dropped for i in range(first + 1, rest[1]))
    headings = [
        (number, following)
        for number, following in zip(rest[1:], rest[2:], strict=False)
        if len(shown[number].split()) <= MAX_LABEL_WORDS
        and _is_headline(shown[number], number, rest)
    ]
    if metadata_follows or not headings:
        return True
    return parted and not any(following > number + 1 for number, following in headings)


def _read_dateline(shown: list[str], rest: list[int], found: _Found) -> None:
    """Read "SEOUL, June 12, 2024 (Agency) -" at the start of the text, which stays in it."""
    match = next((m for i in rest[:3] if (m := _DATELINE.match(shown[i]))), None)
    if match is None:
        return
    found.outlet = found.outlet or match["agency"]
    if match["day"] and found.published is None:
        found.published = date_line(match["day"])
        if found.published is None:
            found.questions.append(f"published: the text says {match['day']} without a year")


def _same(line: str, title: str) -> bool:
    def key(text: str) -> str:
        return re.sub(r"\W+", " ", text).strip().casefold()

    return bool(key(title)) and key(line) == key(title)
