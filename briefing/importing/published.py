"""Publication dates as outlets print them and as machines write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

import dateparser

MAX_UPDATE_CHARS = 50

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_ISO = rf"{_YEAR}-\d\d-\d\d"
_FORMS = tuple(
    (precision, re.compile(rf"(?<![\w/]){form}(?![\w/])", re.IGNORECASE))
    for precision, form in (
        ("day", rf"{_ISO}(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"),
        ("day", rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}"),
        ("day", rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}"),
        ("numbers", rf"\d\d?[/.]\d\d?[/.]{_YEAR}"),
        ("month", rf"{_MONTH},?\s+{_YEAR}"),
        ("month", rf"{_YEAR}-\d\d"),
    )
)
_LABEL = re.compile(
    r"(?:date(?:line)?|(?:first )?published|posted|(?:last )?updated|(?:last )?modified|issued)"
    r"\b(?: (?:on|at|date))?\s*:?\s*",
    re.IGNORECASE,
)
_AROUND = re.compile(  # what may stand beside a date in a line that is only a date
    r"\b(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|\d\d?[:.]\d\d(?::\d\d)?|[ap]\.?m|at|on|(?:gmt|utc)(?:[+-]\d{1,4})?|msk|\d+ min(?:utes?)? read"
    r"|[ecmp][sd]t|[ce]es?t|[bijkh]st|ae[sd]t|hkt|sgt)\b|[.,;|·•()–—-]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Published:
    """A date with its precision: the first day of the day, month or year named."""

    day: date
    precision: str


def parse_published(value: str) -> Published | None:
    """Read a date value: ISO 8601, RFC 822, a bare year, or prose. None where unclear.

    05/09/2023 is unclear: it is May in one country and September in the next.
    """
    value = value.strip()[:100]
    if re.fullmatch(_YEAR, value):
        return Published(date(int(value), 1, 1), "year")
    found = _first_form(value)
    if found is not None:
        return found[0]
    try:
        return Published(parsedate_to_datetime(value).date(), "day")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def date_line(line: str) -> Published | None:
    """Return the date of a line that says nothing but when the article appeared."""
    label = _LABEL.match(line.strip())
    rest = line.strip()[label.end() if label else 0 :]
    found = _first_form(rest)
    if found is None:
        return None
    published, start, end = found
    return published if _only_around(rest[:start]) and _only_after(rest[end:]) else None


def is_unclear_date_line(line: str) -> bool:
    """Say whether a line is a date whose day and month cannot be told apart."""
    label = _LABEL.match(line.strip())
    rest = line.strip()[label.end() if label else 0 :]
    return bool(re.fullmatch(rf"\d\d?[/.]\d\d?[/.]{_YEAR}", rest)) and _first_form(rest) is None


def _only_around(text: str) -> bool:
    return not _AROUND.sub("", text).strip()


def _only_after(text: str) -> bool:
    """Allow a later date such as "| Updated 3 hours ago" after the first."""
    label = re.search(r"\b(?:last )?(?:updated|modified)\b", text, re.IGNORECASE)
    if label is None:
        return _only_around(text)
    return _only_around(text[: label.start()]) and len(text) - label.end() <= MAX_UPDATE_CHARS


def _first_form(text: str) -> tuple[Published, int, int] | None:
    """Return the first date in `text` with its offsets."""
    hits = [(m.start(), -m.end(), p, m) for p, form in _FORMS for m in form.finditer(text)]
    for _, _, precision, match in sorted(hits, key=lambda hit: hit[:2]):
        published = _parsed(match.group(), precision)
        if published is not None:
            return published, match.start(), match.end()
    return None


def _parsed(text: str, precision: str) -> Published | None:
    order = "MDY"
    if precision == "numbers":
        first, second = (int(n) for n in re.split(r"[/.]", text)[:2])
        if first <= 12 and second <= 12 and first != second:
            return None
        order, precision = ("DMY" if first > 12 else "MDY"), "day"
    if re.fullmatch(rf"{_YEAR}-\d\d", text):
        text += "-01"
    if re.match(_ISO, text):
        try:
            return Published(date.fromisoformat(text[:10]), precision)
        except ValueError:
            return None
    moment = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": order,
            "PREFER_DAY_OF_MONTH": "first",
        },
    )
    return None if moment is None else Published(moment.date(), precision)
