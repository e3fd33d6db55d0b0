"""The actor lexicon: states, organisations, people with dates of office, role nouns.

Country codes and English names come from Babel (Unicode CLDR); everything else from the
tables in ``lexicons/``. A corpus's own table of the same name extends the shipped one and
overrides the rows that name the same thing.
"""

from __future__ import annotations

import csv
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

KINDS = ("country", "demonym", "capital", "seat", "place", "organisation", "person")
HEAD_KINDS = ("office", "person", "body")
GUARDS = ("", "person", "word")

COLUMNS = {
    "countries.csv": ("code", "name", "aliases", "demonyms", "capital", "seats"),
    "organisations.csv": ("code", "name", "aliases", "role"),
    "people.csv": ("name", "actor", "office", "role", "start", "end", "short", "aliases"),
    "roles.csv": ("noun", "role", "kind"),
}


@dataclass(frozen=True, slots=True)
class ActorName:
    """One reading of a name; `start` and `end` bound the office, not the belonging."""

    actor: str
    name: str
    kind: str
    role: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that makes a person or body of a state out of the state's name."""

    role: str
    kind: str


@dataclass(frozen=True)
class ActorLexicon:
    """Names as written in text -> readings, head nouns -> role, codes -> display name."""

    names: dict[str, tuple[ActorName, ...]]
    heads: dict[str, Head]
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
    displays: dict[str, str] = {}
    for path, line, row in _rows(lexicon, "countries.csv"):
        _add_country(names, displays, path, line, row)
    for path, line, row in _rows(lexicon, "organisations.csv"):
        _check_role(path, line, row["role"])
        displays.setdefault(row["code"], row["name"])
        for text in (row["name"], *_split(row["aliases"])):
            entry = ActorName(row["code"], row["name"], "organisation", row["role"] or None)
            names[text].append(entry)
    for path, line, row in _rows(lexicon, "people.csv"):
        _check_role(path, line, row["role"])
        if row["actor"] not in displays:
            raise InputError(
                f"unknown actor {row['actor']!r}", path=path, place=line, allowed="a listed code"
            )
        entry = ActorName(
            row["actor"],
            row["name"],
            "person",
            row["role"] or None,
            _date(path, line, row["start"]),
            _date(path, line, row["end"]),
        )
        for text in (row["name"], *_split(row["short"]), *_split(row["aliases"])):
            names[text].append(entry)
    heads = {}
    for path, line, row in _rows(lexicon, "roles.csv"):
        _check_role(path, line, row["role"])
        if row["kind"] not in HEAD_KINDS:
            raise InputError(
                f"unknown kind {row['kind']!r}", path=path, place=line, allowed=HEAD_KINDS
            )
        for form in (row["noun"], _plural(row["noun"])):
            heads[form] = Head(row["role"], row["kind"])
    return ActorLexicon({k: tuple(v) for k, v in names.items()}, heads, displays)


def _add_country(names: dict, displays: dict, path: Path, line: int, row: dict[str, str]) -> None:
    code = row["code"]
    name = row["name"] or _babel_name(code)
    if not name:
        raise InputError(
            f"no English name is known for {code!r}", path=path, place=line, allowed="a name"
        )
    displays[code] = name
    kinds = (
        ("country", [name, *_split(row["aliases"])]),
        ("demonym", [f for d in _split(row["demonyms"]) for f in (d, _demonym_plural(d)) if f]),
        ("capital", _split(row["capital"])),
        ("seat", _split(row["seats"])),
    )
    for kind, texts in kinds:
        for text in dict.fromkeys(texts):
            role = "GOV" if kind == "seat" else None
            names[text].append(ActorName(code, text if kind == "seat" else name, kind, role))


def _rows(lexicon: Lexicon, name: str) -> Iterator[tuple[Path, int, dict[str, str]]]:
    """Yield file, line and row; a later file's rows replace earlier ones with the same keys."""
    columns = COLUMNS[name]
    for path in lexicon.files(name):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"not UTF-8 text: {error.reason}", path=path) from error
        reader = csv.DictReader(text.splitlines(), strict=True)
        if tuple(reader.fieldnames or ()) != columns:
            raise InputError("wrong columns", path=path, place=1, allowed=columns)
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(
                        "wrong number of fields", path=path, place=reader.line_num, allowed=columns
                    )
                yield path, reader.line_num, {k: v.strip() for k, v in row.items()}
        except csv.Error as error:
            raise InputError(str(error), path=path, place=reader.line_num) from error


def _check_role(path: Path, line: int, role: str) -> None:
    if role and role not in ACTOR_ROLES:
        raise InputError(f"unknown role {role!r}", path=path, place=line, allowed=ACTOR_ROLES)


def _date(path: Path, line: int, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"bad date {text!r}", path=path, place=line, allowed="YYYY-MM-DD or empty"
        ) from error


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return {"child": "children", "person": "persons", "wife": "wives", "thief": "thieves"}.get(
        noun, noun + "s"
    )


def _demonym_plural(demonym: str) -> str | None:
    """Return "Iraqis" for "Iraqi"; None where the adjective has no plural of its own."""
    if demonym.endswith(("sh", "ch", "ese", "s", "z", "men", "ss", "x")):
        return None
    return demonym[:-3] + "men" if demonym.endswith("man") and len(demonym) > 7 else demonym + "s"


@lru_cache(maxsize=1)
def _babel_names() -> dict[str, str]:
    territories = Locale("en").territories
    aliases = get_global("territory_aliases")
    return {
        alpha3: territories[alpha2[0]]
        for alpha3, alpha2 in aliases.items()
        if len(alpha3) == 3 and len(alpha2) == 1 and alpha2[0] in territories
    }


def _babel_name(code: str) -> str | None:
    return _babel_names().get(code)
