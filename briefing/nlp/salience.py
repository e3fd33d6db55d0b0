"""Which of the stated events a sentence tells, and which it only mentions in passing."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.lexicon.events import EventLexicon
from briefing.nlp.annotations import Event
from briefing.nlp.triggers import Candidate

Coded = tuple[Candidate, Event]


def salient(coded: Iterable[Coded], rules: EventLexicon) -> list[Coded]:
    """Return the events worth coding."""
    return list(coded)
