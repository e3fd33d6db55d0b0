"""The themes (``themes.toml``): what a sentence may be about, as patterns an analyst edits.

``docs/themes.md`` explains the pattern language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from briefing.errors import InputError
from briefing.lexicon import Lexicon

FILE_NAME = "themes.toml"
PARTS_OF_SPEECH = ("NOUN", "PROPN", "VERB", "ADJ", "ADV")

_TABLES = ("words", "themes")
_THEME_KEYS = ("label", "description", "patterns", "examples", "counterexamples")

# A word, or in a named set words side by side, or an actor ("@", "@PRK"); its part of speech.
Word = tuple[str, str | None]
Slot = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Slots side by side: each takes one of its words."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Links that share a sentence; in a link each chain governs the next."""

    text: str
    links: tuple[tuple[Chain, ...], ...]


@dataclass(frozen=True, slots=True)
class ThemeRule:
    """One theme with its patterns."""

    theme: str
    label: str
    description: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    path: Path


@lru_cache(maxsize=4)
def load_themes(lexicon: Lexicon) -> tuple[ThemeRule, ...]:
    """Return the themes of `lexicon`; a later file replaces themes and word sets by name.

    Raises InputError that names file, table and key where a file is broken.
    """
    words: dict[str, tuple[str, ...]] = {}
    rules: dict[str, ThemeRule] = {}
    for path in lexicon.files(FILE_NAME):
        tables = _read(path)
        words |= _words(tables.get("words", {}), path)
        for theme, table in tables.get("themes", {}).items():
            rules[theme] = _rule(theme, table, words, path)
    return tuple(rules.values())


def theme_labels(lexicon: Lexicon) -> dict[str, str]:
    """Return the label of every theme id of `lexicon`."""
    return {rule.theme: rule.label for rule in load_themes(lexicon)}


def _read(path: Path) -> dict:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"not readable as TOML ({error})", path=path) from error
    for name, table in tables.items():
        if name not in _TABLES or not isinstance(table, dict):
            raise InputError(
                "unknown table", path=path, place=name, allowed=[f"[{t}]" for t in _TABLES]
            )
    return tables


def _words(table: dict, path: Path) -> dict[str, tuple[str, ...]]:
    return {name: _strings(value, path, f"words.{name}") for name, value in table.items()}


def _rule(theme: str, table: object, words: Mapping, path: Path) -> ThemeRule:
    place = f"themes.{theme}"
    if not isinstance(table, dict):
        raise InputError("a theme is a table", path=path, place=place)
    for key in table:
        if key not in _THEME_KEYS:
            raise InputError("unknown key", path=path, place=f"{place}.{key}", allowed=_THEME_KEYS)
    for key in _THEME_KEYS:
        if key not in table:
            raise InputError("key is missing", path=path, place=f"{place}.{key}")
    for key in ("label", "description"):
        if not isinstance(table[key], str) or not table[key].strip():
            raise InputError("must be a string", path=path, place=f"{place}.{key}")
    patterns = _strings(table["patterns"], path, f"{place}.patterns")
    return ThemeRule(
        theme=theme,
        label=table["label"],
        description=table["description"],
        patterns=tuple(parse_pattern(p, words, path, f"{place}.patterns") for p in patterns),
        examples=_strings(table["examples"], path, f"{place}.examples"),
        counterexamples=_strings(table["counterexamples"], path, f"{place}.counterexamples"),
        path=path,
    )


def _strings(value: object, path: Path, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise InputError("must be a list of strings that are not empty", path=path, place=place)
    if not value:
        raise InputError("list is empty", path=path, place=place)
    return tuple(value)


def parse_pattern(
    text: str, words: Mapping[str, tuple[str, ...]], path: Path, place: str
) -> Pattern:
    """Read a pattern such as ``supply > {arms} & in exchange``."""
    links = []
    for link in f" {text} ".split(" & "):
        chains = []
        for chain in f" {link} ".split(" > "):
            if not chain.strip():
                raise InputError(f"nothing beside & or > in {text!r}", path=path, place=place)
            slots = tuple(_slot(part, words, text, path, place) for part in chain.split())
            if len(slots) > 1 and any(word.startswith("@") for s in slots for word, _ in s):
                raise InputError(
                    f"an actor stands beside other words in {text!r}",
                    path=path,
                    place=place,
                    allowed="an actor alone between & and >",
                )
            chains.append(Chain(slots))
        links.append(tuple(chains))
    return Pattern(text, tuple(links))


def _slot(part: str, words: Mapping, text: str, path: Path, place: str) -> Slot:
    found: list[Word] = []
    for alternative in part.split("|"):
        name, _, pos = alternative.partition(":")
        if pos and pos not in PARTS_OF_SPEECH:
            raise InputError(
                f"unknown part of speech {pos!r} in {text!r}",
                path=path,
                place=place,
                allowed=PARTS_OF_SPEECH,
            )
        if not name:
            raise InputError(f"a word is missing in {text!r}", path=path, place=place)
        if name.startswith("{") and name.endswith("}"):
            if name[1:-1] not in words:
                raise InputError(
                    f"unknown word set {name} in {text!r}",
                    path=path,
                    place=place,
                    allowed=sorted(words),
                )
            found += [(_written(word), pos or None) for word in words[name[1:-1]]]
        else:
            found.append((_written(name), pos or None))
    return tuple(found)


def _written(word: str) -> str:
    return word if word.startswith("@") else word.lower()
