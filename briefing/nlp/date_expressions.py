"""Find the date expressions of a text and resolve them against the publication date.

The grammar is a handful of patterns over the words of ``lexicons/dates.toml``; the
arithmetic is dateutil's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta, weekday

from briefing.lexicon.dates import DateWords
from briefing.nlp.annotations import EventDate

_WITHIN_A_MONTH = frozenset({"day", "week", "weekend"})

UNKNOWN_RELATIVE = EventDate(None, "unknown", "relative")

_YEAR = r"(?:1[89]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|to|and|through)\s*"


@dataclass(frozen=True, slots=True)
class DateExpression:
    """One date expression: where it stands, what it says, the bound before it if any."""

    start_char: int
    end_char: int
    kind: str  # absolute, unit, weekday, days, ago, ahead, vague
    year: int | None = None
    month: int | None = None
    day: int | None = None
    unit: str | None = None
    value: int | None = None  # shift of a unit, number of units, weekday or days
    shift: int | None = None  # of a weekday or month: -1 last, 0 this, 1 next
    bound: str | None = None


def find_date_expressions(
    text: str, words: DateWords, start_char: int = 0, end_char: int | None = None
) -> list[DateExpression]:
    """Return the date expressions of ``text[start_char:end_char]`` in order."""
    end_char = len(text) if end_char is None else end_char
    matches = _pattern(_key(words)).finditer(text, start_char, end_char)
    found = (_expression(match, words) for match in matches)
    return [expression for expression in found if expression is not None]


def resolve(
    expression: DateExpression,
    published: date | None,
    published_precision: str = "day",
    is_future: bool = False,
) -> EventDate:
    """Return the period an expression names, seen from the publication date.

    A reading that could be past or future ("on Friday", "in July") is the nearest one on
    the side of `is_future`. What depends on the publication date is never more exact than it.
    """
    if expression.kind == "absolute" and expression.year is not None:
        return _absolute(expression, expression.year, "stated")
    if published is None or expression.kind == "vague":
        return UNKNOWN_RELATIVE
    if published_precision == "unknown":
        return UNKNOWN_RELATIVE
    if published_precision != "day":
        if expression.kind in ("days", "weekday") or expression.unit in _WITHIN_A_MONTH:
            return _period(published, published_precision)
        if not is_future:
            published = _last_day(published, published_precision)
    try:
        dated = _relative(expression, published, is_future)
    except (ValueError, OverflowError):
        return UNKNOWN_RELATIVE
    return dated if expression.kind == "absolute" else _coarsened(dated, published_precision)


def _relative(e: DateExpression, published: date, is_future: bool) -> EventDate:
    if e.kind == "absolute":
        return _nearest(e, published, is_future)
    if e.kind == "days":
        return EventDate(published + relativedelta(days=e.value), "day", "relative")
    if e.kind == "weekday":
        return EventDate(_weekday(e, published, is_future), "day", "relative")
    if e.kind == "unit":
        # "The weekend" alone is the nearest one on the side of `is_future`.
        return _unit(e.unit, published, e.value if e.value is not None else is_future - 1)
    sign = -1 if e.kind == "ago" else 1
    if e.unit == "decade":
        return UNKNOWN_RELATIVE
    if e.unit == "week":
        return _unit("week", published, sign * e.value)
    start = published + relativedelta(**{f"{e.unit}s": sign * e.value})
    return _period(start, {"day": "day", "year": "year"}.get(e.unit, "month"))


def _absolute(e: DateExpression, year: int, basis: str) -> EventDate:
    try:
        start = date(year, e.month or 1, e.day or 1)
    except ValueError:
        return EventDate(None, "unknown", basis)
    return EventDate(start, "day" if e.day else "month" if e.month else "year", basis)


def _nearest(e: DateExpression, published: date, is_future: bool) -> EventDate:
    """Return the reading of a month or a day of a month whose year is not said."""
    here = _absolute(e, published.year, "relative")
    if here.start is None:  # 29 February
        return here
    today = published if e.day else published.replace(day=1)
    if e.shift is not None:
        years = {-1: -1 if here.start >= today else 0, 0: 0, 1: 1 if here.start <= today else 0}
        step = years[e.shift]
    elif is_future:
        step = 1 if here.start < today else 0
    else:
        step = -1 if here.start > today else 0
    return _absolute(e, published.year + step, "relative")


def _weekday(e: DateExpression, published: date, is_future: bool) -> date:
    if e.shift == 0:
        return published + relativedelta(days=e.value - published.weekday())
    if e.shift is not None:
        return published + relativedelta(days=e.shift, weekday=weekday(e.value)(e.shift))
    return published + relativedelta(weekday=weekday(e.value)(1 if is_future else -1))


def _unit(unit: str, published: date, shift: int) -> EventDate:
    if unit == "weekend":
        saturday = published + relativedelta(days=5 - published.weekday(), weeks=shift)
        return EventDate(saturday, "day", "relative")
    if unit == "week":
        # A week may span two months: its first day, no more exact than a month.
        monday = published + relativedelta(days=-published.weekday(), weeks=shift)
        return EventDate(monday, "month", "relative")
    if unit in ("month", "year"):
        return _period(published + relativedelta(**{f"{unit}s": shift}), unit)
    return _period(published + relativedelta(years=shift), "year")  # seasons, quarters


def _period(start: date, precision: str) -> EventDate:
    if precision == "year":
        start = start.replace(month=1, day=1)
    elif precision == "month":
        start = start.replace(day=1)
    return EventDate(start, precision, "relative")


def _last_day(published: date, precision: str) -> date:
    """Return the last day an article may have appeared."""
    months = 12 - published.month if precision == "year" else 0
    return published + relativedelta(months=months, day=31)


def _coarsened(dated: EventDate, precision: str) -> EventDate:
    """Return a shifted year or month no more exact than the publication year."""
    if precision == "year" and dated.precision == "month" and dated.start is not None:
        return _period(dated.start, "year")
    return dated


def _key(words: DateWords) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(table)
        for table in (
            words.months,
            words.weekdays,
            words.numbers,
            words.days,
            words.shifts,
            words.bounds,
        )
    )


@lru_cache(maxsize=4)
def _pattern(key: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    """Return the grammar as one pattern; the named groups say which rule matched."""
    months, _, numbers, days, shifts, bounds = (_alternatives(k) for k in key)
    month = rf"(?:{months})\b\.?"
    unit = r"(?:day|week|month|year|decade)"
    return re.compile(
        rf"""
        (?<![\w-])
        (?:(?P<bound>(?i:{bounds}|from|between|early\ in|late\ in|in|on|of|during|for))\s+(?:the\s+)?)?
        (?:(?P<part>(?i:early|late|mid|earlier|later))[\s-]+(?:in\s+)?)?
        (?:
            (?P<iso>(?P<iso_year>{_YEAR})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d))
          | (?P<dmy>(?P<dmy_day>{_DAY})(?:{_TO}{_DAY})?\s+(?:of\s+)?(?P<dmy_month>{month})
               (?:,?\s+(?P<dmy_year>{_YEAR}))?)
          | (?P<mdy>(?P<mdy_month>{month})\s+(?P<mdy_day>{_DAY})(?![\d:])
               (?:{_TO}(?:{month}\s+)?{_DAY}(?!\d))?(?:,?\s+(?P<mdy_year>{_YEAR}))?)
          | (?P<my>(?P<my_month>{month}),?\s+(?:of\s+)?(?P<my_year>{_YEAR}))
          | (?P<vague>(?i:(?:a\ )?(?:few|several|some|many|couple\ of|recent|past|last|coming|next))\s+
               (?:(?:few|several|many|couple\ of|{numbers}|\d+)\s+)?{unit}s(?:\s+ago)?)
          | (?P<ago>(?:(?P<ago_number>\d{{1,3}}|(?i:{numbers}))\s+(?P<ago_unit>{unit})s?)\s+ago)
          | (?P<ahead>(?P<ahead_number>\d{{1,2}}|(?i:{numbers}))\s+(?P<ahead_unit>{unit})s?['’]?\s+time)
          | (?P<days>(?i:{days}))
          | (?P<unit>(?P<unit_shift>(?i:{shifts}))\s+
               (?P<unit_unit>week(?:end)?|month|year|(?:spring|summer|autumn|fall|winter|quarter)))
          | (?P<weekend>weekend)
          | (?:(?P<weekday_shift>(?i:{shifts}))\s+)?(?P<weekday>(?-i:{_capitalised(key[1])}))
          | (?:(?P<month_shift>(?i:{shifts}))\s+)?(?P<month>(?-i:{_capitalised(key[0])}))
          | (?P<year>{_YEAR})
        )
        (?![\w%])(?!,\d)
        """,
        re.VERBOSE,
    )


def _alternatives(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    both = [form for w in longest_first for form in (w, w[:1].upper() + w[1:])]
    return "|".join(re.escape(form) for form in both)


def _capitalised(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(w.capitalize()) for w in sorted(words, key=len, reverse=True))


def _expression(match: re.Match[str], words: DateWords) -> DateExpression | None:
    groups = match.groupdict()
    kind = next(k for k in _READERS if groups[k])
    values = _READERS[kind](groups, words)
    if values is None:
        return None
    bound = (groups["bound"] or "").lower() or None
    return DateExpression(match.start(kind), match.end(), bound=bound, **values)


def _month_number(text: str, words: DateWords) -> int:
    return words.months[text.rstrip(".").lower()]


def _number(text: str, words: DateWords) -> int:
    return int(text) if text.isdigit() else words.numbers[text.lower()]


def _calendar(prefix: str):
    def read(groups: Mapping[str, str | None], words: DateWords) -> dict | None:
        year, month = groups[f"{prefix}_year"], groups[f"{prefix}_month"]
        day = groups.get(f"{prefix}_day")
        number = int(month) if month.isdigit() else _month_number(month, words)
        if not 1 <= number <= 12:
            return None
        return {
            "kind": "absolute",
            "year": int(year) if year else None,
            "month": number,
            "day": int(re.sub(r"\D", "", day)) if day else None,
        }

    return read


def _counted(kind: str):
    def read(groups: Mapping[str, str | None], words: DateWords) -> dict:
        value = _number(groups[f"{kind}_number"], words)
        return {"kind": kind, "unit": groups[f"{kind}_unit"], "value": value}

    return read


def _read_month(groups: Mapping[str, str | None], words: DateWords) -> dict | None:
    shift = groups["month_shift"]
    if not (shift or groups["bound"] or groups["part"]):
        return None  # "May" and "March" alone are often no months
    return {
        "kind": "absolute",
        "month": _month_number(groups["month"], words),
        "shift": words.shifts[shift.lower()] if shift else None,
    }


def _read_weekday(groups: Mapping[str, str | None], words: DateWords) -> dict:
    shift = groups["weekday_shift"]
    return {
        "kind": "weekday",
        "value": words.weekdays[groups["weekday"].lower()],
        "shift": words.shifts[shift.lower()] if shift else None,
    }


_READERS = {
    "iso": _calendar("iso"),
    "dmy": _calendar("dmy"),
    "mdy": _calendar("mdy"),
    "my": _calendar("my"),
    "vague": lambda g, w: {"kind": "vague"},  # "in recent weeks", "over the last two years"
    "ago": _counted("ago"),
    "ahead": _counted("ahead"),
    "days": lambda g, w: {"kind": "days", "value": w.days[g["days"].lower()]},
    "unit": lambda g, w: {
        "kind": "unit",
        "unit": g["unit_unit"],
        "value": w.shifts[g["unit_shift"].lower()],
    },
    "weekend": lambda g, w: {"kind": "unit", "unit": "weekend"},
    "weekday": _read_weekday,
    "month": _read_month,
    "year": lambda g, w: {"kind": "absolute", "year": int(g["year"])},
}
