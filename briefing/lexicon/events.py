"""The event rules: typed, layered, checked.

Files called ``events*.toml`` are read in order of folder, then of name. A later rule with
the id of an earlier one takes its place; later class members are added. See
``docs/events.md`` for the format.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from pathlib import Path

from briefing.errors import InputError
from briefing.lexicon import Lexicon
from briefing.vocabulary import EVENT_TYPES

KINDS = ("verb", "noun", "adjective", "modal")
COMPLEMENTS = ("clause", "noun")
EFFECTS = ("carry", "commit", "threaten", "refuse", "reverse", "undergo")
PREPOSITIONS = (
    "about", "after", "against", "along", "alongside", "among", "around", "at", "before", "behind",
    "between", "by", "for", "from", "in", "inside", "into", "near", "of", "off", "on", "onto",
    "over", "outside", "to", "toward", "towards", "under", "upon", "with", "within",
)  # fmt: skip
SLOTS = (
    "subject",
    "object",
    "indirect",
    "clause_subject",
    "condition",
    "content",
    "outcome",
    "modifier",
    "possessor",
    "inside",
    *PREPOSITIONS,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the participants of a predicate stand: slots in order of preference."""

    name: str
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    mutual: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of stating one event type. Empty conditions hold always."""

    id: str
    kind: str
    event_type: str
    lemmas: frozenset[str]
    frame: str
    particle: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    not_object: frozenset[str] = frozenset()
    prep: frozenset[str] = frozenset()
    prep_object: frozenset[str] = frozenset()
    modifier: frozenset[str] = frozenset()
    not_modifier: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    having: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    joint: str | None = None
    clause: bool = False
    light: bool = False
    plain: bool = False
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @property
    def n_conditions(self) -> int:
        """Return how many conditions the rule states: of two that match, more wins."""
        sets = (self.particle, self.object, self.prep, self.prep_object, self.modifier)
        more = (self.subject, self.having, self.within, self.clause, self.light)
        return sum(map(bool, sets + more))


@dataclass(frozen=True, slots=True)
class Head:
    """A word that governs an event and says what becomes of it ("refuse to", "lift")."""

    id: str
    lemmas: frozenset[str]
    effect: str
    takes: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    prep: frozenset[str] = frozenset()
    not_prep: frozenset[str] = frozenset()
    particle: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    path: Path | None = field(default=None, compare=False)


@dataclass(frozen=True)
class EventLexicon:
    """Every event rule of one run, indexed by lemma."""

    rules: dict[str, Rule]
    heads: dict[str, Head]
    frames: dict[str, Frame]
    classes: dict[str, frozenset[str]]
    reversals: dict[str, str]

    @cached_property
    def by_lemma(self) -> dict[str, tuple[Rule, ...]]:
        """Return the rules of each trigger lemma, the most specific first."""
        index: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules.values():
            for lemma in rule.lemmas:
                index[lemma].append(rule)
        return {k: tuple(sorted(v, key=lambda r: -r.n_conditions)) for k, v in index.items()}

    @cached_property
    def heads_by_lemma(self) -> dict[str, tuple[Head, ...]]:
        """Return the heads of each lemma, the most specific first."""
        index: dict[str, list[Head]] = defaultdict(list)
        for head in self.heads.values():
            for lemma in head.lemmas:
                index[lemma].append(head)

        def specificity(head: Head) -> int:
            return -sum(map(bool, (head.particle, head.prep, head.over, head.takes)))

        return {k: tuple(sorted(v, key=specificity)) for k, v in index.items()}


@lru_cache(maxsize=4)
def load_event_lexicon(lexicon: Lexicon) -> EventLexicon:
    """Return the event rules of `lexicon`. Raises InputError for a file that is not valid."""
    return read_event_files(event_files(lexicon))


def event_files(lexicon: Lexicon) -> list[Path]:
    """Return the event rule files, in the order they are read."""
    return [path for folder in lexicon.folders for path in sorted(folder.glob("events*.toml"))]


def read_event_files(paths: Iterable[Path]) -> EventLexicon:
    """Read, layer and check rule files. Raises InputError naming file, table and key."""
    documents = [(path, _read(path)) for path in paths]
    classes: dict[str, frozenset[str]] = {}
    frames: dict[str, Frame] = {}
    reversals: dict[str, str] = {}
    for path, document in documents:
        _known_keys(path, "top level", document, _TOP_KEYS)
        for name, members in document.get("classes", {}).items():
            words = _strings(path, f"classes.{name}", members)
            classes[name] = classes.get(name, frozenset()) | frozenset(words)
        for name, table in document.get("frames", {}).items():
            frames[name] = _frame(path, name, table)
        for source, target in document.get("reversals", {}).items():
            _one_of(path, "reversals", "event type", source, EVENT_TYPES)
            reversals[source] = _one_of(
                path, f"reversals.{source}", "event type", target, EVENT_TYPES
            )
    rules: dict[str, Rule] = {}
    heads: dict[str, Head] = {}
    for path, document in documents:
        seen: set[str] = set()
        for rule in _rules(path, document, frames, classes):
            _new_id(path, rule.id, seen)
            rules[rule.id] = rule
        for head in _heads(path, document, classes):
            _new_id(path, head.id, seen)
            heads[head.id] = head
    return EventLexicon(rules, heads, frames, classes, reversals)


_TOP_KEYS = ("event_type", "classes", "frames", "reversals", "head", *KINDS)
_RULE_KEYS = tuple(f.name for f in fields(Rule) if f.name not in ("kind", "path"))
_HEAD_KEYS = tuple(f.name for f in fields(Head) if f.name != "path")
_SETS = ("particle", "object", "not_object", "prep", "prep_object", "modifier", "not_modifier", "subject", "having", "within")  # fmt: skip


def _read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not valid TOML: {error}", path=path) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def _rules(
    path: Path, document: dict, frames: dict[str, Frame], classes: dict[str, frozenset[str]]
) -> Iterator[Rule]:
    default_type = document.get("event_type")
    if default_type is not None:
        _one_of(path, "event_type", "event type", default_type, EVENT_TYPES)
    for kind in KINDS:
        for place, table in _tables(path, document, kind, _RULE_KEYS):
            event_type = table.get("event_type", default_type)
            _one_of(path, place, "event_type", event_type, EVENT_TYPES)
            _one_of(path, place, "frame", table.get("frame"), frames)
            sets = {k: _words(path, f"{place}.{k}", table[k], classes) for k in _SETS if k in table}
            flags = {
                k: _flag(path, f"{place}.{k}", table[k])
                for k in ("clause", "light", "plain")
                if k in table
            }
            joint = table.get("joint")
            if joint is not None:
                _one_of(path, f"{place}.joint", "event type", joint, EVENT_TYPES)
            yield Rule(
                id=table["id"],
                kind=kind,
                event_type=event_type,
                lemmas=_words(path, f"{place}.lemmas", table.get("lemmas"), classes),
                frame=table["frame"],
                joint=joint,
                examples=_examples(path, place, table),
                counterexamples=_strings(
                    path, f"{place}.counterexamples", table.get("counterexamples", [])
                ),
                path=path,
                **sets,
                **flags,
            )


def _heads(path: Path, document: dict, classes: dict[str, frozenset[str]]) -> Iterator[Head]:
    for place, table in _tables(path, document, "head", _HEAD_KEYS):
        over = _strings(path, f"{place}.over", table.get("over", []))
        for event_type in over:
            _one_of(path, f"{place}.over", "event type", event_type, EVENT_TYPES)
        takes = _strings(path, f"{place}.takes", table.get("takes", []))
        for complement in takes:
            _one_of(path, f"{place}.takes", "complement", complement, COMPLEMENTS)
        yield Head(
            id=table["id"],
            lemmas=_words(path, f"{place}.lemmas", table.get("lemmas"), classes),
            effect=_one_of(path, place, "effect", table.get("effect"), EFFECTS),
            takes=frozenset(takes),
            over=frozenset(over),
            prep=_words(path, f"{place}.prep", table.get("prep", []), classes),
            not_prep=_words(path, f"{place}.not_prep", table.get("not_prep", []), classes),
            particle=_words(path, f"{place}.particle", table.get("particle", []), classes),
            examples=_examples(path, place, table),
            counterexamples=_strings(
                path, f"{place}.counterexamples", table.get("counterexamples", [])
            ),
            path=path,
        )


def _tables(
    path: Path, document: dict, kind: str, keys: tuple[str, ...]
) -> Iterator[tuple[str, dict]]:
    tables = document.get(kind, [])
    if not isinstance(tables, list):
        raise InputError(f"write [[{kind}]], an array of tables", path=path, place=kind)
    for number, table in enumerate(tables, 1):
        identifier = table.get("id")
        place = f"{kind} {identifier or f'number {number}'}"
        _known_keys(path, place, table, keys)
        if not isinstance(identifier, str) or not identifier:
            raise InputError("key 'id' is missing", path=path, place=place)
        yield place, table


def _frame(path: Path, name: str, table: object) -> Frame:
    place = f"frames.{name}"
    if not isinstance(table, dict):
        raise InputError("a frame is a table", path=path, place=place)
    _known_keys(path, place, table, ("actor", "recipient", "mutual"))
    sides = {}
    for side in ("actor", "recipient"):
        slots = _strings(path, f"{place}.{side}", table.get(side, []))
        for slot in slots:
            _one_of(path, f"{place}.{side}", "slot", slot, SLOTS)
        sides[side] = slots
    return Frame(name, **sides, mutual=_flag(path, f"{place}.mutual", table.get("mutual", False)))


def _examples(path: Path, place: str, table: dict) -> tuple[str, ...]:
    examples = _strings(path, f"{place}.examples", table.get("examples", []))
    if not examples:
        raise InputError("key 'examples' needs at least one sentence", path=path, place=place)
    return examples


def _words(
    path: Path, place: str, value: object, classes: dict[str, frozenset[str]]
) -> frozenset[str]:
    """Return words with every ``@class`` replaced by its members."""
    words = _strings(path, place, value)
    members: set[str] = set()
    for word in words:
        if word.startswith("@"):
            _one_of(path, place, "class", word[1:], classes)
            members |= classes[word[1:]]
        else:
            members.add(word)
    if place.endswith("lemmas") and not members:
        raise InputError("key 'lemmas' needs at least one word", path=path, place=place)
    return frozenset(members)


def _strings(path: Path, place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise InputError("a list of words is needed", path=path, place=place)
    return tuple(value)


def _flag(path: Path, place: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"{value!r} is not allowed", path=path, place=place, allowed="true, false")
    return value


def _one_of(path: Path, place: str, what: str, value: object, allowed: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        stated = f"unknown {what} {value!r}" if value is not None else f"{what} is missing"
        raise InputError(stated, path=path, place=place, allowed=sorted(allowed))
    return value


def _known_keys(path: Path, place: str, table: object, allowed: Iterable[str]) -> None:
    if not isinstance(table, dict):
        raise InputError("a table is needed", path=path, place=place)
    for key in table:
        if key not in allowed:
            raise InputError(f"unknown key {key!r}", path=path, place=place, allowed=allowed)


def _new_id(path: Path, identifier: str, seen: set[str]) -> None:
    if identifier in seen:
        raise InputError(f"id {identifier!r} is used twice", path=path, place=identifier)
    seen.add(identifier)
