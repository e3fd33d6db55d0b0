"""The actor lexicon: states, organisations, places, people with dates of office, role nouns.

Country codes and English names come from Babel (Unicode CLDR); everything else from the
tables in ``lexicons/``. A corpus's own table of the same name extends the shipped one; a
row that names the same thing (same code, name or noun) replaces the shipped rows.
"""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from briefing.errors import InputError
from briefing.lexicon import Lexicon
from briefing.vocabulary import ACTOR_ROLES

KINDS = ("country", "demonym", "capital", "seat", "place", "organisation", "person", "group")
HEAD_KINDS = ("office", "person", "body", "honorific", "thing", "modifier")
GUARDS = ("longer", "month", "caps", "never")
# "both countries" · "the country" · "the government" · "its neighbour", another's.
REFERENCES = ("pair", "country", "body", "other")

# The columns of each table, and those that say which row replaces which.
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "countries.csv": (("code", "name", "aliases", "demonyms", "capital", "seats"), ("code",)),
    "places.csv": (("actor", "cities", "regions"), ("actor",)),
    "organisations.csv": (("code", "name", "aliases", "role"), ("name",)),
    "people.csv": (
        ("name", "actor", "office", "role", "start", "end", "short", "aliases"),
        ("name",),
    ),
    "groups.csv": (("name", "members"), ("name",)),
    "roles.csv": (("noun", "role", "kind"), ("noun",)),
    "references.csv": (("noun", "kind"), ("noun", "kind")),
    "guards.csv": (("name", "guard"), ("name",)),
}

Row = tuple[Path, int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class ActorName:
    """One reading of a name; `start` and `end` bound a person's office, both inclusive."""

    actor: str
    name: str
    kind: str
    role: str | None = None
    start: date | None = None
    end: date | None = None
    office: str | None = None

    def in_office(self, day: date) -> bool:
        """Tell whether the office was held on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that makes a person or body of a state out of the state's name."""

    role: str | None
    kind: str


@dataclass(frozen=True)
class ActorLexicon:
    """Everything known about actors.

    `names` maps a name as written to its readings, first choice first. `surnames` holds names that need an
    introduction (a title, the full name, or their state in the same text); `introduces` maps
    a person to those. `heads` maps role nouns, `guards` ambiguous names, `references` the
    nouns of each kind that point back, `displays` codes.
    """

    names: dict[str, tuple[ActorName, ...]]
    surnames: dict[str, tuple[ActorName, ...]]
    introduces: dict[str, tuple[str, ...]]
    heads: dict[str, Head]
    guards: dict[str, str]
    references: dict[str, frozenset[str]]
    displays: dict[str, str]


def known_actors(lexicon: Lexicon) -> dict[str, str]:
    """Return every actor code with its display name, such as ``PRK -> North Korea``."""
    return dict(load_actors(lexicon).displays)


@lru_cache(maxsize=4)
def load_actors(lexicon: Lexicon) -> ActorLexicon:
    """Return the checked actor lexicon.

    Raises InputError, naming file, line and allowed values, when a table is broken.
    """
    names: dict[str, list[ActorName]] = defaultdict(list)
    surnames: dict[str, list[ActorName]] = defaultdict(list)
    introduces: dict[str, set[str]] = defaultdict(set)
    displays: dict[str, str] = {}
    for row in _rows(lexicon, "countries.csv"):
        _add_country(names, surnames, displays, row)
    for row in _rows(lexicon, "places.csv"):
        _add_places(names, displays, row)
    for row in _rows(lexicon, "organisations.csv"):
        _add_organisation(names, displays, row)
    for row in _rows(lexicon, "groups.csv"):
        _add_group(names, displays, row)
    for rows in _groups(lexicon, "people.csv"):
        _add_person(names, surnames, introduces, displays, rows)
    return ActorLexicon(
        {text: tuple(dict.fromkeys(readings)) for text, readings in names.items()},
        {text: tuple(readings) for text, readings in surnames.items()},
        {name: tuple(sorted(texts)) for name, texts in introduces.items()},
        dict(_heads(lexicon)),
        dict(_guards(lexicon)),
        _references(lexicon),
        displays,
    )


def _add_country(names: dict, surnames: dict, displays: dict, at: Row) -> None:
    path, line, row = at
    code = row["code"]
    name = row["name"] or _babel_names().get(code)
    if not name:
        raise InputError(f"no name for {code!r}", path=path, place=line, allowed="a name")
    displays[code] = name
    demonyms = [form for d in _split(row["demonyms"]) for form in (d, _plural_demonym(d)) if form]
    for kind, texts in (
        ("country", [name, *_split(row["aliases"])]),
        ("demonym", demonyms),
        ("capital", _split(row["capital"])),
        ("seat", _split(row["seats"])),
    ):
        for text in dict.fromkeys(texts):
            if _is_bracketed(text):
                surnames[text[1:-1]].append(ActorName(code, name, kind))
            elif kind == "seat":
                names[text].append(ActorName(code, text, kind, "GOV"))
            else:
                names[text].append(ActorName(code, name, kind))


def _add_places(names: dict, displays: dict, at: Row) -> None:
    path, line, row = at
    _check_actor(path, line, row["actor"], displays)
    for text in (*_split(row["cities"]), *_split(row["regions"])):
        names[text].append(ActorName(row["actor"], text, "place"))


def _add_organisation(names: dict, displays: dict, at: Row) -> None:
    path, line, row = at
    _check(path, line, "role", row["role"], ("", *ACTOR_ROLES))
    displays.setdefault(row["code"], row["name"][0].upper() + row["name"][1:])
    reading = ActorName(row["code"], row["name"], "organisation", row["role"] or None)
    for text in (row["name"], *_split(row["aliases"])):
        names[text].append(reading)


def _add_group(names: dict, displays: dict, at: Row) -> None:
    path, line, row = at
    for member in _split(row["members"]):
        _check_actor(path, line, member, displays)
        names[row["name"]].append(ActorName(member, displays[member], "group"))


def _add_person(
    names: dict, surnames: dict, introduces: dict, displays: dict, rows: list[Row]
) -> None:
    """Add a person; every office is a reading of every name of theirs."""
    readings = [_office(displays, *at) for at in rows]
    person = readings[0].name
    texts = {person} | {t for _, _, row in rows for t in _split(row["aliases"])}
    for text in {t for _, _, row in rows for t in _split(row["short"])}:
        if _is_bracketed(text):
            surnames[text[1:-1]] += readings
            introduces[person].add(text[1:-1])
        else:
            texts.add(text)
    for text in texts:
        names[text] += readings


def _office(displays: dict, path: Path, line: int, row: dict[str, str]) -> ActorName:
    _check(path, line, "role", row["role"], ("", *ACTOR_ROLES))
    _check_actor(path, line, row["actor"], displays)
    start, end = (_day(path, line, row[side], side == "end") for side in ("start", "end"))
    if start and end and end < start:
        raise InputError(f"{row['name']!r} leaves before taking office", path=path, place=line)
    return ActorName(
        row["actor"], row["name"], "person", row["role"] or None, start, end, row["office"] or None
    )


def _heads(lexicon: Lexicon) -> Iterator[tuple[str, Head]]:
    for path, line, row in _rows(lexicon, "roles.csv"):
        _check(path, line, "role", row["role"], ("", *ACTOR_ROLES))
        _check(path, line, "kind", row["kind"], HEAD_KINDS)
        head = Head(row["role"] or None, row["kind"])
        yield row["noun"], head
        if head.kind != "honorific":
            yield plural(row["noun"]), head


def _guards(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for path, line, row in _rows(lexicon, "guards.csv"):
        _check(path, line, "guard", row["guard"], GUARDS)
        yield row["name"], row["guard"]


def _references(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    nouns: dict[str, set[str]] = {kind: set() for kind in REFERENCES}
    for path, line, row in _rows(lexicon, "references.csv"):
        _check(path, line, "kind", row["kind"], REFERENCES)
        nouns[row["kind"]].add(row["noun"])
    return {kind: frozenset(held) for kind, held in nouns.items()}


def _rows(lexicon: Lexicon, name: str) -> Iterator[Row]:
    """Yield the rows that hold."""
    for rows in _groups(lexicon, name):
        yield from rows


def _groups(lexicon: Lexicon, name: str) -> Iterator[list[Row]]:
    """Yield the rows of each key; a later file's rows replace earlier ones with the same key."""
    columns, key_columns = TABLES[name]
    layers: list[dict[tuple[str, ...], list[Row]]] = []
    for path in lexicon.files(name):
        layer: dict[tuple[str, ...], list[Row]] = {}
        for line, row in _read(path, columns):
            key = tuple(row[c] for c in key_columns)
            if not all(key):
                raise InputError("an empty key", path=path, place=line, allowed=key_columns)
            layer.setdefault(key, []).append((path, line, row))
        layers.append(layer)
    merged: dict[tuple[str, ...], list[Row]] = {}
    for layer in layers:
        merged |= layer
    yield from merged.values()


def _read(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 text: {error.reason}", path=path) from error
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != columns:
            raise InputError("wrong columns", path=path, place=1, allowed=columns)
        for row in reader:
            if None in row or None in row.values():
                raise InputError(
                    "wrong number of fields", path=path, place=reader.line_num, allowed=columns
                )
            yield reader.line_num, {k: v.strip() for k, v in row.items()}
    except csv.Error as error:
        raise InputError(str(error), path=path, place=reader.line_num) from error


def _check(path: Path, line: int, what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"unknown {what} {value!r}", path=path, place=line, allowed=allowed)


def _check_actor(path: Path, line: int, actor: str, displays: dict[str, str]) -> None:
    if actor not in displays:
        raise InputError(
            f"unknown actor {actor!r}",
            path=path,
            place=line,
            allowed="a code of countries.csv or organisations.csv",
        )


def _day(path: Path, line: int, text: str, is_end: bool) -> date | None:
    """Return the first day of a year, month or day, or its last where `is_end`."""
    if not text:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    try:
        if not match:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        month = month or (12 if is_end else 1)
        return date(year, month, day or (monthrange(year, month)[1] if is_end else 1))
    except ValueError as error:
        raise InputError(
            f"bad date {text!r}",
            path=path,
            place=line,
            allowed="YYYY, YYYY-MM, YYYY-MM-DD or nothing",
        ) from error


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _is_bracketed(text: str) -> bool:
    """Tell whether a name is in round brackets: it needs an introduction in the text."""
    return text.startswith("(") and text.endswith(")")


IRREGULAR_PLURALS = {"child": "children", "wife": "wives", "thief": "thieves"}


def plural(noun: str) -> str:
    """Return the plural of a role noun."""
    if noun in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[noun]
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def _plural_demonym(demonym: str) -> str | None:
    """Return "Iraqis" for "Iraqi"; None where the adjective has no plural of its own."""
    if demonym.endswith(("sh", "ch", "ese", "s", "x", "z", "men", "woman")):
        return None
    if demonym.endswith(("shman", "hman", "chman")):
        return None
    return demonym + "s"


@lru_cache(maxsize=1)
def _babel_names() -> dict[str, str]:
    """Return ISO 3166 alpha-3 -> English name."""
    territories = Locale("en").territories
    return {
        alpha3: territories[alpha2[0]]
        for alpha3, alpha2 in get_global("territory_aliases").items()
        if len(alpha3) == 3 and alpha3 != "ZZZ" and len(alpha2) == 1 and alpha2[0] in territories
    }
