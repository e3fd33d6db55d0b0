"""Reading and checking a corpus: exact text, strict front matter, all problems at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.corpus import (
    Article,
    check_corpus,
    country_codes,
    parse_article,
    read_corpus,
    render_article,
)
from briefing.errors import InputError
from briefing.vocabulary import ARTICLE_KINDS

SHIPPED = Path(__file__).parent.parent / "corpus"
OUTLETS = "source_id,name,country,ownership,url\nharbour,The Harbour Mail,NOR,private,\n"
ARTICLE = """---
title: Envoys meet in Oslo
source: harbour
url: https://harbour.example/envoys
published: 2024-03-05
published_precision: day
published_basis: stated
kind: article
note:
---

Envoys met in Oslo.
"""


@pytest.fixture
def corpus(tmp_path):
    """A function that writes a corpus from file contents and returns its folder."""

    def write(articles: dict[str, str | bytes], outlets: str | None = OUTLETS) -> Path:
        for name, content in articles.items():
            path = tmp_path / "articles" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        if outlets is not None:
            (tmp_path / "outlets.csv").write_text(outlets, encoding="utf-8")
        return tmp_path

    return write


def problems(root: Path) -> list[str]:
    return [str(f).removeprefix(f"{root}/") for f in check_corpus(root)]


def test_an_article_is_read_with_its_outlet(corpus):
    read = read_corpus(corpus({"envoys.md": ARTICLE}))
    (article,) = read.articles
    assert article.doc_id == "envoys"
    assert article.text == "Envoys met in Oslo.\n"
    assert article.published == date(2024, 3, 5)
    assert read.outlets[article.source_id].name == "The Harbour Mail"
    assert read.lexicon_dir is None


def test_unknown_facts_stay_unknown(corpus):
    (article,) = read_corpus(corpus({"bare.md": "---\n---\nA text."}, outlets=None)).articles
    assert (article.title, article.source_id, article.url, article.published) == (None,) * 4
    assert (article.published_precision, article.kind) == ("unknown", "article")


@pytest.mark.parametrize(
    ("published", "precision", "day", "read_precision"),
    [
        ("2024-06-18", "day", date(2024, 6, 18), "day"),
        ("2024-06", "month", date(2024, 6, 1), "month"),
        ("2024", "year", date(2024, 1, 1), "year"),
        ("2024-06-18", "", date(2024, 6, 18), "day"),
        ("2024-06-18", "month", date(2024, 6, 1), "month"),
        ("2024-06-18", "year", date(2024, 1, 1), "year"),
        ("", "unknown", None, "unknown"),
    ],
)
def test_published_is_the_first_day_of_its_period(
    corpus, published, precision, day, read_precision
):
    content = f"---\npublished: {published}\npublished_precision: {precision}\n---\nA text."
    (article,) = read_corpus(corpus({"a.md": content})).articles
    assert (article.published, article.published_precision) == (day, read_precision)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("published: 2024-03-05", "published: 5 March", 5, "'5 March' is not a date"),
        ("published: 2024-03-05", "published: 2024-02-30", 5, "allowed: YYYY-MM-DD"),
        ("published: 2024-03-05", "published: 2024-03", 6, "day does not fit published 2024-03"),
        ("published: 2024-03-05", "published:", 6, "published is empty"),
        ("precision: day", "precision: hour", 6, "allowed: day, month, year, unknown"),
        ("basis: stated", "basis: guessed", 7, "allowed: stated, inferred"),
        ("kind: article", "kind: blog", 8, "allowed: article, abstract"),
        ("source: harbour", "source: gazette", 3, "not in outlets.csv (allowed: harbour"),
        ("note:", "author: someone", 9, "unknown key 'author'"),
        ("note:", "title: again", 9, "title is given twice (first on line 2)"),
        ("note:", "a line without its colon", 9, "expected `key: value`"),
        ("title: Envoys meet in Oslo", 'title: "Talks" begin', 2, "must close"),
        ("---\ntitle", "title", 1, "opens the front matter"),
        ("note:\n---", "note:", 1, "closes the front matter"),
        ("Envoys met in Oslo.\n", " \n", 12, "has no text"),
    ],
)
def test_wrong_front_matter_is_one_line_with_file_line_and_what_is_allowed(
    corpus, old, new, line, says
):
    assert ARTICLE.count(old) == 1
    root = corpus({"envoys.md": ARTICLE.replace(old, new)})
    with pytest.raises(InputError) as caught:
        read_corpus(root)
    message = str(caught.value)
    assert message.startswith(f"{root / 'articles' / 'envoys.md'}:{line}: ")
    assert says in message
    assert "\n" not in message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "empty"),
        (b"---\n---\nA\nB\0\n", 4, "binary"),
        (b"---\n---\nA caf\xe9\n", 3, "0xe9 is not UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_named_with_the_place(corpus, content, line, says):
    root = corpus({"x.md": content})
    with pytest.raises(InputError, match=says) as caught:
        read_corpus(root)
    assert caught.value.place == str(line)


def test_two_articles_with_one_id_are_refused(corpus):
    root = corpus({"2023/envoys.md": ARTICLE, "2024/envoys.md": ARTICLE + "More."})
    with pytest.raises(InputError, match="two articles with the id 'envoys'"):
        read_corpus(root)


@pytest.mark.parametrize("make", [lambda p: p / "no", lambda p: p])
def test_a_missing_folder_and_a_corpus_without_articles_are_refused(tmp_path, make):
    for function in (read_corpus, check_corpus):
        with pytest.raises(InputError, match=r"no such folder|no article"):
            function(make(tmp_path))


def test_check_lists_every_problem_with_its_place(corpus):
    root = corpus(
        {
            "a.md": ARTICLE.replace("2024-03-05", "soon").replace("source: harbour", "source: x"),
            "b.md": ARTICLE,
            "c.md": ARTICLE.replace("https:", "javascript:"),
            "d.md": b"\xff\xfe\0",
        },
        OUTLETS + "harbour,Again,NO,royal,ftp://x\n,Nameless,,,\n",
    )
    assert problems(root) == [
        "articles/a.md:3: source 'x' is not in outlets.csv (allowed: harbour, empty for unknown)",
        "articles/a.md:5: 'soon' is not a date (allowed: YYYY-MM-DD, YYYY-MM, YYYY, empty)",
        f"articles/b.md:1: the same text as {root}/articles/a.md",
        f"articles/c.md:1: the same text as {root}/articles/a.md",
        "articles/c.md:4: not a web address: 'javascript://harbour.example/envoys'"
        " (allowed: http://, https://)",
        "articles/d.md:1: a binary file, not text",
        "outlets.csv:3: not a web address: 'ftp://x' (allowed: http://, https://)",
        "outlets.csv:3: source_id 'harbour' is given twice",
        "outlets.csv:3: unknown country 'NO'"
        " (allowed: ISO 3166 alpha-3 codes such as USA or KOR, empty for unknown)",
        "outlets.csv:3: unknown ownership 'royal' (allowed: state, public, private, unknown)",
        "outlets.csv:4: source_id is empty",
    ]


def test_a_repeated_text_and_an_odd_address_are_reported_but_do_not_stop_a_build(corpus):
    root = corpus({"a.md": ARTICLE, "b.md": ARTICLE.replace("https:", "javascript:")})
    assert len(problems(root)) == 2
    assert len(read_corpus(root).articles) == 2


@pytest.mark.parametrize(
    ("outlets", "says"),
    [
        ("id,title\nx,y\n", "lacks the column source_id and name"),
        ('source_id,name\n"harbour,Open', "not readable as CSV"),
        ("source_id,name\nharbour,A,B\n", "more values than the header has columns"),
    ],
)
def test_a_broken_outlets_file_is_named(corpus, outlets, says):
    with pytest.raises(InputError, match=says):
        read_corpus(corpus({"a.md": ARTICLE}, outlets))


def test_columns_of_the_analysts_own_are_allowed_in_outlets(corpus):
    root = corpus({"a.md": ARTICLE}, "name,source_id,reach\nHarbour,harbour,high\n")
    assert read_corpus(root).outlets["harbour"].ownership == "unknown"


def test_own_lexicons_are_found(corpus):
    root = corpus({"a.md": ARTICLE})
    (root / "lexicons").mkdir()
    assert read_corpus(root).lexicon_dir == root / "lexicons"


def test_windows_files_are_read(corpus):
    content = b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()
    (article,) = read_corpus(corpus({"a.md": content})).articles
    assert (article.title, article.text) == ("Envoys meet in Oslo", "Envoys met in Oslo.\r\n")


def test_the_shipped_corpus_has_no_problem():
    assert check_corpus(SHIPPED) == []
    corpus = read_corpus(SHIPPED)
    assert {a.kind for a in corpus.articles} == {"abstract"}


def test_country_codes_are_those_in_use():
    assert {"USA", "KOR", "PRK", "RUS", "PSE", "TWN", "XKX"} <= country_codes()
    assert not {"US", "SUN", "YUG", "USSR", "XXX", "QQQ", "EUR"} & country_codes()


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
one_value = any_text.map(str.strip).map(lambda s: s or None)
periods = st.one_of(
    st.just((None, "unknown", None)),
    st.tuples(st.dates(), st.sampled_from(["day", "month", "year"])).flatmap(
        lambda pair: st.sampled_from([None, "stated", "inferred"]).map(
            lambda basis: (
                {"day": pair[0], "month": pair[0].replace(day=1)}.get(
                    pair[1], pair[0].replace(month=1, day=1)
                ),
                pair[1],
                basis,
            )
        )
    ),
)


@settings(deadline=None)
@given(
    any_text.filter(str.strip),
    one_value,
    one_value,
    one_value,
    one_value,
    periods,
    st.sampled_from(ARTICLE_KINDS),
)
def test_what_is_written_is_read_back_exactly(text, title, source, url, note, period, kind):
    article = Article("x", text, title, source, url, *period, kind, note, path=Path("x.md"))
    assert parse_article(render_article(article), "x.md") == article


@settings(deadline=None)
@given(any_text)
def test_any_content_is_an_article_or_an_input_error(content):
    message = ""
    try:
        parse_article(content, "x.md")
    except InputError as error:
        message = str(error)
    assert "\n" not in message
