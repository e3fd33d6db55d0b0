"""Find what is wrong with a lexicon though every file of it is valid.

`lint` reads the files alone; `briefing.nlp.rule_examples.failing_examples` also runs the
rules' examples through the coder. `briefing check --lexicon` prints both, one finding a
line, and leaves with exit code 1 when there is one.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

from briefing.errors import InputError
from briefing.lexicon import Lexicon
from briefing.lexicon.actors import load_actors
from briefing.lexicon.dates import load_date_words
from briefing.lexicon.events import (
    KINDS,
    EventLexicon,
    Head,
    Rule,
    event_files,
    load_event_lexicon,
)
from briefing.lexicon.modality import load_modality
from briefing.lexicon.reporting import load_reporting
from briefing.lexicon.themes import load_themes

LOADERS: tuple[Callable[[Lexicon], object], ...] = (
    load_actors,
    load_date_words,
    load_event_lexicon,
    load_modality,
    load_reporting,
    load_themes,
)
_IN_ORDER = ("actor", "recipient", "examples", "counterexamples")
_CONDITIONS = tuple(
    f.name
    for f in fields(Rule)
    if f.type in ("frozenset[str]", frozenset[str]) and f.name != "lemmas"
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend: the file, the table in it, and what is wrong."""

    path: Path
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.path} [{self.place}]: {self.message}"


def lint(lexicon: Lexicon) -> list[Finding]:
    """Return every finding of the rule files, sorted by file and place."""
    broken = [finding for load in LOADERS for finding in _load_error(load, lexicon)]
    if broken:
        return sorted(set(broken))
    events = load_event_lexicon(lexicon)
    found = [*_repeated_rules(events), *_unused(events, lexicon)]
    for path in event_files(lexicon):
        found += _word_lists(path, tomllib.loads(path.read_text(encoding="utf-8")))
    return sorted(set(found))


def _load_error(load: Callable[[Lexicon], object], lexicon: Lexicon) -> Iterator[Finding]:
    try:
        load(lexicon)
    except InputError as error:
        text = str(error).removeprefix(f"{error.path}").lstrip(": ")
        text = text.removeprefix(f"[{error.place}]: ").removeprefix(f"{error.place}: ")
        yield Finding(error.path or Path(), error.place or "file", text)


def _word_lists(path: Path, document: dict) -> Iterator[Finding]:
    """Yield lists of words that are out of order or name a word twice."""
    tables = [("classes", document.get("classes", {}))]
    for kind in ("head", *KINDS):
        tables += [(t["id"], t) for t in document.get(kind, ())]
    for place, table in tables:
        for key, words in table.items():
            if not isinstance(words, list) or key in _IN_ORDER:
                continue
            twice = sorted(w for w, n in Counter(words).items() if n > 1)
            if twice:
                yield Finding(path, f"{place}.{key}", f"listed twice: {', '.join(twice)}")
            wrong = next((b for a, b in pairwise(words) if b < a), None)
            if wrong is not None:
                yield Finding(path, f"{place}.{key}", f"not sorted from {wrong!r} on")


def _repeated_rules(events: EventLexicon) -> Iterator[Finding]:
    """Yield rules that can never fire because another always comes first."""
    for lemma, rules in events.by_lemma.items():
        for i, later in enumerate(rules):
            for earlier in rules[:i]:
                if earlier.kind == later.kind and _covers(earlier, later):
                    yield _shadow(later, earlier, lemma)
    for lemma, heads in events.heads_by_lemma.items():
        for i, head in enumerate(heads):
            for first in heads[:i]:
                same = (first.prep, first.particle) == (head.prep, head.particle)
                wider = all(
                    not wide or (narrow and narrow <= wide)
                    for wide, narrow in ((first.over, head.over), (first.takes, head.takes))
                )
                if same and wider:
                    yield _shadow(head, first, lemma)


def _shadow(later: Rule | Head, earlier: Rule | Head, lemma: str) -> Finding:
    message = f"{lemma!r} is always taken by {earlier.id!r}"
    return Finding(later.path or Path(), later.id, message)


def _covers(earlier: Rule, later: Rule) -> bool:
    """Return whether `earlier` holds wherever `later` does."""
    for flag in ("clause", "light", "plain"):
        if getattr(earlier, flag) and not getattr(later, flag):
            return False
    for name in _CONDITIONS:
        wide, narrow = getattr(earlier, name), getattr(later, name)
        if name.startswith("not_"):
            if not wide <= narrow:
                return False
        elif wide and not (narrow and narrow <= wide):
            return False
    return True


def _unused(events: EventLexicon, lexicon: Lexicon) -> Iterator[Finding]:
    """Yield frames no rule takes."""
    taken = {rule.frame for rule in events.rules.values()}
    for path in event_files(lexicon):
        for name in tomllib.loads(path.read_text(encoding="utf-8")).get("frames", {}):
            if name not in taken:
                yield Finding(path, f"frames.{name}", "no rule takes this frame")
