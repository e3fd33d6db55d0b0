"""Every rule of reporting.toml explains its own examples; a broken file says where."""

import pytest

from briefing.errors import InputError
from briefing.lexicon import SHIPPED, Lexicon, load_lexicon
from briefing.lexicon.reporting import FILE_NAME, load_reporting
from briefing.nlp.statement_examples import failing_statement_examples
from briefing.vocabulary import REPORTING_CLASSES

RULES = load_reporting(load_lexicon()).rules


GOOD = """[mutter]
kind = "verb"
class = "say"
lemmas = ["mutter"]
content = ["quote"]
examples = ["x"]
counterexamples = ["y"]
"""


def test_every_rule_explains_its_examples():
    assert [str(f) for f in failing_statement_examples(load_lexicon())] == []


def test_an_example_its_rule_does_not_explain_is_found(tmp_path):
    rule = GOOD.replace('["x"]', '["[The clerk] {muttered} <nothing>."]')
    rule = rule.replace('["y"]', '["“Go,” the clerk muttered, “go.”", "It rained."]')
    (tmp_path / FILE_NAME).write_text(rule, encoding="utf-8")
    found = [str(f) for f in failing_statement_examples(Lexicon((tmp_path,)))]
    assert found == [
        f"{tmp_path / FILE_NAME} [mutter]: finds nothing in '[The clerk] {{muttered}} <nothing>.'",
        f"{tmp_path / FILE_NAME} [mutter]: fires in '“Go,” the clerk muttered, “go.”'",
    ]


def test_every_lemma_is_there_once_per_rule():
    for rule in RULES:
        assert len(set(rule.lemmas)) == len(rule.lemmas), rule.rule_id


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
