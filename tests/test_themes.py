"""Every theme finds its own examples; patterns read dependencies; a broken file says where."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import InputError
from briefing.lexicon import SHIPPED, Lexicon, load_lexicon
from briefing.lexicon.themes import FILE_NAME, load_themes, theme_labels
from briefing.nlp.actors import ActorFinder
from briefing.nlp.annotations import Event, Sentence
from briefing.nlp.pipeline import load_parser
from briefing.nlp.statement_examples import failing_theme_examples
from briefing.nlp.themes import ThemeFinder


@cache
def finder(lexicon=None):
    return ThemeFinder(load_parser(), lexicon or load_lexicon())


@cache
def actors():
    return ActorFinder(load_parser(), load_lexicon())


def annotated(text, lexicon=None):
    doc = load_parser()(text)
    doc._.sentences = tuple(Sentence(i, s.start_char, s.end_char) for i, s in enumerate(doc.sents))
    return finder(lexicon)(actors()(doc))


def themes_of(text, lexicon=None):
    return {t.theme for t in annotated(text, lexicon)._.themes}


def test_every_theme_explains_its_examples():
    assert [str(f) for f in failing_theme_examples(load_lexicon())] == []


def test_an_example_its_theme_does_not_explain_is_found(tmp_path):
    text = CORPUS.replace('["x"]', '["It rained."]').replace('["y"]', '["A trawler left."]')
    found = [str(f) for f in failing_theme_examples(corpus_lexicon(tmp_path, text))]
    path = tmp_path / FILE_NAME
    assert found == [
        f"{path} [themes.fishing]: not found in 'It rained.'",
        f"{path} [themes.fishing]: found in 'A trawler left.'",
    ]


def test_the_alliance_themes_are_there():
    wanted = {
        "arms_for_technology",
        "war_in_ukraine",
        "defiance_of_the_west",
        "sanctions_and_isolation",
        "regional_security",
        "nuclear_and_missiles",
        "economy_and_labour",
        "ceremony_and_history",
        "un_paralysis",
    }
    assert wanted <= set(theme_labels(load_lexicon()))
    assert all(theme_labels(load_lexicon()).values())


CORPUS = """
[words]
fish = ["cod", "blue whiting"]

[themes.fishing]
label = "Fishing"
description = "Catching fish."
patterns = ["catch > {fish}", "net:NOUN & quota", "trawler", "boat > @ISL", "licence > @"]
examples = ["x"]
counterexamples = ["y"]
"""


def corpus_lexicon(folder, text=CORPUS):
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return Lexicon((SHIPPED, folder))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The crew caught two hundred cod.", True),
        ("The cod that the crew caught was sold.", True),
        ("Off the coast they were catching blue whiting.", True),
        ("The crew caught a cold and ate cod.", True),  # "ate" hangs on "caught"
        ("Cod is dear, and the crew slept.", False),
        ("The nets are new and the quota is old.", True),
        ("The nets are new.", False),
        ("They net the profit under a quota.", False),
        ("Trawlers left.", True),
        ("Boats from Reykjavik left.", True),
        ("Boats from Dublin left.", False),
        ("A licence for Dublin was sold.", True),
    ],
)
def test_patterns(tmp_path, text, found):
    assert ("fishing" in themes_of(text, corpus_lexicon(tmp_path))) is found


def test_a_corpus_replaces_a_shipped_theme(tmp_path):
    lexicon = corpus_lexicon(tmp_path, CORPUS.replace("themes.fishing", "themes.cyber"))
    assert "cyber" not in themes_of("Hackers stole the plans.", lexicon)
    assert theme_labels(lexicon)["cyber"] == "Fishing"


def test_events_learn_the_themes_of_their_sentence():
    doc = load_parser()("Hackers stole the plans. The parade began.")
    doc._.sentences = tuple(Sentence(i, s.start_char, s.end_char) for i, s in enumerate(doc.sents))
    doc._.events = (Event(0, 8, 13, "x", "ASSAULT"), Event(1, 36, 41, "x", "CONSULT"))
    contexts = [e.contexts for e in finder()(doc)._.events]
    assert contexts == [("cyber",), ("ceremony_and_history",)]


@pytest.mark.parametrize(
    ("old", "new", "stated"),
    [
        ('"catch > {fish}"', '"catch > {birds}"', ["themes.fishing.patterns", "{birds}", "arms"]),
        ("net:NOUN", "net:NOWN", ["themes.fishing.patterns", "'NOWN'", "PROPN"]),
        ('"catch > {fish}"', '"catch > "', ["nothing beside"]),
        ('"catch > {fish}"', '"catch|"', ["a word is missing"]),
        ('"catch > {fish}"', '"catch @ISL"', ["an actor stands beside"]),
        ('label = "Fishing"\n', "", ["themes.fishing.label", "missing"]),
        ('label = "Fishing"', 'label = ""', ["themes.fishing.label", "string"]),
        ('label = "Fishing"', 'lable = "Fishing"', ["themes.fishing.lable", "label"]),
        ("[words]", "[wrods]", ["wrods", "[words]"]),
        ('fish = ["cod", "blue whiting"]', 'fish = "cod"', ["words.fish", "list"]),
        ('examples = ["x"]', "examples = []", ["themes.fishing.examples", "empty"]),
        ("[themes.fishing]", "[themes.fishing", ["TOML"]),
    ],
)
def test_a_broken_file_says_where(tmp_path, old, new, stated):
    assert old in CORPUS
    with pytest.raises(InputError) as caught:
        load_themes(corpus_lexicon(tmp_path, CORPUS.replace(old, new, 1)))
    for words in [FILE_NAME, *stated]:
        assert words in str(caught.value)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_yields_words_of_its_own_sentences(text):
    doc = annotated(text) if text.strip() else None
    if doc is None:
        return
    for theme in doc._.themes:
        sentence = doc._.sentences[theme.sent_id]
        assert sentence.start_char <= theme.start_char < theme.end_char <= sentence.end_char
