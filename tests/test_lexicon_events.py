"""The event rules: every rule's own examples, layering, errors a user can act on, the linter."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.errors import InputError
from briefing.lexicon import Lexicon, load_lexicon
from briefing.lexicon.events import event_files, load_event_lexicon, read_event_files
from briefing.lexicon.lint import lint
from briefing.nlp.rule_examples import failing_examples
from briefing.vocabulary import EVENT_TYPES

BASE = """
event_type = "CONSULT"

[classes]
guest = ["king", "queen"]

[frames.dine_with]
actor = ["subject"]
recipient = ["object"]
"""
RULE = """
[[verb]]
id = "consult-dine"
frame = "dine_with"
lemmas = ["dine", "sup"]
object = ["@guest"]
examples = ["Peru dined the king."]
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "events.toml"
    path.write_text(text, encoding="utf-8")
    return read_event_files([path])


def lexicon_with(folder: Path, text: str) -> Lexicon:
    folder.mkdir(exist_ok=True)
    (folder / "events.toml").write_text(text, encoding="utf-8")
    return load_lexicon(folder)


def own_failures(lexicon: Lexicon) -> list:
    return [f for f in failing_examples(lexicon) if f.path.parent == lexicon.folders[-1]]


def test_every_shipped_rule_is_explained_by_its_own_examples():
    assert [str(f) for f in failing_examples(load_lexicon())] == []


def test_shipped_rules_have_nothing_to_mend():
    assert [str(f) for f in lint(load_lexicon())] == []


def test_every_event_type_has_verbs_and_nouns():
    rules = load_event_lexicon(load_lexicon()).rules.values()
    kinds = {(r.event_type, r.kind) for r in rules}
    missing = [(t, k) for t in EVENT_TYPES for k in ("verb", "noun") if (t, k) not in kinds]
    assert missing == []


def test_classes_are_replaced_by_their_members(tmp_path):
    rule = read(tmp_path, BASE + RULE).rules["consult-dine"]
    assert rule.object == {"king", "queen"}
    assert rule.event_type == "CONSULT"


def test_a_corpus_adds_rules_and_words_and_overrides_by_id(tmp_path):
    shipped = load_event_lexicon(load_lexicon())
    own = lexicon_with(
        tmp_path / "lexicons",
        """
        [classes]
        weapon = ["trebuchet"]

        [[verb]]
        id = "consult-visit"
        event_type = "COOPERATE"
        frame = "travel"
        lemmas = ["visit"]
        examples = ["Peru visited Chile."]

        [[noun]]
        id = "assault-siege-engine"
        event_type = "ASSAULT"
        frame = "noun_on"
        lemmas = ["catapulting"]
        examples = ["Peru's catapulting of Chile went on."]
        """,
    )
    layered = load_event_lexicon(own)
    assert layered.rules["consult-visit"].event_type == "COOPERATE"
    assert "assault-siege-engine" in layered.rules
    assert layered.classes["weapon"] == shipped.classes["weapon"] | {"trebuchet"}
    assert set(shipped.rules) < set(layered.rules)


def test_a_corpus_rule_codes_its_own_example(tmp_path):
    own = lexicon_with(
        tmp_path / "lexicons",
        """
        [[verb]]
        id = "consult-serenade"
        event_type = "CONSULT"
        frame = "travel"
        lemmas = ["serenade"]
        examples = ["Peru serenaded Chile. => PER > CHL"]
        counterexamples = ["Peru ignored Chile."]
        """,
    )
    assert own_failures(own) == []


@pytest.mark.parametrize(
    ("text", "place", "said", "allowed"),
    [
        ("[[verb]\nid = 1", None, "not valid TOML", ""),
        (BASE + "colour = 1", "frames.dine_with", "unknown key 'colour'", "mutual"),
        ("colour = 1\n" + BASE, "top level", "unknown key 'colour'", "classes"),
        (BASE + RULE.replace("object", "objekt"), "consult-dine", "unknown key 'objekt'", "object"),
        (BASE + RULE.replace("@guest", "@gest"), "consult-dine.object", "unknown class", "guest"),
        (
            BASE + RULE.replace('"dine_with"', '"met"'),
            "consult-dine",
            "unknown frame 'met'",
            "dine_with",
        ),
        (BASE.replace("CONSULT", "MEET") + RULE, "event_type", "event type 'MEET'", "CONSULT"),
        (BASE.replace('"object"', '"objects"'), "dine_with.recipient", "unknown slot", "object"),
        (BASE + RULE.replace("examples", "counterexamples"), "dine", "'examples' needs", ""),
        (BASE + RULE.replace('["dine", "sup"]', "[]"), "dine.lemmas", "'lemmas' needs", ""),
        (BASE + RULE.replace('["dine", "sup"]', '"dine"'), "dine.lemmas", "list of words", ""),
        (BASE + RULE + "clause = 1", "dine.clause", "1 is not allowed", "true, false"),
        (BASE + RULE + RULE, "consult-dine", "used twice", ""),
        (BASE + "[[verb]]\nframe = 'dine_with'", "verb number 1", "'id' is missing", ""),
        ("verb = 3", "verb", "[[verb]]", ""),
        (
            BASE + '[[head]]\nid = "h"\nlemmas = ["x"]\neffect = "undo"',
            "head h",
            "effect",
            "reverse",
        ),
        ('[reversals]\nAID = "NONE"', "reversals.AID", "'NONE'", "SANCTION"),
    ],
)
def test_a_broken_file_names_file_place_and_what_is_allowed(tmp_path, text, place, said, allowed):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / "events.toml"))
    assert "\n" not in message
    assert place is None or place in message
    assert said in message
    assert allowed in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (RULE.replace('"dine", "sup"', '"sup", "dine"'), "not sorted from 'dine' on"),
        (RULE.replace('"dine", "sup"', '"dine", "dine"'), "listed twice: dine"),
        (
            RULE + RULE.replace("consult-dine", "consult-sup").replace('"dine", ', ""),
            "'sup' is always taken by 'consult-dine'",
        ),
        ("", "no rule takes this frame"),
    ],
)
def test_the_linter_finds(tmp_path, text, message):
    folder = tmp_path / "lexicons"
    findings = [f for f in lint(lexicon_with(folder, BASE + text)) if f.path.parent == folder]
    assert [f.message for f in findings] == [message]


def test_a_more_specific_rule_is_not_shadowed(tmp_path):
    general = RULE.replace("consult-dine", "consult-any").replace('object = ["@guest"]\n', "")
    assert lint(lexicon_with(tmp_path / "lexicons", BASE + general + RULE)) == []


def test_the_linter_reports_a_broken_file_instead_of_failing(tmp_path):
    folder = tmp_path / "lexicons"
    (finding,) = lint(lexicon_with(folder, BASE + RULE.replace("frame", "farme")))
    assert finding.path == folder / "events.toml"
    assert finding.place == "verb consult-dine"
    assert finding.message.startswith("unknown key 'farme'")


def test_an_example_no_rule_explains_is_found(tmp_path):
    text = BASE + RULE.replace("Peru dined the king.", "Peru slept.")
    (finding,) = own_failures(lexicon_with(tmp_path / "lexicons", text))
    assert finding.place == "consult-dine"
    assert "does not fire in 'Peru slept.'" in finding.message


def test_files_are_read_in_order_of_folder_then_name():
    names = [path.name for path in event_files(load_lexicon())]
    assert names == sorted(names)
    assert "events_accuse.toml" in names
