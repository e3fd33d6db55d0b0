"""Whose words: each mention below names the voice that a reader would give it."""

from functools import cache

import pytest

from briefing.lexicon import load_lexicon
from briefing.nlp.actors import ActorFinder
from briefing.nlp.annotations import Quote, Sentence
from briefing.nlp.pipeline import load_parser
from briefing.nlp.quotes import QuoteFinder
from briefing.nlp.voice import voice_at


@cache
def components():
    lexicon = load_lexicon()
    return ActorFinder(load_parser(), lexicon), QuoteFinder(load_parser(), lexicon)


def annotated(text):
    doc = load_parser()(text)
    doc._.sentences = tuple(Sentence(i, s.start_char, s.end_char) for i, s in enumerate(doc.sents))
    for component in components():
        doc = component(doc)
    return doc


@pytest.mark.parametrize(
    ("text", "words", "voice"),
    [
        ("Japan closed its ports on Monday.", "ports", "outlet"),
        ("Washington said that Moscow had shipped the shells.", "Moscow", "USA"),
        ("Washington said that Moscow had shipped the shells.", "Washington", "outlet"),
        ("Washington accused Pyongyang of shipping shells.", "Pyongyang", "USA"),
        ("According to Tokyo, the missile fell short of its target.", "missile", "JPN"),
        ("In Beijing's view, sanctions solve nothing.", "sanctions", "CHN"),
        ("“We will answer,” Ukraine's president said. “Our army stands.”", "army", "UKR"),
        ("“We will answer,” Ukraine's president said. “Our army stands.”", "president", "outlet"),
        ("Seoul said that Washington believes the launch failed.", "launch", "USA"),
        ("Seoul said that Washington believes the launch failed.", "Washington", "KOR"),
        ("An old fisherman said that the harbour was empty.", "harbour", "An old fisherman"),
        ("For years the “free city” printed stamps.", "city", "outlet"),
        ("Seoul said that shells were sent, a charge Moscow denies.", "shells", "KOR"),
        ("Seoul said that shells were sent, a charge Moscow denies.", "Seoul", "outlet"),
        ("France wants to send a frigate to the gulf.", "frigate", "outlet"),
        ("Germany learned that the pipeline had leaked.", "pipeline", "outlet"),
    ],
)
def test_voice(text, words, voice):
    start = text.index(words)
    assert voice_at(annotated(text), start, start + len(words)) == voice


def test_the_innermost_of_nested_quotes_speaks():
    doc = load_parser()("aaaa bbbb cccc dddd")
    doc._.quotes = (
        Quote(0, 0, 19, "direct", speaker="USA"),
        Quote(0, 5, 14, "indirect", speaker_name="a clerk"),
        Quote(0, 10, 14, "scare"),
    )
    assert voice_at(doc, 0, 4) == "USA"
    assert voice_at(doc, 10, 14) == "a clerk"
    assert voice_at(doc, 15, 19) == "USA"


def test_the_cue_in_the_middle_of_a_quote_is_the_outlets():
    doc = load_parser()("aaaa bbbb cccc")
    doc._.quotes = (Quote(0, 0, 14, "direct", speaker="FRA", parts=((0, 4), (10, 14))),)
    assert [voice_at(doc, i, i + 4) for i in (0, 5, 10)] == ["FRA", "outlet", "FRA"]


def test_a_quotation_nobody_claims_is_unnamed():
    doc = load_parser()("aaaa")
    doc._.quotes = (Quote(0, 0, 4, "direct"),)
    assert voice_at(doc, 0, 4) == "unnamed"
