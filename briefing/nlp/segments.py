"""Cut raw text into blocks before parsing: headings, inline leads, bullets, body.

Blocks tile the text: each starts where the last one ended, so the parsed blocks join
back to exactly the article's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BLOCK_CHARS = 8_000
MAX_HEADING_WORDS = 14

_LINE = re.compile(r"[^\n]*\n*")
_LEAD = re.compile(r"(?:[-*•–]\s+)?(?P<lead>[A-Z][^:.!?\n\"“”]{2,70}:)\s+(?=[A-Z“\"'‘])")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_BULLET = re.compile(r"\s*[-*•–]\s")
_NOT_A_LEAD = re.compile(
    r"\b(?:said|says|added|told|wrote|asked|warned|declared|stated|according|following|include[sd]?|Source|are|is|was|were)\b"
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
        for match in _LINE.finditer(text)
        if match.group()
        for block in _line_blocks(match.group(), match.start(), text)
        for piece in _bounded(block, text)
    ]


def _line_blocks(line: str, start: int, text: str) -> Iterator[Block]:
    end = start + len(line)
    if _is_heading(line, ends_text=end >= len(text)):
        yield Block(start, end, is_heading=True)
        return
    lead = _LEAD.match(line)
    if lead and not _NOT_A_LEAD.search(lead["lead"]) and len(lead["lead"].split()) <= 8:
        yield Block(start, start + lead.end(), is_heading=True)
        start += lead.end()
    yield Block(start, end)


def _is_heading(line: str, *, ends_text: bool) -> bool:
    words = line.split()
    if not words:
        return False
    if _MARKDOWN_HEADING.match(line):
        return True
    stripped = line.strip()
    return (
        len(words) <= MAX_HEADING_WORDS
        and not _BULLET.match(line)
        and not re.search(r"[.!?]\s", stripped)
        and stripped[-1] not in ".!…,;\"”’'"
        and not ends_text
    )


def _bounded(block: Block, text: str) -> Iterator[Block]:
    """Cut a block longer than MAX_BLOCK_CHARS at white space, or hard where there is none."""
    start = block.start_char
    while block.end_char - start > MAX_BLOCK_CHARS:
        cut = start + MAX_BLOCK_CHARS
        space = max(text.rfind(" ", start + 1, cut), text.rfind("\n", start + 1, cut))
        cut = space + 1 if space > start else cut
        yield Block(start, cut, block.is_heading)
        start = cut
    yield Block(start, block.end_char, block.is_heading)
