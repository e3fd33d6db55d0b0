"""Importing: what is found in texts, pages, feeds and JSON lines, and what is asked."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_texts import BODY, MORE, place, questions

from briefing.corpus import check_corpus, read_corpus
from briefing.errors import InputError
from briefing.importing import plan_import, read_source
from briefing.importing.drafts import Draft
from briefing.importing.encoding import decode
from briefing.importing.published import date_line, parse_published
from briefing.importing.text import draft_from_text

# Plain text: what the first and last lines say about the article.


def test_a_headline_above_a_blank_line_becomes_the_title():
    draft = draft_from_text(f"Norway and Finland talk about ferries\n\n{BODY}{MORE}", "x.txt")
    assert draft.title == "Norway and Finland talk about ferries"
    assert draft.text == BODY + MORE


def test_a_repeated_headline_is_taken_out_of_the_text():
    title = "Cold front: Norway’s quiet talks with Finland. Is a ferry deal near?"
    draft = draft_from_text(f"{title}\n\n{title}\nTwo ministers\n\n{BODY}", "x.txt")
    assert draft.title == title
    assert draft.text == f"Two ministers\n\n{BODY}"


def test_a_first_line_like_the_other_section_headings_is_asked_about():
    text = f"How the talks began\n{BODY}What the two sides want now\n{MORE}"
    draft = draft_from_text(text, "x.txt")
    assert draft.title is None
    assert draft.text == text
    assert "'How the talks began'" in draft.questions[0]


def test_a_headline_longer_than_the_section_headings_is_the_title():
    text = f"Ministers of Norway and Finland meet over ferry lines\n\n{BODY}\nThe wishes\n\n{MORE}"
    draft = draft_from_text(text, "x.txt")
    assert draft.title == "Ministers of Norway and Finland meet over ferry lines"
    assert draft.text == f"{BODY}\nThe wishes\n\n{MORE}"


def test_outlet_date_and_issn_lines_are_found_and_left_out():
    head = (
        "News by Fjord Daily correspondent\nFriday, March 08, 2024\nFjord Daily – ISSN: 1234-567X\n"
    )
    text = f"Summary:\n- {BODY}- {MORE}Introduction:\n{BODY}"
    draft = draft_from_text(head + text, "x.txt")
    assert (draft.outlet, draft.published) == ("Fjord Daily", date(2024, 3, 8))
    assert (draft.published_precision, draft.published_basis) == ("day", "stated")
    assert draft.note == "ISSN 1234-567X"
    assert draft.text == text
    assert draft.dropped_lines == tuple(head.splitlines())
    assert questions(draft.ask_for_the_missing()) == {"title", "url"}


@pytest.mark.parametrize("label", ["Source: ", "URL: ", "Originally published at ", "", "Link – "])
def test_an_address_line_gives_the_address_and_the_outlets_host(label):
    draft = draft_from_text(f"{BODY}{MORE}{label}https://www.fjord.example/talks/", "x.txt")
    assert draft.url == "https://www.fjord.example/talks/"
    assert (draft.outlet, draft.outlet_url) == ("fjord.example", "https://www.fjord.example")
    assert draft.text == BODY + MORE


@pytest.mark.parametrize(
    ("head", "outlet", "day"),
    [
        ("Source: Fjord Daily\n", "Fjord Daily", None),
        ("Fjord Daily | 8 March 2024\n", "Fjord Daily", date(2024, 3, 8)),
        ("Talks in Oslo\nThe Fjord Times\nPublished: 2024-03-08\n", "The Fjord Times", date(2024, 3, 8)),
        ("Talks in Oslo\nBy Kari Berg, Fjord Daily\n", "Fjord Daily", None),
        ("Talks in Oslo\nBy Kari Berg\nPosted on 8 March 2024 at 10:30 CET\n", None, date(2024, 3, 8)),
        ("By Fjord Daily staff\n", "Fjord Daily", None),
        ("By The Fjord Press\n", "The Fjord Press", None),
        ("Opinion\nTalks in Oslo\n5 May 2024 · Updated 3 hours ago\n", None, date(2024, 5, 5)),
        ("OUTLET: Fjord Daily\nAUTHOR: Kari Berg\nDATE: May 5, 2024 9:14 AM GMT+9\n", "Fjord Daily", date(2024, 5, 5)),
    ],
)  # fmt: skip
def test_common_head_lines(head, outlet, day):
    draft = draft_from_text(head + "\n" + BODY, "x.txt")
    assert (draft.outlet, draft.published) == (outlet, day)
    assert draft.text == BODY


@pytest.mark.parametrize(
    ("line", "outlet", "day"),
    [
        ("OSLO, March 8, 2024 (Nordwire) — ", "Nordwire", date(2024, 3, 8)),
        ("Nordwire\n\nOSLO (Nordwire) - ", "Nordwire", None),
        ("Oslo (Nordwire) -- ", "Nordwire", None),
        ("OSLO, March 8 (Nordwire) – ", "Nordwire", None),
    ],
)
def test_a_dateline_is_read_and_stays_in_the_text(line, outlet, day):
    draft = draft_from_text(line + BODY, "x.txt")
    assert (draft.outlet, draft.published) == (outlet, day)
    assert draft.text == line.removeprefix("Nordwire\n\n") + BODY


@pytest.mark.parametrize(
    "line",
    [
        "By midnight the ministers had left",
        "Source of the dispute",
        "The two sides met in March 2024",
        "- By then, the ferry line was closed",
        "Putin Meets the Press",
        "World Press Freedom Day is near",
        "From: desk@fjord.org",
        "The Nuclear Agency (IAEA) – the watchdog of the United Nations – saw nothing unusual",
    ],
)
def test_lines_that_only_look_like_metadata_are_kept(line):
    text = f"{BODY}{line}\n{MORE}"
    draft = draft_from_text(text, "x.txt")
    assert draft.text == text
    assert (draft.outlet, draft.published, draft.url) == (None, None, None)


def test_a_file_with_nothing_but_metadata_is_refused(file):
    with pytest.raises(InputError, match="no text below the headline"):
        read_source(file("x.txt", "Source: https://fjord.example/1\n\n8 March 2024\n"))


def test_page_furniture_is_left_out_and_reported():
    draft = draft_from_text(f"{BODY}Advertisement\n{MORE}Read more\n", "x.txt")
    assert draft.text == BODY + MORE
    assert draft.dropped_lines == ("Advertisement", "Read more")


@settings(deadline=None)
@given(st.lists(st.sampled_from([BODY, MORE, "\n", "A heading\n", "  indented\t\r\n", "é"])))
def test_cleaning_only_drops_whole_lines(lines):
    text = "".join([*lines, BODY])
    kept = draft_from_text(text, "x").text.splitlines(keepends=True)
    rest = iter(text.splitlines(keepends=True))
    assert all(line in rest for line in kept)  # in order: `in` uses up the iterator


# Dates.


@pytest.mark.parametrize(
    ("line", "day", "precision"),
    [
        ("Tuesday, September 05, 2023", date(2023, 9, 5), "day"),
        ("5th of September 2023", date(2023, 9, 5), "day"),
        ("Sept. 5, 2023 10:30 AM EST", date(2023, 9, 5), "day"),
        ("Published: 2023-09-05T08:00:00+09:00", date(2023, 9, 5), "day"),
        ("Published 5 May 2023 | Updated 7 May 2023, 10:15 GMT", date(2023, 5, 5), "day"),
        ("25/09/2023", date(2023, 9, 25), "day"),
        ("05.05.2023", date(2023, 5, 5), "day"),
        ("September 2023", date(2023, 9, 1), "month"),
    ],
)
def test_date_lines(line, day, precision):
    found = date_line(line)
    assert (found.day, found.precision) == (day, precision)


@pytest.mark.parametrize(
    "line", ["05/09/2023", "2023", "May 5", "The 5 May 2023 agreement", "2023-02-30", "Tuesday"]
)
def test_lines_that_are_no_clear_date(line):
    assert date_line(line) is None


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [
        ("2024", date(2024, 1, 1), "year"),
        ("2024-06", date(2024, 6, 1), "month"),
        ("2024-06-18T10:00:00Z", date(2024, 6, 18), "day"),
        ("Tue, 18 Jun 2024 10:00:00 GMT", date(2024, 6, 18), "day"),
    ],
)
def test_date_values(value, day, precision):
    found = parse_published(value)
    assert (found.day, found.precision) == (day, precision)


def test_a_date_that_can_be_read_two_ways_is_asked_about():
    draft = draft_from_text(f"Talks in Oslo\n05/09/2023\n\n{BODY}", "x.txt")
    assert draft.published is None
    assert "cannot be told apart" in draft.questions[0]


# Encodings.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings_are_detected(encoding):
    text = BODY + "“Naïve,” said Müller – the café’s owner.\n"
    assert decode(text.encode(encoding), "x") == text


def test_a_text_in_another_script_is_decoded():
    text = "Министр иностранных дел прибыл в Осло во вторник и провёл переговоры о паромах."
    assert decode(text.encode("cp1251"), "x") == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "no-such-charset", None])
def test_utf_8_wins_over_a_wrong_declaration(declared):
    assert decode("Tromsø’s café".encode(), "x", declared) == "Tromsø’s café"


def test_latin_1_is_read_as_browsers_read_it():
    assert decode("a “quote”".encode("cp1252"), "x", "iso-8859-1") == "a “quote”"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"PK\x03\x04...", "office file"),
        (bytes(range(256)) * 4, "a binary file"),
        (b"text\0text", "a binary file"),
    ],
)
def test_what_is_no_text_is_refused(file, content, says):
    path = file("x.txt", content)
    with pytest.raises(InputError, match=says) as caught:
        read_source(path)
    assert str(caught.value).startswith(path)


@pytest.mark.parametrize(
    ("source", "says"),
    [("nowhere/x.txt", "no such file"), (".", "a folder"), ("ftp://host/x", "allowed: http://")],
)
def test_a_source_that_cannot_be_read_is_named(source, says):
    with pytest.raises(InputError, match=says) as caught:
        read_source(source)
    assert str(caught.value).startswith(source)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([".txt", ".html", ".xml", ".rss", ".jsonl", ".mhtml", ""]),
)
def test_any_bytes_are_articles_or_an_input_error(file, content, suffix):
    path = file(f"any{suffix}", content)
    try:
        drafts = read_source(path)
    except InputError as error:
        drafts = []
        assert str(error).startswith(path)  # noqa: PT017
    assert all(draft.text.strip() for draft in drafts)


# Writing into a corpus.


def test_articles_and_outlets_are_written_and_check(tmp_path):
    draft = Draft("x.txt", BODY, title="Ferry talks", outlet="Fjord Daily", published=date(2024, 3, 8), published_precision="day", published_basis="stated")  # fmt: skip
    plan = place(tmp_path / "new", draft)
    corpus = read_corpus(tmp_path / "new")
    (article,) = corpus.articles
    assert article == plan.articles[0][0]
    assert article.doc_id == "2024-03-08-fjord-daily-ferry-talks"
    assert corpus.outlets["fjord-daily"].name == "Fjord Daily"
    assert check_corpus(tmp_path / "new") == []
    assert "country and ownership" in plan.articles[0][1].questions[-1]


def test_a_text_that_is_there_is_refused_by_its_name(tmp_path):
    place(tmp_path, Draft("x.txt", BODY, title="One"))
    plan = place(tmp_path, Draft("y.txt", BODY.replace("\n", "\r\n")), Draft("z.txt", MORE))
    assert [(d.origin, path.name) for d, path in plan.repeated] == [("y.txt", "one.md")]
    assert [article.doc_id for article, _ in plan.articles] == ["z"]


def test_a_name_in_use_gets_a_number(tmp_path):
    place(tmp_path, Draft("x.txt", BODY, title="Talks"))
    plan = place(tmp_path, Draft("x.txt", MORE, title="TALKS"), Draft("y", "Third.", title="talks"))
    assert [article.doc_id for article, _ in plan.articles] == ["talks-2", "talks-3"]


def test_known_outlets_are_found_by_name_or_host_and_the_file_is_left_alone(tmp_path):
    outlets = "name,source_id,country,ownership,url,reach\r\nFjord Daily,fd,NOR,public,https://fjord.example,\"high, very\"\r\n"  # fmt: skip
    (tmp_path / "outlets.csv").write_bytes(outlets.encode())
    place(
        tmp_path,
        Draft("1", BODY, outlet="FJORD DAILY"),
        Draft("2", MORE, outlet="fjord.example", url="https://www.fjord.example/2"),
    )
    assert [a.source_id for a in read_corpus(tmp_path).articles] == ["fd", "fd"]
    assert (tmp_path / "outlets.csv").read_bytes() == outlets.encode()


def test_new_outlets_are_added_below_the_analysts_rows(tmp_path):
    outlets = "name,source_id,reach\nFjord Daily,fd,high"
    (tmp_path / "outlets.csv").write_text(outlets)
    place(tmp_path, Draft("1", BODY, outlet='Nord, "Wire"'))
    assert (tmp_path / "outlets.csv").read_text() == f'{outlets}\n"Nord, ""Wire""",nord-wire,\n'


def test_an_outlet_name_cannot_become_a_spreadsheet_formula(tmp_path):
    place(tmp_path, Draft("1", BODY, outlet="=HYPERLINK(1)"))
    assert ",HYPERLINK(1)," in (tmp_path / "outlets.csv").read_text()


def test_a_corpus_that_cannot_be_read_is_left_alone(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bad.md").write_text("no front matter")
    with pytest.raises(InputError, match=r"bad\.md:1"):
        plan_import([Draft("1", BODY)], tmp_path)


def test_an_article_file_moves_to_another_corpus_whole(tmp_path):
    draft = Draft(
        "1", BODY, title='"Quoted" talks', outlet="Fjord Daily", note="n", kind="transcript"
    )
    first = place(tmp_path / "a", draft).articles[0][0]
    (moved,) = read_source(str(first.path))
    second = place(tmp_path / "b", moved).articles[0][0]
    assert (second.text, second.title, second.kind, second.note, second.source_id) == (
        first.text,
        first.title,
        first.kind,
        first.note,
        first.source_id,
    )


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(any_text.filter(str.strip), any_text, any_text, any_text)
def test_whatever_is_imported_is_a_corpus_that_reads_back(
    tmp_path_factory, text, title, outlet, url
):
    root = tmp_path_factory.mktemp("corpus")
    draft = Draft("x", text, title=title.strip() or None, outlet=outlet.strip() or None, url=url.strip() or None)  # fmt: skip
    plan = place(root, draft)
    assert read_corpus(root).articles == (plan.articles[0][0],)


@pytest.mark.timeout(20)
def test_an_absurd_text_is_read_in_seconds(file):
    """A million line breaks, or spaces, took minutes where code walked them twice."""
    for content in ("\n" * 300_000 + "x", "A" + " " * 300_000 + "x\n\ny", "A B " * 100_000):
        (draft,) = read_source(file("absurd.txt", content))
        assert draft.text
