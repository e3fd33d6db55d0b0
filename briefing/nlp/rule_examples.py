"""Run the examples of the event rules through the coder.

An example is a sentence its rule must fire in; ``=> PER > CHL`` adds the actor and the
recipient it must find (``-`` for none, commas between several). A rule must not fire in
its counterexamples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from briefing.lexicon import Lexicon
from briefing.lexicon.events import Head, Rule
from briefing.lexicon.lint import Finding
from briefing.nlp.pipeline import Annotator, TextItem
from briefing.nlp.triggers import candidates


def failing_examples(lexicon: Lexicon) -> list[Finding]:
    """Return a finding for each example no rule explains and each counterexample one does."""
    annotator = Annotator(lexicon, tone_engine="none")
    coder = dict(annotator.components)["events"]
    cases = [
        (entry, text, wanted)
        for entry in (*coder.rules.rules.values(), *coder.rules.heads.values())
        for texts, wanted in ((entry.examples, True), (entry.counterexamples, False))
        for text in texts
    ]
    docs = annotator.annotate(TextItem(text.split(" => ")[0]) for _, text, _ in cases)
    found = []
    for (entry, text, wanted), doc in zip(cases, docs, strict=True):
        fired = {c.rule.id for c in candidates(doc, coder.rules)}
        fired |= {h.id for c in candidates(doc, coder.rules) for _, h in c.heads}
        fired |= {e.rule_id for e in doc._.events}
        for message in _problems(entry, text, wanted, doc, fired):
            found.append(Finding(entry.path, entry.id, message))
    return found


def _problems(
    entry: Rule | Head, text: str, wanted: bool, doc: Doc, fired: set[str]
) -> Iterator[str]:
    if wanted != (entry.id in fired):
        others = f"; fires: {', '.join(sorted(fired))}" if wanted and fired else ""
        yield f"{'does not fire' if wanted else 'fires'} in {text!r}{others}"
        return
    _, expects, sides = text.partition(" => ")
    if not (wanted and expects):
        return
    events = [e for e in doc._.events if e.rule_id == entry.id]
    got = {(_codes(e.actors), _codes(e.recipients)) for e in events}
    actors, recipients = (_listed(side) for side in sides.split(" > "))
    if (actors, recipients) not in got:
        shown = "; ".join(f"{a} > {r}" for a, r in sorted(got)) or "no event kept"
        yield f"finds {shown} in {text!r}"


def _codes(mentions: Sequence) -> str:
    return ", ".join(sorted({m.actor for m in mentions})) or "-"


def _listed(side: str) -> str:
    return ", ".join(sorted(code.strip() for code in side.split(",")))
