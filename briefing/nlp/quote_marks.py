"""Pair quotation marks: straight, curly, doubled apostrophes, guillemets, single ones.

Marks are matched paragraph by paragraph. A quotation that is left open at the end of a
paragraph goes on in the next one when that one opens with a mark again, as print has it;
else it ends with its own paragraph (when it began there) or with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_PARAGRAPH = re.compile(r"[^\n]+")
_DOUBLE = re.compile(r"[“”„«»\"]|''|``|’’|‘‘")
_SINGLE_OPEN = re.compile(r"(?<![\w'’.,])[‘'](?=\w)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])['’](?!\w)")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
_OPENING = {"“", "„", "«", "``", "‘‘"}
_CLOSING = {"”", "»", "’’"}
MAX_SINGLE_CHARS = 400


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in quotation marks, marks included; `parts` are its paragraphs."""

    start_char: int
    end_char: int
    is_closed: bool = True
    parts: tuple[tuple[int, int], ...] = ()


def find_quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations of `text` in order; they never overlap."""
    chains: list[list[Quotation]] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        spans = list(_double_quotations(text, start, end))
        before = chains[-1][-1] if chains else None
        if (
            spans
            and before is not None
            and not before.is_closed
            and not text[before.end_char : spans[0].start_char].strip()
        ):
            chains[-1].append(spans.pop(0))
        chains += [[q] for q in _with_singles(text, start, end, spans)]
    return [_joined(text, chain) for chain in chains]


def _joined(text: str, chain: list[Quotation]) -> Quotation:
    """Return the quotation that goes on over the paragraphs of `chain`."""
    last = _cut_unclosed(text, chain[-1])
    parts = (*((q.start_char, q.end_char) for q in chain[:-1]), (last.start_char, last.end_char))
    return Quotation(chain[0].start_char, last.end_char, last.is_closed, parts)


def _double_quotations(text: str, start: int, end: int) -> Iterator[Quotation]:
    marks = list(_DOUBLE.finditer(text, start, end))
    # How many more marks after each one close than open, were a quotation open there.
    surplus = [0]
    for mark in reversed(marks):
        surplus.append(surplus[-1] + (-1 if _opens(text, mark, start, end, is_open=True) else 1))
    surplus.reverse()
    opened: int | None = None
    depth = 0
    for i, mark in enumerate(marks):
        opens = _opens(text, mark, start, end, is_open=opened is not None)
        if opened is None:
            if opens:
                opened, depth = mark.start(), 1
        elif opens:
            if surplus[i + 1] > 1:
                depth += 1
            else:  # the one before was never closed
                yield Quotation(opened, _rstrip(text, opened, mark.start()))
                opened, depth = mark.start(), 1
        else:
            depth -= 1
            if depth == 0:
                yield Quotation(opened, mark.end())
                opened = None
    if opened is not None:
        yield Quotation(opened, _rstrip(text, opened, end), is_closed=False)


def _opens(text: str, mark: re.Match, start: int, end: int, *, is_open: bool) -> bool:
    if mark.group() in _OPENING:
        return True
    if mark.group() in _CLOSING:
        return False
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    if before.isspace() or before in "([{—–-":
        return not after.isspace() or not is_open
    return not is_open and not after.isspace() and after not in ".,;:!?)"


def _with_singles(text: str, start: int, end: int, doubles: list[Quotation]) -> Iterator[Quotation]:
    """Yield `doubles` and, between them, stretches in single marks, in order."""
    position = start
    for double in [*doubles, None]:
        stop = double.start_char if double else end
        while opening := _SINGLE_OPEN.search(text, position, stop):
            limit = min(stop, opening.end() + MAX_SINGLE_CHARS)
            closers = list(_SINGLE_CLOSE.finditer(text, opening.end(), limit))
            closing = _single_closer(text, closers)
            if closing is None:
                position = opening.end()
                continue
            yield Quotation(opening.start(), closing.end())
            position = closing.end()
        if double:
            yield double
            position = double.end_char


def _single_closer(text: str, closers: list[re.Match]) -> re.Match | None:
    """Return the first closer that is no plural possessive ("the farmers' vote")."""
    if not closers:
        return None
    sure = (c for c in closers if text[c.start() - 1] not in "sS")
    return next(sure, closers[0])


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _cut_unclosed(text: str, quotation: Quotation) -> Quotation:
    """End an unclosed quotation with its sentence unless it opens its paragraph."""
    start, end = quotation.start_char, quotation.end_char
    if quotation.is_closed or not text[text.rfind("\n", 0, start) + 1 : start].strip():
        return quotation
    stop = _SENTENCE_END.search(text, start, end)
    return replace(quotation, end_char=stop.end()) if stop else quotation
