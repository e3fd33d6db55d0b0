"""Who did what to whom: one behaviour a sentence, the expected dyads beside it.

A case reads ``ACTOR TYPE RECIPIENT``, several parted by ``;``, ``-`` for a side nobody
known fills. Mutual acts are compared without regard to order.
"""

from __future__ import annotations

import time
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.frames import annotation_rows
from briefing.nlp.pipeline import Annotator, TextItem
from briefing.nlp.plover import plover_type
from briefing.vocabulary import EVENT_TYPES, MODALITIES, SYMMETRIC_TYPES


@cache
def shared_annotator() -> Annotator:
    return Annotator(tone_engine="none")


@pytest.fixture
def annotator() -> Annotator:
    return shared_annotator()


def annotate(annotator: Annotator, text: str):
    return next(annotator.annotate([TextItem(text, date(2024, 6, 1))]))


def dyads(doc) -> set[str]:
    found = set()
    for row in annotation_rows("d", doc)["events"]:
        sides = [row["actor"] or "-", row["recipient"] or "-"]
        if row["event_type"] in SYMMETRIC_TYPES:
            sides.sort()
        found.add(f"{sides[0]} {row['event_type']} {sides[1]}")
    return found


def plover(doc) -> set[str]:
    return {row["plover_type"] for row in annotation_rows("d", doc)["events"]}


def expected(case: str) -> set[str]:
    return {part.strip() for part in case.split(";") if part.strip()}


NOUNS = [
    ("The visit by the Peruvian president to Chile lasted two days.", "CHL CONSULT PER"),
    ("The Chilean king's trip to Peru was short.", "CHL CONSULT PER"),
    ("Chile's attack on Peru surprised everyone.", "CHL ASSAULT PER"),
    ("The transfer of shells from Peru to Chile has alarmed miners.", "PER AID CHL"),
    ("Peru's provision of shells is vital for Chile.", "PER AID CHL"),
    ("Talks between Peru and Chile resumed in Geneva.", "CHL CONSULT PER"),
    ("The meeting of Peru and Chile ended early.", "CHL CONSULT PER"),
    ("Peru-Chile ties have improved.", "CHL COOPERATE PER"),
    ("Ecuador's trade with Peru has grown.", "ECU COOPERATE PER"),
    ("Peru's condemnation of Chile was swift.", "PER ACCUSE CHL"),
    ("The alliance between Peru, Chile and Bolivia has grown.",
     "CHL COOPERATE PER; BOL COOPERATE CHL; BOL COOPERATE PER"),
]  # fmt: skip
LIGHT_VERBS = [
    ("Peru held talks with Chile on Monday.", "CHL CONSULT PER"),
    ("Peru imposed new sanctions on Chile.", "PER SANCTION CHL"),
    ("Sanctions were imposed on Chile by Peru.", "PER SANCTION CHL"),
    ("The sanctions imposed by Peru on Chile hurt farmers.", "PER SANCTION CHL"),
    ("Peru carried out air strikes against Chile.", "PER ASSAULT CHL"),
    ("Chile voiced strong support for Peru.", "CHL SUPPORT PER"),
    ("Peru issued an ultimatum to Chile.", "PER THREATEN CHL"),
    ("Peru launched a scathing attack on Chile.", "PER ACCUSE CHL"),
    ("Peru expressed concern over Chile.", "PER ACCUSE CHL"),
    ("Chile faced criticism from Peru.", "PER ACCUSE CHL"),
    ("Chile came under attack from Peru.", "PER ASSAULT CHL"),
    ("Peru and Chile traded accusations.", "PER ACCUSE CHL"),
    ("Peru exchanged fire with Chile.", "PER ASSAULT CHL"),
    ("Thousands of Peruvians marched against the tax.", "PER PROTEST -"),
]
ARGUMENTS = [
    ("Chile was condemned by Peru.", "PER ACCUSE CHL"),
    ("Two Chilean miners were arrested.", "- COERCE CHL"),
    ("A banker was arrested in Peru.", "PER COERCE -"),
    ("The bridge was destroyed by Peruvian jets.", "PER ASSAULT -"),
    ("Peru and Bolivia condemned Chile.", "PER ACCUSE CHL; BOL ACCUSE CHL"),
    ("Peru criticised Chile and Bolivia.", "PER ACCUSE CHL; PER ACCUSE BOL"),
    ("Peru condemned Chile and expelled a Bolivian diplomat.",
     "PER ACCUSE CHL; PER SANCTION BOL"),
    ("Peru, which borders Chile, praised Bolivia.", "PER SUPPORT BOL"),
    ("Rockets fired by Peru hit Chile.", "PER ASSAULT CHL"),
    ("Kim Jong Un, the leader of North Korea, visited Vietnam.", "PRK CONSULT VNM"),
    ("Ministers from Peru and Bolivia visited Chile.", "CHL CONSULT PER; BOL CONSULT CHL"),
    ("Peru gave Chile tanks.", "PER AID CHL"),
    ("Peru could help Chile develop drones.", "PER AID CHL"),
    ("Peru will offer aid, helping Chile's farmers.", "PER AID CHL"),
    ("Peru supplies most of the grain that Chile needs.", "PER AID CHL"),
    ("Peru's king sent a letter to his counterpart, the president of Chile.", "CHL CONSULT PER"),
    ("Peru supplied Chile with grain.", "PER AID CHL"),
    ("Peru condemned a Chilean court decision.", "PER ACCUSE CHL"),
    ("Peru rejected a call from Chile.", "PER REJECT CHL"),
    ("Peru closed its border with Chile.", "PER COERCE CHL"),
    ("The Peruvian police fined the president.", "PER COERCE PER"),
    ("Peru and Chile met.", "CHL CONSULT PER"),
    ("Peru urged Chile to pay.", "PER REQUEST CHL"),
    ("A Chilean attack on a Peruvian port killed nine sailors.", "CHL ASSAULT PER"),
    ("Peru, along with Bolivia, imposed sanctions on Chile.",
     "PER SANCTION CHL; BOL SANCTION CHL"),
    ("Peru joined Bolivia in imposing sanctions on Chile.",
     "PER SANCTION CHL; BOL SANCTION CHL"),
    ("Peru reopened its embassy in Chile.", "PER CONCEDE CHL"),
    ("Peru has shipped nine containers of shells to Chile.", "PER AID CHL"),
    ("Peru fired missiles at a Chilean-owned tanker.", "PER ASSAULT CHL"),
    ("Talks on a truce between Peru and Chile resumed.", "CHL CONSULT PER; PER RETREAT CHL"),
    ("Peruvian jets carried out a raid, striking Chilean tanks.", "PER ASSAULT CHL"),
]  # fmt: skip
REVERSALS = [
    ("Peru lifted sanctions on Chile.", "PER CONCEDE CHL"),
    ("Peru ended its embargo against Chile.", "PER CONCEDE CHL"),
    ("Peru withdrew its troops from Chile.", "PER RETREAT CHL"),
    ("Peru suspended aid to Chile.", "PER SANCTION CHL"),
    ("Peru cut ties with Chile.", "PER SANCTION CHL"),
    ("Peru suspended talks with Chile.", "PER SANCTION CHL"),
    ("Peru ended its defence pact with Chile.", "PER SANCTION CHL"),
    ("Nurses in Peru called off a hunger strike.", "PER CONCEDE -"),
]
SPEECH = [
    ("Peru said Chile had attacked Bolivia.", "CHL ASSAULT BOL"),
    ("Peru said it would release the Chilean sailors.", "PER CONCEDE CHL"),
    ("Peru said Chile must pay.", "PER REQUEST CHL"),
    ("Peru said Chile must end its attacks on Bolivia.", "PER REQUEST CHL"),
    ("Peru accused Chile of supplying tanks to Bolivia.", "PER ACCUSE CHL; CHL AID BOL"),
    ("Peru denied that it had attacked Chile.", "PER REJECT -; PER ASSAULT CHL"),
    ("Peru accused Chile of theft, though Chile denies the claims.",
     "PER ACCUSE CHL; CHL REJECT PER"),
    ("Peru accused Chile of arming the miners, which Chile denies.",
     "PER ACCUSE CHL; CHL REJECT PER"),
    ("Peru accused Chile of meddling, a claim denied by Chile.",
     "PER ACCUSE CHL; CHL REJECT PER"),
    ("Chile rejected claims that it had supplied Peru with tanks.",
     "CHL REJECT -; CHL AID PER"),
    ("Chile rejected allegations that it bought grain from Peru.", "CHL REJECT -"),
    ("There is no evidence that Chile sent tanks to Peru.", "CHL AID PER"),
    ("Peru warned that Bolivia would respond if Chile attacks.", "PER THREATEN CHL"),
    ("Peru released a statement criticising Chile.", "PER ACCUSE CHL"),
    ("That means the bank must pay.", ""),
]  # fmt: skip
NOTHING = [
    "A hungry dog slept in the sun.",
    "Peru's power balance shifted.",
    "Peru released a report on wine.",
    "The king said that the weather in Chile was fine.",
    "The band released an album in March.",
    "",
    "?!…",
]
BACKGROUND = [
    ("Peru condemned the attack.", "PER ACCUSE -"),
    ("After meeting Chilean officials, Peru rejected the plan.", "PER REJECT -"),
    ("Peru arrested a miner who had threatened Chile.", "PER COERCE -"),
    ("Peru criticised Chile after a protest.", "PER ACCUSE CHL"),
]


@pytest.mark.parametrize(
    ("text", "case"), [*NOUNS, *LIGHT_VERBS, *ARGUMENTS, *REVERSALS, *SPEECH, *BACKGROUND]
)
def test_dyads(annotator, text, case):
    assert dyads(annotate(annotator, text)) == expected(case)


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_to_code(annotator, text):
    assert dyads(annotate(annotator, text)) == set()


@pytest.mark.parametrize(
    ("text", "event_type", "coded"),
    [
        ("Peru agreed to supply Chile with tanks.", "AID", "AGREE"),
        ("Peru will send grain to Chile.", "AID", "AGREE"),
        ("Peru is ready to send tanks to Chile.", "AID", "AGREE"),
        ("Peru refused to meet Chile.", "CONSULT", "REJECT"),
        ("Peru will not lift its ban on Chilean wine.", "CONCEDE", "REJECT"),
        ("Peru cancelled a visit to Chile.", "CONSULT", "REJECT"),
        ("Peru threatened to attack Chile.", "ASSAULT", "THREATEN"),
        ("Peru called for sanctions against Chile.", "SANCTION", "THREATEN"),
        ("Peru decided to lift sanctions on Chile.", "CONCEDE", "CONCEDE"),
        ("Peru wants to deepen its ties with Chile.", "COOPERATE", "COOPERATE"),
    ],
)
def test_a_head_and_its_complement_are_one_event(annotator, text, event_type, coded):
    (event,) = annotate(annotator, text)._.events
    assert (event.event_type, event.plover_type) == (event_type, coded)


def test_an_act_undone_is_triggered_by_the_word_that_undoes_it(annotator):
    doc = annotate(annotator, "Peru lifted sanctions on Chile.")
    (event,) = doc._.events
    assert doc.text[event.start_char : event.end_char] == "lifted"


def test_mutual_acts_are_marked(annotator):
    (talks,) = annotate(annotator, "Talks between Peru and Chile resumed.")._.events
    (visit,) = annotate(annotator, "The Peruvian president visited Chile.")._.events
    assert talks.is_mutual
    assert not visit.is_mutual


def test_the_place_of_an_event_is_kept(annotator):
    (event,) = annotate(annotator, "Peru and Chile held talks in Geneva.")._.events
    assert event.location == "Geneva"


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize("modality", MODALITIES)
def test_plover_type_stays_in_the_codebook(event_type, modality):
    coded = plover_type(event_type, modality)
    assert coded in EVENT_TYPES
    assert modality in ("planned", "denied") or coded == event_type


@pytest.mark.parametrize(
    ("event_type", "modality", "coded"),
    [
        ("CONSULT", "planned", "AGREE"),
        ("ASSAULT", "planned", "THREATEN"),
        ("AID", "denied", "REJECT"),
        ("REQUEST", "planned", "REQUEST"),
        ("AID", "alleged", "AID"),
    ],
)
def test_plover_type_follows_modality(event_type, modality, coded):
    assert plover_type(event_type, modality) == coded


WORDS = st.sampled_from(
    [
        *("Peru", "Chile", "attacked", "talks", "with", "and", ",", "sanctions", "on", "lifted"),
        *("refused", "to", "meet", "the", "visit", "by", "sends", "said", "that", "ceasefire"),
        *("\U0001f600", "—", "“", "”", "北京", "’s", "agreed", "\n", "will", "not", "must", "of"),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_word_salad_keeps_its_offsets(text):
    doc = annotate(shared_annotator(), text)
    rules = dict(shared_annotator().components)["events"].rules.rules
    for event in doc._.events:
        assert 0 <= event.start_char < event.end_char <= len(text)
        assert event.rule_id in rules
        assert event.event_type in EVENT_TYPES
        sentence = doc._.sentences[event.sent_id]
        assert sentence.start_char <= event.start_char < sentence.end_char
        for mention in (*event.actors, *event.recipients):
            assert 0 <= mention.start_char < mention.end_char <= len(text)


def test_coding_a_long_text_without_a_full_stop_takes_time_in_proportion(annotator):
    coder = dict(annotator.components)["events"]

    def seconds(n_words: int) -> float:
        words = ("Peru attacked Chile and sent troops to Bolivia with talks on " * n_words).split()
        doc = annotate(annotator, " ".join(words[:n_words]))
        start = time.perf_counter()
        coder(doc)
        return time.perf_counter() - start

    short, long = seconds(3_000), seconds(12_000)
    assert long < 12 * short + 0.5
