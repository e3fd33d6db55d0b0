"""Tables: the schema is enforced, files read back the same, filters commute and lose nothing."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import InputError
from briefing.schema import EVENTS, TABLES
from briefing.tables import Tables, load_tables
from tests.sample_tables import sample_tables

TABLES_UNDER_TEST = sample_tables(seed=7)

ACTORS = sorted(set(TABLES_UNDER_TEST.events["actor"].dropna()))
MODALITIES = sorted(set(TABLES_UNDER_TEST.events["modality"].dropna()))
SOURCES = [*sorted(set(TABLES_UNDER_TEST.articles["source_id"].dropna())), "unknown"]


def some(values):
    return st.lists(st.sampled_from(values), max_size=3, unique=True)


FILTERS = {
    "actors": some(ACTORS),
    "sources": some(SOURCES),
    "modality": some(MODALITIES),
    "dates": st.tuples(
        st.one_of(st.none(), st.dates(pd.Timestamp("2022-01-01").date())),
        st.one_of(st.none(), st.dates(pd.Timestamp("2022-01-01").date())),
    ),
}


def test_save_and_load_give_the_same_tables(tmp_path):
    TABLES_UNDER_TEST.save(tmp_path / "t")
    loaded = load_tables(tmp_path / "t")
    for name, frame in TABLES_UNDER_TEST.frames().items():
        # Parquet stores exact values; only the order of unused categories may differ.
        left, right = frame.astype(object), getattr(loaded, name).astype(object)
        pd.testing.assert_frame_equal(left, right, check_dtype=False)
    assert dict(loaded.meta) == dict(TABLES_UNDER_TEST.meta)


def test_saving_again_replaces_the_folder_and_leaves_nothing_else(tmp_path):
    for _ in range(2):
        TABLES_UNDER_TEST.save(tmp_path / "t")
    assert [p.name for p in tmp_path.iterdir()] == ["t"]


def test_a_missing_table_is_named(tmp_path):
    TABLES_UNDER_TEST.save(tmp_path)
    (tmp_path / "tone.parquet").unlink()
    with pytest.raises(InputError, match=r"tone\.parquet: table is missing"):
        load_tables(tmp_path)


def test_a_damaged_table_is_named(tmp_path):
    TABLES_UNDER_TEST.save(tmp_path)
    (tmp_path / "events.parquet").write_bytes(b"not parquet")
    with pytest.raises(InputError, match=r"events\.parquet: not a readable table"):
        load_tables(tmp_path)


def test_a_value_outside_a_closed_vocabulary_is_refused():
    row = TABLES_UNDER_TEST.events.head(1).astype(object).to_dict("records")[0]
    with pytest.raises(InputError, match=r"unknown value 'maybe'.*allowed: asserted, planned"):
        EVENTS.frame([row | {"modality": "maybe"}])


def test_an_empty_required_value_is_refused():
    row = TABLES_UNDER_TEST.events.head(1).astype(object).to_dict("records")[0]
    with pytest.raises(InputError, match=r"events\.trigger.*1 empty"):
        EVENTS.frame([row | {"trigger": None}])


def test_no_rows_make_empty_tables_that_save_and_select(tmp_path):
    empty = Tables.from_rows({})
    empty.save(tmp_path / "t")
    assert load_tables(tmp_path / "t").select(actors=["USA"], modality=["denied"]).events.empty


def test_every_table_keeps_its_declared_columns():
    for name, table in TABLES.items():
        assert list(getattr(TABLES_UNDER_TEST, name).columns) == table.column_names


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_filters_commute_and_invent_no_row(data):
    names = data.draw(st.permutations(sorted(FILTERS)))
    chosen = {name: data.draw(FILTERS[name]) for name in names}
    at_once = TABLES_UNDER_TEST.select(**chosen)
    one_by_one = TABLES_UNDER_TEST
    for name in names:
        one_by_one = one_by_one.select(**{name: chosen[name]})
    for name, table in TABLES.items():
        together, in_turn, everything = (
            keys(getattr(t, name), table.key) for t in (at_once, one_by_one, TABLES_UNDER_TEST)
        )
        assert together == in_turn
        assert set(together) <= set(everything)
        assert len(set(together)) == len(together)


def keys(frame, columns) -> list[tuple]:
    return list(frame[list(columns)].astype("string").fillna("").itertuples(index=False, name=None))


@settings(max_examples=25, deadline=None)
@given(some(ACTORS))
def test_an_actor_filter_and_its_complement_lose_no_event(actors):
    events = TABLES_UNDER_TEST.events
    touched = events["actor"].isin(actors) | events["recipient"].isin(actors)
    assert len(TABLES_UNDER_TEST.select(actors=actors).events) == int(touched.sum())


def test_either_side_is_the_union_of_both_sides():
    events = TABLES_UNDER_TEST.events
    for actor in ACTORS:
        n = {
            s: len(TABLES_UNDER_TEST.select(actors=[actor], side=s).events)
            for s in ("actor", "recipient", "either")
        }
        both = int(((events["actor"] == actor) & (events["recipient"] == actor)).sum())
        assert n["either"] == n["actor"] + n["recipient"] - both


def test_an_unknown_side_is_refused():
    with pytest.raises(InputError, match="allowed: actor, recipient, either"):
        TABLES_UNDER_TEST.select(actors=["USA"], side="both")


def test_a_broken_date_is_refused():
    with pytest.raises(InputError, match="not a date range"):
        TABLES_UNDER_TEST.select(dates=("soon", None))


def test_articles_without_a_date_stay_until_a_date_is_asked_for():
    undated = TABLES_UNDER_TEST.articles["published"].isna().sum()
    assert undated
    assert (
        TABLES_UNDER_TEST.select(dates=("1900-01-01", "2100-01-01"))
        .articles["published"]
        .notna()
        .all()
    )
    assert len(TABLES_UNDER_TEST.select(dates=(None, None)).articles) == len(
        TABLES_UNDER_TEST.articles
    )
