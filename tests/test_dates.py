"""When did it happen: sentences with the expected date beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.errors import InputError
from briefing.lexicon import SHIPPED, Lexicon, load_lexicon
from briefing.lexicon.dates import load_date_words
from briefing.nlp.annotations import Event, EventDate
from briefing.nlp.date_expressions import find_date_expressions, resolve
from briefing.nlp.dates import EventDater
from briefing.nlp.modality import ModalityJudge
from briefing.nlp.pipeline import load_parser
from briefing.vocabulary import DATE_BASES, DATE_PRECISIONS

PUBLISHED = date(2024, 6, 13)  # a Thursday


@lru_cache(maxsize=1)
def components() -> tuple[ModalityJudge, EventDater]:
    return ModalityJudge(load_parser(), load_lexicon()), EventDater(load_parser(), load_lexicon())


def dated(sentence: str, published: date | None = PUBLISHED, precision: str = "day") -> list[str]:
    """Date the events marked in [brackets]: "2024-06-13 day stated" or "- unknown relative"."""
    text, spans = "", []
    for piece in sentence.replace("]", "[").split("["):
        spans.append((len(text), len(text) + len(piece)))
        text += piece
    doc = load_parser()(text)
    doc._.published, doc._.published_precision = published, precision
    judge, dater = components()
    doc._.events = tuple(
        Event(0, start, end, "test", "CONSULT", judgement=judge.judge(doc, start, end))
        for start, end in spans[1::2]
    )
    return [shown(e.date) for e in dater(doc)._.events]


def shown(found: EventDate) -> str:
    return f"{found.start or '-'} {found.precision} {found.basis or '-'}"


SENTENCES = """
2024-06-11 day stated     | The ministers [met] in Oslo on June 11, 2024.
2023-09-13 day stated     | The ministers [met] in Oslo on 13 September 2023.
2024-05-18 day stated     | The ministers [met] in Oslo on 18-19 May 2024.
2024-05-01 day stated     | On 2024-05-01 the ministers [met] in Oslo.
2000-01-01 year stated    | The king [visited] Peru in 2000.
2019-01-01 year stated    | The 2019 [summit] in Hanoi ended early.
2000-01-01 year stated    | His 2000 [visit] to Peru drew crowds.
2023-03-01 month stated   | In March 2023, Norway [signed] the accord.
2024-06-11 day relative   | The ministers [met] on Tuesday.
- unknown -               | The ministers [met] the father of today's host.
2024-06-13 day relative   | The ministers [met] on Thursday.
2024-06-12 day relative   | The ministers [met] yesterday.
2024-06-11 day relative   | Tuesday's [talks] went well.
2024-06-08 day relative   | The army [attacked] the port over the weekend.
2024-06-03 month relative | The army [attacked] the port last week.
2024-05-01 month relative | The army [attacked] the port last month.
2024-06-01 month relative | The king [visited] Peru earlier this month.
2023-09-01 month relative | Norway [signed] the accord last September.
2023-07-01 month relative | Norway [signed] the accord in July.
2024-05-01 month relative | Norway [signed] the accord in May.
2023-01-01 year relative  | Norway [signed] the accord last year.
2000-01-01 year relative  | The king [visited] Peru 24 years ago.
2024-05-27 month relative | The ministers [met] two weeks ago.
2024-06-04 day relative   | The ministers [met] on June 4.
2023-11-04 day relative   | The ministers [met] on 4 November.
2024-06-14 day relative   | The ministers will [meet] on Friday.
2024-06-14 day relative   | The ministers plan to [meet] on Friday.
2024-09-01 month relative | The king plans to [visit] Peru in September.
2024-06-01 month relative | The king will [visit] Peru this month.
2024-07-01 month relative | The king's planned [visit] to Peru in July worries Chile.
2024-07-01 month relative | A [visit] is planned for July.
2024-07-01 month relative | The king will [visit] Peru next month.
2024-06-14 day relative   | The king will [visit] Peru tomorrow.
2024-06-11 day relative   | The [talks] were held in Oslo on Tuesday.
2024-06-11 day relative   | The ministers held [talks] in Oslo on Tuesday.
- unknown -               | The minister said on Tuesday that the army [attacked] the port.
- unknown -               | On Tuesday, Norway announced a [visit] by the king.
- unknown -               | The army has not rested since it [took] the port.
2024-06-13 day published  | Norway has [backed] Peru since its 2008 war with Chile.
- unknown -               | Norway [praised] the king's Tuesday remarks.
2024-06-11 day relative   | Norway [sent] a letter to the army of Peru on Tuesday.
- unknown relative        | Norway has [met] Peru several times in recent weeks.
- unknown relative        | Norway [met] Peru a few days ago.
- unknown relative        | Norway has [armed] Peru over the past two decades.
- unknown -               | They [cooperated] closely.
2024-06-13 day published  | Norway [supplies] gas to Peru.
2024-06-13 day published  | Norway has [signed] the accord.
2024-06-13 day published  | Norway has expressed [concern] over the tests.
- unknown -               | The [invasion] of Chile has brought Norway and Peru together.
- unknown -               | Norway may [sign] the accord.
"""


@pytest.mark.parametrize("line", SENTENCES.strip().splitlines())
def test_date_of_an_event(line):
    wanted, sentence = (part.strip() for part in line.split("|"))
    assert dated(sentence) == [wanted]


def test_each_predicate_keeps_its_own_date():
    found = dated("The king [visited] Peru in 2019 and [signed] the accord in May 2021.")
    assert found == ["2019-01-01 year stated", "2021-05-01 month stated"]


def test_a_start_is_not_the_date():
    assert dated("The army [attacked] the port again, closed since 2011.") == ["- unknown -"]


def test_without_a_publication_date_only_stated_dates_are_known():
    assert dated("They [met] in May 2021.", None) == ["2021-05-01 month stated"]
    assert dated("They [met] last week.", None) == ["- unknown relative"]
    assert dated("They [meet].", None) == ["- unknown -"]


def test_nothing_relative_is_more_exact_than_the_publication_date():
    june = date(2024, 6, 1)
    assert dated("They [met] on Friday.", june, "month") == ["2024-06-01 month relative"]
    assert dated("They [met] last week.", june, "month") == ["2024-06-01 month relative"]
    assert dated("They [met] on June 4.", june, "month") == ["2024-06-04 day relative"]
    assert dated("They will [meet] on June 4.", june, "month") == ["2024-06-04 day relative"]
    assert dated("They [met] in June.", june, "month") == ["2024-06-01 month relative"]
    assert dated("They [met] last month.", june, "month") == ["2024-05-01 month relative"]
    assert dated("They have [met].", june, "month") == ["2024-06-01 month published"]
    assert dated("They [met] last year.", date(2024, 1, 1), "year") == ["2023-01-01 year relative"]


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
OPEN_PHRASES = ("on Friday", "in July", "on 4 March", "this weekend", "on 29 February")


@given(DAYS, st.sampled_from(OPEN_PHRASES))
def test_an_open_date_is_never_past_for_plans_nor_future_for_facts(published, phrase):
    (expression,) = find_date_expressions(phrase, load_date_words(load_lexicon()))
    if (past := resolve(expression, published)).start and "this" not in phrase:
        assert past.start <= published
    if (coming := resolve(expression, published, is_future=True)).start:
        assert (coming.start.year, coming.start.month) >= (published.year, published.month) or (
            "this" in phrase
        )


@settings(deadline=None)
@given(st.text(max_size=200), DAYS, st.booleans())
def test_any_text_gives_expressions_inside_it_and_valid_dates(text, published, is_future):
    for expression in find_date_expressions(text, load_date_words(load_lexicon())):
        assert 0 <= expression.start_char < expression.end_char <= len(text)
        found = resolve(expression, published, is_future=is_future)
        assert found.precision in DATE_PRECISIONS
        assert found.basis in DATE_BASES
        assert (found.start is None) == (found.precision == "unknown")


PIECES = (
    "on",
    "May",
    "31",
    "2024",
    "-",
    "last",
    "Friday",
    "in",
    "two",
    "weeks",
    "ago",
    "the",
    ",",
    "999",
    "years",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join), DAYS)
def test_any_order_of_date_words_resolves_or_stays_unknown(text, published):
    for expression in find_date_expressions(text, load_date_words(load_lexicon())):
        found = resolve(expression, published)
        assert (found.start is None) == (found.precision == "unknown")


def test_a_date_never_touches_another_field_of_the_event():
    text = "They met in May 2021."
    doc = load_parser()(text)
    event = Event(0, 5, 8, "test", "CONSULT")
    doc._.events = (event,)
    (found,) = components()[1](doc)._.events
    assert replace(found, date=event.date) == event


def test_a_corpus_adds_its_own_words(tmp_path):
    (tmp_path / "dates.toml").write_text('[months]\ngermanal = 3\n[days]\n"the other day" = -3\n')
    words = load_date_words(Lexicon((SHIPPED, tmp_path)))
    assert words.months["germanal"] == 3
    assert words.months["may"] == 5


@pytest.mark.parametrize(
    ("text", "place", "allowed"),
    [
        ("[months]\nsmarch = 13", "months.smarch", "1 to 12"),
        ('[days]\nsoon = "later"', "days.soon", "-366 to 366"),
        ("[fortnights]\n", "fortnights", "weekdays"),
        ("nonsense", "", "TOML"),
    ],
)
def test_a_broken_file_names_file_place_and_what_is_allowed(tmp_path, text, place, allowed):
    path = tmp_path / "dates.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_date_words(Lexicon((SHIPPED, tmp_path)))
    for part in (str(path), place, allowed):
        assert part in str(caught.value)
