"""Importing: saved pages, feeds and JSON lines."""

import json
from datetime import date

import pytest
from sample_texts import BODY, MORE, place, questions

from briefing.corpus import read_corpus
from briefing.errors import InputError
from briefing.importing import read_source
from briefing.importing.drafts import language_code
from briefing.importing.html import text_of_fragment

# Web pages, feeds, JSON lines.

PAGE = f"""<!doctype html><html lang="en"><head><title>Ferry talks in Oslo | Fjord Daily</title>
<meta property="og:site_name" content="Fjord Daily">
<meta property="article:published_time" content="2024-03-08T07:00:00Z">
<link rel="canonical" href="https://fjord.example/talks"></head><body><nav>Home | World</nav>
<article><h1>Ferry talks in Oslo</h1><p>{BODY}</p><h2>What follows</h2><p>{MORE}</p>
<p>A spokesman for the ferry company denied that tickets would cost more next year.</p>
<script>alert("read me")</script></article><footer>All rights reserved</footer></body></html>"""


def test_a_saved_page_gives_text_and_metadata(file):
    (draft,) = read_source(file("page.html", PAGE))
    assert (draft.title, draft.outlet) == ("Ferry talks in Oslo", "Fjord Daily")
    assert (draft.published, draft.url) == (date(2024, 3, 8), "https://fjord.example/talks")
    assert draft.text.splitlines()[:2] == [BODY.strip(), "What follows"]
    assert "alert" not in draft.text
    assert "All rights" not in draft.text
    assert draft.questions == ()


def test_a_page_is_recognised_without_its_ending_and_in_its_declared_encoding(file):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("Oslo", "Tromsø")
    (draft,) = read_source(file("saved", page.encode("cp1252")))
    assert draft.title == "Ferry talks in Tromsø"


def test_a_web_archive_gives_its_page(file):
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        f"Content-Location: https://fjord.example/a\n\n{PAGE}\n--b--\n"
    )
    (draft,) = read_source(file("page.mhtml", archive))
    assert draft.title == "Ferry talks in Oslo"


def test_a_page_without_an_article_is_refused(file):
    with pytest.raises(InputError, match="no article on this page"):
        read_source(file("page.html", "<html><body><nav>Home</nav><p>Log in.</p></body></html>"))


RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Fjord Daily</title>
<link>https://fjord.example</link>
<item><title>Ferry talks</title><link>https://fjord.example/1</link>
<pubDate>Fri, 08 Mar 2024 07:00:00 GMT</pubDate>
<content:encoded><![CDATA[<h2>Ferry talks</h2><p>{BODY}</p><ul><li>One</li><li>Two</li></ul>
<script>alert(1)</script>]]></content:encoded></item>
<item><title>Only a summary</title><link>https://fjord.example/2</link>
<description>&lt;p&gt;Short &amp;amp; sweet.&lt;/p&gt;</description></item>
<item><title>Nothing at all</title></item></channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Fjord Daily</title>
<entry><title>Ferry talks</title><link href="https://fjord.example/1"/>
<updated>2024-03-08T07:00:00Z</updated><content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content>
</entry></feed>"""


def test_a_feed_gives_one_article_per_entry_with_text(file):
    full, summary = read_source(file("feed.xml", RSS))
    assert full.text == f"{BODY}One\nTwo"
    assert (full.title, full.outlet, full.url) == (
        "Ferry talks",
        "Fjord Daily",
        "https://fjord.example/1",
    )
    assert (full.published, full.kind) == (date(2024, 3, 8), "article")
    assert (summary.text, summary.kind) == ("Short & sweet.", "abstract")
    assert "not the full text" in summary.note
    assert questions(summary) == {"published"}


def test_an_atom_feed_is_read(file):
    (draft,) = read_source(file("feed.atom", ATOM))
    assert (draft.text, draft.published) == (BODY.strip(), date(2024, 3, 8))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<rss><channel><title>x</title></channel></rss>", "a feed without entries"),
        ("<rss><channel>", "not a readable feed"),
        ("<rss><channel><item><title>x</title></item></channel></rss>", "no entry .* has text"),
    ],
)
def test_a_feed_without_articles_is_refused(file, content, says):
    with pytest.raises(InputError, match=says):
        read_source(file("feed.rss", content))


def test_a_fragment_keeps_all_its_text_but_scripts():
    html = (
        "Lead<p>One <b>bold</b> word</p>between<div>Two<br>Three</div><!-- no --><style>x</style>"
    )
    assert text_of_fragment(html) == "Lead\nOne bold word\nbetween\nTwo\nThree"


def test_characters_no_text_can_hold_are_replaced(file, tmp_path):
    bad = "&#xD800; &#0; &#x1b; \x1b"
    (page,) = read_source(file("page.html", PAGE.replace("<h2>What", f"<h2>{bad} What")))
    assert "\ufffd What follows" in page.text
    feed = RSS.replace("<title>Ferry", f"<title>{bad[:-1]} Ferry").replace("https:", "javascript:")
    plan = place(tmp_path / "corpus", *read_source(file("feed.rss", feed)))
    assert [article.url for article, _ in plan.articles] == [None, None]
    assert any("is not a web address" in q for q in plan.articles[0][1].questions)
    assert len(read_corpus(tmp_path / "corpus").articles) == 2


@pytest.mark.parametrize(
    ("language", "code"),
    [("en-GB", "en"), ("DE", "de"), ("english", "en"), ("1x", "en"), (None, "en")],
)
def test_languages(language, code):
    assert language_code(language) == code


def test_another_language_is_asked_about(file):
    (draft,) = read_source(file("a.jsonl", '{"text": "Guten Tag.", "lang": "de"}'))
    assert "language" in questions(draft)


def test_json_lines_are_read_under_common_names(file):
    records = [
        {
            "headline": "Ferry talks",
            "body": BODY,
            "link": "https://fjord.example/1",
            "date": "2024-03",
        },
        {"title": "T", "content": MORE, "source": {"name": "Fjord Daily"}, "publishedAt": "soon"},
    ]
    first, second = read_source(file("a.jsonl", "\n".join(map(json.dumps, records)) + "\n\n"))
    assert (first.title, first.text, first.outlet) == ("Ferry talks", BODY, "fjord.example")
    assert (first.published, first.published_precision) == (date(2024, 3, 1), "month")
    assert second.outlet == "Fjord Daily"
    assert "published: 'soon' is not a clear date" in second.questions


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{not json", "not JSON"),
        ("5", "not a JSON object"),
        ('{"title": "x"}', "no text .*allowed: text, body"),
        ('{"text": 5}', "text must be a string, found int"),
        ('{"text": "a\\ud800"}', "no text can hold"),
        ('{"text": "a", "kind": "blog"}', "unknown kind 'blog'"),
    ],
)
def test_a_bad_json_line_is_named_by_its_number(file, line, says):
    path = file("a.jsonl", '{"text": "fine"}\n' + line)
    with pytest.raises(InputError, match=says) as caught:
        read_source(path)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_a_json_array_is_read_too(file):
    drafts = read_source(file("a.json", json.dumps([{"text": BODY}, {"text": MORE}], indent=1)))
    assert [draft.text for draft in drafts] == [BODY, MORE]
    with pytest.raises(InputError, match=r"a\.json \[item 2\]: not a JSON object"):
        read_source(file("a.json", '[{"text": "fine"}, 5]'))
