"""Who is mentioned. Each case marks every mention as [words|CODES], CODES with a role or not."""

import re
from collections import defaultdict
from datetime import date
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.lexicon import load_lexicon
from briefing.nlp.actors import ActorFinder
from briefing.nlp.pipeline import Annotator, TextItem, load_parser
from briefing.vocabulary import ACTOR_ROLES, MENTION_TYPES

MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]]+)\]")


@cache
def finder():
    return ActorFinder(load_parser(), load_lexicon())


def annotated(text, published=None):
    pipeline = SimpleNamespace(parser=load_parser())
    [doc] = Annotator.parse(pipeline, [TextItem(text, published)])
    return finder()(doc)


def found(text, published=None):
    """Return {(start, end): (codes, role)} of every mention."""
    by_span = defaultdict(set)
    roles = {}
    for m in annotated(text, published)._.mentions:
        by_span[m.start_char, m.end_char].add(m.actor)
        roles[m.start_char, m.end_char] = m.actor_role
    return {span: (codes, roles[span]) for span, codes in by_span.items()}


def check(marked, published=None):
    text, wanted, shift = "", {}, 0
    for match in MARK.finditer(marked):
        text += marked[shift : match.start()]
        codes, _, role = match[2].partition(" ")
        wanted[len(text), len(text) + len(match[1])] = (set(codes.split(",")), role or None)
        text += match[1]
        shift = match.end()
    text += marked[shift:]
    actual = found(text, published)
    words = {text[a:b]: codes for (a, b), (codes, _) in actual.items()}
    assert set(actual) == set(wanted), words
    for span, (codes, role) in wanted.items():
        assert actual[span][0] == codes, text[slice(*span)]
        if role:
            assert actual[span][1] == role, text[slice(*span)]


@pytest.mark.parametrize(
    "marked",
    [
        "[Peru|PER] sent a letter to [Chile|CHL].",
        "[Ouagadougou|BFA] closed the border posts.",
        "The [Kremlin|RUS GOV] declined to comment, and so did the [White House|USA GOV].",
        "The [U.S.|USA] and the [U.K.|GBR] signed it; the [DPRK|PRK] did not.",
        "The [UN Security Council|UNO IGO] adopted the text, [NATO|NATO IGO] watched.",
        "[Kosovo|XKX], [Taiwan|TWN] and [Hong Kong|HKG] took part.",
        "The [Peruvians|PER] drove home through the [Gaza Strip|PSE].",
        "The [West|WST] was blamed, and [Western officials|WST GOV] denied it.",
        "[Hamas|PSE REB], [Hezbollah|LBN REB] and the [Taliban|AFG REB] were listed.",
        "The [two Koreas|KOR,PRK] opened a liaison line.",
        "[Seoul|KOR] condemned the [North|PRK].",
        "[Peru|PER] condemned the North.",
        "The [U.S.|USA]-[Japan|JPN] alliance was praised.",
    ],
)
def test_names(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "[Iran's foreign minister|IRN GOV] flew home.",
        "[Kenyan Foreign Minister Alfred Wanyama|KEN GOV] spoke first.",
        "[Russian President Vladimir Putin|RUS GOV] arrived late.",
        "[Syrian rebels|SYR REB] shelled the road.",
        "The [Israeli army's spokesman|ISR] confirmed it.",
        "A [Belgian court|BEL JUD] freed two men.",
        "The [Obama White House|USA GOV] agreed.",
        "The [president of Bolivia|BOL GOV] resigned.",
        "[Police|TUR COP] in [Izmir|TUR] made arrests.",
        "The [US ambassador|USA GOV] to [Berlin|DEU] left early.",
        "The [German ambassador|DEU GOV] in [Cairo|EGY] was summoned.",
        "The [defence minister of Ghana|GHA MIL] met an [Ivorian army chief|CIV MIL].",
        "A [Texas senator|USA LEG] wrote to the [Bundestag|DEU LEG].",
        "[Brazil's Congress|BRA LEG] voted, as did the [Congress of Peru|PER LEG].",
        "[North Korea's Politburo|PRK GOV] met, then [China's Politburo|CHN GOV].",
        "[Kenyan, Ugandan and Rwandan troops|KEN,UGA,RWA MIL] crossed the river.",
        "[Envoys|KEN,UGA GOV] from [Kenya|KEN] and [Uganda|UGA] shook hands.",
        "A man bought [Russian|RUS]-made missiles.",
    ],
)
def test_a_noun_phrase_has_one_actor(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "[Musa Otieno|KEN GOV], the [leader of Kenya|KEN GOV], spoke. [Otieno|KEN GOV] was brief.",
        "[Adil Karimi|AFG], an [Afghan cleric|AFG CVL], objected.",
        "[Iraqi envoys|IRQ GOV] met the [Omani ruler|OMN GOV], [Hamad al-Harthi|OMN], and slept.",
        "The [Ministry of Health of Ethiopia|ETH GOV] ordered vaccines.",
        "[South Korean envoy Kim Dong-min|KOR GOV] waited. [Mr. Kim|KOR] sighed.",
    ],
)
def test_people_are_known_by_their_description(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "They met at Kim Il Sung Square.",
        "[Kim Jong Un|PRK] is not the [U.N.|UNO], and power dynamics are no actor.",
        "Michael Jordan and Chad Smith sold guinea pigs.",
        "[Atlanta|USA], [Georgia|USA], was hot.",
        "[Tbilisi|GEO] said [Georgia|GEO] would hold out.",
        "[Theresa May|GBR] resigned last May, and [May|GBR] left in May.",
        "[Ghana|GHA] fought malaria in West Africa and Western Europe.",
        "African Americans sailed the South China Sea and the Persian Gulf.",
    ],
)
def test_what_is_no_actor(marked):
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "[Peru|PER] and [Chile|CHL] signed it. [Both countries|PER,CHL] rejoiced.",
        "[Peru|PER] asked [Chile|CHL] for help, and the [two sides|PER,CHL] agreed.",
        "[Peru|PER] said [it|PER] would reopen [its|PER] ports.",
        "[Iran|IRN] signed the pact. [The government|IRN GOV] praised it.",
        "[President Emmanuel Macron|FRA GOV] left after [his delegation|FRA] refused.",
        "[Kenya|KEN] and [Uganda|UGA] said [they|KEN,UGA] would trade.",
        "[Peru|PER] and [its|PER] allies left for [Chile|CHL].",
        "[President Ramaphosa|ZAF] praised [the country's army|ZAF MIL].",
        "The [U.S.|USA] spoke of crimes in [Zimbabwe|ZWE] where the military was accused.",
        "[Pakistan|PAK] and [India|IND] traded fire. [Pakistan|PAK] blamed [its neighbour|IND].",
    ],
)
def test_references_with_one_reading(marked):
    check(marked)


@pytest.mark.parametrize(
    "text",
    [
        "Peru, Chile and Bolivia met. Both countries objected.",
        "It is clear that rain will fall. It was late.",
        "Peru beat Chile. The match was long. It ended late.",
        "Angela Merkel met Emmanuel Macron. The cook liked him.",
    ],
)
def test_references_with_more_readings_stay_open(text):
    types = {m.mention_type for m in annotated(text)._.mentions}
    assert not types & {"pronoun", "group"}


def test_references_reach_one_sentence_back_and_no_further():
    near = "Peru and Chile signed. Both countries gained."
    far = "Peru and Chile signed. Rain fell. Both countries gained."
    assert [m.mention_type for m in annotated(near)._.mentions].count("group") == 2
    assert not any(m.mention_type == "group" for m in annotated(far)._.mentions)


@pytest.mark.parametrize(
    ("published", "role"),
    [
        (date(2019, 5, 1), "GOV"),
        (date(2023, 5, 1), "OPP"),
        (date(2025, 5, 1), "GOV"),
    ],
)
def test_offices_have_dates(published, role):
    [mention] = annotated("Donald Trump smiled.", published)._.mentions
    assert (mention.actor, mention.actor_role) == ("USA", role)


def test_the_dead_keep_their_state_and_lose_their_office():
    [mention] = annotated("Kim Jong Il had planned it.", date(2024, 1, 1))._.mentions
    assert (mention.actor, mention.actor_role) == ("PRK", None)


@pytest.mark.parametrize(
    ("published", "actor"), [(date(2010, 1, 1), "NOR"), (date(2020, 1, 1), "NATO")]
)
def test_people_who_change_sides_are_read_by_date(published, actor):
    [mention] = annotated("Jens Stoltenberg smiled.", published)._.mentions
    assert mention.actor == actor


def test_a_surname_alone_needs_an_introduction():
    assert not annotated("Kim was seen in a shop.")._.mentions
    known = annotated("Pyongyang was dark. Kim waited.", date(2024, 1, 1))._.mentions
    assert [m.actor for m in known] == ["PRK", "PRK"]


def test_mention_types_say_how_the_actor_is_named():
    text = "Russia and Russian aid reached Moscow. The Kremlin and Iran's envoy met."
    types = {text[m.start_char : m.end_char]: m.mention_type for m in annotated(text)._.mentions}
    assert types == {
        "Russia": "name",
        "Russian": "demonym",
        "Moscow": "metonym",
        "Kremlin": "metonym",
        "Iran's envoy": "title",
    }


def test_a_heading_makes_no_names_of_its_capitals():
    text = "American Concerns Over Trade\n\nThe Concerns were many."
    assert [m.mention_type for m in annotated(text)._.mentions] == ["demonym"]


WORDS = st.sampled_from(
    [
        "Russia",
        "Kim",
        "Jong-un",
        "U.S.",
        "U.N.",
        "both",
        "countries",
        "they",
        "its",
        "the",
        "president",
        "of",
        "Iran",
        "'s",
        "Iran’s",
        ",",
        ".",
        "and",
        "army",
        "Mr.",
        "May",
        "Georgia",
        "said",
        "in",
        "Putin",
        "\u200b",
        "\x00",
        "🙂",
        "Путин",
        "北京",
        "\n",
        "(",
        "-",
        "–",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=80)))
@example("")
@example("🙂🙂 \x00\x07 ‮Iran‬")
@example("...,,,;;;")
def test_offsets_and_vocabulary_hold_for_any_text(text):
    doc = annotated(text)
    assert doc.text == text
    spans = [(m.start_char, m.end_char, m.actor) for m in doc._.mentions]
    assert spans == sorted(spans)
    assert len(spans) == len(set(spans))
    sentences = {s.sent_id for s in doc._.sentences}
    for m in doc._.mentions:
        assert 0 <= m.start_char < m.end_char <= len(text)
        assert text[m.start_char : m.end_char].strip()
        assert m.actor
        assert m.actor_name
        assert m.actor_role is None or m.actor_role in ACTOR_ROLES
        assert m.mention_type in MENTION_TYPES
        assert m.sent_id in sentences


def test_a_long_text_without_a_full_stop_takes_its_time_and_ends():
    text = "Iran and Iraq and the army of both countries and its president " * 400
    assert len(annotated(text)._.mentions) > 400


@pytest.mark.parametrize(
    ("text", "published", "actors"),
    [
        ("Mr. Kim wrote to Washington.", None, ["PRK", "USA"]),
        ("President Kim wrote to Tokyo.", date(2001, 5, 1), ["KOR", "JPN"]),
        ("Lee Dae-ho is a cook. Mr. Lee cooks for Seoul.", None, ["KOR"]),
        ("Prime Minister Johnson spoke.", date(2021, 1, 1), ["GBR"]),
        ("Mr. Johnson bought milk.", None, []),
    ],
)
def test_bare_surnames_are_leaders_or_nobody(text, published, actors):
    assert [m.actor for m in annotated(text, published)._.mentions] == actors


@pytest.mark.parametrize(
    "marked",
    [
        "The Truman Library and Trump Tower were closed.",
        "Aqaba is [Iraq's only outlet|IRQ].",
        "[Adil Karimi|AFG], an [Afghan cleric|AFG], left. Ruth Karimi stayed.",
    ],
)
def test_names_inside_other_names_are_left_alone(marked):
    check(marked)
