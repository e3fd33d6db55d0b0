"""Who says what. Each case marks [speaker], {cue} and <content> in the sentence itself."""

import re
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.lexicon import load_lexicon
from briefing.nlp.actors import ActorFinder
from briefing.nlp.annotations import Sentence
from briefing.nlp.pipeline import load_parser
from briefing.nlp.quote_marks import find_quotations
from briefing.nlp.quotes import QuoteFinder

MARKUP = re.compile(r"[\[\]{}<>]")


@cache
def components():
    return ActorFinder(load_parser(), load_lexicon()), QuoteFinder(load_parser(), load_lexicon())


def annotated(text):
    doc = load_parser()(text)
    doc._.sentences = tuple(
        Sentence(i, s.start_char, s.end_char)
        for i, s in enumerate(doc.sents)
        if any(c.isalnum() for c in s.text)
    )
    for component in components():
        doc = component(doc)
    return doc


def quotes_of(text):
    doc = annotated(text)
    return [
        (
            text[q.start_char : q.end_char],
            q.quote_type,
            None
            if q.speaker_start_char is None
            else text[q.speaker_start_char : q.speaker_end_char],
        )
        for q in doc._.quotes
    ]


def plain(marked):
    return MARKUP.sub("", marked)


def marked_parts(marked):
    """Return (text, content, speaker): content from the first < to the last >."""
    content = plain(marked[marked.index("<") : marked.rindex(">")])
    *_, speaker = re.findall(r"\[(.*?)\]", marked)
    return plain(marked), content, speaker


DIRECT = [
    "<“The bridge will hold,”> [the engineer] {said}.",
    '<"The bridge will hold,"> [the engineer] {said}.',
    "<''The bridge will hold,''> [the engineer] {said}.",
    "<“The bridge will hold,”> {said} [Maria Lopez], an engineer.",
    "[The engineer] {said}: <“The bridge will hold.”>",
    "[The engineer] {told} reporters, <“The bridge will hold.”>",
    "<“The bridge,” [the engineer] {said}, “will hold.”>",
    "<“The bridge will hold,” [the engineer] {said}. “It is made of steel.”>",
    "<“He called it a ‘miracle’ twice,”> [the engineer] {said}.",
    "<‘The bridge will hold,’> [the engineer] {said}.",
    "[The engineer] {said}: <“The bridge will hold.\n\n“It is made of steel.”>",
    "HOST: Is it safe?\n\n[MILLER]: <The bridge will hold for years.>\n\nThe room was full.",
    "[Maria Lopez]: <“The bridge will hold.”>",
    "[Maria Lopez], engineer\n\n<“The bridge will hold for many years to come.”>",
    "<“The bridge will hold for many years to come.”> ― [Maria Lopez]",
    "The bridge has become <“a pillar of the town”>, as {described} by [the engineer].",
    "[The engineer] was careful. [Lopez] toured the river with <“a bag full of tools and of maps”>.",
]


@pytest.mark.parametrize("marked", DIRECT)
def test_direct(marked):
    text, content, speaker = marked_parts(marked)
    assert (content, "direct", speaker) in quotes_of(text)


INDIRECT = [
    "[The engineer] {said} <that the bridge would hold>.",
    "[The engineer] {said} <the bridge would hold>.",
    "<The bridge would hold>, [the engineer] {said}.",
    "{According to} [the engineer], <the bridge will hold>.",
    "<The bridge will hold>, {according to} [the engineer].",
    "[The mayor] {accused} <the engineer of hiding the cracks>.",
    "{In} [the engineer]'s {view}, <the bridge is safe>.",
    "Few believed [the engineer]'s {claim} <that the bridge was safe>.",
    "[The mayor] {denied} <that the bridge was closed>.",
    "[The mayor] {rejected} <the report>.",
    "[The mayor] {urged} <drivers to wait>.",
    "[The mayor] {wants} <to close the bridge>.",
    "[The mayor], who {said} <the bridge was safe>, has left.",
    "[The mayor] came to the river to {warn} <that the bridge was weak>.",
    "[The mayor] issued a statement {saying} <that the bridge was safe>.",
    "As [the mayor] {put} it, <the bridge is older than the town>.",
    "<The bridge was described by [the mayor] as a death trap>.",
]


@pytest.mark.parametrize("marked", INDIRECT)
def test_indirect(marked):
    text, content, speaker = marked_parts(marked)
    found = quotes_of(text)
    texts = [q[0] for q in found]
    assert content in texts, found
    assert found[texts.index(content)][1] == "indirect"
    named = found[texts.index(content)][2]
    assert named == speaker or (named == "who" and "who" in text), found


@pytest.mark.parametrize(
    "text",
    [
        "The engineer walked over the bridge.",
        "SEOUL: The engineer walked over the bridge.",
        "It rained, and the river rose.",
        "The farmers' bridge is Tom's bridge.",
        "A 6\" pipe runs under the 8' bridge.",
        "",
    ],
)
def test_nothing_is_attributed(text):
    assert quotes_of(text) == []


def test_scare_quotes_stand_apart():
    assert quotes_of("The so-called “bridge” collapsed.") == [("“bridge”", "scare", None)]


def test_an_unclosed_quotation_ends_with_its_sentence():
    text = "The engineer said “the bridge will hold. The river rose all night."
    assert [q[0] for q in quotes_of(text)] == ["“the bridge will hold."]


def test_an_unclosed_quotation_that_opens_its_paragraph_ends_with_it():
    text = "“The bridge will hold. It is steel.\nThe river rose."
    (found,) = find_quotations(text)
    assert text[found.start_char : found.end_char] == "“The bridge will hold. It is steel."
    assert not found.is_closed


def test_the_cue_in_the_middle_is_no_part_of_what_is_said():
    text = "“The bridge,” the engineer said, “will hold.”"
    (quote,) = annotated(text)._.quotes
    assert [text[a:b] for a, b in quote.parts] == ["“The bridge,”", "“will hold.”"]
    assert (quote.cue, quote.cue_class) == ("said", "say")


@pytest.mark.parametrize(
    ("text", "speaker", "name"),
    [
        ("Japan's foreign minister said the port was shut.", "JPN", "Japan's foreign minister"),
        (
            "A spokesman for the Kremlin said the port was shut.",
            "RUS",
            "A spokesman for the Kremlin",
        ),
        ("Officials in Seoul said the port was shut.", "KOR", None),
        ("Washington accused Moscow of shutting the port.", "USA", "Washington"),
        ("Moscow's claim that the port was shut is false.", "RUS", "Moscow"),
        ("An old fisherman said the port was shut.", None, "An old fisherman"),
        ("Russia and China said the port was shut.", "RUS", "Russia and China"),
    ],
)
def test_speakers_become_actors(text, speaker, name):
    quote = annotated(text)._.quotes[0]
    assert quote.speaker == speaker
    if name:
        assert quote.speaker_name == name


def test_a_pronoun_speaks_for_the_last_name():
    text = "Emmanuel Macron said the port was shut. He added that ships would wait."
    quote = annotated(text)._.quotes[-1]
    assert text[quote.speaker_start_char : quote.speaker_end_char] == "He"
    assert (quote.speaker, quote.speaker_name) == ("FRA", "Emmanuel Macron")


def test_a_pronoun_speaks_for_the_subject_before_it():
    text = "Maria Lopez said the port was shut. Then Anna Berg spoke. She warned of a strike."
    assert annotated(text)._.quotes[-1].speaker_name == "Anna Berg"


def test_a_pronoun_does_not_speak_for_those_spoken_of():
    text = "Maria Lopez said that Anna Berg had left the port. She warned of a strike."
    assert annotated(text)._.quotes[-1].speaker_name == "Maria Lopez"


def test_a_pronoun_speaks_for_the_owner_of_the_subject():
    text = "Maria Lopez said the port was shut. Anna Berg's answer was short. She urged calm."
    assert annotated(text)._.quotes[-1].speaker_name == "Anna Berg"


@pytest.mark.parametrize(
    "text",
    [
        "The visit underlines the strength of the bond.",
        "It suggests that the bond is strong.",
        "Confidence promises to return.",
    ],
)
def test_things_do_not_speak(text):
    assert quotes_of(text) == []


def test_it_is_nobody_when_a_thing_came_between():
    text = "Moscow said the port was shut. The port is old. It worries about ships, they say."
    assert annotated(text)._.quotes[-1].speaker_name != "Moscow"


def test_a_comment_is_no_part_of_what_it_is_about():
    text = "Seoul said that shells were sent, a charge Moscow denies."
    assert [(q[0], q[2]) for q in quotes_of(text)] == [
        ("Seoul said that shells were sent", "Moscow"),
        ("that shells were sent", "Seoul"),
    ]


def test_a_nested_statement_keeps_both_speakers():
    found = quotes_of("Seoul said that Washington believes that the launch failed.")
    assert [(q[0], q[2]) for q in found] == [
        ("that Washington believes that the launch failed", "Seoul"),
        ("that the launch failed", "Washington"),
    ]


words = st.sampled_from(
    ["“", "”", '"', "''", "‘", "’", "«", "»", "'", "said", "Kim", "he", "that", ":", ",", ".", "\n",
     "\n\n", " ", "according to", "the minister", "claims", "war", "—", "😀", "北京", "\u200b", "A"]
)  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(words, max_size=80).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(texts)
@example("“" * 50)
@example('"' * 51 + "a")
@example("said " * 60)
def test_any_text_yields_valid_offsets(text):
    if not text:
        return
    doc = annotated(text)
    keys = [(q.start_char, q.end_char) for q in doc._.quotes]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys, key=lambda k: (k[0], -k[1]))
    for q in doc._.quotes:
        assert 0 <= q.start_char < q.end_char <= len(text)
        if q.parts:  # none are where somebody else's words are denied
            assert q.parts[0][0] == q.start_char
            assert q.parts[-1][1] == q.end_char
        assert all(a < b for a, b in q.parts)
        assert (q.speaker_start_char is None) == (q.speaker_end_char is None)
        if q.cue is not None:
            assert set(q.cue.split()) <= set(text[q.cue_start_char : q.cue_end_char].split())


@settings(max_examples=200, deadline=None)
@given(texts)
def test_quotations_are_in_order_and_apart(text):
    found = find_quotations(text)
    edges = [c for q in found for c in (q.start_char, q.end_char)]
    assert edges == sorted(edges)
    for q in found:
        assert q.parts[0][0] == q.start_char
        assert q.parts[-1][1] == q.end_char


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", ["“a ", '"a" ', "'a ", 'A B C: "a ', "“\n"])
def test_marks_alone_are_read_in_time(piece):
    text = piece * (200_000 // len(piece))
    assert find_quotations(text) is not None
