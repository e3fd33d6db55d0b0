"""Cues of modality (``modality.toml``): what a word makes of the event that stands under it.

The reporting words themselves are in ``reporting.toml``; this file says what each class
of them does to what is reported.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from briefing.errors import InputError
from briefing.lexicon import Lexicon
from briefing.lexicon.reporting import (
    REPORTING_CLASSES,
    ReportingLexicon,
    ReportingRule,
    load_reporting,
)
from briefing.vocabulary import MODALITIES

FILE_NAME = "modality.toml"

POS = ("verb", "noun", "adjective")
PREPOSITIONS = (
    "about", "against", "as", "at", "by", "for", "from", "in", "into", "of", "on", "out", "over",
    "to", "towards", "toward", "with",
)  # fmt: skip
LINKS = (
    "infinitive", "bare", "gerund", "clause", "whether", "object", "subject", "predicate",
    "compound", "modifier", "determiner", "modal", "mark", "complement", *PREPOSITIONS,
    "definite object", *(f"definite {preposition}" for preposition in PREPOSITIONS),
)  # fmt: skip
DEFAULTS = (
    "infinitive", "bare", "gerund", "clause", "whether", "object", "subject", "compound",
    "preposition", "definite", "purpose", "question", "imperative", "consequence",
)  # fmt: skip

_EFFECT_KEYS = ("holds", "negated", "modality", "reported", "reports", "presupposes")
_CUE_KEYS = ("effect", "pos", "lemmas", "links", "examples", "counterexamples")
_TABLES = ("effects", "defaults", "reporting", "reporting_objects", "cues")

# Which frames of reporting.toml a link may stand for.
_INFINITIVES = frozenset({"infinitive", "object_infinitive"})
_FRAMES = {
    "clause": frozenset({"clause"}),
    "whether": frozenset({"clause"}),
    "infinitive": _INFINITIVES,
    "gerund": _INFINITIVES,
    "bare": _INFINITIVES,
    "object": frozenset({"object"}),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """A straight line from the factuality of a cue to that of what stands under it."""

    name: str
    holds: float
    negated: float
    modality: str
    reported: str | None = None
    reports: bool = False
    presupposes: bool = False

    def apply(self, factuality: float) -> float:
        """Return the factuality of the complement where the cue has `factuality`."""
        return self.negated + (self.holds - self.negated) * (factuality + 3.0) / 6.0


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one effect, and how the trigger must hang on them."""

    name: str
    effect: str
    pos: str | None
    lemmas: tuple[str, ...]
    links: frozenset[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    path: Path = field(compare=False)


@dataclass(frozen=True)
class ModalityLexicon:
    """Every effect and cue of one run, with an index by lemma and link."""

    effects: Mapping[str, Effect]
    cues: Mapping[str, Cue]
    defaults: Mapping[str, str]
    reporting_effects: Mapping[str, str]
    object_effects: Mapping[str, str]
    reporting: ReportingLexicon
    index: Mapping[tuple[str, str], tuple[Cue, ...]] = field(repr=False)

    def find(self, lemmas: Iterable[str], pos: str | None, link: str) -> tuple[Effect, str] | None:
        """Return what a word does to a trigger hanging on it by `link`, and the rule's name.

        `lemmas` are the forms to look up, best first. Cues come before reporting words.
        """
        forms = tuple(dict.fromkeys(lemmas))
        for form in forms:
            for cue in self.index.get((form, link), ()):
                if cue.pos is None or cue.pos == pos:
                    return self.effects[cue.effect], cue.name
        for form in forms if pos else ():
            if rule := self._reporting_rule(form, pos, link):
                name = self._reporting_effect(rule.reporting_class, link)
                return (self.effects[name], rule.rule_id) if name else None
        return None

    def find_phrase(self, phrase: str) -> tuple[Effect, str] | None:
        """Return what "according to" or "in (X's) view" does to its clause, and the rule."""
        rule = self.phrases.get(phrase)
        name = rule and self.reporting_effects.get(rule.reporting_class)
        return (self.effects[name], rule.rule_id) if name else None

    @cached_property
    def phrases(self) -> Mapping[str, ReportingRule]:
        """Return the prepositional reporting cues, by their words."""
        return self.reporting.phrases()

    def has_content(self, noun: str) -> bool:
        """True for a noun that itself takes an event as its content ("claim", "offer")."""
        return noun in self.content_nouns or bool(self.reporting.lookup("noun", noun))

    @cached_property
    def content_nouns(self) -> frozenset[str]:
        """Return the lemmas of every cue that is a noun."""
        return frozenset(x for cue in self.cues.values() if cue.pos == "noun" for x in cue.lemmas)

    def default(self, link: str) -> Effect:
        """Return the effect of a link whose head is no cue."""
        return self.effects[self.defaults[link if link in self.defaults else "preposition"]]

    def _reporting_effect(self, reporting_class: str, link: str) -> str | None:
        found = self.object_effects.get(reporting_class) if link == "object" else None
        return found or self.reporting_effects.get(reporting_class)

    def _reporting_rule(self, form: str, pos: str, link: str) -> ReportingRule | None:
        frames = _FRAMES.get(link)
        for rule in self.reporting.lookup(pos, form):
            if rule.content & frames if frames else link in rule.prepositions:
                return rule
        return None


@lru_cache(maxsize=4)
def load_modality(lexicon: Lexicon) -> ModalityLexicon:
    """Return the modality cues of `lexicon`; a later file replaces tables of the same name.

    Raises InputError that names file, table, key and what is allowed.
    """
    effects: dict[str, Effect] = {}
    cues: dict[str, Cue] = {}
    defaults: dict[str, str] = {}
    reporting: dict[str, str] = {}
    objects: dict[str, str] = {}
    for path in lexicon.files(FILE_NAME):
        tables = _read(path)
        effects |= {n: _effect(path, n, t) for n, t in tables.get("effects", {}).items()}
        cues |= {n: _cue(path, n, t, effects) for n, t in tables.get("cues", {}).items()}
        defaults |= _mapping(path, "defaults", tables, DEFAULTS, effects)
        reporting |= _mapping(path, "reporting", tables, REPORTING_CLASSES, effects)
        objects |= _mapping(path, "reporting_objects", tables, REPORTING_CLASSES, effects)
    index: dict[tuple[str, str], list[Cue]] = {}
    for cue in cues.values():
        for lemma in cue.lemmas:
            for link in cue.links:
                index.setdefault((lemma, link), []).append(cue)
    return ModalityLexicon(
        effects,
        cues,
        defaults,
        reporting,
        objects,
        load_reporting(lexicon),
        {key: tuple(found) for key, found in index.items()},
    )


def _read(path: Path) -> dict:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"not readable as TOML ({error})", path=path) from error
    _check_keys(tables, _TABLES, path, "top level")
    for name, table in tables.items():
        _check_type(table, dict, path, name, "a table")
    return tables


def _effect(path: Path, name: str, table: object) -> Effect:
    place = f"effects.{name}"
    _check_type(table, dict, path, place, "a table")
    _check_keys(table, _EFFECT_KEYS, path, place)
    for key in ("holds", "negated"):
        value = table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -3 <= value <= 3:
            raise InputError("must be a number", path=path, place=f"{place}.{key}", allowed="-3..3")
    for key in ("reports", "presupposes"):
        _check_type(table.get(key, False), bool, path, f"{place}.{key}", "true or false")
    _check_member(table.get("modality"), MODALITIES, path, f"{place}.modality")
    if "reported" in table:
        _check_member(table["reported"], MODALITIES, path, f"{place}.reported")
    return Effect(name, **{key: table[key] for key in _EFFECT_KEYS if key in table})


def _cue(path: Path, name: str, table: object, effects: Mapping[str, Effect]) -> Cue:
    place = f"cues.{name}"
    _check_type(table, dict, path, place, "a table")
    _check_keys(table, _CUE_KEYS, path, place)
    _check_member(table.get("effect"), tuple(effects), path, f"{place}.effect")
    if "pos" in table:
        _check_member(table["pos"], POS, path, f"{place}.pos")
    for key in ("lemmas", "links", "examples", "counterexamples"):
        value = table.get(key)
        _check_type(value, list, path, f"{place}.{key}", "a list of strings that is not empty")
        if not value or not all(isinstance(v, str) and v.strip() for v in value):
            raise InputError(
                "must hold strings that are not empty", path=path, place=f"{place}.{key}"
            )
    for link in table["links"]:
        _check_member(link, LINKS, path, f"{place}.links")
    for key in ("examples", "counterexamples"):
        for sentence in table[key]:
            if sentence.count("[") != 1 or sentence.count("]") != 1:
                raise InputError(
                    f"mark one trigger in [square brackets]: {sentence!r}",
                    path=path,
                    place=f"{place}.{key}",
                )
    return Cue(
        name,
        table["effect"],
        table.get("pos"),
        tuple(table["lemmas"]),
        frozenset(table["links"]),
        tuple(table["examples"]),
        tuple(table["counterexamples"]),
        path,
    )


def _mapping(
    path: Path, name: str, tables: dict, keys: tuple[str, ...], effects: Mapping[str, Effect]
) -> dict[str, str]:
    table = tables.get(name, {})
    _check_keys(table, keys, path, name)
    for key, value in table.items():
        _check_member(value, tuple(effects), path, f"{name}.{key}")
    return table


def _check_keys(table: Mapping, allowed: tuple[str, ...], path: Path, place: str) -> None:
    for key in table:
        if key not in allowed:
            raise InputError(f"unknown key {key!r}", path=path, place=place, allowed=allowed)


def _check_type(value: object, kind: type, path: Path, place: str, wanted: str) -> None:
    if not isinstance(value, kind):
        raise InputError(f"must be {wanted}", path=path, place=place)


def _check_member(value: object, allowed: tuple[str, ...], path: Path, place: str) -> None:
    if value not in allowed:
        raise InputError(f"unknown value {value!r}", path=path, place=place, allowed=allowed)
