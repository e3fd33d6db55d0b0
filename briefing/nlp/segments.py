"""Cut raw text into blocks before parsing: headings, inline leads, bullets, body.

Blocks tile the text: each starts where the last one ended, so the parsed blocks join
back to exactly the article's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_BLOCK_CHARS = 8_000
MAX_HEADING_WORDS = 14
MAX_LEAD_WORDS = 8
MAX_LABEL_WORDS = 5
MAX_WRAP_CHARS = 120
MIN_WRAPPED_SHARE = 0.4  # of line breaks that a lower-case letter follows, in wrapped text
MIN_FULL_SHARE = 0.6  # of the widest line: a shorter line ends its paragraph

_LINE = re.compile(r"[^\r\n]*[\r\n]*")
_ONE_BREAK = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
_LEAD = re.compile(r"(?:[-*•–]\s+)?(?P<lead>[A-Z][^:.!?\n\"“”]{2,70}:)[ \t]+(?=[A-Z“\"'‘])")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")
# The tokenizer strips signs one by one from what stands between white space: quadratic time.
_SIGNS = re.compile(r"[^\w\s]{100}")
_SENTENCE_WORDS = re.compile(  # what a sentence has and a heading lacks
    r"\b(?:said|says|added|told|wrote|asked|warned|declared|stated|according|following|included?"
    r"|includes|[Ss]ource|are|is|was|were|has|have|had|will|would|can|could|may|might|must|should"
    r"|does|did)\b"
    r"|^(?:[-*•–]\s+)?(?:He|She|It|They|We|I|You|This|That|These|Those|There|But|And)\b"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text parsed on its own. `is_heading` also covers inline leads."""

    start_char: int
    end_char: int
    is_heading: bool = False


def segment(text: str) -> list[Block]:
    """Return blocks that tile ``[0, len(text))`` in order."""
    return [
        piece
        for start, end, n_lines in _paragraphs(text)
        for block in _blocks(text, start, end, is_wrapped=n_lines > 1)
        for piece in _bounded(block, text)
    ]


def _paragraphs(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number of lines of each line or hard-wrapped paragraph."""
    lines = [match.span() for match in _LINE.finditer(text) if match.group()]
    width = _wrap_width(text, lines)
    start = n_lines = 0
    for number, (line_start, line_end) in enumerate(lines):
        start = line_start if n_lines == 0 else start
        n_lines += 1
        following = lines[number + 1] if number + 1 < len(lines) else None
        length = len(text[line_start:line_end].strip())
        if (
            following is None
            or not _runs_on(text, (line_start, line_end), following)
            or length < width * MIN_FULL_SHARE
        ):
            yield start, line_end, n_lines
            n_lines = 0


def _wrap_width(text: str, lines: list[tuple[int, int]]) -> float:
    """Return the width of a hard-wrapped text; infinite where it is not wrapped."""
    breaks = [pair for pair in pairwise(lines) if _runs_on(text, *pair)]
    lower = sum(text[start:end].lstrip()[:1].islower() for _, (start, end) in breaks)
    width = max((len(text[start:end].strip()) for start, end in lines), default=0)
    is_wrapped = lower > 0 and lower >= MIN_WRAPPED_SHARE * len(breaks) and width <= MAX_WRAP_CHARS
    return width if is_wrapped else float("inf")


def _runs_on(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether one single line break parts two lines of text that are no list items."""
    after = text[slice(*following)]
    return (
        _ONE_BREAK.fullmatch(text, *line) is not None
        and bool(after.strip())
        and not _BULLET.match(after)
        and not _MARKDOWN_HEADING.match(text, line[0])
    )


def _blocks(text: str, start: int, end: int, *, is_wrapped: bool) -> Iterator[Block]:
    line = text[start:end]
    if not is_wrapped and _is_heading(line, ends_text=end >= len(text)):
        yield Block(start, end, is_heading=True)
        return
    lead = _LEAD.match(line)
    if (
        lead
        and not _SENTENCE_WORDS.search(lead["lead"])
        and len(lead["lead"].split()) <= MAX_LEAD_WORDS
    ):
        yield Block(start, start + lead.end(), is_heading=True)
        start += lead.end()
    yield Block(start, end)


def _is_heading(line: str, *, ends_text: bool) -> bool:
    words = line.split(maxsplit=MAX_HEADING_WORDS)
    if not words:
        return False
    if _MARKDOWN_HEADING.match(line):
        return True
    stripped = line.strip()
    is_label = stripped[-1] == ":"  # "Summary:" is a heading, "The visit has two aims:" is not
    return (
        len(words) <= (MAX_LABEL_WORDS if is_label else MAX_HEADING_WORDS)
        and not (is_label and _SENTENCE_WORDS.search(stripped))
        and not stripped[0].islower()
        and not _BULLET.match(line)
        and not re.search(r"[.!?]\s", stripped)
        and stripped[-1] not in ".!…,;\"”’'"
        and not ends_text
    )


def _bounded(block: Block, text: str) -> Iterator[Block]:
    """Cut where a parse would take longer than linear time: overlong blocks, long runs of signs."""
    start = block.start_char
    for run in _SIGNS.finditer(text, block.start_char, block.end_char):
        yield from _short(Block(start, run.end(), block.is_heading), text)
        start = run.end()
    if start < block.end_char:
        yield from _short(Block(start, block.end_char, block.is_heading), text)


def _short(block: Block, text: str) -> Iterator[Block]:
    """Cut a block longer than MAX_BLOCK_CHARS at white space, or hard where there is none."""
    start = block.start_char
    while block.end_char - start > MAX_BLOCK_CHARS:
        cut = start + MAX_BLOCK_CHARS
        space = max(text.rfind(" ", start + 1, cut), text.rfind("\n", start + 1, cut))
        cut = space + 1 if space > start else cut
        yield Block(start, cut, block.is_heading)
        start = cut
    yield Block(start, block.end_char, block.is_heading)
