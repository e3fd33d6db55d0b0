"""Periods to the bins of a time axis. chart.js repeats this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN = "unknown"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MAX_GAP_MONTHS, MAX_GAP_YEARS, MAX_MONTHS = 6, 3, 48


@dataclass(frozen=True, slots=True)
class Bin:
    """One place on the axis: its tick, its full name, the periods it holds."""

    tick: str
    name: str
    periods: tuple[str, ...]


def time_bins(totals: Mapping[str, int]) -> list[Bin]:
    """Return the bins for the periods (YYYY-MM, YYYY, ``unknown``) in `totals`.

    The axis runs without gaps through the stretch that holds most events; what lies far
    before or after it is gathered in one bin on each side, so that an event of 1950 does
    not flatten the year a reader looks at. Years replace months where the stretch is over
    four years. Periods known only by year, and unknown ones, stand at the right.
    """
    dated = sorted(period for period in totals if period != UNKNOWN)
    months = _counted(totals, [p for p in dated if len(p) == 7], _month)
    first, last = _main_stretch(months, MAX_GAP_MONTHS)
    by_month = bool(months) and last - first < MAX_MONTHS
    if not by_month:
        first, last = _main_stretch(_counted(totals, dated, _year), MAX_GAP_YEARS)
    held: dict[object, list[str]] = {}
    for period in dated:
        held.setdefault(_place(period, first, last, by_month), []).append(period)
    start, end = (_month_name(first), _month_name(last)) if by_month else (str(first), str(last))
    bins = [_bin("Earlier", f"Before {start}", held, "before")]
    for number in range(first, last + 1):
        tick = _tick(number, first, last) if by_month else str(number)
        name = _month_name(number) if by_month else str(number)
        own = held.get(number, [_period(number, by_month)])
        bins.append(Bin(tick, name, tuple(own)))
    bins.append(_bin("Later", f"After {end}", held, "after"))
    years = ", ".join(held.get("year", []))
    bins.append(_bin("Year<br>only", f"Month unknown ({years})", held, "year"))
    if UNKNOWN in totals:
        bins.append(Bin("No<br>date", "No date", (UNKNOWN,)))
    return [b for b in bins if b is not None]


def _month(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:]) - 1


def _year(period: str) -> int:
    return int(period[:4])


def _period(number: int, by_month: bool) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}" if by_month else f"{number:04d}"


def _month_name(number: int) -> str:
    return f"{MONTHS[number % 12]} {number // 12}"


def _tick(number: int, first: int, last: int) -> str:
    month = number % 12
    if last - first > 24 and month % 6 and number != first:
        return ""
    year = f"<br>{number // 12}" if month == 0 or number == first else ""
    return MONTHS[month] + year


def _counted(totals: Mapping[str, int], periods: list[str], number) -> Counter:
    counts: Counter = Counter()
    for period in periods:
        counts[number(period)] += totals[period]
    return counts


def _main_stretch(counts: Mapping[int, int], max_gap: int) -> tuple[int, int]:
    """Return first and last number of the run (gaps up to `max_gap`) that counts most."""
    best, best_n = (0, -1), -1
    run_first, run_n, previous = 0, 0, None
    for number in sorted(counts):
        if previous is None or number - previous > max_gap:
            run_first, run_n = number, 0
        run_n += counts[number]
        previous = number
        if run_n >= best_n:
            best, best_n = (run_first, number), run_n
    return best


def _place(period: str, first: int, last: int, by_month: bool) -> object:
    if by_month and len(period) == 4:
        year = _year(period)
        return "before" if year < first // 12 else "after" if year > last // 12 else "year"
    number = _month(period) if by_month else _year(period)
    return "before" if number < first else "after" if number > last else number


def _bin(tick: str, name: str, held: Mapping[object, list[str]], key: str) -> Bin | None:
    return Bin(tick, name, tuple(held[key])) if key in held else None
