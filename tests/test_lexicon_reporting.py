"""Every rule of reporting.toml explains its own examples; a broken file says where."""

import re
from functools import cache

import pytest

from briefing.errors import InputError
from briefing.lexicon import SHIPPED, Lexicon, load_lexicon
from briefing.lexicon.reporting import FILE_NAME, load_reporting
from briefing.nlp.attributions import find_attributions
from briefing.nlp.pipeline import load_parser
from briefing.nlp.quotes import find_drafts
from briefing.vocabulary import REPORTING_CLASSES

RULES = load_reporting(load_lexicon()).rules
MARKUP = re.compile(r"[\[\]{}<>]")


@cache
def annotated(text):
    return load_parser()(text)


def spans(marked, opening, closing):
    """Return the plain text, and the stretches between two marks in it."""
    stretches = re.findall(rf"{re.escape(opening)}(.*?){re.escape(closing)}", marked)
    return MARKUP.sub("", marked), [MARKUP.sub("", s) for s in stretches]


@pytest.mark.parametrize(
    ("rule", "example"), [(r, e) for r in RULES for e in r.examples], ids=lambda x: str(x)[:60]
)
def test_example(rule, example):
    text, speaker = spans(example, "[", "]")
    _, cue = spans(example, "{", "}")
    _, content = spans(example, "<", ">")
    doc = annotated(text)
    found = [
        draft
        for draft in find_drafts(doc, text, load_reporting(load_lexicon()))
        if draft.rule is not None and draft.rule.reporting_class == rule.reporting_class
    ]
    read = [
        (
            text[d.start_char : d.end_char],
            d.speaker.text if d.speaker is not None else None,
            [t.text for t in d.cue_tokens],
        )
        for d in found
    ]
    matching = [r for r in read if r[0] == content[0]]
    assert matching, f"found {read}"
    assert any(r[1] in speaker[0] for r in matching if r[1]), f"found {read}"
    assert any(set(r[2]) <= set(" ".join(cue).split()) for r in matching), f"found {read}"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [(r, s) for r in RULES for s in r.counterexamples],
    ids=lambda x: str(x)[:60],
)
def test_counterexample(rule, sentence):
    found = find_attributions(annotated(sentence), load_reporting(load_lexicon()))
    assert [a.rule.rule_id for a in found if a.rule.rule_id == rule.rule_id] == []


def test_every_lemma_is_there_once_per_rule():
    for rule in RULES:
        assert len(set(rule.lemmas)) == len(rule.lemmas), rule.rule_id


GOOD = """[mutter]
kind = "verb"
class = "say"
lemmas = ["mutter"]
content = ["quote"]
examples = ["x"]
counterexamples = ["y"]
"""


def loaded(folder, text):
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return load_reporting(Lexicon((SHIPPED, folder)))


def test_a_corpus_adds_and_replaces_rules(tmp_path):
    replaced = GOOD.replace("[mutter]", "[say]").replace('"mutter"', '"orate"')
    lexicon = loaded(tmp_path, GOOD + "\n" + replaced)
    assert [r.rule_id for r in lexicon.lookup("verb", "mutter")] == ["mutter"]
    assert lexicon.reporting_class("verb", "orate", "quote") == "say"
    assert "say" not in [r.rule_id for r in lexicon.lookup("verb", "reply")]


@pytest.mark.parametrize(
    ("old", "new", "stated"),
    [
        ('class = "say"', 'class = "shout"', [FILE_NAME, "mutter.class", "'shout'", "accuse"]),
        ('kind = "verb"', 'kind = "werb"', ["mutter.kind", "'werb'", "preposition"]),
        ('content = ["quote"]', 'content = ["song"]', ["mutter.content", "'song'", "clause"]),
        ('content = ["quote"]', "content = []", ["mutter", "content or prepositions"]),
        ('lemmas = ["mutter"]', "lemmas = []", ["mutter.lemmas", "empty"]),
        ('lemmas = ["mutter"]', "lemmas = [3]", ["mutter.lemmas", "strings"]),
        ('lemmas = ["mutter"]', 'lemmas = "mutter"', ["mutter.lemmas", "list"]),
        ('lemmas = ["mutter"]\n', "", ["mutter.lemmas", "missing"]),
        ('lemmas = ["mutter"]', 'lemma = ["mutter"]', ["mutter.lemma", "unknown key", "lemmas"]),
        ("[mutter]\n", "", ["[kind]", "a rule is a table"]),
        ('kind = "verb"', "kind = verb", ["TOML"]),
    ],
)
def test_a_broken_file_says_where(tmp_path, old, new, stated):
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, GOOD.replace(old, new))
    for words in stated:
        assert words in str(caught.value)


def test_classes_are_closed():
    assert {r.reporting_class for r in RULES} == set(REPORTING_CLASSES)
