"""Tone toward a target: the shipped model, VADER, and engines of other packages."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import InputError
from briefing.nlp.annotations import Mention, Quote, Sentence
from briefing.nlp.tone import ToneEngine, ToneScore, engine_names, load_engine, snap
from briefing.nlp.tone_transformer import MODEL
from briefing.nlp.tone_vader import clause
from briefing.vocabulary import TONE_LABELS


def target(text: str, word: str) -> tuple[int, int]:
    start = text.index(word)
    return start, start + len(word)


@pytest.fixture(scope="module")
def engine() -> ToneEngine:
    return load_engine("transformer", spacy.blank("en"))


@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        (
            "Norway won praise for its generous and skilful handling of the crisis.",
            "Norway",
            "positive",
        ),
        ("The minister's reckless lies have disgraced Chile.", "minister", "negative"),
        ("Kenya's delegation arrived on Tuesday and leaves on Friday.", "Kenya", "neutral"),
        ("Critics called Moldova a corrupt and brutal dictatorship.", "Moldova", "negative"),
        ("Ghana rescued the stranded sailors, a heroic act that saved lives.", "Ghana", "positive"),
    ],
)
def test_plain_cases(engine, text, word, label):
    assert engine.score_targets(text, [target(text, word)])[0].label == label


@pytest.mark.parametrize(
    ("text", "praised", "blamed"),
    [
        ("The envoy thanked Peru warmly and blasted Chile for its cruel war.", "Peru", "Chile"),
        ("Ghana won praise for its fair vote; Gabon was denounced as a tyranny.", "Ghana", "Gabon"),
        ("Norway was hailed as generous, Malta as a corrupt disgrace.", "Norway", "Malta"),
        pytest.param(
            "The brave doctors of Peru were betrayed by the corrupt generals of Bolivia.",
            "doctors",
            "generals",
            marks=pytest.mark.xfail(
                strict=True, reason="whom a bad act hits is read as badly spoken of"
            ),
        ),
    ],
)
def test_two_targets_of_one_sentence_differ(engine, text, praised, blamed):
    found = engine.score_targets(text, [target(text, praised), target(text, blamed)])
    assert found[0].score > 0 > found[1].score
    assert found[1].label == "negative"


def test_no_opinion_is_a_neutral_row_with_its_probability(engine):
    text = "The talks in Oslo start at nine."
    (score,) = engine.score_targets(text, [target(text, "Oslo")])
    assert score.label == "neutral"
    assert 1 / 3 < score.confidence <= 1


def test_score_is_the_difference_of_the_outer_probabilities(engine):
    text = "Fiji applauded Malta and condemned Chad."
    spans = [target(text, word) for word in ("Fiji", "Malta", "Chad")]
    (p,) = engine.probabilities([(text, spans)])
    assert p.sum(axis=1) == pytest.approx([1, 1, 1])
    for row, score in zip(p, engine.score_targets(text, spans), strict=True):
        assert score.score == pytest.approx(row[2] - row[0], abs=1e-4)
        assert score.label == TONE_LABELS[row.argmax()]
        assert score.confidence == pytest.approx(row.max(), abs=1e-4)


def test_score_does_not_depend_on_the_batch_or_the_other_targets(engine):
    texts = [
        "Samoa broke its promise again.",
        "Nobody had expected the splendid performance that Tonga, a newcomer, gave in the final round.",
        "Palau.",
    ]
    asked = [(t, [target(t, w)]) for t, w in zip(texts, ["Samoa", "Tonga", "Palau"], strict=True)]
    together = engine.score_texts(asked)
    assert together == engine.score_texts(asked)
    for (text, spans), scores in zip(asked, together, strict=True):
        (alone,) = engine.score_targets(text, spans)
        assert alone.score == pytest.approx(scores[0].score, abs=2e-3)
        more = engine.score_targets(text, [*spans, (0, 3)])
        assert more[0].score == pytest.approx(scores[0].score, abs=2e-3)


def test_target_far_beyond_the_window_is_read_where_it_stands(engine):
    filler = "The committee met on Monday. " * 200
    verdict = "Everyone despised Nauru for its shameful, cruel crimes."
    text = filler + verdict + " " + filler
    (far,) = engine.score_targets(text, [target(text, "Nauru")])
    assert far.label == "negative"


def test_many_targets_in_one_long_text(engine):
    text = "Tuvalu betrayed everyone. " * 300
    spans = [(k * 26, k * 26 + 6) for k in range(300)]
    scores = engine.score_targets(text, spans)
    assert len(scores) == 300
    assert all(s.score < 0 for s in scores)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "…", "🙂", "\ud800", "a\u0301\u200b" * 50, "ﷺ" * 600]
)
def test_strange_texts_get_a_score(engine, text):
    (score,) = engine.score_targets(text, [(0, len(text))])
    assert score.label in TONE_LABELS
    assert -1 <= score.score <= 1


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.integers(-5, 310), st.integers(-5, 310))
def test_any_text_and_any_offsets(engine, text, start, end):
    (score,) = engine.score_targets(text, [(start, end)])
    assert score.label in TONE_LABELS
    assert -1 <= score.score <= 1
    assert 1 / 3 - 1e-3 <= score.confidence <= 1


def test_threads_do_not_change_the_score():
    text = "Voters punished the hopeless government of Latvia."
    one, two = (load_engine("transformer", spacy.blank("en"), threads=n) for n in (1, 2))
    spans = [target(text, "Latvia")]
    assert two.score_targets(text, spans)[0].score == pytest.approx(
        one.score_targets(text, spans)[0].score, abs=2e-3
    )


@pytest.mark.parametrize(
    ("start", "end", "word"),
    [
        (4, 9, "Benin"),
        (3, 9, "Benin"),  # a blank too many
        (4, 10, "Benin"),  # the comma after it
        (5, 9, "Benin"),  # first letter missing
        (4, 8, "Benin"),  # last letter missing
        (11, 99, "said it"),
        (-3, 3, "Now"),
    ],
)
def test_offsets_snap_to_words(start, end, word):
    text = "Now Benin, said it"
    first, last = snap(text, start, end)
    assert text[first:last] == word


@given(st.text(max_size=40), st.integers(-5, 50), st.integers(-5, 50))
def test_snapped_span_lies_in_the_text_and_stays(text, start, end):
    first, last = snap(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert snap(text, first, last) == (first, last)


def test_shipped_model_is_the_one_described():
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    assert config["labels"] == list(TONE_LABELS)
    for name, expected in config["sha256"].items():
        assert hashlib.sha256((MODEL / name).read_bytes()).hexdigest() == expected
    assert sum(f.stat().st_size for f in Path(str(MODEL)).iterdir()) < 25_000_000


def test_scoring_needs_no_torch():
    code = (
        "import sys, spacy; from briefing.nlp.tone import load_engine;"
        "load_engine('transformer', spacy.blank('en')).score_targets('Togo won.', [(0, 4)]);"
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Cuba is happy, but Haiti is furious.", "Cuba", "Cuba is happy"),
        ("Cuba is happy, but Haiti is furious.", "Haiti", "Haiti is furious."),
        ("Rome sang; Bern slept: nobody minded.", "Bern", "Bern slept"),
        ("Plain words about Iceland.", "Iceland", "Plain words about Iceland."),
    ],
)
def test_clause_of_a_mention(text, word, expected):
    assert clause(text, *target(text, word)) == expected


def test_vader_scores_the_clause_of_the_mention():
    text = "Cuba is happy and great, but Haiti is terrible and furious."
    vader = load_engine("vader", spacy.blank("en"))
    glad, angry = vader.score_targets(text, [target(text, "Cuba"), target(text, "Haiti")])
    assert (glad.label, angry.label) == ("positive", "negative")
    assert glad.confidence is None
    assert vader.score_targets("", [(0, 0)])[0] == ToneScore("neutral", 0.0, None)


class Recorder(ToneEngine):
    """Scores every target by its length and keeps what it was asked."""

    name = "recorder"

    def __init__(self):
        self.asked = []

    def score_texts(self, texts):
        self.asked.extend((text, tuple(spans)) for text, spans in texts)
        return [[ToneScore("neutral", (e - s) / 100, 0.5) for s, e in spans] for _, spans in texts]


def annotated(text: str, sentences: list[str], words: list[tuple[str, str]], quotes=()):
    """A Doc with the sentences marked and every occurrence of the words as a mention of an actor."""
    doc = spacy.blank("en")(text)
    offset, marked, mentions = 0, [], []
    for sent_id, sentence in enumerate(sentences):
        start = text.index(sentence, offset)
        offset = start + len(sentence)
        marked.append(Sentence(sent_id, start, offset))
        for word, actor in words:
            if word in sentence:
                at = start + sentence.index(word)
                mentions.append(Mention(sent_id, at, at + len(word), actor, actor, None, "name"))
    doc._.sentences, doc._.mentions, doc._.quotes = tuple(marked), tuple(mentions), tuple(quotes)
    return doc


def test_component_scores_a_sentence_once_however_often_it_is_told():
    line = "Mali and Niger signed."
    doc = annotated(
        f"{line} {line} Mali left.", [line, line, "Mali left."], [("Mali", "MLI"), ("Niger", "NER")]
    )
    recorder = Recorder()
    recorder(doc)
    assert recorder.asked == [(line, ((0, 4), (9, 14))), ("Mali left.", ((0, 4),))]
    assert [(t.sent_id, t.actor, t.score) for t in doc._.tone] == [
        (0, "MLI", 0.04),
        (0, "NER", 0.05),
        (1, "MLI", 0.04),
        (1, "NER", 0.05),
        (2, "MLI", 0.04),
    ]
    assert all(doc.text[t.start_char : t.end_char] in ("Mali", "Niger") for t in doc._.tone)


def test_a_group_mention_is_scored_once_for_all_its_members():
    doc = annotated(
        "Both states agreed.",
        ["Both states agreed."],
        [("Both states", "SWE"), ("Both states", "FIN")],
    )
    recorder = Recorder()
    recorder(doc)
    assert recorder.asked == [("Both states agreed.", ((0, 11),))]
    assert [t.actor for t in doc._.tone] == ["SWE", "FIN"]


def test_words_in_a_quote_are_the_speakers():
    text = "Laos said: “Burma is a disgrace.”"
    start = text.index("Burma")
    quote = Quote(0, start, len(text) - 1, "direct", 0, 4, "LAO", "Laos", "said", 5, 9)
    doc = annotated(text, [text], [("Laos", "LAO"), ("Burma", "MMR")], [quote])
    tones = load_engine("transformer", spacy.blank("en"))(doc)._.tone
    assert [(t.actor, t.voice) for t in tones] == [("LAO", "outlet"), ("MMR", "LAO")]
    assert tones[1].label == "negative"
    assert {t.engine for t in tones} == {"transformer"}


def test_doc_without_mentions(engine):
    doc = annotated("Nothing here.", ["Nothing here."], [])
    assert engine(doc)._.tone == ()


def test_unknown_engine_names_the_known_ones():
    with pytest.raises(InputError, match=r"unknown tone engine 'magic'.*none"):
        load_engine("magic", spacy.blank("en"))
    assert load_engine("none", spacy.blank("en")) is None
    assert {"none", "transformer", "vader"} <= set(engine_names())


PACKAGE = '''
from spacy.language import Language
from briefing.nlp.tone import ToneEngine, ToneScore

class Shouting(ToneEngine):
    """Calls every target in capitals negative."""
    name = "shouting"

    def score_texts(self, texts):
        return [[self.score(text[s:e]) for s, e in spans] for text, spans in texts]

    def score(self, word):
        return ToneScore("negative", -1.0, 1.0) if word.isupper() else ToneScore("neutral", 0.0, 1.0)

@Language.factory("briefing_tone_shouting")
def make(nlp, name):
    return Shouting()
'''


def test_another_package_brings_its_engine_by_entry_point(tmp_path):
    (tmp_path / "shouting_tone.py").write_text(PACKAGE)
    info = tmp_path / "shouting_tone-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting-tone\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[spacy_factories]\nbriefing_tone_shouting = shouting_tone:make\n"
    )
    text = "GABON met Ghana."
    targets = [
        dict(zip(("start_char", "end_char"), target(text, w), strict=True))
        for w in ("GABON", "Ghana")
    ]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from briefing.cli import main; main()",
            "extract",
            "--tone",
            "shouting",
        ],
        input=json.dumps({"id": "a", "text": text, "targets": targets}),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert [t["label"] for t in json.loads(done.stdout)["targets"]] == ["negative", "neutral"]
