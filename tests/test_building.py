"""Corpus to tables: offsets, duplicates, headings; nothing done twice, nothing half-written."""

import pytest

from briefing.analysis import key_findings
from briefing.building import build, build_into
from briefing.errors import InputError
from briefing.schema import TABLES

BODY = """Envoys meet

Talks in the capital: Norway and Peru held talks on Monday.

Peru denied that it had sent arms to Chad. “We sent nothing,” its foreign minister said.

Peru denied that it had sent arms to Chad. “We sent nothing,” its foreign minister said.
"""


def write_corpus(folder, body=BODY, front="kind: article\npublished: 2024-05-02\n"):
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "one.md").write_text(f"---\ntitle: Envoys\n{front}---\n{body}")
    (folder / "outlets.csv").write_text("source_id,name,country,ownership,url\n")
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("corpus") / "c")


@pytest.fixture(scope="module")
def tables(corpus):
    return build(corpus, tone="vader")


def test_every_offset_of_every_table_indexes_the_article(tables):
    texts = dict(zip(tables.articles["doc_id"], tables.articles["text"], strict=True))
    checked = 0
    for name, table in TABLES.items():
        if name == "articles":
            continue
        for row in getattr(tables, name).to_dict("records"):
            words = row["trigger"] if name == "events" else row["text"]
            assert texts[row["doc_id"]][row["start_char"] : row["end_char"]] == words
            checked += 1
        assert list(getattr(tables, name).columns) == table.column_names
    assert checked > 20


def test_headings_and_inline_leads_are_marked_and_name_the_section(tables):
    headings = tables.sentences[tables.sentences["is_heading"]]["text"].tolist()
    assert headings == ["Envoys meet", "Talks in the capital:"]
    talks = tables.sentences[tables.sentences["text"].str.startswith("Norway")]
    assert talks["section"].tolist() == ["Talks in the capital"]


def test_a_repeated_paragraph_is_kept_but_marked_everywhere(tables):
    (article,) = tables.articles.to_dict("records")
    repeated = tables.sentences["duplicate_of"].notna().sum()
    assert article["n_duplicate_sentences"] == repeated
    assert repeated >= 2
    events = tables.events
    once, again = events[~events["is_duplicate"]], events[events["is_duplicate"]]
    assert len(again)
    assert set(again["event_type"]) <= set(once["event_type"])


def test_who_did_what_to_whom(tables):
    events = tables.events[~tables.events["is_duplicate"]]
    found = set(zip(events["event_type"], events["actor"], events["recipient"], strict=True))
    assert ("CONSULT", "NOR", "PER") in found or ("CONSULT", "PER", "NOR") in found
    arms = events[(events["event_type"] == "AID") & (events["actor"] == "PER")]
    assert arms["modality"].tolist() == ["denied"]
    assert (arms["factuality"] < 0).all()


def test_nothing_is_done_when_nothing_changed(corpus, tmp_path):
    out = tmp_path / "tables"
    assert build_into(corpus, out, tone="none")[1]
    written = (out / "events.parquet").stat().st_mtime_ns
    assert not build_into(corpus, out, tone="none")[1]
    assert (out / "events.parquet").stat().st_mtime_ns == written
    assert build_into(corpus, out, tone="vader")[1], "another engine is another build"
    assert build_into(corpus, out, tone="vader", force=True)[1]


def test_a_changed_article_is_built_again(tmp_path):
    corpus = write_corpus(tmp_path / "c")
    build_into(corpus, tmp_path / "t", tone="none")
    path = corpus / "articles" / "one.md"
    path.write_text(path.read_text().replace("Norway", "Sweden"))
    tables, built = build_into(corpus, tmp_path / "t", tone="none")
    assert built
    assert "SWE" in set(tables.mentions["actor"])


def test_a_corpus_that_cannot_be_read_leaves_the_old_tables_alone(tmp_path):
    corpus = write_corpus(tmp_path / "c")
    build_into(corpus, tmp_path / "t", tone="none")
    before = sorted((p.name, p.read_bytes()) for p in (tmp_path / "t").iterdir())
    (corpus / "articles" / "two.md").write_text("---\npublished: 2024-13-45\n---\nText.\n")
    with pytest.raises(InputError, match=r"two\.md:2"):
        build_into(corpus, tmp_path / "t", tone="none")
    assert sorted((p.name, p.read_bytes()) for p in (tmp_path / "t").iterdir()) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_same_corpus_gives_the_same_tables(corpus, tables):
    again = build(corpus, tone="vader")
    for name in TABLES:
        assert getattr(again, name).equals(getattr(tables, name)), name


def test_an_accusation_that_is_answered_is_a_finding(tmp_path):
    body = "Norway accused Peru of arming Chad; Peru denies it.\n"
    tables = build(write_corpus(tmp_path / "c", body), tone="none")
    events = tables.events.set_index("event_type")
    assert events.loc["ACCUSE", "modality"] == "asserted"
    assert events.loc["AID", ["modality", "attributed_to"]].tolist() == ["alleged", "NOR"]
    assert events.loc["REJECT", ["actor", "recipient"]].tolist() == ["PER", "NOR"]
    (disputed,) = (f for f in key_findings(tables) if f.id == "disputed")
    assert disputed.text.startswith("Disputed: Norway accuses or criticises Peru in 1 event;")
    assert disputed.n_events == 2


def test_the_events_behind_a_finding_are_all_in_its_words(tmp_path):
    body = (
        "Norway accused Peru of arming Chad; Peru denies it.\n\n"
        "Later Peru accused Norway of spying.\n"
    )
    tables = build(write_corpus(tmp_path / "c", body), tone="none")
    (disputed,) = (f for f in key_findings(tables) if f.id == "disputed")
    assert disputed.n_events == 3
    assert disputed.text.endswith("With the other direction: 3 events.")
