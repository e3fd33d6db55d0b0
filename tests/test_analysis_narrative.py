"""Framing words: what sets a source apart, with enough uses, intervals and no names."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.analysis import speakers_by_source
from briefing.analysis.narrative import FRAMING_COLUMNS, framing_words
from briefing.lexicon import load_lexicon
from briefing.nlp.actors import ActorFinder
from briefing.nlp.annotations import Sentence
from briefing.nlp.pipeline import load_parser
from briefing.nlp.quotes import QuoteFinder
from briefing.nlp.terms import named_tokens, sentence_terms
from briefing.tables import Tables


def article(doc_id, source, name="The Harbour Post"):
    return {
        "doc_id": doc_id,
        "source_id": source,
        "source_name": name if source else None,
        "published_precision": "unknown",
        "kind": "article",
        "n_words": 1,
        "n_sentences": 1,
        "n_duplicate_sentences": 0,
        "text_sha256": "0",
        "text": "x",
    }


def sentence(doc_id, sent_id, terms, **columns):
    return {
        "doc_id": doc_id,
        "sent_id": sent_id,
        "start_char": sent_id,
        "end_char": sent_id + 1,
        "text": "x",
        "is_heading": False,
        "terms": terms,
    } | columns


def tables(rows, sources=(("a", "harbour-post"), ("b", "hill-news"))):
    return Tables.from_rows({"articles": [article(*s) for s in sources], "sentences": rows})


@pytest.fixture
def two_outlets():
    rows = [sentence("a", i, "storm|ship|grey sea|sea") for i in range(20)]
    rows += [sentence("b", i, "peace|ship|treaty") for i in range(20)]
    return tables(rows)


def test_each_source_gets_its_own_words(two_outlets):
    frame = framing_words(two_outlets)
    assert list(frame.columns) == list(FRAMING_COLUMNS)
    frame = frame[frame["low"] > 0]
    words = frame.groupby("source")["term"].apply(set).to_dict()
    assert words == {"harbour-post": {"storm", "grey sea"}, "hill-news": {"peace", "treaty"}}
    row = frame[frame["term"] == "storm"].iloc[0]
    assert (row.n_uses, row.n_uses_elsewhere, row.n_sentences, row.n_articles) == (20, 0, 20, 1)
    assert row.n_terms == 80


def test_the_interval_is_that_of_the_paper(two_outlets):
    row = framing_words(two_outlets).set_index("term").loc["peace"]
    # 140 uses in two sources: the prior weighs 70 words, 70 * 20 / 140 = 10 of them "peace".
    log_odds = math.log((30 / (60 + 70 - 30)) / (10 / (80 + 70 - 10)))
    half = 1.959963984540054 * math.sqrt(1 / 30 + 1 / 10)
    assert row.log_odds == pytest.approx(log_odds)
    assert (row.low, row.high) == pytest.approx((log_odds - half, log_odds + half))


def test_a_shared_word_is_no_framing_word(two_outlets):
    assert "ship" not in set(framing_words(two_outlets).query("low > 0")["term"])


def test_support_is_asked_for():
    rows = [sentence("a", i, "storm" if i < 2 else "sea") for i in range(9)]
    rows += [sentence("a", 9, "wave|wave|wave|wave"), sentence("b", 0, "hill")]
    assert set(framing_words(tables(rows))["term"]) == {"sea"}
    assert set(framing_words(tables(rows), min_uses=2)["term"]) == {"sea", "storm"}


def test_headings_repeats_and_the_outlets_name_do_not_count():
    rows = [sentence("a", i, "storm", is_heading=True) for i in range(5)]
    rows += [sentence("a", i, "wind", duplicate_of=0) for i in range(5, 10)]
    rows += [sentence("a", i, "harbour|rain") for i in range(10, 15)]
    rows += [sentence("b", i, "calm") for i in range(5)]
    assert set(framing_words(tables(rows))["term"]) == {"rain", "calm"}


def test_an_unknown_source_is_a_source():
    rows = [sentence("a", i, "storm") for i in range(5)] + [
        sentence("b", i, "calm") for i in range(5)
    ]
    frame = framing_words(tables(rows, (("a", "harbour-post"), ("b", None))))
    assert set(frame["source"]) == {"harbour-post", "unknown"}


@pytest.mark.parametrize("rows", [[], [sentence("a", i, "storm") for i in range(9)]])
def test_one_source_has_nothing_to_differ_from(rows):
    frame = framing_words(tables(rows))
    assert frame.empty
    assert list(frame.columns) == list(FRAMING_COLUMNS)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from("vwxyz"), max_size=6)),
        max_size=30,
    )
)
def test_counts_add_up(sentences):
    rows = [sentence(doc, i, "|".join(terms) or None) for i, (doc, terms) in enumerate(sentences)]
    uses = [(doc, term) for doc, terms in sentences for term in terms]
    frame = framing_words(tables(rows), min_uses=1, top=100)
    source = {"harbour-post": "a", "hill-news": "b"}
    for row in frame.itertuples():
        assert row.n_uses == uses.count((source[row.source], row.term))
        assert row.n_uses + row.n_uses_elsewhere == [t for _, t in uses].count(row.term)
        assert row.n_terms == [d for d, _ in uses].count(source[row.source])
        assert row.low < row.log_odds < row.high
    assert not frame.duplicated(["source", "term"]).any()


def terms_of(text):
    doc = load_parser()(text)
    doc._.sentences = tuple(Sentence(i, s.start_char, s.end_char) for i, s in enumerate(doc.sents))
    for component in (ActorFinder, QuoteFinder):
        doc = component(load_parser(), load_lexicon())(doc)
    named = named_tokens(doc)
    return [t for s in doc._.sentences for t in sentence_terms(doc, s, named)]


def test_terms_are_content_words_and_noun_phrases():
    assert terms_of("The rusty ships were sailing into a stormy harbour.") == [
        "rusty", "ship", "rusty ship", "sail", "stormy", "harbour", "stormy harbour",
    ]  # fmt: skip


def test_names_and_words_of_others_are_no_terms():
    found = terms_of("Moscow said that the harbour was calm. The port of Tokyo was stormy.")
    assert found == ["say", "port", "stormy"]


def test_wishes_and_scare_quotes_are_no_statements():
    quotes = [
        {
            "doc_id": "a",
            "sent_id": 0,
            "start_char": i,
            "end_char": i + 1,
            "text": "x",
            "quote_type": kind,
            "speaker": "FRA",
            "cue_class": cue,
            "is_duplicate": False,
        }
        for i, (kind, cue) in enumerate(
            [("direct", "say"), ("indirect", "want"), ("indirect", None), ("scare", None)]
        )
    ]
    rows = {
        "articles": [article("a", "harbour-post")],
        "sentences": [sentence("a", 0, None)],
        "quotes": quotes,
    }
    frame = speakers_by_source(Tables.from_rows(rows))
    assert frame[["source", "speaker", "n_statements"]].to_dict("records") == [
        {"source": "harbour-post", "speaker": "FRA", "n_statements": 2}
    ]
    assert isinstance(frame, pd.DataFrame)
