"""Reporting words (``reporting.toml``): who says, claims, denies, believes or wants what.

Each rule lists the words of one kind and class, and where what is said may stand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from briefing.errors import InputError
from briefing.lexicon import Lexicon
from briefing.lexicon.actors import load_actors
from briefing.lexicon.events import load_event_lexicon
from briefing.vocabulary import REPORTING_CLASSES

FILE_NAME = "reporting.toml"

KINDS = ("verb", "noun", "adjective", "preposition")

CONTENT_FRAMES = ("quote", "clause", "infinitive", "object", "object_infinitive")

_ABSTRACT_ENDINGS = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "ism")

_KEYS = {
    "kind": (str, True),
    "class": (str, True),
    "lemmas": (list, True),
    "content": (list, True),
    "prepositions": (list, False),
    "examples": (list, True),
    "counterexamples": (list, True),
}


@dataclass(frozen=True, slots=True)
class ReportingRule:
    """Words that report in the same way; see ``reporting.toml`` for the fields."""

    rule_id: str
    kind: str
    reporting_class: str
    lemmas: tuple[str, ...]
    content: frozenset[str]
    prepositions: frozenset[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class ReportingLexicon:
    """All reporting rules, and which of them each word belongs to.

    `people` are nouns of those who speak ("spokesman", "ministry"), the roles of the actor
    lexicon; `happenings` those of the event lexicon ("visit", "attack").
    """

    rules: tuple[ReportingRule, ...]
    by_lemma: Mapping[tuple[str, str], tuple[ReportingRule, ...]] = field(repr=False)
    people: frozenset[str] = field(default=frozenset(), repr=False)
    happenings: frozenset[str] = field(default=frozenset(), repr=False)

    def lookup(self, kind: str, lemma: str) -> tuple[ReportingRule, ...]:
        """Return the rules of a word of one kind (``verb``, ``noun``, ...); () when none.

        A verb with a particle is looked up as ``"point out"``.
        """
        return self.by_lemma.get((kind, lemma), ())

    def reporting_class(self, kind: str, lemma: str, frame: str = "clause") -> str | None:
        """Return the class of a word whose content stands in `frame`, or None."""
        rules = self.lookup(kind, lemma)
        return next((r.reporting_class for r in rules if frame in r.content), None)

    def is_thing(self, noun: str) -> bool:
        """Tell a noun of what happens or is thought ("visit", "confidence") from a speaker."""
        return (
            (noun in self.happenings or noun.endswith(_ABSTRACT_ENDINGS))
            and noun not in self.people
            and not noun.endswith(("er", "or"))
            and not self.lookup("noun", noun)
        )

    def phrases(self) -> dict[str, ReportingRule]:
        """Return the prepositional cues (``"according to"``), lower case, with their rule."""
        return {lemma: r for r in self.rules if r.kind == "preposition" for lemma in r.lemmas}


@lru_cache(maxsize=4)
def load_reporting(lexicon: Lexicon) -> ReportingLexicon:
    """Return the reporting rules of `lexicon`; a later file replaces rules of the same id.

    Raises InputError that names file, rule and key where a file is broken.
    """
    rules: dict[str, ReportingRule] = {}
    for path in lexicon.files(FILE_NAME):
        rules |= {rule.rule_id: rule for rule in _read(path)}
    by_lemma: dict[tuple[str, str], list[ReportingRule]] = {}
    for rule in rules.values():
        for lemma in rule.lemmas:
            by_lemma.setdefault((rule.kind, lemma), []).append(rule)
    events = load_event_lexicon(lexicon).rules.values()
    return ReportingLexicon(
        tuple(rules.values()),
        {key: tuple(found) for key, found in by_lemma.items()},
        frozenset(load_actors(lexicon).heads),
        frozenset(lemma for rule in events if rule.kind == "noun" for lemma in rule.lemmas),
    )


def _read(path: Path) -> Iterator[ReportingRule]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"not readable as TOML ({error})", path=path) from error
    for rule_id, table in tables.items():
        yield _rule(rule_id, table, path)


def _rule(rule_id: str, table: object, path: Path) -> ReportingRule:
    if not isinstance(table, dict):
        raise InputError("a rule is a table", path=path, place=rule_id, allowed="[rule_id]")
    for key, value in table.items():
        if key not in _KEYS:
            raise InputError("unknown key", path=path, place=f"{rule_id}.{key}", allowed=_KEYS)
        _check_type(value, _KEYS[key][0], path, f"{rule_id}.{key}")
    for key, (_, required) in _KEYS.items():
        if required and key not in table:
            raise InputError("key is missing", path=path, place=f"{rule_id}.{key}")
    _check_member(table["kind"], KINDS, path, f"{rule_id}.kind")
    _check_member(table["class"], REPORTING_CLASSES, path, f"{rule_id}.class")
    for frame in table["content"]:
        _check_member(frame, CONTENT_FRAMES, path, f"{rule_id}.content")
    for key in ("lemmas", "examples", "counterexamples"):
        if not table[key]:
            raise InputError("list is empty", path=path, place=f"{rule_id}.{key}")
    if not table["content"] and not table.get("prepositions"):
        raise InputError("a rule needs content or prepositions", path=path, place=rule_id)
    return ReportingRule(
        rule_id=rule_id,
        kind=table["kind"],
        reporting_class=table["class"],
        lemmas=tuple(table["lemmas"]),
        content=frozenset(table["content"]),
        prepositions=frozenset(table.get("prepositions", ())),
        examples=tuple(table["examples"]),
        counterexamples=tuple(table["counterexamples"]),
        path=path,
    )


def _check_type(value: object, kind: type, path: Path, place: str) -> None:
    if not isinstance(value, kind):
        wanted = "a list of strings" if kind is list else "a string"
        raise InputError(f"must be {wanted}", path=path, place=place)
    if kind is list and not all(isinstance(item, str) and item.strip() for item in value):
        raise InputError("must hold only strings that are not empty", path=path, place=place)


def _check_member(value: str, allowed: tuple[str, ...], path: Path, place: str) -> None:
    if value not in allowed:
        raise InputError(f"unknown value {value!r}", path=path, place=place, allowed=allowed)
