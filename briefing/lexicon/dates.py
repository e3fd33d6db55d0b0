"""The words of dates (``dates.toml``): months, weekdays, numbers, shifts and bounds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefing.errors import InputError
from briefing.lexicon import Lexicon

FILE_NAME = "dates.toml"

# The values each table may hold.
_RANGES = {
    "months": range(1, 13),
    "weekdays": range(7),
    "numbers": range(1, 1001),
    "days": range(-366, 367),
    "shifts": range(-1, 2),
    "bounds": range(-1, 2),
}


@dataclass(frozen=True)
class DateWords:
    """Lower-case words with their values; see ``dates.toml``."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    days: Mapping[str, int]
    shifts: Mapping[str, int]
    bounds: Mapping[str, int]


@lru_cache(maxsize=4)
def load_date_words(lexicon: Lexicon) -> DateWords:
    """Return the date words of `lexicon`; later files add words or replace their values.

    Raises InputError that names file, table, key and what is allowed.
    """
    tables: dict[str, dict[str, int]] = {name: {} for name in _RANGES}
    for path in lexicon.files(FILE_NAME):
        for name, words in _read(path).items():
            tables[name] |= {word.lower(): value for word, value in words.items()}
    return DateWords(**tables)


def _read(path: Path) -> dict[str, dict[str, int]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"not readable as TOML ({error})", path=path) from error
    for name, words in tables.items():
        if name not in _RANGES:
            raise InputError("unknown table", path=path, place=name, allowed=_RANGES)
        if not isinstance(words, dict):
            raise InputError("must be a table", path=path, place=name)
        allowed = _RANGES[name]
        for word, value in words.items():
            if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
                raise InputError(
                    "must be a whole number",
                    path=path,
                    place=f"{name}.{word}",
                    allowed=f"{allowed.start} to {allowed.stop - 1}",
                )
    return tables
