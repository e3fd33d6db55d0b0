"""How real is it, and who says so: sentences with the expected answer beside them."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import InputError
from briefing.lexicon import SHIPPED, Lexicon, load_lexicon
from briefing.lexicon.modality import load_modality
from briefing.nlp.annotations import Judgement
from briefing.nlp.modality import ModalityJudge
from briefing.nlp.pipeline import Annotator, TextItem, load_parser
from briefing.vocabulary import MODALITIES


@lru_cache(maxsize=1)
def annotator() -> Annotator:
    return Annotator(tone_engine="none")


@lru_cache(maxsize=1)
def the_judge() -> ModalityJudge:
    return ModalityJudge(load_parser(), load_lexicon())


def unmarked(sentence: str) -> tuple[str, int, int]:
    start, end = sentence.index("["), sentence.index("]") - 1
    return sentence.replace("[", "").replace("]", ""), start, end


def judged(sentence: str) -> Judgement:
    """Judge the trigger in [brackets] by the parse alone."""
    text, start, end = unmarked(sentence)
    return the_judge().judge(load_parser()(text), start, end)


def attributed(sentence: str) -> Judgement:
    """Judge the trigger in [brackets] with actors and quotes found."""
    text, start, end = unmarked(sentence)
    (doc,) = annotator().annotate([TextItem(text)])
    return annotator().judge.judge(doc, start, end)


SENTENCES = """
asserted  Ottawa [accused] Bern of fraud; Lima denies it.
asserted  Ottawa thanked Bern for supporting its [campaign].
asserted  Ottawa is concerned about the growing [cooperation] between the two.
possible  Ottawa is concerned about the possible [sale] of jets.
asserted  Their [provision] of grain is crucial to Bern.
planned   Parliament approved the [sale] of jets to Norway.
planned   Ottawa said it would [send] an envoy to Bern.
possible  Analysts said such a step would [harm] both economies.
asserted  The two ministers [met] in Geneva on Monday.
asserted  The first [visit] by a French president drew large crowds.
asserted  Their recent [meeting] set the tone for the summer.
asserted  Canada managed to [sign] the accord.
asserted  Police forced the crowd to [leave].
asserted  The council condemned the [attack] on the port.
asserted  The senate did not learn that the fleet had [sailed].
asserted  Ottawa not only [signed] the accord but paid for it.
asserted  The [talks] in Vienna did not solve the dispute.
asserted  The army did not stop [shelling] the town.
asserted  The king's [visit] may alarm the council.
asserted  Norway voiced concern about Peru's missile [tests].
asserted  Norway agrees to sell ships and [praises] the army of Peru.
asserted  The two states are not just [trading]; they hope to build a port.
asserted  Chile rejected the [offer] of a truce.
planned   The king will [visit] Ottawa in May.
planned   The king's impending [visit] worries the opposition.
planned   The upcoming [summit] is the talk of the town.
planned   The president plans to [travel] to Lima.
planned   As the president plans his [visit] to Lima, prices rise.
planned   A [visit] is planned for July.
planned   The envoy is about to [leave] for Oslo.
planned   The king is expected to [visit] Ottawa.
planned   Norway agreed to [supply] gas to its neighbour.
planned   Norway vowed to [deepen] its ties with Chile.
possible  Norway may [supply] gas to its neighbour.
possible  Norway might not [supply] gas to its neighbour.
possible  A potential arms [trade] between the two alarmed the council.
possible  If Norway [cuts] the gas, prices will rise.
possible  Norway could [impose] sanctions.
possible  The agency fears an [attack] on the port.
possible  The risk of an [attack] on the port has grown.
possible  Chile called for [talks] with its neighbour.
possible  Would Norway [sell] gas to its rival?
possible  "Would Norway [sell] gas to its rival?"
possible  [Sign] the accord now.
alleged   The alleged [transfer] of rockets raised alarm in Lima.
alleged   Peru accused Chile of [arming] the rebels.
alleged   Chile allegedly [armed] the rebels.
alleged   Peru claims that Chile [armed] the rebels.
alleged   Chile is said to have [armed] the rebels.
alleged   In the general's view, Chile [armed] the rebels.
alleged   Analysts believe that Chile [armed] the rebels.
alleged   Claims of a [transfer] of rockets made the news.
alleged   The claims made on Friday by Norway that Chile [armed] the rebels alarmed Peru.
alleged   Norway warned that Chile [armed] the rebels.
denied    Chile decided against [signing] the accord.
denied    Chile no longer [sells] rockets.
denied    Neither Chile nor Peru [signed] the accord.
denied    Chile refused to [help] its neighbour.
denied    Chile failed to [deliver] the rockets.
denied    Chile did not [deliver] the rockets.
denied    Chile never [delivered] the rockets.
denied    Chile denied [arming] the rebels.
denied    Chile denies that it [armed] the rebels.
denied    Chile rejected claims of a [transfer] of rockets.
denied    Chile refuted claims that it [armed] the rebels.
denied    Chile denied reports that it [armed] the rebels.
denied    No [transfer] took place.
denied    The [talks] did not take place.
denied    The minister left without [signing] the accord.
denied    Chile has no plans to [sign] the accord.
asserted  Bern [accused] Oslo of theft, a charge Oslo dismissed.
asserted  Bern accused Oslo of theft, which Oslo [denies].
denied    There is no evidence that the army [attacked] the port.
denied    The king rejected claims that he had [signed] the accord.
denied    Chile cannot [deliver] the rockets.
denied    The army could not [hold] the port.
denied    Norway will not [sell] the ships.
denied    The cancelled [visit] angered the opposition.
denied    Police prevented an [attack] on the port.
"""


@pytest.mark.parametrize("line", SENTENCES.strip().splitlines())
def test_modality_of_a_trigger(line):
    modality, sentence = line.split(maxsplit=1)
    assert judged(sentence).modality == modality


@pytest.mark.parametrize(
    ("certain", "less"),
    [
        ("Chile [signed] the accord.", "Chile will [sign] the accord."),
        ("Chile will [sign] the accord.", "Chile may [sign] the accord."),
        ("Chile may [sign] the accord.", "Chile may not [sign] the accord."),
        ("Chile may not [sign] the accord.", "Chile did not [sign] the accord."),
        ("Peru said Chile [signed] the accord.", "Peru claimed Chile [signed] the accord."),
        ("Chile managed to [sign] it.", "Chile did not manage to [sign] it."),
        ("Chile did not fail to [sign] it.", "Chile failed to [sign] it."),
    ],
)
def test_factuality_falls(certain, less):
    assert judged(certain).factuality > judged(less).factuality


ATTRIBUTIONS = [
    ("Peru accused Chile of [arming] the rebels.", "PER", ("PER",)),
    ("Chile denied [arming] the rebels.", "CHL", ("CHL",)),
    ("According to Norway, Chile [armed] the rebels.", "NOR", ("NOR",)),
    ("In Norway's view, Chile [armed] the rebels.", "NOR", ("NOR",)),
    ("Chile [armed] the rebels, Norway said.", "NOR", ("NOR",)),
    ("Norway said Peru believes that Chile [armed] the rebels.", "PER", ("NOR", "PER")),
    ("Norway's claim that Chile [armed] the rebels made the news.", "NOR", ("NOR",)),
    ("The claims made by Norway that Chile [armed] the rebels spread.", "NOR", ("NOR",)),
    ('"I think that Peru [armed] the rebels," the president of Chile said.', "CHL", ("CHL",)),
    ("The port is closed, said the Norwegian captain who [led] the attack.", None, ()),
    ("Norway expressed [sympathy] for Chile.", None, ()),
    ("Chile [armed] the rebels.", None, ()),
    ("Norway said the ships, which Chile [sold] in May, were old.", "NOR", ("NOR",)),
    ('"We [armed] nobody. Peru lies," Chile said.', "CHL", ("CHL",)),
]


@pytest.mark.parametrize(("sentence", "code", "chain"), ATTRIBUTIONS)
def test_who_asserts(sentence, code, chain):
    judgement = attributed(sentence)
    assert (judgement.attributed_to, judgement.attribution_chain) == (code, chain)


def test_an_asserter_without_code_keeps_its_name():
    judgement = attributed("Villagers say that soldiers [burned] the mill.")
    assert judgement.attributed_to is None
    assert judgement.attributed_to_name == "Villagers"


CUES = load_modality(load_lexicon()).cues


@pytest.mark.parametrize("name", CUES)
def test_each_cue_explains_its_examples_and_no_counterexample(name):
    for wanted, sentences in ((True, CUES[name].examples), (False, CUES[name].counterexamples)):
        for sentence in sentences:
            text, start, end = unmarked(sentence)
            steps = the_judge().explain(load_parser()(text), start, end)
            assert (name in [s.rule for s in steps]) is wanted, sentence


def test_no_word_is_listed_twice_for_one_link():
    seen = {}
    for cue in CUES.values():
        for lemma in cue.lemmas:
            for link in cue.links:
                other = seen.setdefault((lemma, link, cue.pos), cue.name)
                assert other == cue.name, f"{lemma} ({link}) is in {other} and {cue.name}"


def test_each_word_of_a_cue_says_more_than_its_reporting_class():
    lexicon = load_modality(load_lexicon())
    for cue in (c for c in CUES.values() if c.pos):
        for lemma in cue.lemmas:
            rules = [lexicon._reporting_rule(lemma, cue.pos, link) for link in cue.links]
            effects = {r and lexicon.reporting_effects[r.reporting_class] for r in rules}
            assert effects != {cue.effect}, f"{lemma} ({cue.name}) is in reporting.toml"


def test_a_corpus_brings_its_own_cues(tmp_path):
    (tmp_path / "modality.toml").write_text(
        '[cues.sabre]\neffect = "threat"\npos = "verb"\nlemmas = ["rattle"]\nlinks = ["for"]\n'
        'examples = ["They rattled for [war]."]\ncounterexamples = ["They paid for [war]."]\n'
    )
    lexicon = load_modality(Lexicon((SHIPPED, tmp_path)))
    assert lexicon.find(["rattle"], "verb", "for")[1] == "sabre"
    assert lexicon.find(["refuse"], "verb", "infinitive")[0].name == "fail"


BROKEN = [
    ("[effects.x]\nholds = 9", "effects.x.holds", "-3..3"),
    ('[effects.x]\nholds = 1\nnegated = 1\nmodality = "sure"', "effects.x.modality", "asserted"),
    ('[defaults]\nobject = "nonsense"', "defaults.object", "holds"),
    ('[cues.x]\neffect = "holds"\ncolour = "red"', "cues.x", "lemmas"),
    ('[cues.x]\neffect = "holds"\nlemmas = "go"', "cues.x.lemmas", "list"),
    ('[cues.x]\neffect = "holds"\npos = "particle"', "cues.x.pos", "verb"),
    ("[colours]\n", "top level", "effects"),
    ("not toml", "", "TOML"),
]


@pytest.mark.parametrize(("text", "place", "allowed"), BROKEN)
def test_a_broken_file_names_file_place_and_what_is_allowed(tmp_path, text, place, allowed):
    path = tmp_path / "modality.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_modality(Lexicon((SHIPPED, tmp_path)))
    message = str(caught.value)
    assert str(path) in message
    assert place in message
    assert allowed in message


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.integers(-3, 130), st.integers(-3, 130))
def test_any_span_of_any_text_gets_a_judgement_in_range(text, start, end):
    judgement = the_judge().judge(load_parser()(text), start, end)
    assert judgement.modality in MODALITIES
    assert -3 <= judgement.factuality <= 3


WORDS = (
    "Chile",
    "not",
    "may",
    "refused",
    "to",
    "sign",
    "that",
    "if",
    "said",
    "no",
    "without",
    "deal",
    "?",
    ",",
    "🙂",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_any_order_of_cue_words_gets_a_judgement_in_range(words):
    doc = load_parser()(" ".join(words))
    for token in doc:
        judgement = the_judge().judge(doc, token.idx, token.idx + len(token))
        assert judgement.modality in MODALITIES
        assert -3 <= judgement.factuality <= 3
