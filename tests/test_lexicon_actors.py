"""The actor tables: what they cover, that they agree, how a corpus extends them, how they break."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from babel import Locale
from babel.core import get_global

from briefing.errors import InputError
from briefing.lexicon import SHIPPED, Lexicon, load_lexicon
from briefing.lexicon.actors import TABLES, known_actors, load_actors, plural

UNITED_NATIONS_MEMBERS = 193


@pytest.fixture(scope="module")
def shipped():
    return load_actors(load_lexicon())


def layered(folder: Path):
    return load_actors(Lexicon((SHIPPED, folder)))


def readings(actors, name):
    return {r.actor for r in (*actors.names.get(name, ()), *actors.surnames.get(name, ()))}


def test_every_state_has_a_name_a_demonym_and_a_capital(shipped):
    kinds = defaultdict(set)
    for all_readings in shipped.names.values():
        for reading in all_readings:
            kinds[reading.actor].add(reading.kind)
    complete = [code for code, held in kinds.items() if {"country", "demonym"} <= held]
    assert len(complete) >= UNITED_NATIONS_MEMBERS
    for code in ("PSE", "XKX", "TWN", "HKG", "PRK", "KOR", "ARE", "COD", "COG"):
        assert code in complete


def test_country_codes_are_iso_3166(shipped):
    iso = {code for code in get_global("territory_aliases") if len(code) == 3}
    ours = {r.actor for rs in shipped.names.values() for r in rs if r.kind == "country"}
    assert ours - iso == {"XKX", "DDR", "SCG"} - iso  # no code, or withdrawn ones
    names = Locale("en").territories
    assert shipped.displays["PER"] == names["PE"]


def test_organisations_have_codes_of_their_own(shipped):
    iso = {code for code in get_global("territory_aliases") if len(code) == 3}
    states = {r.actor for rs in shipped.names.values() for r in rs if r.kind == "country"}
    organisations = set(shipped.displays) - states
    assert {"UNO", "NATO", "EUR", "WST", "IMG"} <= organisations
    assert not organisations & iso


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US", "USA"),
        ("U.S.", "USA"),
        ("UK", "GBR"),
        ("DPRK", "PRK"),
        ("ROK", "KOR"),
        ("PRC", "CHN"),
        ("UAE", "ARE"),
        ("Emirati", "ARE"),
        ("Filipinos", "PHL"),
        ("Kyiv", "UKR"),
        ("Zhongnanhai", "CHN"),
        ("Blue House", "KOR"),
        ("Quai d'Orsay", "FRA"),
        ("Foggy Bottom", "USA"),
        ("IAEA", "IAE"),
        ("OSCE", "OSC"),
        ("Knesset", "ISR"),
        ("IRGC", "IRN"),
        ("PKK", "TUR"),
        ("FARC", "COL"),
        ("Boko Haram", "NGA"),
        ("Narendra Modi", "IND"),
        ("the North", "PRK"),
    ],
)
def test_names_resolve(shipped, name, code):
    assert code in readings(shipped, name)


def test_known_actors_are_named_for_people():
    names = known_actors(load_lexicon())
    assert names["PRK"] == "North Korea"
    assert names["UNO"] == "United Nations"
    assert all(code.isalnum() and code.isupper() and name for code, name in names.items())


def test_every_reading_has_a_known_actor(shipped):
    for table in (shipped.names, shipped.surnames):
        for all_readings in table.values():
            assert {r.actor for r in all_readings} <= set(shipped.displays)


# Names that truly have two owners; which is meant depends on the rest of the text.
SHARED_NAMES = {"Georgia", "Korea", "Korean", "Koreans", "Tripoli", "Valencia", "Punjab", "Kashmir"}


def test_no_name_has_two_actors_in_one_period(shipped):
    for name, all_readings in shipped.names.items():
        if all_readings[0].kind == "group":
            continue
        if all_readings[0].kind != "person":
            conflict = len({r.actor for r in all_readings}) > 1
            assert not conflict or name in SHARED_NAMES, name
            continue
        for i, one in enumerate(all_readings):
            for other in all_readings[i + 1 :]:
                if (
                    one.actor != other.actor
                    and (one.start or one.end)
                    and (other.start or other.end)
                ):
                    assert not overlap(one, other), name


def overlap(one, other):
    """Tell whether two offices share more than the month in which one follows the other."""
    start = max(one.start or date.min, other.start or date.min)
    end = min(one.end or date.max, other.end or date.max)
    return (end - start).days > 31


def test_big_powers_have_a_leader_on_every_day_since_2015(shipped):
    leaders = {"president", "prime minister", "chancellor", "supreme leader", "paramount leader"}
    # Interregna and acting heads are part of the truth, so only long gaps are errors.
    for code in [
        "USA",
        "RUS",
        "CHN",
        "PRK",
        "KOR",
        "JPN",
        "UKR",
        "BLR",
        "IRN",
        "ISR",
        "GBR",
        "FRA",
        "DEU",
        "ITA",
        "CAN",
        "AUS",
        "IND",
        "TUR",
        "SAU",
        "ZAF",
        "MEX",
        "BRA",
        "ARG",
        "IDN",
    ]:
        spans = sorted(
            {
                (r.start, r.end or date.max)
                for rs in shipped.names.values()
                for r in rs
                if r.kind == "person"
                and r.actor == code
                and r.office in leaders | {"king"}
                and r.start
            }
        )
        covered = date(2015, 1, 1)
        for start, end in spans:
            if end >= covered:
                assert (start - covered).days < 120, (code, covered)
                covered = max(covered, end)
        assert covered == date.max, code


def test_a_corpus_extends_and_overrides(tmp_path):
    header = ",".join(TABLES["organisations.csv"][0])
    (tmp_path / "organisations.csv").write_text(
        f"{header}\nZED,Zed League,Zedders,NGO\nCHE,Hamas,,NGO\n", encoding="utf-8"
    )
    header = ",".join(TABLES["people.csv"][0])
    (tmp_path / "people.csv").write_text(
        f"{header}\nAda Zed,ZED,chair,NGO,2020,2021-03,(Zed),\n", encoding="utf-8"
    )
    actors = layered(tmp_path)
    assert readings(actors, "Zedders") == {"ZED"}
    assert readings(actors, "Hamas") == {"CHE"}
    assert readings(actors, "Hezbollah") == {"LBN"}
    [ada] = actors.names["Ada Zed"]
    assert (ada.start, ada.end) == (date(2020, 1, 1), date(2021, 3, 31))
    assert readings(actors, "Zed") == {"ZED"}


def rows(name, *lines):
    return "\n".join([",".join(TABLES[name][0]), *lines]) + "\n"


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("roles.csv", rows("roles.csv", "wizard,MAGE,person"), 2, "GOV, MIL"),
        ("roles.csv", rows("roles.csv", "wizard,GOV,spell"), 2, "office, person, body"),
        ("roles.csv", "noun,role\nwizard,GOV\n", 1, "noun, role, kind"),
        ("roles.csv", rows("roles.csv", "wizard,GOV"), 2, "number of fields"),
        ("roles.csv", rows("roles.csv", ",GOV,person"), 2, "empty key"),
        ("people.csv", rows("people.csv", "Ada Zed,ZZZ,,GOV,,,,"), 2, "'ZZZ'"),
        ("people.csv", rows("people.csv", "Ada Zed,PER,,GOV,2020-13,,,"), 2, "YYYY-MM-DD"),
        (
            "people.csv",
            rows("people.csv", "Ada Zed,PER,,GOV,2021,2020,,"),
            2,
            "before taking office",
        ),
        ("places.csv", rows("places.csv", "ZZZ,Zedtown,"), 2, "'ZZZ'"),
        ("groups.csv", rows("groups.csv", "Zeds,PER;ZZZ"), 2, "'ZZZ'"),
        ("guards.csv", rows("guards.csv", "Zed,maybe"), 2, "longer, month, caps, never"),
        ("countries.csv", rows("countries.csv", "ZZZ,,,,,"), 2, "a name"),
        ("references.csv", rows("references.csv", "wizards,many"), 2, "pair, country, body, other"),
    ],
)
def test_a_broken_table_names_file_line_and_what_is_allowed(tmp_path, name, content, line, message):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        layered(tmp_path)
    assert f"{tmp_path / name}:{line}" in str(caught.value)
    assert message in str(caught.value)


def test_a_table_that_is_no_text_is_one_clear_line(tmp_path):
    (tmp_path / "roles.csv").write_bytes(b"noun,role,kind\n\xff\xfe\n")
    with pytest.raises(InputError, match="not UTF-8"):
        layered(tmp_path)


@pytest.mark.parametrize(
    ("noun", "expected"),
    [("policeman", "policemen"), ("embassy", "embassies"), ("child", "children"), ("spy", "spies")],
)
def test_plurals_of_role_nouns(noun, expected):
    assert plural(noun) == expected
