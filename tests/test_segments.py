"""Blocks: headings and inline leads apart, wrapped lines joined, nothing lost.

In the examples ``<...>`` marks what must be a heading and ``|`` each further boundary.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.nlp.segments import MAX_BLOCK_CHARS, segment

BODY = "The minister met the envoys on Monday.\n"


def marked(text: str) -> str:
    """Write the blocks of `text` the way the examples do."""
    out = ""
    for block in segment(text):
        piece = text[block.start_char : block.end_char]
        body = piece.rstrip()
        if block.is_heading:
            out += f"<{body}>{piece[len(body) :]}"
        else:
            out += ("|" if out and not out.rstrip().endswith(">") else "") + piece
    return out


@pytest.mark.parametrize(
    "expected",
    [
        "<What the ministers want>\n" + BODY,
        "<Summary:>\n- One aim.\n|- Another aim.\n|" + BODY,
        "<## Two sides>\n\n" + BODY,
        BODY + "<A question of trust?>\n" + BODY,
        "<Ferry lines:> The minister met the envoys on Monday.\n",
        "<- Ferry lines:> The two sides want a deal.\n" + "<- Power:> Prices fall.\n|" + BODY,
        "<The road ahead:> “No one knows,” he said.\n",
    ],
)
def test_headings_and_inline_leads_are_apart(expected):
    assert marked(re.sub(r"[<>|]", "", expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The minister said: Nobody will leave.\n",
        "He had one aim: Peace in the north.\n",
        "Source: Harbour office.\n",
        "It was clear to all of them: The talks had failed.\n",
        "The minister came with three wishes for the long winter:\n",
        "The visit has two aims:\n",
        "and so they left\n",
        "- one short wish\n",
        "1) one short wish\n",
        "Done.\n",
        "“We will not leave”\n",
    ],
)
def test_sentences_and_list_items_are_no_headings(text):
    assert not any(block.is_heading for block in segment(text + BODY))


def test_a_last_line_without_its_full_stop_is_text():
    assert not any(block.is_heading for block in segment(BODY + "The talks go on"))


WRAPPED = """A long winter in the north

The minister of Norway met his colleague in Oslo on Monday
and told him that the ferry line to the islands would not
open again before the ice is gone, which can take until
May.
What they agreed
They agreed to share the cost of the new quay, to meet
again in Turku and to ask the harbour master of
Tromsø for his advice.
"""


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_of_a_hard_wrapped_paragraph_are_joined(line_break):
    text = WRAPPED.replace("\n", line_break)
    pieces = [(text[b.start_char : b.end_char].split()[0], b.is_heading) for b in segment(text)]
    assert pieces == [("A", True), ("The", False), ("What", True), ("They", False)]


def test_one_paragraph_per_line_is_not_joined():
    text = BODY + "Envoys spoke with the press.\n" + BODY
    assert len(segment(text)) == 3


def test_a_text_without_breaks_is_cut_into_bounded_blocks():
    for text in ("x" * 30_000, "no stop " * 4_000):
        blocks = segment(text)
        assert max(b.end_char - b.start_char for b in blocks) <= MAX_BLOCK_CHARS


lines = st.sampled_from(
    ["A heading", BODY, "Lead: Text", "- item", "wrapped on", " ", "\n", "\r\n"]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(lines).map("\n".join), st.lists(lines).map("".join)))
def test_blocks_tile_the_text(text):
    ends = [0]
    for block in segment(text):
        assert block.start_char == ends[-1] < block.end_char
        ends.append(block.end_char)
    assert ends[-1] == len(text)
