"""Run the examples of the reporting rules and of the themes.

A reporting example marks [speaker], {cue} and <content>, which its rule's class must find;
a theme's example is a sentence that must touch the theme. Counterexamples must not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from briefing.lexicon import Lexicon
from briefing.lexicon.lint import Finding
from briefing.lexicon.reporting import ReportingLexicon, ReportingRule, load_reporting
from briefing.lexicon.themes import load_themes
from briefing.nlp.actors import ActorFinder
from briefing.nlp.annotations import Sentence
from briefing.nlp.pipeline import load_parser
from briefing.nlp.quotes import find_drafts
from briefing.nlp.themes import ThemeFinder

_MARKS = re.compile(r"[\[\]{}<>]")


def failing_statement_examples(lexicon: Lexicon) -> list[Finding]:
    """Return a finding for each example of ``reporting.toml`` that its rule does not explain."""
    reporting = load_reporting(lexicon)
    return [
        Finding(rule.path, rule.rule_id, message)
        for rule in reporting.rules
        for message in _reporting_problems(rule, reporting)
    ]


def _reporting_problems(rule: ReportingRule, lexicon: ReportingLexicon) -> Iterator[str]:
    for marked in rule.examples:
        text = _MARKS.sub("", marked)
        found = [
            (
                text[d.start_char : d.end_char],
                d.speaker.text if d.speaker is not None else "",
                {t.text for t in d.cue_tokens},
            )
            for d in find_drafts(load_parser()(text), text, lexicon)
            if d.rule is not None and d.rule.reporting_class == rule.reporting_class
        ]
        speaker, content = _marked(marked, "[", "]"), _content(marked)
        cue = set(_marked(marked, "{", "}").split())
        if not any(c == content and s and s in speaker and q <= cue for c, s, q in found):
            shown = "; ".join(f"{c!r} by {s or 'nobody'}" for c, s, _ in found) or "nothing"
            yield f"finds {shown} in {marked!r}"
    for text in rule.counterexamples:
        drafts = find_drafts(load_parser()(text), text, lexicon)
        if any(d.rule is not None and d.rule.rule_id == rule.rule_id for d in drafts):
            yield f"fires in {text!r}"


def _marked(text: str, opening: str, closing: str) -> str:
    """Return the words in each pair of marks, other marks taken out, joined by a space."""
    found = re.findall(rf"{re.escape(opening)}(.*?){re.escape(closing)}", text)
    return " ".join(_MARKS.sub("", words) for words in found)


def _content(marked: str) -> str:
    """Return the words from the first < to the last >."""
    return _MARKS.sub("", marked[marked.index("<") : marked.rindex(">")])


def failing_theme_examples(lexicon: Lexicon) -> list[Finding]:
    """Return a finding for each example of ``themes.toml`` that its theme does not explain."""
    components = (ActorFinder(load_parser(), lexicon), ThemeFinder(load_parser(), lexicon))
    return [
        Finding(rule.path, f"themes.{rule.theme}", f"{'not ' * wanted}found in {text!r}")
        for rule in load_themes(lexicon)
        for texts, wanted in ((rule.examples, True), (rule.counterexamples, False))
        for text in texts
        if (rule.theme in _themes(text, components)) is not wanted
    ]


def _themes(text: str, components: tuple) -> set[str]:
    doc: Doc = load_parser()(text)
    doc._.sentences = tuple(Sentence(i, s.start_char, s.end_char) for i, s in enumerate(doc.sents))
    for component in components:
        doc = component(doc)
    return {t.theme for t in doc._.themes}
