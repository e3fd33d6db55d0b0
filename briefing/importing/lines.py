"""Lines of a plain text that say where and when it appeared, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefing.importing.published import Published, date_line, is_unclear_date_line

MAX_LABEL_WORDS = 14
MAX_OUTLET_WORDS = 6
MAX_DATELINE_LINES = 8

_ADDRESS_LINE = re.compile(
    r"(?:(?:source|url|link|via|original(?: article)?|read the original(?: article)?"
    r"|(?:originally |first )?published (?:at|on|in))\s*[:–-]?\s*)?<?(?P<url>https?://[^\s<>]+?)>?[.]?\s*\Z",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(
    r"(?:source|outlet|publisher|publication|newspaper)\s*:\s*(?P<name>\S.*)\Z", re.IGNORECASE
)
_TITLE_LINE = re.compile(
    r"(?:(?:title|headline|subject)\s*:\s*|#\s+)(?P<title>\S.*)\Z", re.IGNORECASE
)
_ISSN_LINE = re.compile(
    r"(?:(?P<name>\S.*?)\s*[–—|,(-]*\s*)?\bISSN\b[:\s]*(?P<issn>\d{4}-?\d{3}[\dXx])\)?\s*\Z"
)
_BYLINE = re.compile(
    r"(?:(?:(?:news|report|reporting|story|article|written|words|text)\s+)?by:?|(?:author|byline):)"
    r"\s+(?P<who>\S.*)\Z",
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
    r"(?:[A-Z][A-Z .,'’/-]+?|[A-Z][a-z]+(?=,| \([A-Z][a-z])),?\s*"
    r"(?:(?P<day>[A-Z][a-z]{2,8}\.? \d\d?(?:, \d{4})?)\s*)?"
    r"\((?P<agency>[A-Z][\w .]{1,30})\)\s*[-–—]+\s"
)
_RUBRIC = re.compile(
    r"(?:opinion|analysis|commentary|editorial|politics|world|asia|europe|africa|americas|business"
    r"|diplomacy|defen[cs]e|security|news|breaking news|latest news|world news|exclusive)\Z",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:advertisement|sponsored content|story continues below(?: advertisement)?|share(?: this(?: article)?)?"
    r"|subscribe(?: now)?|sign in|read more|click here to subscribe|all rights reserved\.?)\s*\Z",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """What the lines gave so far; the first finding of each kind stays."""

    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: Published | None = None
    notes: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


def is_furniture(line: str) -> bool:
    """Say whether a line belongs to the page around an article."""
    return bool(_FURNITURE.match(line))


def is_rubric(line: str) -> bool:
    """Say whether a line above an article names the part of the paper it stands in."""
    return bool(_RUBRIC.match(line))


def take_address(line: str, found: Found) -> bool:
    """Take a line that is only a web address, with or without "Source:" before it."""
    match = _ADDRESS_LINE.match(line)
    if match is None or (found.url and found.url != match["url"]):
        return False
    found.url = match["url"]
    return True


def take_metadata(line: str, found: Found) -> bool:
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
    return _take_outlet_and_date(line, found)


def take_title_line(line: str, found: Found) -> bool:
    """Take "Title: ..." or a Markdown headline."""
    match = _TITLE_LINE.match(line)
    if match is None or found.title:
        return False
    found.title = match["title"].strip()
    return True


def _take_byline(line: str, who: str, found: Found) -> bool:
    if line[-1] in ".!?:" or len(who.split()) > 10 or not who[0].isupper():
        return False
    desk = _DESK.match(who)
    name = desk["name"] if desk else re.split(r"\s*(?:,|\||\bfor\b)\s*", who, maxsplit=1)[-1]
    if desk or (name != who and name[:1].isupper()) or _names_an_outlet(who):
        _take_outlet(name.removeprefix("the "), found)
    if not desk:
        found.notes.append(line)
    return True


def take_outlet_line(line: str, found: Found) -> bool:
    """Take an outlet's name that stands alone."""
    return _names_an_outlet(line) and _take_outlet(line, found)


def _take_outlet_and_date(line: str, found: Found) -> bool:
    """Take "Daily Example | 5 May 2024"."""
    parts = [p for p in re.split(r"\s*[|•·]\s*|\s+[–—-]\s+", line) if p]
    days = [day for part in parts if (day := date_line(part))]
    names = [part for part in parts if not date_line(part)]
    if not days or len(names) != 1 or not _names_an_outlet(names[0]):
        return False
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
        and not set(line) & set("!?:;@")
        and line[-1] != "."
        and not _NO_OUTLET.match(line)
    )


def _take_outlet(name: str | None, found: Found) -> bool:
    name = (name or "").strip(" –—|,-:")
    if not name or len(name.split()) > MAX_OUTLET_WORDS:
        return False
    found.outlet = found.outlet or name
    return True


def read_dateline(shown: list[str], numbers: list[int], found: Found) -> None:
    """Read "SEOUL, June 12, 2024 (Agency) -" at the start of the text, which stays in it."""
    starts = (shown[i][:200] for i in numbers[:MAX_DATELINE_LINES])
    match = next((m for start in starts if (m := _DATELINE.match(start))), None)
    if match is None:
        return
    found.outlet = found.outlet or match["agency"]
    if match["day"] and found.published is None:
        found.published = date_line(match["day"])
        if found.published is None:
            found.questions.append(f"published: the text says {match['day']} without a year")
